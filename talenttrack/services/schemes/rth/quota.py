"""How much of each pool a company has used: meters for a day, and heads day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.lifecycle import PENDING, Actor
from talenttrack.domain.months import UNITS_PER_MONTH, month_units
from talenttrack.domain.policy import Parameter, PolicyBook, Version
from talenttrack.domain.pools import steps_against
from talenttrack.domain.schemes.rth import Holding, Pool, Role
from talenttrack.services.companies import get as get_company
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.nias import projects_of
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.schemes.rth_facts import holdings

TIMELINE_MAX_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Meter:
    """`used` counts all that holds, `held_pending` the part not yet approved; `free` is never negative.

    `unit` is `heads` or `month_units`. A limit of None says that none is published; free is None then.
    """

    pool: str
    limit_code: str
    limit: int | None
    used: int
    held_pending: int
    free: int | None
    unit: str
    scope: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """Days, both ends included, on which neither heads nor limit change."""

    period: Period
    pool: str
    scope: Mapping[str, str | int]
    heads: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class _Pool:
    pool: Pool
    code: str
    parameter: Parameter
    held: tuple[Holding, ...]
    scope: Mapping[str, str | int] = field(default_factory=dict)


def meters(session: Session, actor: Actor, company_id: int, on: date) -> list[Meter]:
    """The company's pools as recorded now; `on` picks the heads and the limit. Raises NotFound."""
    get_company(session, actor, company_id)
    book = policy_book(session, known_at=None)
    held, pending = _held(session, company_id)
    found = [
        _heads_meter(pool, pending, on)
        for pool in _pools(session, company_id, book, held)
        if _shown(pool, company_id, on)
    ]
    base = [h for h in held if h.pool is Pool.BASE and h.company_id == company_id]
    return [*found[:1], _months_meter(base, pending, book.on("rth.total_months", on)), *found[1:]]


def timeline(session: Session, actor: Actor, company_id: int, first_day: date, last_day: date) -> list[TimelineStep]:
    """Heads per pool over the days asked for, steps of no heads left out. Raises NotFound and Invalid."""
    get_company(session, actor, company_id)
    if last_day < first_day:
        raise Invalid(FieldError("to", "before_start", "The end cannot be before the start."))
    if (last_day - first_day).days > TIMELINE_MAX_DAYS:
        raise Invalid(FieldError("to", "too_long", "Ask for at most ten years at once."))
    within = Period(first_day, last_day)
    held, _pending = _held(session, company_id)
    return [
        step
        for pool in _pools(session, company_id, policy_book(session, known_at=None), held)
        if pool.code != "nias.extra_technical"
        for step in _timeline_of(pool, within)
        if step.heads
    ]


def _timeline_of(pool: _Pool, within: Period) -> list[TimelineStep]:
    """Steps joined where neither heads nor limit change, as where a new version repeats the old limit."""
    joined: list[TimelineStep] = []
    for step in steps_against((h.period for h in pool.held), pool.parameter, within):
        last = joined[-1] if joined else None
        if last is not None and (last.heads, last.limit) == (step.heads, step.limit):
            joined[-1] = replace(last, period=Period(last.period.first_day, step.period.last_day))
        else:
            joined.append(TimelineStep(step.period, pool.pool.value, pool.scope, step.heads, step.limit))
    return joined


def _held(session: Session, company_id: int) -> tuple[tuple[Holding, ...], Mapping[int, date]]:
    """What the company holds, what others hold on its ITF projects, and from which day what is still pending.

    A case before its approval is pending as a whole, an engagement with an open extension from its old end on.
    """
    table = Engagement.__table__.c
    projects = select(table.itf_project_key).where(
        table.company_id == company_id, table.pool == Pool.ITF.value, table.held_from.is_not(None)
    )
    which = or_(table.company_id == company_id, and_(table.pool == Pool.ITF.value, table.itf_project_key.in_(projects)))
    waiting = select(table.id, table.held_from, table.last_day, table.variation_state).where(
        table.held_from.is_not(None),
        or_(table.state.in_([state.value for state in PENDING]), table.variation_state.is_not(None)),
        which,
    )
    pending = {
        row.id: row.last_day + ONE_DAY if row.variation_state else row.held_from for row in session.execute(waiting)
    }
    return holdings(session, which), pending


def _pools(session: Session, company_id: int, book: PolicyBook, held: Sequence[Holding]) -> list[_Pool]:
    own = [h for h in held if h.company_id == company_id]
    base = tuple(h for h in own if h.pool is Pool.BASE)
    pools = [_Pool(Pool.BASE, "rth.concurrent", book["rth.concurrent"], base)]
    extra = tuple(h for h in own if h.pool is Pool.NIAS_EXTRA)
    # History may hold places in the extra pool without a project: they are shown all the same.
    if extra or any(project.ever_approved for project in projects_of(session, [company_id])):
        technical = tuple(h for h in extra if h.role is Role.TECHNICAL)
        limits = book["nias.extra_concurrent"], book["nias.extra_technical_concurrent"]
        pools.append(_Pool(Pool.NIAS_EXTRA, "nias.extra_concurrent", limits[0], extra))
        pools.append(_Pool(Pool.NIAS_EXTRA, "nias.extra_technical", limits[1], technical))
    for key in sorted({h.itf_project for h in own if h.pool is Pool.ITF}):
        on_project = tuple(h for h in held if h.pool is Pool.ITF and h.itf_project == key)
        parameter = book["rth.itf_project_concurrent"]
        pools.append(_Pool(Pool.ITF, "rth.itf_concurrent", parameter, on_project, {"itf_project": key}))
    return pools


def _shown(pool: _Pool, company_id: int, on: date) -> bool:
    """An ITF project is shown while the company itself has somebody on it, now or to come."""
    if pool.pool is not Pool.ITF:
        return True
    return any(h.company_id == company_id and h.period.last_day >= on for h in pool.held)


def _heads_meter(pool: _Pool, pending: Mapping[int, date], on: date) -> Meter:
    there = [h for h in pool.held if h.period.touches(on)]
    version = pool.parameter.on(on)
    limit = version.value if version and isinstance(version.value, int) else None
    waiting = sum(pending.get(h.id, date.max) <= on for h in there)
    free = None if limit is None else max(0, limit - len(there))
    return Meter(pool.pool.value, pool.code, limit, len(there), waiting, free, "heads", pool.scope)


def _months_meter(held: Sequence[Holding], pending: Mapping[int, date], version: Version | None) -> Meter:
    limit = version.value * UNITS_PER_MONTH if version and isinstance(version.value, int) else None
    used = sum(h.units for h in held)
    waiting = sum(h.units - _units_before(h, pending[h.id]) for h in held if h.id in pending)
    free = None if limit is None else max(0, limit - used)
    return Meter(Pool.BASE.value, "rth.total_months", limit, used, waiting, free, "month_units")


def _units_before(holding: Holding, day: date) -> int:
    first = holding.period.first_day
    return month_units(first, day - ONE_DAY) if day > first else 0
