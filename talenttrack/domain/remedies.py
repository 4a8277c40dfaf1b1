"""What would be admitted instead, nothing else changed: the earliest later start, and the latest end."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.decision import Check, Unit
from talenttrack.domain.months import last_day_of_term, least_units, month_units, whole_months_and_days

HORIZON = timedelta(days=1826)
"""How much later than asked a start is looked for, the last day included."""

FirstFailure = Callable[[Period], Check | None]
"""Judges the case over another period by the rules that depend on days: a failing check, or None."""


def earliest_start(asked: Period, first_failure: FirstFailure, never_later: Collection[str] = ()) -> date | None:
    """The earliest start after the asked one, within the horizon, at which a term of the same length is admitted.

    A run of failing days fails every later start up to its end as well, because the end of the term never
    moves back when its start moves on: so the search leaps over the run. It ends at a sum that is over even
    where the term counts least, and at a check of `never_later`: whatever fails there fails at every later start.
    """
    whole, days_over = whole_months_and_days(asked.first_day, asked.last_day)
    least = least_units(whole, days_over)
    start, latest = asked.first_day + ONE_DAY, asked.first_day + HORIZON
    while start <= latest:
        period = Period(start, last_day_of_term(start, whole, days_over))
        failure = first_failure(period)
        if failure is None:
            return start
        if failure.code in never_later or _over_at_least(failure, period, least):
            return None
        start = failure.binding.last_day + ONE_DAY if failure.binding else start + ONE_DAY
    return None


def _over_at_least(failure: Check, period: Period, least: int) -> bool:
    """Whether a sum of months stays over its limit were the term as short as a later start can make it."""
    if failure.unit is not Unit.MONTH_UNITS:
        return False
    # Taken from `after`, not from `used`: whatever the rule counts, only the term itself changes with its start.
    beside = int(failure.after or 0) - month_units(period.first_day, period.last_day)
    return beside + least > int(failure.limit or 0)


def latest_end(asked: Period, first_failure: FirstFailure) -> date | None:
    """The latest end, from the same start, that is admitted.

    Days and months only grow with the end, so what fails at one end fails at every later one.
    """
    low, high = asked.first_day.toordinal() - 1, asked.last_day.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if first_failure(Period(asked.first_day, date.fromordinal(middle))) is None:
            low = middle
        else:
            high = middle - 1
    return date.fromordinal(low) if low >= asked.first_day.toordinal() else None
