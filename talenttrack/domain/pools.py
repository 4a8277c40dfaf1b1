"""Heads in a pool day by day, held against a limit that may change from one day to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.policy import Parameter, Version


@dataclass(frozen=True, slots=True)
class Step:
    """Days on which neither the heads nor the limit change; a limit of None is none at all."""

    period: Period
    heads: int
    version: Version | None

    @property
    def limit(self) -> int | None:
        value = self.version.value if self.version else None
        return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal run of days over the limit: the most heads in it, and the limit on the first day of that peak."""

    period: Period
    peak: int
    limit: int
    version: Version | None


def head_steps(held: Iterable[Period], within: Period) -> list[tuple[Period, int]]:
    """Heads on each day of `within` as steps in rising order, steps of no heads included."""
    changes: dict[date, int] = {within.first_day: 0}
    for period in held:
        if not period.shares_a_day_with(within):
            continue
        start = max(period.first_day, within.first_day)
        changes[start] = changes.get(start, 0) + 1
        if period.last_day < within.last_day:
            after = period.last_day + ONE_DAY
            changes[after] = changes.get(after, 0) - 1
    days = [within.first_day, *sorted(day for day, change in changes.items() if change and day > within.first_day)]
    steps: list[tuple[Period, int]] = []
    heads = 0
    for index, day in enumerate(days):
        heads += changes[day]
        last = days[index + 1] - ONE_DAY if index + 1 < len(days) else within.last_day
        steps.append((Period(day, last), heads))
    return steps


def steps_against(held: Iterable[Period], parameter: Parameter, within: Period) -> list[Step]:
    """Heads and limit together on each day of `within`, as steps in rising order."""
    steps: list[Step] = []
    limits = list(parameter.steps(within))
    for period, heads in head_steps(held, within):
        for valid, version in limits:
            if valid.shares_a_day_with(period):
                first = max(valid.first_day, period.first_day)
                last = min(valid.last_day, period.last_day)
                steps.append(Step(Period(first, last), heads, version))
    return steps


def runs_over(steps: Sequence[Step], adding: int = 0) -> list[Run]:
    """The maximal runs of days on which the heads and `adding` more exceed the limit."""
    runs: list[Run] = []
    for step in steps:
        limit, heads = step.limit, step.heads + adding
        if limit is None or heads <= limit:
            continue
        last = runs[-1] if runs else None
        if last is None or last.period.last_day + ONE_DAY != step.period.first_day:
            runs.append(Run(step.period, heads, limit, step.version))
            continue
        joined = Period(last.period.first_day, step.period.last_day)
        if heads > last.peak:
            runs[-1] = Run(joined, heads, limit, step.version)
        else:
            runs[-1] = Run(joined, last.peak, last.limit, last.version)
    return runs


def tightest(steps: Sequence[Step]) -> Step:
    """The first day's step on which least room is left: what a check that passes reports."""
    limited = [step for step in steps if step.limit is not None]
    return min(limited or steps, key=lambda step: (step.limit or 0) - step.heads)
