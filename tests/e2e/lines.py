"""The written table of pages: with what each is opened, by whom, full and with nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from talenttrack.domain.lifecycle import COMPANY, OFFICERS, READS_ALL, Role
from talenttrack.services.schemes.rth.so_far import PARTS
from tests.conftest import TODAY
from tests.e2e.world import World

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()

Values = Callable[[World], Mapping[str, Any]]
ON_ALL = frozenset(READS_ALL) - {Role.SYSTEM}
CASE_OFFICER, APPROVER = Role.CASE_OFFICER, Role.APPROVING_OFFICER
LANTERN, KITE, GONG, LONG_NAME_LIMITED = "99900010", "99900021", "99900395", "99900439"
OF_LANTERN = "company={company}"

# Cases of the demo; those of its first company, whose users most pages are opened by, come first.
SUBMITTED, RETURNED, ASKED_AGAIN, DRAFT, SHARED = "DEMO-A18", "DEMO-A37", "DEMO-A42", "DEMO-A49", "DEMO-A47"
RUNNING, EXTENSION_WAITS, CORRECTION_WAITS, PERMIT_ENDS = "DEMO-219", "DEMO-252", "DEMO-230", "DEMO-201"
SUBMITTED_ELSEWHERE, RECOMMENDED = "DEMO-A12", "DEMO-A22"
EXCEPTED, LONG_NAME, SHARED_PERSON, CORRECTED_BY_OTHER = "DEMO-A48", "DEMO-261", "DEMO-234", "DEMO-317"


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


def engagement(reference: str, **more: str) -> Values:
    return lambda world: {"engagement_id": world.engagement(reference), **more}


def hire(nth: int, of: str = LANTERN, **more: str) -> Values:
    """A hire in preparation of a company, by its place in the order of time."""
    return lambda world: {"hire_id": world.hire(of, nth), **more}


def company(brn: str) -> Values:
    return lambda world: {"company_id": world.company(brn)}


def project(reference: str, **more: str) -> Values:
    return lambda world: {"project_id": world.project(reference), **more}


def person(reference: str) -> Values:
    return lambda world: {"person_id": world.person(reference)}


def problem(status: int) -> Values:
    return lambda _world: {"status": status}


def finding(kind: str) -> Values:
    return lambda world: {"finding_id": world.finding(kind)}


def roles(*named: Role) -> frozenset[Role]:
    return frozenset(named)


def both(**options: Any) -> tuple[Line, Line]:
    """A list with everything in it, and with nothing."""
    return Line("full", **options), Line("nothing-yet", bare=True, **options)


def acts(reference: str, who: Iterable[Role], *actions: str, empty: bool) -> Iterator[Line]:
    for action in actions:
        yield Line(action, engagement(reference, action=action), roles=frozenset(who), empty=empty)


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
    "check.form": (
        *both(roles=COMPANY),
        Line("of-the-office", query=OF_LANTERN, roles=roles(CASE_OFFICER), empty=True),
    ),
    "check.plan": (
        *both(roles=COMPANY),
        Line("of-the-office", query=OF_LANTERN, roles=roles(CASE_OFFICER)),
    ),
    "timeline.show": (
        *both(roles=COMPANY),
        Line("by-year", query="zoom=year", roles=COMPANY),
        Line("of-the-office", query=OF_LANTERN, roles=ON_ALL),
    ),
    "engagements.index": (
        *both(),
        Line("filtered", query="state=approved&pool=base"),
        Line("none-of-them", query="state=lapsed&pool=itf"),
    ),
    "engagements.submitted": (Line("of-the-company", engagement(SUBMITTED)),),
    "engagements.show": (
        Line("submitted", engagement(SUBMITTED)),
        Line("returned", engagement(RETURNED)),
        Line("extension-waits", engagement(EXTENSION_WAITS)),
        Line("correction-waits", engagement(CORRECTION_WAITS)),
        Line("asked-again", engagement(ASKED_AGAIN)),
        Line("permit-ends", engagement(PERMIT_ENDS)),
        Line("shared-draft", engagement(SHARED)),
        Line("excepted", engagement(EXCEPTED), roles=ON_ALL),
        Line("recommended", engagement(RECOMMENDED), roles=ON_ALL),
        Line("long-name", engagement(LONG_NAME), roles=ON_ALL),
        Line("two-companies", engagement(SHARED_PERSON), roles=ON_ALL),
    ),
    "engagements.edit": (Line("returned", engagement(RETURNED)), Line("draft", engagement(DRAFT), roles=COMPANY)),
    "engagements.act": (
        *acts(SUBMITTED_ELSEWHERE, [CASE_OFFICER], "recommend", empty=False),
        *acts(SUBMITTED_ELSEWHERE, OFFICERS, "return", "reject", empty=True),
        *acts(RECOMMENDED, [APPROVER], "approve", empty=False),
        *acts(RUNNING, COMPANY, "terminate", "extend", "shorten", empty=True),
        *acts(PERMIT_ENDS, COMPANY, "renew_permit", empty=True),
        *acts(SUBMITTED, COMPANY, "withdraw", empty=False),
        *acts(RETURNED, COMPANY, "resubmit", empty=False),
        *acts(CORRECTION_WAITS, [APPROVER], "confirm_correction", "reject_correction", empty=False),
        *acts(SHARED, [APPROVER], "grant_exception", empty=True),
    ),
    "engagements.replace": (Line("running", engagement(RUNNING), empty=True),),
    "engagements.correct": (Line("running", engagement(LONG_NAME)),),
    "hires.start": (*both(roles=COMPANY), Line("of-the-office", query=OF_LANTERN, roles=roles(CASE_OFFICER))),
    "hires.show": (
        Line("all-answered", hire(0), roles=COMPANY),
        Line("begun", hire(1), roles=COMPANY),
        Line("of-the-office", hire(0, of=GONG), roles=roles(CASE_OFFICER)),
    ),
    "hires.part": (
        *(Line(part, hire(0, part=part), roles=COMPANY) for part in PARTS),
        *(Line(f"{part}-unanswered", hire(1, part=part), roles=COMPANY, empty=True) for part in PARTS[2:5]),
    ),
    "hires.check": (Line("complete", hire(0), roles=COMPANY, empty=True),),
    "hires.discard": (Line("begun", hire(0), roles=COMPANY),),
    "engagements.note": (Line("none-written", engagement(SUBMITTED_ELSEWHERE)),),
    "queue.index": both(),
    "queue.bulk": (
        Line("recommend", query="act=recommend&case={DEMO-A12}&case={DEMO-A14}", roles=roles(CASE_OFFICER)),
        Line("approve", query="act=approve&case={DEMO-A22}&case={DEMO-A12}", roles=roles(APPROVER)),
    ),
    "queue.done": (Line("some-left", query="act=approve&done={DEMO-A01}&left={DEMO-A12}", roles=roles(APPROVER)),),
    "imports.index": (Line("kinds", roles=roles(CASE_OFFICER, Role.SERVICE)),),
    "imports.upload": (
        Line("hires", lambda _world: {"kind": "engagements"}),
        Line("companies", lambda _world: {"kind": "companies"}, roles=roles(CASE_OFFICER, Role.SERVICE)),
    ),
    "imports.show": (Line("faulty", lambda world: {"upload_id": world.upload()}, roles=roles(Role.COMPANY_USER)),),
    "companies.index": (*both(), Line("searched", query="q=科技"), Line("not-found", query="q=zzzz")),
    "companies.show": (
        Line("own", company(LANTERN), roles=COMPANY),
        Line("lively", company(LANTERN), roles=ON_ALL),
        Line("nias", company(KITE), roles=ON_ALL),
        Line("long-name", company(LONG_NAME_LIMITED), roles=ON_ALL),
    ),
    "companies.people": (Line("lively", company(LANTERN)), Line("nias", company(KITE), roles=ON_ALL)),
    "companies.awards": (Line("own", company(LANTERN)), Line("nias", company(KITE), roles=ON_ALL)),
    "companies.findings": (Line("lively", company(LANTERN)),),
    "companies.history": (Line("lively", company(LANTERN)),),
    "companies.details": (
        Line("lively", company(LANTERN)),
        Line("long-name", company(LONG_NAME_LIMITED), roles=ON_ALL),
    ),
    "companies.edit": (Line("long-name", company(LONG_NAME_LIMITED)),),
    "search.index": (Line("empty"), Line("found", query="q=科技"), Line("not-found", query="q=zzzz")),
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
    "projects.new": (Line("new", query=OF_LANTERN, empty=False),),
    "projects.act": (
        Line("approve", project("NIAS-DEMO-07", action="approve"), roles=roles(APPROVER)),
        Line("terminate", project("NIAS-DEMO-03", action="terminate"), roles=roles(APPROVER)),
    ),
    "people.index": (*both(), Line("searched", query="q=欣"), Line("not-found", query="q=zzzz")),
    "people.show": (
        Line("two-companies", person(SHARED_PERSON)),
        Line("long-name", person(LONG_NAME)),
        Line("merge-waits", lambda world: {"person_id": world.merge()["person_id"]}),
    ),
    "people.history_of": (Line("long-name", person(LONG_NAME)),),
    "people.unmask": (
        Line(
            "asked-why",
            lambda world: {"person_id": world.person(LONG_NAME), "document_id": world.document(LONG_NAME)},
            empty=True,
        ),
    ),
    "people.new_document": (Line("new", person(LONG_NAME), empty=True),),
    "people.merge": (Line("new", person(LONG_NAME), empty=True),),
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
        Line(str(status), problem(status), roles=frozenset(), status=status) for status in (400, 404, 500)
    ),
    "api.docs": (Line("all", roles=frozenset()),),
}
