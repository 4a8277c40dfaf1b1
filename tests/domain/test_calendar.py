"""Days in Hong Kong: midnight, months that end early, financial years, and days on which offices are open."""

from datetime import UTC, date, datetime

import pytest

from talenttrack.domain.calendar import Period, WorkingDays, add_months, financial_year, hong_kong_date, union

GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 2, 28, 16, 30, tzinfo=UTC), date(2026, 3, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_hong_kong(instant: datetime, day: date) -> None:
    assert hong_kong_date(instant) == day


@pytest.mark.parametrize(("months", "day"), [(1, date(2026, 2, 28)), (2, date(2026, 3, 31)), (25, date(2028, 2, 29))])
def test_a_month_is_counted_from_the_first_day_and_ends_with_the_month(months: int, day: date) -> None:
    assert add_months(date(2026, 1, 31), months) == day


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), "2025-26"), (date(2026, 4, 1), "2026-27"), (date(1999, 12, 31), "1999-00")]
)
def test_a_financial_year_begins_on_the_first_of_april(day: date, year: str) -> None:
    assert financial_year(day) == year


def test_a_deadline_on_good_friday_moves_past_easter() -> None:
    days = WorkingDays(frozenset({GOOD_FRIDAY, date(2026, 4, 4), EASTER_MONDAY, date(2026, 4, 7)}))
    assert days.on_or_after(GOOD_FRIDAY) == date(2026, 4, 8)
    assert days.between(date(2026, 4, 2), date(2026, 4, 8)) == 2
    assert days.between(date(2026, 4, 8), date(2026, 4, 2)) == 0


def test_neighbouring_periods_join_and_a_gap_keeps_them_apart() -> None:
    first, second = Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2026, 2, 1), date(2026, 2, 3))
    apart = Period(date(2026, 2, 5), date(2026, 2, 6))
    assert union([apart, second, first]) == [Period(date(2026, 1, 1), date(2026, 2, 3)), apart]
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
