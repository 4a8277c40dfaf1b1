"""Registering an engagement: the mere check, the draft, the submission, and the edit of what was returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Forbidden
from talenttrack.domain.lifecycle import COMPANY, Actor, Role, State
from talenttrack.domain.people import Identity
from talenttrack.domain.schemes import rth
from talenttrack.services.people import enquire
from talenttrack.services.records import audit, new_receipt_id, new_reference
from talenttrack.services.schemes.rth.case import (
    SUBJECT,
    Outcome,
    authorise,
    find_locked,
    judge,
    keep,
    lock,
    lock_people,
    lock_pools,
    proposal_of_row,
    write,
)
from talenttrack.services.schemes.rth.columns import UNTOUCHED, columns_of, request_of_row, require_own_project
from talenttrack.services.schemes.rth.request import (
    EngagementRequest,
    merged,
    proposal_of,
    request_from_json,
    request_to_json,
    validate,
)
from talenttrack.services.scope import company_id_for
from talenttrack.storage.people import ensure_person, find_person
from talenttrack.storage.schemes.rth import add_engagement
from talenttrack.storage.vault import vault_of

MAY_REGISTER = COMPANY | {Role.CASE_OFFICER, Role.SERVICE, Role.SYSTEM}
"""Who may enter an engagement: the company, a case officer on its behalf, and an import."""


def check(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> Decision:
    """What would be decided now; leaves no receipt, but that the person was named is audited."""
    company_id_for(actor, request.company_id)
    found = validate(request)
    enquire(session, actor, request.company_id, found, now)
    proposal = proposal_of(request, find_person(session, found) or 0)
    audit(
        session,
        actor,
        f"{SUBJECT}.check",
        subject_type="person",
        subject_id=proposal.person_id or None,
        company_id=request.company_id,
        now=now,
    )
    return judge(session, actor, proposal, submitted_on=hong_kong_date(now), without=None).told


def save_draft(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> Outcome:
    """Keeps the engagement as a draft, whatever would be decided; a draft holds no place."""
    proposal = named_proposal(session, actor, request, now)
    judgement = judge(session, actor, proposal, submitted_on=hong_kong_date(now), without=None)
    engagement_id = insert_case(session, actor, request, proposal, State.DRAFT, now, receipt_id=None, reference=None)
    audit(
        session,
        actor,
        f"{SUBJECT}.draft",
        subject_type=SUBJECT,
        subject_id=engagement_id,
        company_id=request.company_id,
        now=now,
    )
    return Outcome(engagement_id, None, now, judgement.told)


def submit_new(
    session: Session, actor: Actor, request: EngagementRequest, now: datetime, *, reference: str | None
) -> Outcome:
    """Submits a new engagement: recorded if admitted, otherwise only receipt and audit entry are kept."""
    proposal = named_proposal(session, actor, request, now)
    judgement = judge(session, actor, proposal, submitted_on=hong_kong_date(now), without=None)
    if not judgement.decision.admitted:
        return keep(session, actor, None, request.company_id, "submit", now=now, judgement=judgement)
    receipt_id = new_receipt_id(now)
    engagement_id = insert_case(
        session, actor, request, proposal, State.SUBMITTED, now, receipt_id=receipt_id, reference=reference
    )
    return keep(
        session, actor, engagement_id, request.company_id, "submit", now=now, judgement=judgement, receipt_id=receipt_id
    )


def submit(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, expected_version: int | None
) -> Outcome:
    """Submits a draft: it stays one where it is refused."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "submit")
    proposal = proposal_of_row(row)
    lock(session, proposal)
    today = hong_kong_date(now)
    judgement = judge(
        session, actor, proposal, submitted_on=today, without=row["id"], exceptions=frozenset(row["exceptions"])
    )
    if not judgement.decision.admitted:
        return keep(session, actor, row["id"], row["company_id"], "submit", now=now, judgement=judgement)
    return write(
        session,
        actor,
        row,
        "submit",
        now=now,
        judgement=judgement,
        state=State.SUBMITTED.value,
        submitted_on=today,
        latest_submission_on=today,
        admitted=True,
    )


def edit(
    session: Session,
    actor: Actor,
    engagement_id: int,
    changes: Mapping[str, Any],
    now: datetime,
    *,
    expected_version: int | None,
) -> None:
    """Changes a draft at once; keeps the changes of a returned case beside it until it is resubmitted.

    An exception was granted for a person and a period: it falls with either.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "edit")
    before = current_request(session, row)
    request = merged(before, changes)
    found = validate(request)
    enquire(session, actor, request.company_id, found, now)
    if row["state"] == State.RETURNED:
        require_own_project(session, request)
        kept = vault_of(session).encrypt(request_to_json(request))
        write(session, actor, row, "edit", now=now, edit_encrypted=kept)
        return
    person_id = ensure_talent(session, actor, request, found, now)
    columns = columns_of(session, request, proposal_of(request, person_id))
    write(session, actor, row, "edit", now=now, **columns, exceptions=kept_exceptions(row, columns))


def resubmit(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, expected_version: int | None
) -> Outcome:
    """Judges a returned case anew, with what was changed meanwhile, by the day of its first submission.

    Refused, it stays returned and goes on holding its old period.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "resubmit")
    request = current_request(session, row)
    person_id = ensure_talent(session, actor, request, validate(request), now)
    proposal = proposal_of(request, person_id)
    lock(session, proposal, besides=(row["person_id"],))
    columns = columns_of(session, request, proposal)
    exceptions = kept_exceptions(row, columns)
    judgement = judge(
        session,
        actor,
        proposal,
        submitted_on=row["submitted_on"],
        without=row["id"],
        exceptions=frozenset(exceptions),
    )
    if not judgement.decision.admitted:
        return keep(session, actor, row["id"], row["company_id"], "resubmit", now=now, judgement=judgement)
    return write(
        session,
        actor,
        row,
        "resubmit",
        now=now,
        judgement=judgement,
        **columns,
        exceptions=exceptions,
        state=State.SUBMITTED.value,
        returned_on=None,
        edit_encrypted=None,
        admitted=True,
    )


def share_draft(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, expected_version: int | None
) -> Outcome:
    """Shows a draft to officers, who may then grant an exception on it."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "share_draft")
    return write(session, actor, row, "share_draft", now=now, shared_at=now)


def current_request(session: Session, row: Mapping[str, Any]) -> EngagementRequest:
    """The request as it would be submitted now: the edit that waits, if there is one."""
    if row["edit_encrypted"] is not None:
        return request_from_json(vault_of(session).decrypt(row["edit_encrypted"]))
    return request_of_row(session, row)


def named_proposal(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> rth.Proposal:
    """The proposal of a valid request, with all that it counts locked and its person on record."""
    if actor.role not in MAY_REGISTER:
        raise Forbidden("Your role may not do this.")
    company_id_for(actor, request.company_id)
    found = validate(request)
    enquire(session, actor, request.company_id, found, now)
    lock_pools(session, proposal_of(request, 0))
    proposal = proposal_of(request, ensure_talent(session, actor, request, found, now))
    lock_people(session, proposal.person_id)
    return proposal


def ensure_talent(session: Session, actor: Actor, request: EngagementRequest, found: Identity, now: datetime) -> int:
    talent = request.talent
    return ensure_person(
        session, found, name_en=talent.name_en.strip(), name_zh=talent.name_zh.strip(), recorded_by=actor.id, now=now
    )


def insert_case(
    session: Session,
    actor: Actor,
    request: EngagementRequest,
    proposal: rth.Proposal,
    state: State,
    now: datetime,
    *,
    receipt_id: str | None,
    reference: str | None,
) -> int:
    submitted_on = None if state is State.DRAFT else hong_kong_date(now)
    return add_engagement(
        session,
        action="draft" if state is State.DRAFT else "submit",
        actor_id=actor.id,
        receipt_id=receipt_id,
        now=now,
        company_id=request.company_id,
        reference=reference or new_reference("RTH", now),
        state=state.value,
        submitted_on=submitted_on,
        latest_submission_on=submitted_on,
        admitted=True,
        clock_from=submitted_on,
        entered_by=actor.id,
        created_at=now,
        **UNTOUCHED | columns_of(session, request, proposal),
    )


def kept_exceptions(row: Mapping[str, Any], columns: Mapping[str, Any]) -> list[str]:
    same = all(row[name] == columns[name] for name in ("person_id", "first_day", "last_day"))
    return list(row["exceptions"]) if same else []
