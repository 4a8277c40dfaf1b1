"""The people of a company on a day: who is engaged, who comes next, who has gone; and who draws on a project."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import PENDING, Actor
from talenttrack.services.paging import Page, checked_limit, cursor_by_day, day_and_id_after, page
from talenttrack.services.schemes.rth.read import EngagementSummary, summarised, visible
from talenttrack.services.scope import company_id_for, only_company
from talenttrack.storage.schemes.rth import Engagement

NOW, NEXT, GONE, WAITING, NOT_TAKEN = "now", "next", "gone", "waiting", "none"
"""Holding a place on the day, from a later day, until an earlier one; of the first two, those not yet approved; and
what holds none: drafts, rejected, withdrawn and lapsed ones."""

WHEN: Final = (NOW, NEXT, WAITING, GONE, NOT_TAKEN)

_row = Engagement


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose engagements: of a company, or on a NIAS project."""

    company_id: int | None = None
    nias_project_id: int | None = None


def counts(session: Session, actor: Actor, scope: Scope, on: date) -> Mapping[str, int]:
    """How many engagements that the actor may see stand in each relation to the day. Raises NotFound."""
    columns = [func.count().filter(_condition(when, on)).label(when) for when in WHEN]
    query = visible(actor).where(*_within(actor, scope)).with_only_columns(*columns, maintain_column_froms=True)
    found = session.execute(query).mappings().one()
    return {when: int(found[when]) for when in WHEN}


def listing(
    session: Session,
    actor: Actor,
    scope: Scope,
    when: str,
    on: date,
    *,
    cursor: str | None,
    limit: int,
    now: datetime,
) -> Page[EngagementSummary]:
    """Those in one relation to the day: whoever leaves or comes first is first, whoever has gone last is first.

    Raises NotFound for another company, Invalid for what is no cursor.
    """
    checked_limit(limit)
    query = visible(actor).where(*_within(actor, scope), _condition(when, on))
    day: Any = {NEXT: _row.held_from, NOW: _row.held_until, GONE: _row.held_until}.get(when, _row.first_day)
    falling = when in (GONE, NOT_TAKEN)
    after = day_and_id_after(cursor)
    if after is not None:
        beyond = day < after[0] if falling else day > after[0]
        query = query.where(or_(beyond, and_(day == after[0], _row.id > after[1])))
    query = query.add_columns(day.label("day")).order_by(day.desc() if falling else day, _row.id)
    rows = session.execute(query.limit(limit + 1)).mappings().all()
    today = hong_kong_date(now)
    lines = [(row["day"], {name: row[name] for name in row if name != "day"}) for row in rows]
    return page(
        lines,
        limit,
        key=lambda line: cursor_by_day(line[0], line[1]["id"]),
        view=lambda line: summarised(actor, line[1], today),
    )


def by_ids(session: Session, actor: Actor, ids: Collection[int], now: datetime) -> dict[int, EngagementSummary]:
    """Those of the engagements that the actor may see, by id, in one query."""
    if not ids:
        return {}
    rows = session.execute(visible(actor).where(_row.id.in_(ids))).mappings()
    return {row["id"]: summarised(actor, row, hong_kong_date(now)) for row in rows}


def _within(actor: Actor, scope: Scope) -> list[ColumnElement[bool]]:
    only_company(actor)
    conditions: list[ColumnElement[bool]] = []
    if scope.company_id is not None:
        conditions.append(_row.company_id == company_id_for(actor, scope.company_id))
    if scope.nias_project_id is not None:
        conditions.append(_row.nias_project_id == scope.nias_project_id)
    return conditions


def _condition(when: str, on: date) -> ColumnElement[bool]:
    there = and_(_row.held_from <= on, _row.held_until >= on)
    coming = _row.held_from > on
    pending = or_(_row.state.in_([state.value for state in PENDING]), _row.variation_state.is_not(None))
    conditions: dict[str, ColumnElement[bool]] = {
        NOW: there,
        NEXT: coming,
        WAITING: and_(or_(there, coming), pending),
        GONE: _row.held_until < on,
        NOT_TAKEN: _row.held_from.is_(None),
    }
    return conditions[when]
