"""NIAS projects: entered by officers, moved on by approving officers, each with a window for extra talents.

The Government's grant is fixed when the project is entered; history alone may bring a grant of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import OFFICERS, Actor, Role
from talenttrack.domain.money import decimal_text
from talenttrack.domain.schemes import nias_awards
from talenttrack.domain.schemes.nias import ProjectState
from talenttrack.domain.schemes.nias_awards import MOVES, AwardFacts, Move
from talenttrack.domain.text import day_error
from talenttrack.services.schemes.nias_read import ProjectView, get, listing
from talenttrack.services.schemes.nias_record import audit, receipt, record
from talenttrack.services.schemes.nias_request import NiasProjectRequest, columns_of, validate, window_errors
from talenttrack.services.scope import REGISTRARS, require_reason, require_role
from talenttrack.storage.companies import Company
from talenttrack.storage.locks import lock_companies
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes import nias as storage
from talenttrack.storage.schemes.nias import NiasProjectRow

__all__ = [
    "NiasProjectRequest",
    "ProjectOutcome",
    "ProjectView",
    "create",
    "get",
    "listing",
    "move_window",
    "transition",
]

N_ = str  # marks a text for translation without translating it here


@dataclass(frozen=True, slots=True)
class ProjectOutcome:
    """What came of it; `decision` and `receipt_id` are None where nothing had to be judged."""

    project_id: int | None
    receipt_id: str | None
    decided_at: datetime
    decision: Decision | None

    @property
    def admitted(self) -> bool:
        return self.decision is None or self.decision.admitted


def create(
    session: Session,
    actor: Actor,
    company_id: int,
    request: NiasProjectRequest,
    now: datetime,
    *,
    as_history: bool = False,
) -> ProjectOutcome:
    """Enters a project, unless a rule refuses it; sent again with the same content it changes nothing.

    History is entered without a judgement, and its grant as it was sent. Raises Forbidden, NotFound, Invalid (a
    grant other than ours among it), and Conflict where the reference stands for other content.
    """
    require_role(actor, REGISTRARS)
    asked = validate(request, as_history=as_history)
    lock_companies(session, [company_id])
    if session.get(Company, company_id) is None:
        raise NotFound(N_("There is no such company."))
    entered = storage.ids_by_reference(session, [company_id]).get((company_id, asked.reference))
    if entered is not None:
        return _same_or_conflict(session, entered, asked, now)
    book = policy_book(session)
    facts = AwardFacts(
        judged_on=asked.judged_on or hong_kong_date(now),
        total_cost_cents=asked.total_cost_cents,
        own_share_cents=asked.own_share_cents,
        grant_cents=None,
        earlier=storage.awards_of(session, company_id, without=None),
    )
    grant = nias_awards.grant_cents(facts, book)
    if as_history:
        kept = replace(asked, grant_cents=grant if asked.grant_cents is None else asked.grant_cents)
        recorded = _enter(session, actor, company_id, kept, now)
        audit(session, actor, "create", recorded, company_id, now, asked.reason, None)
        return ProjectOutcome(recorded, None, now, None)
    decision = nias_awards.decide(facts, book)
    if decision.admitted and asked.grant_cents not in (None, grant):
        message = N_("The grant is %(grant)s by the terms of the scheme. Leave it out, or send that amount.")
        raise Invalid(FieldError("grant", "differs", message, {"grant": decimal_text(grant)}))
    fixed = replace(asked, grant_cents=grant)
    project_id = _enter(session, actor, company_id, fixed, now) if decision.admitted else None
    receipt_id = receipt(session, actor, "create", company_id, project_id, facts, decision, book, now)
    done = "create" if decision.admitted else "create_refused"
    audit(session, actor, done, project_id, company_id, now, asked.reason, receipt_id)
    return ProjectOutcome(project_id, receipt_id, now, decision)


def transition(
    session: Session,
    actor: Actor,
    project_id: int,
    action: str,
    now: datetime,
    *,
    on: date | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> ProjectOutcome:
    """`approve`, `complete` and `terminate` on a day (of a termination still inside), `reject` and `withdraw`.

    By an approving officer; not by the one who entered the project, where it is to be approved. An approval is
    judged again and may be refused. Raises Forbidden, NotFound, WrongState, Stale, and Invalid for the day.
    """
    require_role(actor, {Role.APPROVING_OFFICER})
    row = _locked(session, project_id, expected_version=expected_version)
    move = MOVES.get(action)
    if move is None:
        raise WrongState(N_("There is no such action."), action=action)
    if row.state != move.state.value:
        message = N_("This cannot be done while the project is %(state)s.")
        raise WrongState(message, action=action, state=row.state)
    if action == "approve" and row.entered_by == actor.id:
        raise Forbidden(N_("Another officer must do this: you were involved before."), "actor.same", action=action)
    changes = _dated(row, move, on)
    outcome = ProjectOutcome(row.id, None, now, None)
    if action == "approve":
        outcome = _judge_approval(session, actor, row, changes["approved_on"], now)
    if outcome.admitted:
        changed = {"state": move.to.value, **changes}
        record(session, actor, row, action, now, reason.strip(), outcome.receipt_id, **changed)
    return outcome


def move_window(
    session: Session,
    actor: Actor,
    project_id: int,
    *,
    allowance_from: date | None,
    allowance_to: date | None,
    reason: str,
    now: datetime,
    expected_version: int | None = None,
) -> None:
    """Sets both ends of the window of extra talents; None gives an end back to the rule. Raises as transition does."""
    require_role(actor, OFFICERS)
    reason = require_reason(reason)
    row = _locked(session, project_id, expected_version=expected_version)
    errors = window_errors(
        approved_on=row.approved_on, allowance_from=allowance_from, allowance_to=allowance_to, reason=reason
    )
    if errors:
        raise Invalid(*errors)
    moved = {"allowance_from": allowance_from, "allowance_to": allowance_to}
    record(session, actor, row, "move_window", now, reason, None, **moved)


def _enter(session: Session, actor: Actor, company_id: int, asked: NiasProjectRequest, now: datetime) -> int:
    state = ProjectState.SUBMITTED
    if asked.approved_on is not None:
        state = ProjectState.APPROVED if asked.terminated_on is None else ProjectState.TERMINATED
    project_id = storage.insert_project(
        session,
        {**columns_of(asked), "company_id": company_id, "state": state.value, "version": 1, "entered_by": actor.id},
    )
    if project_id is None:
        raise Conflict(N_("The company has a project of this reference already."))
    storage.append_version(session, project_id, actor_id=actor.id, action="create", reason=asked.reason, now=now)
    return project_id


def _same_or_conflict(session: Session, project_id: int, asked: NiasProjectRequest, now: datetime) -> ProjectOutcome:
    row = session.get_one(NiasProjectRow, project_id)
    first = storage.first_version(session, project_id)
    ignored = {"completed_on"} | ({"grant_cents"} if asked.grant_cents is None else set())
    for name, value in columns_of(asked).items():
        entered = getattr(first, name) if hasattr(first, name) else getattr(row, name)
        if name not in ignored and entered != value:
            message = N_("The company has a project %(reference)s already, with other content.")
            raise Conflict(message, reference=asked.reference)
    return ProjectOutcome(project_id, None, now, None)


def _locked(session: Session, project_id: int, *, expected_version: int | None) -> NiasProjectRow:
    seen = session.get(NiasProjectRow, project_id)
    if seen is None:
        raise NotFound(N_("There is no such project."))
    lock_companies(session, [seen.company_id])
    row = session.get_one(NiasProjectRow, project_id, populate_existing=True)
    if expected_version is not None and row.version != expected_version:
        raise Stale(N_("The project was changed since you last saw it. Look at it again."))
    return row


def _dated(row: NiasProjectRow, move: Move, on: date | None) -> dict[str, date]:
    if move.day is None:
        if on is not None:
            raise Invalid(FieldError("on", "unexpected", N_("Leave the day empty: this act has none.")))
        return {}
    if on is None:
        raise Invalid(FieldError("on", "required", N_("Give the day.")))
    outside = day_error("on", on)
    if outside is not None:
        raise Invalid(outside)
    earliest = row.submitted_on if move.day == "approved_on" else row.approved_on
    if earliest is not None and on < earliest:
        raise Invalid(FieldError("on", "order", N_("Give a day not before %(earliest)s."), {"earliest": earliest}))
    return {move.day: on}


def _judge_approval(session: Session, actor: Actor, row: NiasProjectRow, on: date, now: datetime) -> ProjectOutcome:
    book = policy_book(session)
    facts = AwardFacts(
        judged_on=row.submitted_on or on,
        total_cost_cents=row.total_cost_cents,
        own_share_cents=row.own_share_cents,
        grant_cents=row.grant_cents,
        earlier=storage.awards_of(session, row.company_id, without=row.id),
    )
    decision = nias_awards.decide(facts, book)
    receipt_id = receipt(session, actor, "approve", row.company_id, row.id, facts, decision, book, now)
    if not decision.admitted:
        audit(session, actor, "approve_refused", row.id, row.company_id, now, "", receipt_id)
    return ProjectOutcome(row.id, receipt_id, now, decision)
