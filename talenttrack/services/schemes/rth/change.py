"""What a company does with an approved engagement: end it early, shorten, extend, renew a permit, replace."""

from __future__ import annotations

from dataclasses import replace as replaced
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, hong_kong_date
from talenttrack.domain.errors import FieldError, Invalid, WrongState
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.domain.schemes import rth
from talenttrack.services.people import enquire
from talenttrack.services.records import new_receipt_id
from talenttrack.services.schemes.rth.case import (
    Judgement,
    Outcome,
    Recorded,
    authorise,
    find_locked,
    judge_by,
    keep,
    lock,
    write,
)
from talenttrack.services.schemes.rth.register import ensure_talent, insert_case
from talenttrack.services.schemes.rth.request import DAYS, EngagementRequest, proposal_of, validate
from talenttrack.services.schemes.rth.review import CLOSED_VARIATION, rejudge
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_facts import cut_short
from talenttrack.storage.schemes.rth_facts import facts as read_facts

N_ = str  # marks a text for translation without translating it here


def terminate(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    on: date,
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Ends an engagement on `on`, its last day; the day before its start means that it never began.

    The months not served return to the pool at once; an open extension is withdrawn. Raises Invalid for a day
    outside the engagement.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "terminate")
    within("on", on, allowed_days(row, "terminate"))
    return write(
        session,
        actor,
        row,
        "terminate",
        now=now,
        reason=reason,
        details={"on": on.isoformat()},
        state=State.TERMINATED.value,
        terminated_on=on,
        **CLOSED_VARIATION,
    )


def shorten(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    end: date,
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Gives an approved engagement an earlier end; no decision is needed, an open extension is withdrawn."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "shorten")
    within("end", end, allowed_days(row, "shorten"))
    details = {"end": {"before": row["last_day"].isoformat(), "after": end.isoformat()}}
    return write(
        session, actor, row, "shorten", now=now, reason=reason, details=details, last_day=end, **CLOSED_VARIATION
    )


def extend(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    end: date,
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Opens a variation: the whole engagement with the new end is judged without itself, by today's submission.

    Admitted, the longer period holds at once; the new end stands when two officers have approved it.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "extend")
    if row["variation_state"] is not None:
        raise WrongState("An extension of this engagement is being decided already.")
    within("end", end, allowed_days(row, "extend"))
    today = hong_kong_date(now)
    judgement = rejudge(session, actor, row, last_day=end, submitted_on=today)
    details = {"end": {"before": row["last_day"].isoformat(), "after": end.isoformat()}}
    if not judgement.decision.admitted:
        return keep(
            session,
            actor,
            row["id"],
            row["company_id"],
            "extend",
            now=now,
            judgement=judgement,
            reason=reason,
            details=details,
        )
    return write(
        session,
        actor,
        row,
        "extend",
        now=now,
        judgement=judgement,
        reason=reason,
        details=details,
        variation_end=end,
        variation_state=State.SUBMITTED.value,
        variation_submitted_on=today,
        variation_by=actor.id,
        variation_recommended_by=None,
    )


def renew_permit(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    until: date,
    reason: str,
    expected_version: int | None,
) -> Outcome:
    """Records a permit's new end, later than the old one."""
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "renew_permit")
    if row["permanent_resident"]:
        raise Invalid(FieldError("until", "not_expected", "A permanent resident needs no permit."))
    within("until", until, allowed_days(row, "renew_permit"))
    before = row["permit_until"].isoformat() if row["permit_until"] else None
    details = {"permit_until": {"before": before, "after": until.isoformat()}}
    return write(session, actor, row, "renew_permit", now=now, reason=reason, details=details, permit_until=until)


def replace(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    on: date,
    request: EngagementRequest,
    end_given: bool,
    expected_version: int | None,
) -> Outcome:
    """Ends one engagement on `on` and submits another in its pool, both or neither.

    Without an end of its own the new one runs to the latest end that fits, at most to the old one's: months do
    not add, so the two parts can exceed the whole by a fraction. The outcome is the new engagement's.
    """
    row = find_locked(session, actor, engagement_id, expected_version=expected_version)
    authorise(actor, row, "replace")
    within("on", on, allowed_days(row, "replace"))
    request = in_its_place(row, request, end_given=end_given)
    found = validate(request)
    enquire(session, actor, request.company_id, found, now)
    lock(session, proposal_of(request, 0))
    proposal = proposal_of(request, ensure_talent(session, actor, request, found, now))
    lock(session, proposal)
    judgement = judge_in_its_place(session, actor, row, proposal, on, hong_kong_date(now), end_given=end_given)
    proposal = judgement.facts.proposal
    request = replaced(request, end=proposal.last_day)
    if not judgement.decision.admitted:
        return keep(session, actor, None, row["company_id"], "replace", now=now, judgement=judgement)
    terminate(session, actor, row["id"], now, on=on, reason="", expected_version=None)
    receipt_id = new_receipt_id(now)
    new_id = insert_case(session, actor, request, proposal, State.SUBMITTED, now, receipt_id=receipt_id, reference=None)
    return keep(
        session,
        actor,
        new_id,
        row["company_id"],
        "replace",
        now=now,
        judgement=judgement,
        receipt_id=receipt_id,
        details={"replaces": row["id"], "on": on.isoformat()},
    )


def in_its_place(row: Recorded, request: EngagementRequest, *, end_given: bool) -> EngagementRequest:
    """The request of whoever takes the place: its company and pool, and its end where none is given."""
    request = replaced(request, company_id=row["company_id"], pool=row["pool"])
    return request if end_given else replaced(request, end=max(request.start, row["last_day"]))


def judge_in_its_place(
    session: Session, actor: Actor, row: Recorded, proposal: rth.Proposal, on: date, today: date, *, end_given: bool
) -> Judgement:
    """Judges as if the engagement to be replaced had ended on `on` already.

    Without an end of its own, the proposal judged in the end is the longest that fits, if any does.
    """
    known = cut_short(read_facts(session, proposal, submitted_on=today, without=None), row["id"], on)
    book = policy_book(session, known_at=None)
    judgement = judge_by(book, actor, known)
    fitting = judgement.told.remedy("end_on")
    if end_given or judgement.decision.admitted or fitting is None:
        return judgement
    return judge_by(book, actor, replaced(known, proposal=replaced(proposal, last_day=fitting)))


def allowed_days(row: Recorded, action: str) -> tuple[date, date]:
    """The first and the last day that an act on the engagement may name; none is possible where they are crossed."""
    first, last = row["first_day"], row["last_day"]
    if action == "shorten":
        return first, last - ONE_DAY
    if action == "extend":
        return last + ONE_DAY, DAYS[1]
    if action == "renew_permit":
        return (row["permit_until"] + ONE_DAY if row["permit_until"] else DAYS[0]), DAYS[1]
    return first - ONE_DAY, last


def within(field: str, day: date, allowed: tuple[date, date]) -> None:
    """Raises Invalid for a day that is not allowed."""
    first, last = allowed
    if not first <= day <= last:
        message = N_("Enter a date from %(first)s to %(last)s.") if first <= last else N_("No date is possible here.")
        raise Invalid(FieldError(field, "out_of_range", message, {"first": first, "last": last}))
