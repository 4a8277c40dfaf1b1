"""Talent-months, exact: whole numbers of units, 377 580 to a month."""

from __future__ import annotations

from datetime import date

from talenttrack.domain.calendar import ONE_DAY, add_months

UNITS_PER_MONTH = 377_580
"""The least common multiple of 28, 29, 30 and 31, so that every day of every month is a whole number of units."""


def whole_months_and_days(first_day: date, last_day: date) -> tuple[int, int]:
    """The whole months from `first_day` to `last_day` (both included) and the days over.

    Raises ValueError when the period is empty.
    """
    if last_day < first_day:
        raise ValueError(f"a period cannot end ({last_day}) before it starts ({first_day})")
    after = last_day + ONE_DAY
    whole = (after.year - first_day.year) * 12 + after.month - first_day.month
    if add_months(first_day, whole) > after:
        whole -= 1
    return whole, (after - add_months(first_day, whole)).days


def month_units(first_day: date, last_day: date) -> int:
    """The length of [first_day, last_day] in month units; the days over count by the month they fall in.

    Raises ValueError when the period is empty.
    """
    whole, days_over = whole_months_and_days(first_day, last_day)
    if not days_over:
        return whole * UNITS_PER_MONTH
    next_month_days = (add_months(first_day, whole + 1) - add_months(first_day, whole)).days
    return whole * UNITS_PER_MONTH + days_over * (UNITS_PER_MONTH // next_month_days)


def least_units(whole: int, days_over: int) -> int:
    """The fewest units that a term of `whole` months and `days_over` days can count, wherever it starts."""
    return whole * UNITS_PER_MONTH + days_over * (UNITS_PER_MONTH // 31)


def last_day_of_term(first_day: date, whole: int, days_over: int = 0) -> date:
    """The last day, included, of a term of `whole` months and `days_over` days from `first_day`.

    >>> last_day_of_term(date(2025, 4, 1), 12)
    datetime.date(2026, 3, 31)
    """
    return date.fromordinal(add_months(first_day, whole).toordinal() + days_over - 1)


def months_text(units: int) -> str:
    """Month units with two decimals, rounded half up: `61.00`. For display only."""
    hundredths = (units * 200 + UNITS_PER_MONTH) // (2 * UNITS_PER_MONTH)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"
