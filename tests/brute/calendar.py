"""Days as ordinals (1 = 1 January of year 1), so that inner loops handle integers only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache


@cache
def ordinal(iso: str) -> int:
    """The ordinal of an ISO date; ValueError if there is no such day."""
    return date.fromisoformat(iso).toordinal()


@cache
def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


@cache
def days_in_month(year: int, month: int) -> int:
    """Counted on the calendar rather than looked up: 28 to 31."""
    count = 0
    day = date(year, month, 1).toordinal()
    while date.fromordinal(day).month == month:
        count += 1
        day += 1
    return count


def runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """Maximal runs of consecutive days, in order, both ends inclusive."""
    found: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
