"""Whether there is a place, before anybody is named: the same rules as a submission, for a person not yet known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period, hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.months import last_day_of_term, whole_months_and_days
from talenttrack.domain.schemes.rth import Room, room
from talenttrack.services.schemes.rth.case import judge, judge_by
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of, validate
from talenttrack.services.scope import company_id_for
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_facts import facts as read_facts

NOBODY = 0
"""The id under which no engagement is recorded: nothing that this person did elsewhere is counted."""

OF_THE_PERSON = frozenset(
    {"monthly_salary", "talent.name_en", "talent.name_zh", "talent.id_type", "talent.id_number", "talent.id_country"}
)


MONTHS_MAX = 120
"""How far ahead the longest length that fits is looked for."""


@dataclass(frozen=True, slots=True)
class Places:
    """The answer before anybody is named, and how far it reaches: `room` is for the same length, and the same start."""

    decision: Decision
    room: Room


def check_places(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> Decision:
    """What would be decided now for somebody new to the scheme; writes nothing, since nobody is named.

    Name, document and salary may be left empty. Raises as `register.check` does.
    """
    company_id_for(actor, request.company_id)
    validate_place(request)
    return judge(session, actor, proposal_of(request, NOBODY), submitted_on=hong_kong_date(now), without=None).told


def look_at_places(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> Places:
    """The same, and how early and how long at the most, also of what is admitted."""
    company_id_for(actor, request.company_id)
    validate_place(request)
    today = hong_kong_date(now)
    book = policy_book(session, known_at=None)
    known = read_facts(session, proposal_of(request, NOBODY), submitted_on=today, without=None)
    told = judge_by(book, actor, known).told
    if request.end < request.start:
        return Places(told, Room(None, None))
    return Places(told, room(known, book, not_before=today, months_max=MONTHS_MAX))


def validate_place(request: EngagementRequest) -> None:
    """Raises Invalid for all but what only a named person has."""
    try:
        validate(request)
    except Invalid as invalid:
        errors = [error for error in invalid.errors if error.field not in OF_THE_PERSON]
        if errors:
            raise Invalid(*errors) from None


def moved(start: date, end: date, action: str, value: date) -> Period:
    """The days asked for once a remedy is taken: `start_on` keeps the length, `end_on` the start.

    Raises ValueError for days that are none: an end before the start, or one that leaves the calendar.
    """
    try:
        last = value if action == "end_on" else last_day_of_term(value, *whole_months_and_days(start, end))
    except OverflowError:
        raise ValueError("these days are outside the calendar") from None
    if last == date.max:  # no day follows it, and lengths are told by the day after the last
        raise ValueError("the calendar has no day after the last one")
    return Period(value if action == "start_on" else start, last)
