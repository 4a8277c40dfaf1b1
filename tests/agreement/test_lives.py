"""Random lives through the use cases, in both databases, beside a model of what holds."""

from __future__ import annotations

import pytest

from tests.agreement.conftest import Fresh
from tests.agreement.drawn_lives import ACTS
from tests.agreement.lives import Life

SAMPLE = range(2)
STEPS = 60
SOAK = range(500_000, 500_100)
SOAK_STEPS = 300


def a_life(fresh: Fresh, seed: int, steps: int) -> dict[str, int]:
    """Lives it, and answers how often each act was done."""
    with fresh() as wiring:
        life = Life(wiring, seed)
        life.live(steps)
    return life.acted


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_life_through_the_use_cases_is_the_models(fresh: Fresh, seed: int) -> None:
    acted = a_life(fresh, seed, STEPS)
    assert set(acted) <= set(ACTS)
    assert len(acted) >= len(set(ACTS)) - 5


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK)
def test_a_hundred_long_lives_through_the_use_cases_are_the_models(fresh: Fresh, seed: int) -> None:
    assert set(a_life(fresh, seed, SOAK_STEPS)) == set(ACTS)
