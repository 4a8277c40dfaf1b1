"""The search for a later start ends as soon as none can fit, and not a day sooner."""

from __future__ import annotations

from datetime import date

import pytest

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Check, Unit, Verdict
from talenttrack.domain.months import UNITS_PER_MONTH, last_day_of_term, least_units, month_units
from talenttrack.domain.remedies import earliest_start

ASKED = Period(date(2027, 1, 1), date(2027, 3, 10))
"""Two months and ten days: the days over count most in February, least in a month of 31."""


class Sum:
    """A rule of months that were used before, which counts how often it is asked."""

    def __init__(self, free_units: int) -> None:
        self.free_units, self.asked = free_units, 0

    def __call__(self, period: Period) -> Check | None:
        self.asked += 1
        after = month_units(period.first_day, period.last_day)
        if after <= self.free_units:
            return None
        return Check("sum", Verdict.FAIL, "sum.fail", Unit.MONTH_UNITS, limit=self.free_units, used=0, after=after)


def test_a_sum_that_no_later_start_makes_fit_is_asked_once() -> None:
    rule = Sum(least_units(2, 10) - 1)
    assert earliest_start(ASKED, rule) is None
    assert rule.asked == 1


def test_a_sum_that_fits_in_a_longer_month_is_found() -> None:
    found = earliest_start(ASKED, Sum(least_units(2, 10)))
    assert found == next(
        start
        for start in (date.fromordinal(ASKED.first_day.toordinal() + n) for n in range(1, 500))
        if month_units(start, _end(start)) <= least_units(2, 10)
    )


def _end(start: date) -> date:
    return last_day_of_term(start, 2, 10)


@pytest.mark.parametrize("days_over", range(31))
def test_no_term_counts_less_than_its_least(days_over: int) -> None:
    starts = (date.fromordinal(date(2027, 1, 1).toordinal() + n) for n in range(1461))
    counted = {month_units(start, last_day_of_term(start, 2, days_over)) for start in starts}
    assert min(counted) >= least_units(2, days_over)
    assert least_units(2, 0) == 2 * UNITS_PER_MONTH


def test_what_fails_at_every_later_start_is_asked_once() -> None:
    asked = []

    def no_permit(period: Period) -> Check:
        asked.append(period)
        return Check("permit", Verdict.FAIL, "permit.fail")

    assert earliest_start(ASKED, no_permit, {"permit"}) is None
    assert len(asked) == 1
    assert earliest_start(ASKED, no_permit) is None
    assert len(asked) > 1000
