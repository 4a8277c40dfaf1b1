"""Free places of a pool: stretches of days on which nothing changes, and how it goes on from a given day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from talenttrack.domain.calendar import Period
from talenttrack.domain.policy import Parameter
from talenttrack.domain.pools import steps_against


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends included, on which neither heads nor limit change; a limit of None: none is published."""

    period: Period
    heads: int
    limit: int | None

    @property
    def free(self) -> int | None:
        """Places nobody holds, never negative; None where there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.heads)

    @property
    def over(self) -> int:
        """How many more are engaged than the limit allows."""
        return 0 if self.limit is None else max(0, self.heads - self.limit)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many places are free on a day, until when (included) that stays so, and what comes `then`.

    Where none is free, it stays so until the day before the next free place. `until` and `then` are None where
    nothing changes within the days looked at.
    """

    now: Stretch
    until: date | None
    then: Stretch | None


def stretches(held: Iterable[Period], parameter: Parameter, within: Period) -> list[Stretch]:
    """Every day of `within` in rising order, joined where a new version repeats the old limit."""
    joined: list[Stretch] = []
    for step in steps_against(held, parameter, within):
        last = joined[-1] if joined else None
        if last is not None and (last.heads, last.limit) == (step.heads, step.limit):
            joined[-1] = Stretch(Period(last.period.first_day, step.period.last_day), last.heads, last.limit)
        else:
            joined.append(Stretch(step.period, step.heads, step.limit))
    return joined


def outlook(found: Sequence[Stretch]) -> Outlook:
    """How it goes on from the first day of stretches that follow one another without a gap."""
    now = found[0]
    last = now.period.last_day
    for stretch in found[1:]:
        if stretch.free != now.free:
            return Outlook(now, last, stretch)
        last = stretch.period.last_day
    return Outlook(now, None, None)


def clipped(found: Iterable[Stretch], within: Period) -> list[Stretch]:
    """What of the stretches lies on the days of `within`."""
    return [
        replace(
            one,
            period=Period(
                max(one.period.first_day, within.first_day),
                min(one.period.last_day, within.last_day),
            ),
        )
        for one in found
        if one.period.shares_a_day_with(within)
    ]
