"""The findings in the order in which an office takes them up, gravest first, with how many there are of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, tuple_
from sqlalchemy.orm import Session

from talenttrack.domain.findings import FindingState, Severity
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.findings import OFFICERS_ONLY, FindingView, concerning, views
from talenttrack.services.paging import Page, checked_limit, cursor_by_day, day_and_numbers_after
from talenttrack.services.scope import require_reads_all
from talenttrack.storage import findings as storage
from talenttrack.storage.findings import FindingRow

GRAVEST_FIRST: Final = (
    Severity.BREACH,
    Severity.OVERDUE,
    Severity.FORECAST,
    Severity.DUE,
    Severity.NOTICE,
    Severity.PAST,
)
STANDING: Final = frozenset({FindingState.OPEN, FindingState.ACKNOWLEDGED})
"""The states of what the last night still saw."""

_row = FindingRow.__table__.c
_RANK = case({severity.value: rank for rank, severity in enumerate(GRAVEST_FIRST)}, value=_row.severity, else_=9)
_DAY = func.coalesce(_row.due_on, _row.first_seen)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a board is narrowed to; `states` empty: any. `since`: first seen on that day or later.

    `about` are subjects by type and id.
    """

    states: frozenset[FindingState] = frozenset()
    kind: str | None = None
    severity: str | None = None
    company_id: int | None = None
    since: date | None = None
    about: frozenset[tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are of each severity and of each kind, the other one as asked for."""

    severities: Mapping[str, int]
    kinds: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.severities.values())


def counts(session: Session, actor: Actor, asked: Asked) -> Counts:
    """Raises Forbidden and NotFound as board() does."""
    wide = replace(asked, kind=None, severity=None)
    company = concerning(actor, asked.company_id)
    severities: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for severity, kind, number in storage.counted(session, _wanted(actor, wide), concerning=company):
        if asked.kind in (None, kind):
            severities[severity] = severities.get(severity, 0) + number
        if asked.severity in (None, severity):
            kinds[kind] = kinds.get(kind, 0) + number
    return Counts(severities, kinds)


def board(session: Session, actor: Actor, asked: Asked, *, cursor: str | None, limit: int) -> Page[FindingView]:
    """Gravest first, then what is due first, else what was seen first. Raises Invalid for what is no cursor,
    Forbidden for a role that reads no cases, NotFound for a company asking for another company.
    """
    wanted = _wanted(actor, asked)
    after = day_and_numbers_after(cursor, 2)
    if after is not None:
        wanted.append(tuple_(_RANK, _DAY, _row.id) > tuple_(*_literals(after[1][0], after[0], after[1][1])))
    order = (_RANK, _DAY, _row.id)
    size = checked_limit(limit)
    company = concerning(actor, asked.company_id)
    rows = storage.find(session, wanted, concerning=company, limit=size + 1, order=order)
    shown = views(session, actor, rows[:size])
    if len(rows) <= size:
        return Page(shown, None)
    last = rows[size - 1]
    rank = GRAVEST_FIRST.index(Severity(last.severity))
    return Page(shown, cursor_by_day(last.due_on or last.first_seen, rank, last.id))


def standing_of(session: Session, actor: Actor, company_ids: Collection[int]) -> Mapping[int, int]:
    """How many findings stand that concern each of these companies; for officers. Raises Forbidden."""
    require_reads_all(actor)
    return storage.counted_by_company(session, company_ids, [_row.state.in_([state.value for state in STANDING])])


def _wanted(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        column == value for column, value in ((_row.kind, asked.kind), (_row.severity, asked.severity)) if value
    ]
    if asked.states:
        wanted.append(_row.state.in_([state.value for state in asked.states]))
    if asked.since is not None:
        wanted.append(_row.first_seen >= asked.since)
    if asked.about is not None:
        wanted.append(_subjects(asked.about))
    if actor.is_company:
        wanted.append(~_row.kind.startswith(OFFICERS_ONLY, autoescape=True))
    return wanted


def _subjects(about: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    return tuple_(_row.subject_id, _row.subject_type).in_([(number, kind) for kind, number in sorted(about)])


def _literals(rank: int, day: date, number: int) -> tuple[Any, ...]:
    return literal(rank), literal(day, _row.first_seen.type), literal(number)
