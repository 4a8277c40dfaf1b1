"""What would be admitted instead, nothing else changed: the earliest later start, and the latest end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.decision import Check
from talenttrack.domain.months import last_day_of_term, whole_months_and_days

HORIZON = timedelta(days=1826)
"""How much later than asked a start is looked for, the last day included."""

FirstFailure = Callable[[Period], Check | None]
"""Judges the case over another period by the rules that depend on days: a failing check, or None."""


def earliest_start(
    asked: Period, first_failure: FirstFailure, *, not_before: date | None = None, within: Period | None = None
) -> date | None:
    """The earliest start after the asked one, within the horizon, at which a term of the same length is admitted.

    With `not_before` the search begins on that day instead, and the horizon with it. `within` are the only days on
    which a start is worth a look.

    A run of failing days fails every later start up to its end as well, because the end of the term never
    moves back when its start moves on: so the search leaps over the run.
    """
    whole, days_over = whole_months_and_days(asked.first_day, asked.last_day)
    start = not_before or asked.first_day + ONE_DAY
    latest = start - ONE_DAY + HORIZON
    if within is not None:
        start, latest = max(start, within.first_day), min(latest, within.last_day)
    while start <= latest:
        period = Period(start, last_day_of_term(start, whole, days_over))
        failure = first_failure(period)
        if failure is None:
            return start
        start = failure.binding.last_day + ONE_DAY if failure.binding else start + ONE_DAY
    return None


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
