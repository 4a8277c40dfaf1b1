"""Months of a period as an exact fraction, found by walking forward one month at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache

from tests.brute.calendar import days_in_month, iso, ordinal

UNITS_IN_A_MONTH = 377_580


@cache
def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later, or that month's last day where it is too short."""
    start = date.fromordinal(day)
    year, month = start.year, start.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(start.day, days_in_month(year, month))).toordinal()


@cache
def length(first: int, last: int) -> tuple[int, int, int]:
    """Whole months, days over, and the days of the month that those belong to; both ends are inclusive."""
    whole = 0
    while add_months(first, whole + 1) <= last + 1:
        whole += 1
    turn = add_months(first, whole)
    return whole, last + 1 - turn, add_months(first, whole + 1) - turn


def months(first: int, last: int) -> Fraction:
    whole, over, of = length(first, last)
    return whole + Fraction(over, of)


def months_between(first: str, last: str) -> Fraction:
    return months(ordinal(first), ordinal(last))


def units_between(first: str, last: str) -> int:
    """Month units of an ISO period; the division has to come out even."""
    units = months_between(first, last) * UNITS_IN_A_MONTH
    assert units.denominator == 1
    return int(units)


def end_of_term(first: str, whole: int) -> str:
    return iso(add_months(ordinal(first), whole) - 1)
