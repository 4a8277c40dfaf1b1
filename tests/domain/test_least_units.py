"""The fewest units of a term: what spares the search for a later start every day on which it cannot fit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from talenttrack.domain.months import UNITS_PER_MONTH, last_day_of_term, least_units, month_units


@pytest.mark.parametrize("days_over", range(31))
def test_no_term_counts_less_than_its_least(days_over: int) -> None:
    starts = [date(2027, 1, 1) + timedelta(days=n) for n in range(1461)]
    counted = {month_units(start, last_day_of_term(start, 2, days_over)) for start in starts}
    assert min(counted) >= least_units(2, days_over)


def test_whole_months_always_count_alike_and_days_over_least_in_a_month_of_31() -> None:
    assert least_units(2, 0) == 2 * UNITS_PER_MONTH
    assert least_units(2, 10) == month_units(date(2027, 1, 1), date(2027, 3, 10))
