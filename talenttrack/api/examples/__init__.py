"""Examples of every operation: one story of a company, asked in this order of an empty register.

The page and the OpenAPI document show them, and a test asks all of them again and compares what is answered. The
requests are written by hand in the modules beside this one; the answers in `answers.json` are kept as the API gave
them (`make examples`), random and machine-dependent parts replaced by steady ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from talenttrack.api.examples import companies, engagements, oversight, people
from talenttrack.api.examples.example import Answered, Example, Shown, filled

EXAMPLES: Final[tuple[Example, ...]] = (
    *companies.EXAMPLES,
    *engagements.EXAMPLES,
    *people.EXAMPLES,
    *oversight.EXAMPLES,
)

ANSWERS: Final = Path(__file__).with_name("answers.json")


@cache
def answers() -> Mapping[str, Answered]:
    """The answers kept, by the name of their example."""
    kept = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return {name: Answered(one["status"], one["headers"], one["body"]) for name, one in kept.items()}


@cache
def shown() -> Mapping[str, tuple[Shown, ...]]:
    """Every example as it was asked and answered, by its operation and in the order of the story."""
    known: dict[str, Any] = {}
    told: dict[str, list[Shown]] = {}
    for example in EXAMPLES:
        answer = answers()[example.name]
        told.setdefault(example.operation, []).append(Shown(example, filled(example, known), answer))
        known.update(example.kept_from(answer.body))
    return {operation: tuple(found) for operation, found in told.items()}
