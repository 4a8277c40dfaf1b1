"""Each deliberate mistake is caught by the agreement check within a bounded number of portfolios.

If one survives, the portfolios are too tame, and the agreement of the real rules proves little.
"""

from __future__ import annotations

import pytest

from tests.brute import agreement
from tests.brute.mutants import OF_REMEDIES, OF_VERDICTS, Mutate
from tests.brute.mutants_night import OF_NIGHTS

WITHIN = range(300)
"""The portfolios in which a mutant has to show itself: fewer than the everyday sample has."""


@pytest.mark.parametrize("mutate", OF_VERDICTS, ids=lambda mutate: mutate.__name__)
def test_a_mutant_of_the_rules_is_caught(mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)
    assert agreement.first_difference(agreement.verdicts_differ, WITHIN) is not None


@pytest.mark.parametrize("mutate", OF_REMEDIES, ids=lambda mutate: mutate.__name__)
def test_a_mutant_of_the_search_for_remedies_is_caught(mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)
    assert agreement.first_difference(agreement.remedies_differ, WITHIN) is not None


@pytest.mark.parametrize("mutate", OF_NIGHTS, ids=lambda mutate: mutate.__name__)
def test_a_mutant_of_the_night_is_caught(mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)
    assert agreement.first_difference(agreement.nights_differ, WITHIN) is not None
