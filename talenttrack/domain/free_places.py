"""Free places of a pool: stretches of days on which nothing changes, and how it goes on from a given day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

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

    Where none is free, it stays so until the day before the next free place. `then_until` is the last day on which
    as many are free as at first `then`. Each is None where nothing changes any more within the days looked at.
    """

    now: Stretch
    until: date | None
    then: Stretch | None
    then_until: date | None


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
    runs = [list(run) for _free, run in groupby(found, key=lambda one: one.free)]
    now = runs[0][0]
    if len(runs) == 1:
        return Outlook(now, None, None, None)
    then_until = runs[1][-1].period.last_day if len(runs) > 2 else None
    return Outlook(now, runs[0][-1].period.last_day, runs[1][0], then_until)


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
