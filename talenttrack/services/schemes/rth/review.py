"""What officers do with a case, and what ends it before approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_from_json
from talenttrack.domain.errors import FieldError, Invalid, WrongState
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, State
from talenttrack.domain.schemes.rth.life import VARIATION
from talenttrack.services.schemes.rth.case import (
    Change,
    Judgement,
    Outcome,
    Recorded,
    authorise,
    find_locked,
    judge,
    keep,
    lock,
    makers,
    proposal_of_row,
    write,
)
from talenttrack.services.schemes.rth.reasons import coded
from talenttrack.services.schemes.rth.receipts import judged
from talenttrack.services.scope import require_reason
from talenttrack.storage.audit import ReceiptRow
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion

CLOSED_VARIATION: dict[str, Any] = {
    "variation_end": None,
    "variation_state": None,
    "variation_submitted_on": None,
    "variation_by": None,
    "variation_recommended_by": None,
}
"""An engagement without an open extension."""

EXCEPTABLE = frozenset({"rth.talent_months"})
"""The checks on which an approving officer may grant an exception: "36 months in general" [O]."""


def recommend(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    reason: str,
    reason_codes: Sequence[str] = (),
    expected_version: int | None,
) -> Outcome:
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    if authorise(actor, row, "recommend", made_by=makers(session, engagement_id)) is VARIATION:
        changes: dict[str, Any] = {"variation_state": State.RECOMMENDED.value, "variation_recommended_by": actor.id}
    else:
        changes = {"state": State.RECOMMENDED.value, "recommended_by": actor.id}
    details = coded("recommend", reason, reason_codes, needed=False)
    return write(session, actor, row, "recommend", now=now, reason=reason, details=details, **changes)


def approve(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    reason: str,
    reason_codes: Sequence[str] = (),
    expected_version: int | None,
) -> Outcome:
    """Judges again under the lock. Refused, the case stays where it was and the outcome says what changed."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    extends = authorise(actor, row, "approve", made_by=makers(session, engagement_id)) is VARIATION
    details = coded("approve", reason, reason_codes, needed=False)
    end = row["variation_end"] if extends else row["last_day"]
    submitted_on = row["variation_submitted_on"] if extends else row["submitted_on"]
    judgement = rejudge(session, actor, row, last_day=end, submitted_on=submitted_on)
    if not judgement.decision.admitted:
        changes = what_changed(session, row["id"], judgement)
        return keep(
            session,
            actor,
            row["id"],
            row["company_id"],
            "approve",
            now=now,
            judgement=judgement,
            reason=reason,
            details=details,
            changes=changes,
        )
    approved: dict[str, Any]
    if extends:
        approved = {**CLOSED_VARIATION, "last_day": end, "latest_submission_on": submitted_on}
    else:
        approved = {"state": State.APPROVED.value}
    return write(
        session,
        actor,
        row,
        "approve",
        now=now,
        judgement=judgement,
        reason=reason,
        details=details,
        decided_by=actor.id,
        **approved,
    )


def send_back(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    reason: str,
    reason_codes: Sequence[str] = (),
    expected_version: int | None,
) -> Outcome:
    """Returns the case to the company, which has the setting case.lapse_days to resubmit it."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "return")
    return write(
        session,
        actor,
        row,
        "return",
        now=now,
        reason=reason,
        details=coded("return", reason, reason_codes, needed=True),
        state=State.RETURNED.value,
        returned_on=hong_kong_date(now),
        recommended_by=None,
    )


def reject(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    reason: str,
    reason_codes: Sequence[str] = (),
    expected_version: int | None,
) -> Outcome:
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    extends = authorise(actor, row, "reject") is VARIATION
    details = coded("reject", reason, reason_codes, needed=True)
    rejected: dict[str, Any] = CLOSED_VARIATION if extends else {"state": State.REJECTED.value, "decided_by": actor.id}
    return write(session, actor, row, "reject", now=now, reason=reason, details=details, **rejected)


def withdraw(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, reason: str, expected_version: int | None
) -> Outcome:
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    extends = authorise(actor, row, "withdraw") is VARIATION
    withdrawn: dict[str, Any] = (
        CLOSED_VARIATION if extends else {"state": State.WITHDRAWN.value, "edit_encrypted": None}
    )
    return write(session, actor, row, "withdraw", now=now, reason=reason, **withdrawn)


def ask_review(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, reason: str, expected_version: int | None
) -> Outcome:
    """Asks officers not involved before to decide a rejected case again; possible once.

    The case must still be admitted, since it draws on its pools again from now on.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "review")
    require_reason(reason)
    if row["reviewed"]:
        raise WrongState("This case was reviewed before: its rejection is final.")
    judgement = rejudge(session, actor, row, last_day=row["last_day"], submitted_on=row["submitted_on"])
    if not judgement.decision.admitted:
        return keep(session, actor, row["id"], row["company_id"], "review", now=now, judgement=judgement, reason=reason)
    return write(
        session,
        actor,
        row,
        "review",
        now=now,
        judgement=judgement,
        reason=reason,
        state=State.SUBMITTED.value,
        reviewed=True,
        barred=_officers_of(session, row["id"]),
        recommended_by=None,
        decided_by=None,
    )


def grant_exception(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    code: str,
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Records on a draft shown to officers that one check is to warn instead of fail.

    Whoever grants it does not approve the case; it carries over to extensions and the night.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "grant_exception")
    require_reason(reason)
    if code not in EXCEPTABLE:
        known = ", ".join(sorted(EXCEPTABLE))
        raise Invalid(FieldError("code", "choice", "An exception is possible for: %(choices)s.", {"choices": known}))
    if row["shared_at"] is None:
        raise WrongState("The company has not shown this draft to officers.")
    return write(
        session,
        actor,
        row,
        "grant_exception",
        now=now,
        reason=reason,
        details={"code": code},
        exceptions=sorted({*row["exceptions"], code}),
        excepted_by=actor.id,
    )


def lapse_due(session: Session, business_date: date, now: datetime) -> int:
    """Lapses what was returned and not resubmitted by the end of the setting's days; how many lapsed.

    Called by the night run for its own business date, before its findings, in its transaction.
    """
    version = policy_book(session, known_at=None).on("case.lapse_days", business_date)
    days = version.value if version and isinstance(version.value, int) else 0
    table = Engagement.__table__
    due = (
        session.execute(
            select(table)
            .where(table.c.state == State.RETURNED.value, table.c.returned_on <= business_date - timedelta(days=days))
            .order_by(table.c.company_id, table.c.id)
        )
        .mappings()
        .all()
    )
    lapsed = 0
    for seen in due:
        row = find_locked(session, SYSTEM_ACTOR, seen["id"])
        if row["version"] != seen["version"]:
            continue
        authorise(SYSTEM_ACTOR, row, "lapse")
        write(session, SYSTEM_ACTOR, row, "lapse", now=now, state=State.LAPSED.value, edit_encrypted=None)
        lapsed += 1
    return lapsed


def rejudge(session: Session, actor: Actor, row: Recorded, *, last_day: date, submitted_on: date) -> Judgement:
    """Locks and judges a recorded engagement without itself, with another end if need be."""
    proposal = proposal_of_row(row, last_day=last_day)
    lock(session, proposal)
    return judge(
        session,
        actor,
        proposal,
        submitted_on=submitted_on,
        without=row["id"],
        exceptions=frozenset(row["exceptions"]),
    )


def what_changed(session: Session, engagement_id: int, judgement: Judgement) -> tuple[Change, ...]:
    """The checks that fail now and did not in the last decision that admitted the case."""
    receipt = session.scalars(judged(engagement_id).where(ReceiptRow.verdict == "admit").limit(1)).one_or_none()
    before = decision_from_json(receipt.decision) if receipt else Decision(())
    passed = {check.code: check for check in before.checks if not check.fails}
    return tuple(Change(now.code, passed[now.code], now) for now in judgement.told.failing if now.code in passed)


def _officers_of(session: Session, engagement_id: int) -> list[int]:
    """The officers who acted on the case, or entered it, so far."""
    acts = select(EngagementVersion.actor_id).where(
        EngagementVersion.engagement_id == engagement_id,
        EngagementVersion.action.in_(["submit", "recommend", "return", "approve", "reject", "grant_exception"]),
        EngagementVersion.actor_id.is_not(None),
    )
    return sorted({actor_id for actor_id in session.scalars(acts) if actor_id is not None})
