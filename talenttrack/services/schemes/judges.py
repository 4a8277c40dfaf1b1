"""The single list of schemes whose decisions are kept: how each decides again, and what a company may read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from talenttrack.domain.decision import Decision
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes import nias_awards, rth
from talenttrack.domain.schemes.rth.facts_json import facts_from_json

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judge:
    """`decide` on facts as a receipt keeps them; `disclosed` is the part of a decision that a company may read."""

    decide: Callable[[Facts, PolicyBook], Decision]
    disclosed: Callable[[Facts, PolicyBook, Decision], Decision]


def _whole(_facts: Facts, _book: PolicyBook, decision: Decision) -> Decision:
    """Nothing is held back where a decision rests on the company's own facts alone."""
    return decision


JUDGES: Mapping[str, Judge] = {
    "rth": Judge(
        lambda facts, book: rth.decide(facts_from_json(facts), book),
        lambda facts, book, decision: rth.disclosed(facts_from_json(facts), book, decision),
    ),
    "nias": Judge(lambda facts, book: nias_awards.decide(nias_awards.facts_from_json(facts), book), _whole),
}
