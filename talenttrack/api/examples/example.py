"""What an example is: a request whose `$names` stand for what earlier answers told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

FIRST_DAY: Final = date(2026, 11, 23)
"""The day on which the story begins, a Monday."""
NEXT_DAY: Final = date(2026, 11, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`operation` is an operationId, `by` the role that asks; a company's role belongs to the company `$company`.

    `keeps` names what later examples refer to and where it stands in the answer (`engagements.0.id`). Of a long list
    in the answer only the first `items` are shown. `title` is an English text, translated where it is shown.
    """

    name: str
    operation: str
    by: str
    title: str
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    keeps: Mapping[str, str] = field(default_factory=dict)
    items: int = 2
    day: date = FIRST_DAY

    def kept_from(self, answer: Any) -> dict[str, Any]:
        """What this example's answer gives to those that follow."""
        return {name: _at(answer, place) for name, place in self.keeps.items()}

    def shortened(self, answer: Any) -> Any:
        """The answer with no more than `items` items, where it is a list."""
        if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
            return answer
        return {**answer, "items": answer["items"][: self.items]}


@dataclass(frozen=True, slots=True)
class Request:
    """A request with everything filled in; `path` has no query."""

    ids: Mapping[str, str]
    query: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Answered:
    """What the API answered: its status, the headers worth showing, and the body."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Shown:
    """An example with its request filled in and the answer that was kept."""

    example: Example
    request: Request
    answer: Answered


def filled(example: Example, known: Mapping[str, Any]) -> Request:
    """The request with `$name` replaced by what is known under it, whole values and parts of texts alike."""
    return Request(
        ids={name: str(_filled(value, known)) for name, value in example.ids.items()},
        query=urlencode({name: _filled(value, known) for name, value in example.query.items()}),
        headers={name: str(_filled(value, known)) for name, value in example.headers.items()},
        body=_filled(example.body, known),
    )


def path_of(template: str, request: Request) -> str:
    """`/companies/{company_id}` with its ids and the query."""
    path = re.sub(r"\{(\w+)\}", lambda match: request.ids[match[1]], template)
    return f"{path}?{request.query}" if request.query else path


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(part, known) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(part, known) for part in value]
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    return value


def _at(answer: Any, place: str) -> Any:
    for part in place.split("."):
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer
