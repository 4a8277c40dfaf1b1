"""Which states of which pages are looked at: the application's addresses times the written table below.

A page that is not in the table fails the build. A line says with which record a page is opened, in which world, and
whether its form is also sent empty; roles come from `audience`, unless the line names its own. What is written is
multiplied by three languages, two widths, light and dark.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from talenttrack.audience import AUDIENCES, PUBLIC
from talenttrack.domain.lifecycle import COMPANY, OFFICERS, READS_ALL, Role
from tests.conftest import TODAY
from tests.e2e.world import ROLES, World

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
NOT_PAGES = frozenset({"static", "healthz", "readyz", "metrics", "api.openapi"})
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()

Values = Callable[[World], Mapping[str, Any]]
ON_ALL = frozenset(READS_ALL) - {Role.SYSTEM}
CASE_OFFICER, APPROVER = Role.CASE_OFFICER, Role.APPROVING_OFFICER
NEWEST = "DEMO-A49"
"""A draft of the demo's first company."""


@dataclass(frozen=True, slots=True)
class Line:
    """A page opened with `values`; `empty`: its form is also sent without an answer, which it must not take."""

    name: str
    values: Values = lambda _world: {}
    query: str = ""
    roles: frozenset[Role] | None = None
    bare: bool = False
    empty: bool = False
    status: int = 200


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
        with world.app.test_request_context():
            path = world.app.url_for(self.endpoint, **self.line.values(world))
        return f"{path}?{self.line.query and self.line.query + '&'}lang={self.language}"


def engagement(reference: str, **more: str) -> Values:
    return lambda world: {"engagement_id": world.engagement(reference), **more}


def company(brn: str) -> Values:
    return lambda world: {"company_id": world.company(brn)}


def project(reference: str, **more: str) -> Values:
    return lambda world: {"project_id": world.project(reference), **more}


def person(reference: str) -> Values:
    return lambda world: {"person_id": world.person(reference)}


def finding(kind: str) -> Values:
    return lambda world: {"finding_id": world.finding(kind)}


def roles(*named: Role) -> frozenset[Role]:
    return frozenset(named)


def both(**options: Any) -> tuple[Line, Line]:
    """A list with everything in it, and with nothing."""
    return Line("full", **options), Line("nothing-yet", bare=True)


def acts(reference: str, who: Iterable[Role], *actions: str, empty: bool) -> Iterator[Line]:
    for action in actions:
        yield Line(action, engagement(reference, action=action), roles=frozenset(who), empty=empty)


LANTERN, KITE, GONG, LONG_NAME = "99900010", "99900021", "99900395", "99900439"

TABLE: Mapping[str, tuple[Line, ...]] = {
    "home": (Line("start", roles=frozenset()),),
    "account.sign_in": (Line("first", empty=True),),
    "account.password": (Line("own", empty=True),),
    "users.index": (Line("all"), Line("few", bare=True)),
    "users.new": (Line("new", empty=True),),
    "users.change": (
        Line("colleague", lambda world: {"user_id": world.user("company@demo.example")}),
        Line("officer", lambda world: {"user_id": world.user("auditor@demo.example")}, roles=roles(Role.ADMIN)),
    ),
    "users.activity": (Line("colleague", lambda world: {"user_id": world.user("company@demo.example")}),),
    "company.home": both(),
    "check.form": (*both(), Line("sent-empty", empty=True)),
    "engagements.index": (
        *both(),
        Line("filtered", query="state=approved&pool=base"),
        Line("none-of-them", query="state=lapsed&pool=itf"),
    ),
    "engagements.new": (Line("new", empty=True),),
    "engagements.submitted": (Line("of-the-company", engagement("DEMO-A20")),),
    "engagements.show": (
        Line("submitted", engagement("DEMO-A20")),
        Line("extension-waits", engagement("DEMO-250")),
        Line("correction-waits", engagement("DEMO-229")),
        Line("returned", engagement("DEMO-A35")),
        Line("asked-again", engagement("DEMO-A40")),
        Line("permit-ends", engagement("DEMO-199")),
        Line("in-breach", engagement("DEMO-278"), roles=ON_ALL),
        Line("long-name", engagement("DEMO-260"), roles=ON_ALL),
        Line("recommended", engagement("DEMO-A13"), roles=ON_ALL),
    ),
    "engagements.edit": (Line("returned", engagement("DEMO-A35")), Line("draft", engagement(NEWEST), roles=COMPANY)),
    "engagements.act": (
        *acts("DEMO-A12", [CASE_OFFICER], "recommend", empty=False),
        *acts("DEMO-A12", OFFICERS, "return", "reject", empty=True),
        *acts("DEMO-A13", [APPROVER], "approve", empty=False),
        *acts("DEMO-218", COMPANY, "terminate", "extend", "shorten", empty=True),
        *acts("DEMO-199", COMPANY, "renew_permit", empty=True),
        *acts("DEMO-A20", COMPANY, "withdraw", empty=False),
        *acts("DEMO-A35", COMPANY, "resubmit", empty=False),
        *acts("DEMO-229", [APPROVER], "confirm_correction", empty=False),
    ),
    "engagements.replace": (Line("running", engagement("DEMO-218"), empty=True),),
    "engagements.correct": (Line("running", engagement("DEMO-260"), empty=False),),
    "queue.index": both(),
    "companies.index": (*both(), Line("searched", query="q=科技"), Line("not-found", query="q=zzzz")),
    "companies.show": (
        Line("own", company(LANTERN), roles=COMPANY),
        Line("lively", company(LANTERN), roles=ON_ALL),
        Line("nias", company(KITE), roles=ON_ALL),
        Line("long-name", company(LONG_NAME), roles=ON_ALL),
    ),
    "companies.new": (Line("new", empty=True),),
    "companies.act": (
        Line("suspend", lambda world: {"company_id": world.company(LANTERN), "action": "suspend"}, empty=True),
    ),
    "projects.index": both(),
    "projects.show": (
        Line("running", project("NIAS-DEMO-03"), roles=ON_ALL),
        Line("terminated", project("NIAS-DEMO-02"), roles=ON_ALL),
        Line("submitted", project("NIAS-DEMO-07"), roles=ON_ALL),
    ),
    "projects.new": (Line("new", query=f"company={LANTERN}", empty=False),),
    "projects.act": (
        Line("approve", project("NIAS-DEMO-07", action="approve"), roles=roles(APPROVER)),
        Line("terminate", project("NIAS-DEMO-03", action="terminate"), roles=roles(APPROVER)),
    ),
    "people.index": (*both(), Line("searched", query="q=欣"), Line("not-found", query="q=zzzz")),
    "people.show": (
        Line("two-companies", person("DEMO-233")),
        Line("long-name", person("DEMO-260")),
        Line("merge-waits", lambda world: {"person_id": world.merge()["person_id"]}),
    ),
    "people.unmask": (
        Line(
            "asked-why",
            lambda world: {"person_id": world.person("DEMO-260"), "document_id": world.document("DEMO-260")},
            empty=True,
        ),
    ),
    "people.new_document": (Line("new", person("DEMO-260"), empty=True),),
    "people.merge": (Line("new", person("DEMO-260"), empty=True),),
    "people.decide_merge": (Line("waiting", lambda world: world.merge()),),
    "findings.index": (*both(), Line("filtered", query="severity=breach")),
    "findings.show": (
        Line("crowded", finding("nias.extra_technical"), roles=ON_ALL),
        Line("person", finding("rth.talent_overlap"), roles=ON_ALL),
        Line("came-back", lambda world: {"finding_id": world.finding("rth.concurrent")}, roles=ON_ALL),
        Line("overdue", finding("case.pledge"), roles=ON_ALL),
    ),
    "findings.acknowledge": (Line("open", finding("rth.talent_overlap")),),
    "findings.runs": both(),
    "findings.report": (Line("yesterday", lambda _world: {"day": YESTERDAY}),),
    "policy.index": (Line("today"), Line("old", query="on=2021-01-01")),
    "styleguide.show": (Line("all", roles=frozenset()),),
    "styleguide.problem": tuple(
        Line(str(status), lambda _world, status=status: {"status": status}, roles=frozenset(), status=status)
        for status in (400, 404, 500)
    ),
    "api.docs": (Line("all", roles=frozenset()),),
}


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
