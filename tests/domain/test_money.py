"""Money is whole cents; a Government share never gains a cent by rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.money import decimal_text, government_share, parse_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("20000.00", 2_000_000), ("20,000", 2_000_000), (" 1,234,567.5 ", 123_456_750), ("0.01", 1), ("-5.00", -500)],
)
def test_an_amount_is_read_with_or_without_separators(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "1.234", "12,34", "1e5", "NaN", "HK$5", "１００", "1 000", "--1", "1."])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount of money"):
        parse_cents(text)


@pytest.mark.parametrize(
    ("share", "cost", "paid"),
    [
        (Fraction(2, 3), 2_700_000, 1_800_000),
        (Fraction(1, 3), 1_000_000, 333_333),
        (Fraction(2, 3), 1_000_000, 666_666),
        (Fraction(1, 2), 1, 0),
    ],
)
def test_a_share_is_rounded_down_to_the_cent(share: Fraction, cost: int, paid: int) -> None:
    assert government_share(share, cost) == paid


@given(st.integers(-(10**15), 10**15))
def test_cents_survive_being_written_and_read(cents: int) -> None:
    assert parse_cents(decimal_text(cents)) == cents


@given(st.fractions(0, 1, max_denominator=9), st.lists(st.integers(0, 10**12), max_size=8))
def test_shares_of_parts_never_exceed_the_share_of_the_whole(share: Fraction, costs: list[int]) -> None:
    assert sum(government_share(share, cost) for cost in costs) <= government_share(share, sum(costs))
