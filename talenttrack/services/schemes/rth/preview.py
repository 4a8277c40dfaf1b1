"""What a change of an engagement would do, before it is done: quotas before and after, and how it would be decided.

Nothing here writes. The facts, the rules and the bounds are those of the act itself, which decides again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, Period, hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.domain.months import last_day_of_term, month_units
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes import rth
from talenttrack.domain.schemes.rth.life import VARIATION, held_period
from talenttrack.services.schemes.rth.case import (
    Judgement,
    Recorded,
    authorise,
    find,
    find_locked,
    judge,
    proposal_of_row,
)
from talenttrack.services.schemes.rth.change import allowed_days, in_its_place, judge_in_its_place, within
from talenttrack.services.schemes.rth.places import MONTHS_MAX, NOBODY, validate_place
from talenttrack.services.schemes.rth.register import current_request, kept_exceptions
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of, validate
from talenttrack.storage.people import find_person
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_facts import cut_short
from talenttrack.storage.schemes.rth_facts import facts as read_facts

DAY_OF = {"terminate": "on", "shorten": "end", "extend": "end", "renew_permit": "until"}
"""The acts that name a day, and what they call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`days` are those on which a place is taken or given back, `given_back` those of them that get free, with the
    months in units. `decision` is None where nothing is judged; `end` is the end that a replacement would get.
    """

    days: Period | None = None
    effects: tuple[rth.Effect, ...] = ()
    given_back: Period | None = None
    units_back: int = 0
    decision: Decision | None = None
    end: date | None = None
    unnamed: bool = False


def preview(
    session: Session, actor: Actor, engagement_id: int, action: str, arguments: Mapping[str, Any], now: datetime
) -> Preview:
    """What an act of `act.ACTIONS` would do now. `arguments` holds the day that it names.

    Raises as the act does: NotFound, Forbidden, WrongState, and Invalid for a day out of bounds.
    """
    return _of(session, actor, find(session, actor, engagement_id), action, arguments, hong_kong_date(now))


def preview_locked(
    session: Session, actor: Actor, engagement_id: int, action: str, arguments: Mapping[str, Any], now: datetime
) -> Preview:
    """The same under the lock of the company, for whoever carries the act out next and tells what it did."""
    return _of(session, actor, find_locked(session, actor, engagement_id), action, arguments, hong_kong_date(now))


def preview_replacement(
    session: Session,
    actor: Actor,
    engagement_id: int,
    now: datetime,
    *,
    on: date,
    request: EngagementRequest,
    end_given: bool,
) -> Preview:
    """What `change.replace` would do if the new person were new to the scheme: nobody is named by looking."""
    row = find(session, actor, engagement_id)
    authorise(actor, row, "replace")
    within("on", on, allowed_days(row, "replace"))
    request = in_its_place(row, request, end_given=end_given)
    validate_place(request)
    today = hong_kong_date(now)
    proposal = proposal_of(request, NOBODY)
    if proposal.last_day < proposal.first_day:
        judgement = judge_in_its_place(session, actor, row, proposal, on, today, end_given=True)
        return Preview(decision=judgement.told, unnamed=True)
    judgement = judge_in_its_place(session, actor, row, proposal, on, today, end_given=end_given)
    proposal = judgement.facts.proposal
    # The months of the person who leaves are counted, so the facts are read with that person.
    theirs = replace(proposal, person_id=row["person_id"])
    before = read_facts(session, theirs, submitted_on=today, without=None)
    after = cut_short(before, row["id"], on)
    after = replace(after, others=(*after.others, rth.as_holding(judgement.facts, 0)))
    days = Period(min(on + ONE_DAY, proposal.first_day), max(row["last_day"], proposal.last_day))
    return Preview(
        days=days,
        effects=_told(actor, before, after, days, policy_book(session), judgement.told),
        decision=judgement.told,
        end=proposal.last_day,
        unnamed=True,
    )


def preview_answers(
    session: Session, actor: Actor, engagement_id: int, request: EngagementRequest, now: datetime
) -> Preview:
    """What sending a draft or a returned case with these answers would do.

    A person whose document is not typed again is the one on record; anybody else counts as new to the scheme.
    """
    row = find(session, actor, engagement_id)
    authorise(actor, row, "edit")
    named = bool(request.talent.id_number)
    validate_place(request)
    person_id = NOBODY if named else _person_of(session, row)
    found = _sent(session, actor, row, proposal_of(request, person_id), hong_kong_date(now))
    return replace(found, unnamed=named)


def latest_extension(session: Session, actor: Actor, engagement_id: int, now: datetime) -> date | None:
    """The latest end to which the engagement could be extended now; None where none is later, or none may be told."""
    row = find(session, actor, engagement_id)
    authorise(actor, row, "extend")
    far = last_day_of_term(row["last_day"], MONTHS_MAX)
    judged = _judged(session, actor, row, proposal_of_row(row, last_day=far), hong_kong_date(now))
    latest = judged.told.remedy("end_on")
    return latest if latest is not None and latest > row["last_day"] else None


def _of(
    session: Session, actor: Actor, row: Recorded, action: str, arguments: Mapping[str, Any], today: date
) -> Preview:
    life = authorise(actor, row, action)
    if action in DAY_OF:
        within(DAY_OF[action], arguments[DAY_OF[action]], allowed_days(row, action))
    if action in ("submit", "resubmit"):
        request = current_request(session, row)
        return _sent(session, actor, row, proposal_of(request, _person_of(session, row)), today)
    if action == "review":
        return _sent(session, actor, row, proposal_of_row(row), today)
    if action in ("share_draft", "renew_permit"):
        return Preview()
    holds = _holds_after(row, action, arguments, of_extension=life is VARIATION)
    judged: Judgement | None = None
    last_day = row["last_day"]
    if action == "extend":
        last_day = arguments["end"]
        judged = _judged(session, actor, row, proposal_of_row(row, last_day=last_day), today)
    return _moved(session, actor, row, holds, today, judged)


def _holds_after(row: Recorded, action: str, arguments: Mapping[str, Any], *, of_extension: bool) -> Period | None:
    """The days that the engagement holds once the act is done; None for none."""
    first, last = row["first_day"], row["last_day"]
    state = State.APPROVED
    on = variation_end = None
    if action == "terminate":
        state, on = State.TERMINATED, arguments["on"]
    elif action == "shorten":
        last = arguments["end"]
    elif action == "extend":
        variation_end = arguments["end"]
    elif action == "withdraw" and not of_extension:
        state = State.WITHDRAWN
    return held_period(state=state, first_day=first, last_day=last, terminated_on=on, variation_end=variation_end)


def _moved(
    session: Session, actor: Actor, row: Recorded, holds: Period | None, today: date, judged: Judgement | None
) -> Preview:
    """The same engagement over other days, or none."""
    held = Period(row["held_from"], row["held_until"]) if row["held_from"] else None
    decision = judged.told if judged else None
    days, given_back = _between(held, holds)
    if days is None:
        return Preview(decision=decision)
    before = read_facts(session, proposal_of_row(row), submitted_on=today, without=None)
    after = rth.holding_until(before, row["id"], holds)
    return Preview(
        days=days,
        effects=_told(actor, before, after, days, policy_book(session), decision),
        given_back=given_back,
        units_back=max(0, _units(held) - _units(holds)),
        decision=decision,
    )


def _sent(session: Session, actor: Actor, row: Recorded, proposal: rth.Proposal, today: date) -> Preview:
    """A case submitted, resubmitted or reviewed: its own days so far against those asked for, in each pool."""
    judged = _judged(session, actor, row, proposal, today)
    if proposal.last_day < proposal.first_day:
        return Preview(decision=judged.told)
    asked = Period(proposal.first_day, proposal.last_day)
    held = Period(row["held_from"], row["held_until"]) if row["held_from"] else None
    days = Period(min(asked.first_day, held.first_day), max(asked.last_day, held.last_day)) if held else asked
    book = policy_book(session)
    before = read_facts(session, proposal, submitted_on=judged.facts.submitted_on, without=None)
    after = rth.holding_too(before, row["id"])
    found = _told(actor, before, after, days, book, judged.told)
    recorded = proposal_of_row(row)
    if held and (recorded.pool, recorded.itf_project) != (proposal.pool, proposal.itf_project):
        left = read_facts(session, recorded, submitted_on=judged.facts.submitted_on, without=None)
        gone = rth.holding_until(left, row["id"], None)
        of_person = {effect.code for effect in found}
        elsewhere = _told(actor, left, gone, held, book, judged.told)
        found = (*(effect for effect in elsewhere if effect.code not in of_person), *found)
    return Preview(days=days, effects=found, decision=judged.told)


def _judged(session: Session, actor: Actor, row: Recorded, proposal: rth.Proposal, today: date) -> Judgement:
    resent = row["state"] in (State.RETURNED, State.REJECTED)
    columns = {name: getattr(proposal, name) for name in ("person_id", "first_day")}
    kept = kept_exceptions(row, {**columns, "last_day": proposal.last_day})
    extended = row["state"] == State.APPROVED
    return judge(
        session,
        actor,
        proposal,
        submitted_on=row["submitted_on"] if resent else today,
        without=row["id"],
        exceptions=frozenset(row["exceptions"] if extended else kept),
    )


def _told(
    actor: Actor, before: rth.Facts, after: rth.Facts, days: Period, book: PolicyBook, decision: Decision | None
) -> tuple[rth.Effect, ...]:
    """The effects as the actor may read them: a company by its own records, none of a check without figures."""
    if not actor.reads_all:
        before, after = before.known_to_company(), after.known_to_company()
    silent = {check.code for check in decision.checks if check.after is None} if decision else set()
    return tuple(effect for effect in rth.effects(before, after, days, book) if effect.code not in silent)


def _between(held: Period | None, holds: Period | None) -> tuple[Period | None, Period | None]:
    """The days that change hands, and those of them that get free; an engagement changes at its end alone."""
    if held is None or holds is None:
        return held or holds, held
    if holds.last_day == held.last_day:
        return None, None
    if holds.last_day > held.last_day:
        return Period(held.last_day + ONE_DAY, holds.last_day), None
    back = Period(holds.last_day + ONE_DAY, held.last_day)
    return back, back


def _units(period: Period | None) -> int:
    return month_units(period.first_day, period.last_day) if period else 0


def _person_of(session: Session, row: Recorded) -> int:
    """The person of the answers as they stand, an edit that waits included; NOBODY for one not on record yet."""
    if row["edit_encrypted"] is None:
        return int(row["person_id"])
    return find_person(session, validate(current_request(session, row))) or NOBODY
