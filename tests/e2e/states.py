"""Which states of which pages are looked at: the application's addresses times the written table below.

A page that is not in the table fails the build. A line says with which record a page is opened, in which world, and
whether its form is also sent empty; roles come from `audience`, unless the line names its own. What is written is
multiplied by three languages, two widths, light and dark.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask

from talenttrack.audience import AUDIENCES, PUBLIC
from talenttrack.domain.lifecycle import Role
from tests.e2e.lines import TABLE, Line
from tests.e2e.world import ROLES, World

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
NOT_PAGES = frozenset(
    {"static", "healthz", "readyz", "metrics", "api.openapi", "imports.empty", "imports.errors", "engagements.new"}
)
"""What answers no page but text or a file; the last one leads on to another address."""


@dataclass(frozen=True, slots=True)
class State:
    endpoint: str
    line: Line
    role: Role | None
    sent_empty: bool
    language: str
    width: int
    scheme: str

    def __str__(self) -> str:
        sent = "-sent-empty" if self.sent_empty else ""
        who = self.role.value if self.role else "nobody"
        return f"{self.endpoint}-{self.line.name}{sent}-{who}-{self.language}-{self.width}-{self.scheme}"

    def address(self, world: World) -> str:
        values = self.line.values(world)
        with world.app.test_request_context():
            path = world.app.url_for(self.endpoint, **values)
        query = self.line.query.format_map(_Ids(world))
        return f"{path}?{quote(query, '=&') + '&' * bool(query)}lang={self.language}"


class _Ids(dict[str, int]):
    """Ids by what a query names: `company`, the demo's first, or the reference of a case."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def __missing__(self, name: str) -> int:
        return self._world.company() if name == "company" else self._world.engagement(name)


def pages(app: Flask) -> frozenset[str]:
    """Every endpoint that answers a GET with a page."""
    named = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return frozenset(
        endpoint for endpoint in named - NOT_PAGES if not endpoint.startswith("api.") or endpoint == "api.docs"
    )


def written() -> Iterator[State]:
    """Every line for every role that it is for, in English, wide and light; sent empty as well where it says so."""
    for endpoint, lines in sorted(TABLE.items()):
        for line in lines:
            for role in _roles(endpoint, line):
                for sent_empty in (False, True) if line.empty else (False,):
                    yield State(endpoint, line, role, sent_empty, "en", 1280, "light")


def every() -> Iterator[State]:
    for state, language, width, scheme in itertools.product(written(), LANGUAGES, WIDTHS, SCHEMES):
        yield State(state.endpoint, state.line, state.role, state.sent_empty, language, width, scheme)


def sample(size: int, seed: int) -> list[State]:
    """At least one state of each line and of each form sent empty, then others, `size` in all; told by the seed."""
    chance = random.Random(seed)
    groups: dict[tuple[str, str, bool], list[State]] = {}
    for state in every():
        groups.setdefault((state.endpoint, state.line.name, state.sent_empty), []).append(state)
    chosen = [chance.choice(states) for states in groups.values()]
    taken = set(chosen)
    others = [state for state in every() if state not in taken]
    return [*chosen, *chance.sample(others, max(0, size - len(chosen)))]


def _roles(endpoint: str, line: Line) -> tuple[Role | None, ...]:
    if line.roles is not None:
        return tuple(role for role in ROLES if role in line.roles) or (None,)
    audience = AUDIENCES[endpoint]
    return (None,) if audience is PUBLIC else tuple(role for role in ROLES if role in audience)
