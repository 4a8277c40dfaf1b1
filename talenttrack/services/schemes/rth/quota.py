"""How much of each pool a company has used: meters for a day, and heads day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.free_places import Stretch, stretches
from talenttrack.domain.lifecycle import PENDING, Actor
from talenttrack.domain.months import UNITS_PER_MONTH, month_units
from talenttrack.domain.policy import Parameter, PolicyBook, Version
from talenttrack.domain.schemes.nias import NiasProject, window
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


@dataclass(frozen=True, slots=True)
class PoolAhead:
    """A pool over some days: its stretches, those of no heads included. `pool` and `scope` as of a meter.

    `holds` says whether the company itself holds a place in it on one of the days.
    """

    pool: str
    scope: Mapping[str, str | int]
    holds: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ProjectWindow:
    """The days on which an extra talent of a NIAS project may start, both included; cut where it was terminated."""

    project_id: int
    reference: str
    period: Period


@dataclass(frozen=True, slots=True)
class CompanyPools:
    """What a company's pools hold, read once, to be asked about any days."""

    company_id: int
    book: PolicyBook
    held: tuple[Holding, ...]
    pending: Mapping[int, date]
    projects: tuple[NiasProject, ...]

    def meters(self, on: date) -> list[Meter]:
        """The pools as recorded now; `on` picks the heads and the limit."""
        found = [_heads_meter(pool, self.pending, on) for pool in _pools(self) if _shown(pool, self.company_id, on)]
        base = [h for h in self.held if h.pool is Pool.BASE and h.company_id == self.company_id]
        return [*found[:1], _months_meter(base, self.pending, self.book.on("rth.total_months", on)), *found[1:]]

    def over(self, within: Period) -> list[PoolAhead]:
        """Heads and limit of every pool over the days, of ITF projects those of all companies together."""
        return [
            PoolAhead(
                pool.pool.value,
                pool.scope,
                any(h.company_id == self.company_id and h.period.shares_a_day_with(within) for h in pool.held),
                tuple(stretches((h.period for h in pool.held), pool.parameter, within)),
            )
            for pool in _pools(self)
            if pool.code != "nias.extra_technical"
        ]

    def windows(self) -> list[ProjectWindow]:
        """The windows of the NIAS projects ever approved, by their last day."""
        found = []
        for project in self.projects:
            days = window(project, self.book)
            if days is None:
                continue
            last = min(days.last_day, project.terminated_on or days.last_day)
            if last >= days.first_day:
                found.append(ProjectWindow(project.id, project.reference, Period(days.first_day, last)))
        return sorted(found, key=lambda one: (one.period.last_day, one.project_id))


def pools(session: Session, actor: Actor, company_id: int) -> CompanyPools:
    """Raises NotFound for another company."""
    get_company(session, actor, company_id)
    held, pending = _held(session, company_id)
    book = policy_book(session, known_at=None)
    return CompanyPools(company_id, book, held, pending, tuple(projects_of(session, [company_id])))


def meters(session: Session, actor: Actor, company_id: int, on: date) -> list[Meter]:
    """`CompanyPools.meters` of the company. Raises NotFound."""
    return pools(session, actor, company_id).meters(on)


def timeline(session: Session, actor: Actor, company_id: int, first_day: date, last_day: date) -> list[TimelineStep]:
    """Heads per pool over the days asked for, steps of no heads left out. Raises NotFound and Invalid."""
    get_company(session, actor, company_id)
    if last_day < first_day:
        raise Invalid(FieldError("to", "before_start", "The end cannot be before the start."))
    if (last_day - first_day).days > TIMELINE_MAX_DAYS:
        raise Invalid(FieldError("to", "too_long", "Ask for at most ten years at once."))
    return [
        TimelineStep(one.period, pool.pool, pool.scope, one.heads, one.limit)
        for pool in pools(session, actor, company_id).over(Period(first_day, last_day))
        for one in pool.stretches
        if one.heads
    ]


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


def _pools(known: CompanyPools) -> list[_Pool]:
    own = [h for h in known.held if h.company_id == known.company_id]
    base = tuple(h for h in own if h.pool is Pool.BASE)
    found = [_Pool(Pool.BASE, "rth.concurrent", known.book["rth.concurrent"], base)]
    extra = tuple(h for h in own if h.pool is Pool.NIAS_EXTRA)
    # History may hold places in the extra pool without a project: they are shown all the same.
    if extra or any(project.ever_approved for project in known.projects):
        technical = tuple(h for h in extra if h.role is Role.TECHNICAL)
        limits = known.book["nias.extra_concurrent"], known.book["nias.extra_technical_concurrent"]
        found.append(_Pool(Pool.NIAS_EXTRA, "nias.extra_concurrent", limits[0], extra))
        found.append(_Pool(Pool.NIAS_EXTRA, "nias.extra_technical", limits[1], technical))
    for key in sorted({h.itf_project for h in own if h.pool is Pool.ITF}):
        on_project = tuple(h for h in known.held if h.pool is Pool.ITF and h.itf_project == key)
        parameter = known.book["rth.itf_project_concurrent"]
        found.append(_Pool(Pool.ITF, "rth.itf_concurrent", parameter, on_project, {"itf_project": key}))
    return found


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
