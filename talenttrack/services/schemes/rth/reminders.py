"""What a company has to see to, soonest first: returned cases before they lapse, drafts, and ends that come near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
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
    """`kind` is `returned` (due: the last day to resubmit), `draft` (no day), `ending` or `permit` (the last day)."""

    kind: str
    due_on: date | None
    engagement_id: int
    reference: str
    talent_name_en: str
    talent_name_zh: str


def reminders(session: Session, actor: Actor, company_id: int, now: datetime) -> list[Reminder]:
    """Those with a day first, by day; then drafts. Raises NotFound for another company."""
    company_id_for(actor, company_id)
    today = hong_kong_date(now)
    lapse_days = _lapse_days(session, today)
    table = Engagement
    query = (
        select(
            table,
            func.coalesce(table.talent_name_en, Person.name_en),
            func.coalesce(table.talent_name_zh, Person.name_zh),
        )
        .join(Person, Person.id == table.person_id)
        .where(
            table.company_id == company_id,
            table.state.in_([State.DRAFT.value, State.RETURNED.value, State.APPROVED.value, State.TERMINATED.value]),
        )
        .order_by(table.id)
    )
    found: list[Reminder] = []
    for row, name_en, name_zh in session.execute(query):
        for kind, due_on in _due(row, today, lapse_days):
            found.append(Reminder(kind, due_on, row.id, row.reference, name_en, name_zh))
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


def _due(row: Any, today: date, lapse_days: int | None) -> Iterator[tuple[str, date | None]]:
    if row.state == State.RETURNED:
        yield "returned", _last_day(row.returned_on, lapse_days)
    elif row.state == State.DRAFT:
        yield "draft", None
    elif row.held_from is not None and row.held_from <= today <= row.held_until:
        soon = today + timedelta(days=AHEAD_DAYS)
        if row.held_until <= soon:
            yield "ending", row.held_until
        permit = row.permit_until
        if not row.permanent_resident and permit is not None and permit < row.held_until and permit <= soon:
            yield "permit", permit
