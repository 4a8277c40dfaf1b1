"""What a list of engagements is narrowed to, and how many there are of each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.services.scope import only_company
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement

PHASES = ("upcoming", "active", "ended")
_HAS_PHASE = (State.APPROVED.value, State.TERMINATED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """All that is given must hold; `on` keeps the engagements that hold their place on that day.

    `phase` is upcoming, active or ended, of what was approved; `text` is looked for in references and names.
    """

    company_id: int | None = None
    state: str | None = None
    pool: str | None = None
    phase: str | None = None
    on: date | None = None
    reference: str | None = None
    text: str | None = None


def seen(actor: Actor) -> ColumnElement[bool]:
    """The engagements that the actor may see. Raises Forbidden for roles that see no cases."""
    company_id = only_company(actor)
    if company_id is not None:
        return Engagement.company_id == company_id
    return or_(
        Engagement.state != State.DRAFT.value, Engagement.shared_at.is_not(None), Engagement.entered_by == actor.id
    )


def conditions(which: Which, today: date) -> list[ColumnElement[bool]]:
    """What `which` asks for, as conditions on engagements."""
    found: list[ColumnElement[bool]] = [
        column == wanted
        for column, wanted in (
            (Engagement.company_id, which.company_id),
            (Engagement.state, which.state),
            (Engagement.pool, which.pool),
            (Engagement.reference, which.reference),
        )
        if wanted is not None
    ]
    if which.on is not None:
        found += [Engagement.held_from <= which.on, Engagement.held_until >= which.on]
    if which.phase is not None:
        found += [Engagement.state.in_(_HAS_PHASE), _phase(today) == which.phase]
    if which.text:
        found.append(_mentions(which.text))
    return found


def counts(session: Session, actor: Actor, which: Which, *, now: datetime) -> Mapping[str, int]:
    """How many of each state and of each phase, whatever state and phase `which` names; only those there are."""
    today = hong_kong_date(now)
    wanted = conditions(replace(which, state=None, phase=None), today)
    phase = case((Engagement.state.in_(_HAS_PHASE), _phase(today)), else_="")
    query = select(Engagement.state, phase, func.count()).where(seen(actor), *wanted)
    found: dict[str, int] = {}
    for state, of_phase, number in session.execute(query.group_by(Engagement.state, phase)):
        for name in filter(None, (state, of_phase)):
            found[name] = found.get(name, 0) + number
    return found


def _phase(today: date) -> Any:
    """As `read.phase` has it, told by the database."""
    return case(
        (or_(Engagement.held_until.is_(None), Engagement.held_until < today), "ended"),
        (Engagement.held_from > today, "upcoming"),
        else_="active",
    )


def _mentions(text: str) -> ColumnElement[bool]:
    """Of the names, those that the list shows: the company's own, and the person's only where it gave none."""
    named = []
    for own, recorded in (
        (Engagement.talent_name_en, Person.name_en),
        (Engagement.talent_name_zh, Person.name_zh),
    ):
        persons = select(Person.id).where(recorded.icontains(text, autoescape=True))
        named += [own.icontains(text, autoescape=True), and_(own.is_(None), Engagement.person_id.in_(persons))]
    return or_(Engagement.reference.icontains(text, autoescape=True), *named)
