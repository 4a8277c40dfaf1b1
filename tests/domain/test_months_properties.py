"""What must hold of months for any period, beside the second reading of the definition."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.calendar import add_months
from talenttrack.domain.months import (
    UNITS_PER_MONTH,
    last_day_of_term,
    least_units,
    month_units,
    months_text,
    whole_months_and_days,
)
from tests.brute import months as brute

DAYS = st.dates(date(1996, 1, 1), date(2104, 12, 31))
LENGTHS = st.integers(0, 4_500)


@given(DAYS, LENGTHS)
def test_month_units_are_those_of_the_definition(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert month_units(first, last) == brute.units_between(first.isoformat(), last.isoformat())
    assert whole_months_and_days(first, last) == brute.length(first.toordinal(), last.toordinal())[:2]


@given(DAYS, st.integers(0, 160))
def test_adding_months_is_walking_forward_month_by_month(day: date, months: int) -> None:
    assert add_months(day, months).toordinal() == brute.add_months(day.toordinal(), months)


@given(DAYS, st.integers(1, 160))
def test_a_term_of_whole_months_counts_as_just_so_many(first: date, months: int) -> None:
    assert month_units(first, last_day_of_term(first, months)) == months * UNITS_PER_MONTH


@given(DAYS, LENGTHS)
def test_one_day_more_is_always_more(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    grown = month_units(first, last + timedelta(days=1)) - month_units(first, last)
    assert UNITS_PER_MONTH // 31 <= grown <= UNITS_PER_MONTH // 28


@given(DAYS, LENGTHS)
def test_whole_months_and_days_over_rebuild_the_last_day(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    whole, over = whole_months_and_days(first, last)
    assert 0 <= over <= 30
    assert last_day_of_term(first, whole, over) == last


@given(DAYS, st.integers(0, 60), st.integers(0, 30))
def test_a_later_start_never_ends_earlier(first: date, whole: int, over: int) -> None:
    following = first + timedelta(days=1)
    assert last_day_of_term(following, whole, over) >= last_day_of_term(first, whole, over)


@given(DAYS, st.integers(0, 60), st.integers(0, 30))
def test_no_start_makes_a_term_count_less_than_its_least(first: date, whole: int, over: int) -> None:
    if whole or over:
        assert month_units(first, last_day_of_term(first, whole, over)) >= least_units(whole, over)


@given(st.integers(0, 400 * UNITS_PER_MONTH))
def test_the_display_is_within_half_a_hundredth(units: int) -> None:
    shown = round(float(months_text(units)) * 100)
    assert abs(shown * UNITS_PER_MONTH - units * 100) * 2 <= UNITS_PER_MONTH
