"""Random histories in both databases: nights, decisions and quota agree with the second reading of the rules."""

from __future__ import annotations

import pytest

from tests.agreement.conftest import Fresh
from tests.agreement.histories import first_difference

SAMPLE = ((*range(6),), (58, 104, 106, 163, 186))
"""Some, and those in which extra places were held without a project or a limit rose under an open extension."""

BLOCK = 100
SOAK = range(300_000, 302_000, BLOCK)


@pytest.mark.parametrize("seeds", SAMPLE, ids=["any", "found once"])
def test_a_history_in_the_database_is_told_as_counted_by_hand(fresh: Fresh, seeds: tuple[int, ...]) -> None:
    assert first_difference(fresh, seeds) is None


@pytest.mark.soak
@pytest.mark.parametrize("start", SOAK)
def test_two_thousand_histories_in_the_database_are_told_as_counted_by_hand(fresh: Fresh, start: int) -> None:
    assert first_difference(fresh, range(start, start + BLOCK)) is None
