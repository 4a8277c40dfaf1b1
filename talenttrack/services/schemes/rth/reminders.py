"""What a company has to see to, soonest first: returned cases before they lapse, permits, drafts, ends to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.services.scope import company_id_for
from talenttrack.storage.people import Person
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth import Engagement

AHEAD_DAYS = 90
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Reminder:
    """`kind` is `returned` (due: the last day to resubmit), `draft` (no day), `ending` or `permit` (the last day).

    `extending` says of an ending one that a later end has been asked for; `late` that the day has gone by.
    """

    kind: str
    due_on: date | None
    engagement_id: int
    reference: str
    talent_name_en: str
    talent_name_zh: str
    extending: bool
    late: bool


def reminders(session: Session, actor: Actor, company_id: int, now: datetime) -> list[Reminder]:
    """Those with a day first, by day; then drafts. Raises NotFound for another company."""
    company_id_for(actor, company_id)
    today = hong_kong_date(now)
    lapse_days = _lapse_days(session, today)
    found: list[Reminder] = []
    for row in session.execute(_open(company_id, today)):
        for kind, due_on in _due(row, today, lapse_days):
            found.append(
                Reminder(
                    kind,
                    due_on,
                    row.id,
                    row.reference,
                    row.name_en,
                    row.name_zh,
                    row.variation_state is not None,
                    due_on is not None and due_on < today,
                )
            )
    found.sort(key=lambda one: (one.due_on is None, one.due_on or today, one.engagement_id))
    return found[:SHOWN_MAX]


def resubmit_by(session: Session, returned_on: date | None, now: datetime) -> date | None:
    """The last day on which a case returned on that day can be resubmitted: after it, it lapses."""
    return _last_day(returned_on, _lapse_days(session, hong_kong_date(now)))


def _last_day(returned_on: date | None, lapse_days: int | None) -> date | None:
    return None if returned_on is None or lapse_days is None else returned_on + timedelta(days=lapse_days)


def _lapse_days(session: Session, day: date) -> int | None:
    version = policy_book(session).on("case.lapse_days", day)
    return version.value if version and isinstance(version.value, int) else None


def _open(company_id: int, today: date) -> Any:
    """What is not over: drafts, returned cases, and what was approved and has days left."""
    one = Engagement
    runs = one.state.in_([State.APPROVED.value, State.TERMINATED.value]) & (one.held_until >= today)
    return (
        select(
            one.id,
            one.reference,
            one.state,
            one.returned_on,
            one.held_from,
            one.held_until,
            one.variation_state,
            one.permanent_resident,
            one.permit_until,
            func.coalesce(one.talent_name_en, Person.name_en).label("name_en"),
            func.coalesce(one.talent_name_zh, Person.name_zh).label("name_zh"),
        )
        .join(Person, Person.id == one.person_id)
        .where(
            one.company_id == company_id,
            or_(one.state.in_([State.DRAFT.value, State.RETURNED.value]), runs),
        )
        .order_by(one.id)
    )


def _due(row: Any, today: date, lapse_days: int | None) -> Iterator[tuple[str, date | None]]:
    if row.state == State.RETURNED:
        yield "returned", _last_day(row.returned_on, lapse_days)
    elif row.state == State.DRAFT:
        yield "draft", None
    else:
        soon = today + timedelta(days=AHEAD_DAYS)
        if row.held_until <= soon:
            yield "ending", row.held_until
        permit = row.permit_until
        if not row.permanent_resident and permit is not None and permit < row.held_until and permit <= soon:
            yield "permit", permit
