"""A wrongly recorded person, date or salary put right: proposed by one officer, confirmed or rejected by another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import FieldError, Invalid, WrongState
from talenttrack.domain.lifecycle import Actor, Role, State
from talenttrack.domain.schemes.rth import Proposal
from talenttrack.services.records import audit
from talenttrack.services.schemes.rth.case import (
    SUBJECT,
    Outcome,
    Recorded,
    authorise,
    find,
    find_locked,
    judge,
    keep,
    lock,
    write,
)
from talenttrack.services.schemes.rth.columns import columns_of, request_of_row
from talenttrack.services.schemes.rth.register import ensure_talent, kept_exceptions
from talenttrack.services.schemes.rth.request import (
    EngagementRequest,
    merged,
    proposal_of,
    request_from_json,
    request_to_json,
    validate,
)
from talenttrack.services.schemes.rth.review import CLOSED_VARIATION
from talenttrack.services.scope import require_reason
from talenttrack.storage.people import find_person
from talenttrack.storage.schemes.rth import Correction
from talenttrack.storage.vault import vault_of

CORRECTABLE = frozenset({"start", "end", "terminated_on", "monthly_salary_cents", "talent"})
UNNAMED = frozenset({"monthly_salary_encrypted", "document_hash"})
"""Columns that the audit entry of a correction does not list: the one always differs, the other follows the person."""
PROPOSED, CONFIRMED, REJECTED, SUPERSEDED = "proposed", "confirmed", "rejected", "superseded"


def propose(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    fields: Mapping[str, Any],
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Keeps what should have been recorded, until an approving officer confirms it; a new proposal takes its place."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "correct")
    require_reason(reason)
    unknown = sorted(set(fields) - CORRECTABLE)
    if unknown or not fields:
        named = unknown or ["fields"]
        choices: dict[str, object] = {"choices": ", ".join(sorted(CORRECTABLE))}
        raise Invalid(*(FieldError(f, "unknown", "These can be corrected: %(choices)s.", choices) for f in named))
    corrected, terminated_on = _corrected(session, row, fields)
    validate(corrected)
    session.execute(
        update(Correction)
        .where(Correction.engagement_id == row["id"], Correction.state == PROPOSED)
        .values(state=SUPERSEDED)
    )
    kept = json.dumps(
        {"request": request_to_json(corrected), "terminated_on": _text(terminated_on), "version": row["version"] + 1}
    )
    session.execute(
        insert(Correction).values(
            engagement_id=row["id"],
            fields_encrypted=vault_of(session).encrypt(kept),
            reason=reason,
            state=PROPOSED,
            proposed_by=actor.id,
            proposed_at=now,
        )
    )
    return write(session, actor, row, "correct", now=now, reason=reason, details={"fields": sorted(fields)})


def confirm(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, reason: str, expected_version: int | None
) -> Outcome:
    """Judges the corrected engagement anew and records it.

    Where a rule now fails, it is kept in breach only with a reason; without one the outcome is a refusal and
    nothing changes. Receipts given before stay as they are.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    correction = open_correction(session, row["id"])
    authorise(actor, row, "confirm_correction", correction_by=correction.proposed_by if correction else None)
    if correction is None:
        raise WrongState("No correction of this engagement is proposed.")
    stored = json.loads(vault_of(session).decrypt(correction.fields_encrypted))
    if stored["version"] != row["version"]:
        # It holds the whole engagement as it was: recording that now would undo what was done since.
        raise WrongState("The engagement changed after this correction was proposed. Propose it again.")
    request = request_from_json(stored["request"])
    terminated_on = date.fromisoformat(stored["terminated_on"]) if stored["terminated_on"] else None
    person_id = ensure_talent(session, actor, request, validate(request), now)
    proposal = proposal_of(request, person_id)
    lock(session, proposal, besides=(row["person_id"],))
    columns = columns_of(session, request, proposal)
    exceptions = kept_exceptions(row, columns)
    served = proposal if terminated_on is None else _ended(request, person_id, terminated_on)
    judgement = judge(
        session,
        actor,
        served,
        submitted_on=row["latest_submission_on"],
        without=row["id"],
        exceptions=frozenset(exceptions),
    )
    if not judgement.decision.admitted and not reason.strip():
        return keep(session, actor, row["id"], row["company_id"], "confirm_correction", now=now, judgement=judgement)
    correction.state, correction.decided_by, correction.decided_at = CONFIRMED, actor.id, now
    session.flush()
    if not judgement.decision.admitted:
        audit(
            session,
            actor,
            f"{SUBJECT}.kept_in_breach",
            subject_type=SUBJECT,
            subject_id=row["id"],
            company_id=row["company_id"],
            now=now,
            reason=reason,
        )
    changed = [name for name, value in columns.items() if row[name] != value and name not in UNNAMED]
    if row["terminated_on"] != terminated_on:
        changed.append("terminated_on")
    return write(
        session,
        actor,
        row,
        "confirm_correction",
        now=now,
        judgement=judgement,
        reason=reason or correction.reason,
        details={"fields": sorted(changed)},
        **columns,
        **CLOSED_VARIATION,
        terminated_on=terminated_on,
        exceptions=exceptions,
        admitted=row["admitted"] and judgement.decision.admitted,
    )


def preview(session: Session, actor: Actor, engagement_id: int) -> Decision | None:
    """How the corrected engagement would be judged now; None where no correction waits or it is a company that asks.

    Confirming judges again, under the lock.
    """
    row = find(session, actor, engagement_id)
    correction = open_correction(session, row["id"])
    if correction is None or actor.is_company:
        return None
    stored = json.loads(vault_of(session).decrypt(correction.fields_encrypted))
    request = request_from_json(stored["request"])
    proposal = proposal_of(request, find_person(session, validate(request)) or 0)
    columns = {name: getattr(proposal, name) for name in ("person_id", "first_day", "last_day")}
    ended = date.fromisoformat(stored["terminated_on"]) if stored["terminated_on"] else None
    return judge(
        session,
        actor,
        proposal if ended is None else _ended(request, proposal.person_id, ended),
        submitted_on=row["latest_submission_on"],
        without=row["id"],
        exceptions=frozenset(kept_exceptions(row, columns)),
    ).told


def reject(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, reason: str, expected_version: int | None
) -> Outcome:
    """Leaves the engagement as it is recorded: an approving officer says why; the proposer takes it back at will."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    correction = open_correction(session, row["id"])
    authorise(actor, row, "reject_correction", correction_by=correction.proposed_by if correction else None)
    if correction is None:
        raise WrongState("No correction of this engagement is proposed.")
    if actor.role is not Role.CASE_OFFICER:
        require_reason(reason)
    correction.state, correction.decided_by, correction.decided_at = REJECTED, actor.id, now
    session.flush()
    return write(session, actor, row, "reject_correction", now=now, reason=reason)


def open_correction(session: Session, engagement_id: int) -> Correction | None:
    """The correction that waits for its second officer."""
    return session.scalars(
        select(Correction)
        .where(Correction.engagement_id == engagement_id, Correction.state == PROPOSED)
        .order_by(Correction.id.desc())
        .limit(1)
    ).one_or_none()


def _corrected(session: Session, row: Recorded, fields: Mapping[str, Any]) -> tuple[EngagementRequest, date | None]:
    """The whole request as corrected. Naming another identity document names another person."""
    fields = dict(fields)
    terminated_on = fields.pop("terminated_on", row["terminated_on"])
    request = merged(request_of_row(session, row), fields)
    if request.end < request.start:
        raise Invalid(FieldError("end", "before_start", "The end cannot be before the start."))
    if (terminated_on is None) == (row["state"] == State.TERMINATED):
        raise Invalid(FieldError("terminated_on", "state", "Only a terminated engagement has this date, and must."))
    if terminated_on is not None and not request.start - ONE_DAY <= terminated_on <= request.end:
        values: dict[str, object] = {"first": request.start - ONE_DAY, "last": request.end}
        raise Invalid(FieldError("terminated_on", "out_of_range", "Enter a date from %(first)s to %(last)s.", values))
    return request, terminated_on


def _ended(request: EngagementRequest, person_id: int, terminated_on: date) -> Proposal:
    return replace(proposal_of(request, person_id), last_day=max(request.start, terminated_on))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
