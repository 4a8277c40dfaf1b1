"""Lengths of periods as signed by hand, against the product and the brute force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from talenttrack.domain import months as product
from talenttrack.domain.calendar import add_months
from tests.brute import months as brute
from tests.brute.calendar import ordinal
from tests.worked import reading

Plain = dict[str, Any]
SIGNED = reading.load("months.toml")


def test_at_least_sixty_periods_are_signed() -> None:
    assert len(SIGNED["period"]) >= 60


@pytest.mark.parametrize("period", SIGNED["period"], ids=lambda p: f"{p['first_day']}..{p['last_day']}")
def test_the_period_is_as_long_as_signed(period: Plain) -> None:
    first, last = period["first_day"], period["last_day"]
    whole, over, units = period["whole_months"], period["days_over"], period["units"]

    assert product.month_units(first, last) == units
    assert product.whole_months_and_days(first, last) == (whole, over)
    assert product.last_day_of_term(first, whole, over) == last

    length = brute.length(ordinal(first.isoformat()), ordinal(last.isoformat()))
    assert length[:2] == (whole, over)
    assert not over or length[2] == period["of_days"]
    assert brute.units_between(first.isoformat(), last.isoformat()) == units


@pytest.mark.parametrize("term", SIGNED["drift"], ids=lambda t: f"{t['first_day']} for {t['months']}")
def test_extending_month_by_month_ends_where_one_term_would(term: Plain) -> None:
    first, last = term["first_day"], term["last_day"]
    steps = [product.last_day_of_term(first, number) for number in range(1, term["months"] + 1)]

    assert steps[-1] == last
    assert brute.end_of_term(first.isoformat(), term["months"]) == last.isoformat()
    for number, end in enumerate(steps, 1):
        assert product.month_units(first, end) == number * product.UNITS_PER_MONTH

    naive = first
    for _ in range(term["months"]):
        naive = add_months(naive, 1)
    assert naive - timedelta(days=1) == term["last_day_if_stepwise"]
