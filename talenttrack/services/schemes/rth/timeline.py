"""A company's engagements over some days, by pool, with the places still free: what its timeline shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, Period, add_months, hong_kong_date
from talenttrack.domain.free_places import Outlook, Stretch, clipped, outlook
from talenttrack.domain.lifecycle import PENDING, Actor
from talenttrack.domain.schemes.rth import Pool
from talenttrack.services.schemes.rth import quota
from talenttrack.services.schemes.rth.quota import CompanyPools, PoolAhead, ProjectWindow
from talenttrack.services.schemes.rth.read import EngagementSummary, summarised, visible
from talenttrack.storage.schemes.rth import Engagement

LOOKED_AT: Final = 108
"""Months from today over which the next free place is looked for: three of the longest engagements in a row."""

BARS_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """An engagement that holds a place. `held` are its days, those of an extension asked for included.

    `agreed` are the days without that extension, `given_back` those that an early end set free. `pending`: not yet
    approved.
    """

    engagement: EngagementSummary
    held: Period
    agreed: Period
    extension: Period | None
    given_back: Period | None
    pending: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A pool: its stretches from today on, how it goes on, the windows of its projects, and who is in it.

    `holds` says whether the company holds a place in it from today on.
    """

    pool: str
    scope: Mapping[str, str | int]
    holds: bool
    stretches: tuple[Stretch, ...]
    outlook: Outlook
    windows: tuple[ProjectWindow, ...]
    bars: tuple[Bar, ...]

    @property
    def limit_changes(self) -> tuple[Stretch, ...]:
        """The stretches from whose first day on another limit holds than on the day before."""
        pairs = pairwise(self.stretches)
        return tuple(after for before, after in pairs if after.limit != before.limit)


@dataclass(frozen=True, slots=True)
class Timeline:
    """`cut` says that more than BARS_MAX engagements hold a place on these days, and the later ones are left out."""

    within: Period
    today: date
    lanes: tuple[Lane, ...]
    cut: bool


def timeline(session: Session, actor: Actor, company_id: int, within: Period, now: datetime) -> Timeline:
    """The pools in the order of the meters, engagements by their first day. Raises NotFound for another company."""
    today = hong_kong_date(now)
    pools = quota.pools(session, actor, company_id)
    rows = session.execute(_touching(actor, company_id, within)).mappings().all()
    bars = [_bar(summarised(actor, row, today)) for row in rows[:BARS_MAX]]
    keys = {holding.id: holding.itf_project for holding in pools.held}
    filled = [
        replace(one, bars=tuple(bar for bar in bars if _in(bar, one, keys))) for one in lanes(pools, within, today)
    ]
    drawn = tuple(lane for lane in filled if lane.bars or lane.pool != Pool.ITF.value)
    return Timeline(within, today, drawn, len(rows) > BARS_MAX)


def lanes(pools: CompanyPools, within: Period, today: date) -> list[Lane]:
    """The pools without anybody in them: what is free from today on, as far as `within` and for the outlook beyond."""
    beyond = max(add_months(today, LOOKED_AT), within.last_day)
    return [_lane(pools, pool, within) for pool in pools.over(Period(today, beyond))]


def _lane(pools: CompanyPools, pool: PoolAhead, within: Period) -> Lane:
    windows = tuple(pools.windows()) if pool.pool == Pool.NIAS_EXTRA.value else ()
    shown = tuple(clipped(pool.stretches, within))
    return Lane(pool.pool, pool.scope, pool.holds, shown, outlook(pool.stretches), windows, ())


def _touching(actor: Actor, company_id: int, within: Period) -> Select[tuple[object, ...]]:
    return (
        visible(actor)
        .where(
            Engagement.company_id == company_id,
            Engagement.held_from <= within.last_day,
            Engagement.held_until >= within.first_day,
        )
        .order_by(Engagement.held_from, Engagement.id)
        .limit(BARS_MAX + 1)
    )


def _bar(one: EngagementSummary) -> Bar:
    assert one.held_from is not None  # noqa: S101 - asked for in _touching
    assert one.held_until is not None  # noqa: S101
    held = Period(one.held_from, one.held_until)
    longer = one.variation_state is not None and held.last_day > one.end
    extension = Period(max(one.end + ONE_DAY, held.first_day), held.last_day) if longer else None
    given_back = Period(held.last_day + ONE_DAY, one.end) if one.terminated_on and one.end > held.last_day else None
    agreed = Period(held.first_day, one.end) if longer else held
    return Bar(one, held, agreed, extension, given_back, one.state in {state.value for state in PENDING})


def _in(bar: Bar, lane: Lane, keys: Mapping[int, str]) -> bool:
    if bar.engagement.pool != lane.pool:
        return False
    return lane.pool != Pool.ITF.value or keys.get(bar.engagement.id) == lane.scope.get("itf_project")
