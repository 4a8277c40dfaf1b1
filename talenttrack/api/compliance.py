"""The night run on demand, and the register of findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from talenttrack.api.paging import PageQuery, encoded
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Day, DayText, Id, Instant, MaybeText, Reason, Sent, Told, day, day_or_none, instant
from talenttrack.domain.errors import NotFound
from talenttrack.services import compliance, findings
from talenttrack.services.findings import FindingView
from talenttrack.storage.runs import StoredRun

N_ = str  # marks a text for translation without translating it here

routes = Routes("compliance")


class NewRun(Sent):
    """`date` is the business date, today's or an earlier one."""

    date: Day


class RunTold(Told):
    """`final` for a closed date, provisional for today's and for one before the last final one."""

    id: int
    reference: str
    state: Literal["final", "provisional"]
    version: int
    date: DayText
    final: bool
    started_at: Instant
    finished_at: Instant
    counts: dict[str, Any]
    manifest: dict[str, Any]
    report_hash: str


class SubjectTold(Told):
    type: str
    id: str


class PeriodTold(Told):
    first: DayText = Field(alias="from")
    last: DayText = Field(alias="to")
    peak: int | None = None
    limit: int | None = None
    severity: str | None = None


class FindingTold(Told):
    """One problem of one subject. `fingerprint` stays the same from night to night."""

    id: int
    reference: str
    state: str
    version: int
    kind: str
    severity: str
    subject: SubjectTold
    company_ids: list[int]
    periods: list[PeriodTold]
    members: list[SubjectTold]
    threshold: int | None
    due_on: DayText | None
    first_seen: DayText
    last_seen: DayText
    resolved_on: DayText | None
    reopened: int
    fingerprint: str


class FindingPage(Told):
    items: list[FindingTold]
    next_cursor: str | None


class FindingQuery(PageQuery):
    state: MaybeText | None = None
    kind: MaybeText | None = None
    company_id: Id | None = None
    severity: MaybeText | None = None


class FindingTransition(Sent):
    action: Literal["acknowledge"]
    reason: Reason | None = None


@routes.post(
    "/compliance/runs",
    N_("Run the night for a date, now"),
    RunTold,
    body=NewRun,
    status=201,
    also=(200,),
    own_transactions=True,
)
def run(call: Call) -> Answer:
    """A date that has its final run already: 200 and the same run. Dates missed before it are made up first."""
    asked = call.body(NewRun).date
    try:
        before = compliance.latest_report(call.session, call.actor, asked).run.id
    except NotFound:
        before = None
    made = compliance.run(call.wiring, call.actor, asked, call.now)
    return Answer(_run(made), status=200 if made.id == before else 201, version=1)


@routes.get("/compliance/runs/{run_id}", N_("Look up a run"), RunTold)
def get_run(call: Call) -> Answer:
    return Answer(_run(compliance.get_run(call.session, call.actor, call.id("run_id"))), version=1)


@routes.get("/compliance/findings", N_("List findings"), FindingPage, query=FindingQuery)
def list_findings(call: Call) -> Answer:
    """Latest recorded first. A company sees what concerns it, and of members its own alone."""
    asked = call.query(FindingQuery)
    page = findings.listing(
        call.session,
        call.actor,
        state=asked.state,
        kind=asked.kind,
        company_id=asked.company_id,
        severity=asked.severity,
        before=asked.after_id,
        limit=asked.limit,
    )
    following = None if page.next_before is None else str(page.next_before)
    return Answer(FindingPage(items=[_finding(view) for view in page.items], next_cursor=encoded(following)))


@routes.get("/compliance/findings/{finding_id}", N_("Look up a finding"), FindingTold)
def get_finding(call: Call) -> Answer:
    view = findings.get(call.session, call.actor, call.id("finding_id"))
    return Answer(_finding(view), version=view.version)


@routes.post(
    "/compliance/findings/{finding_id}/transitions",
    N_("Acknowledge a finding"),
    FindingTold,
    body=FindingTransition,
    conditional=True,
)
def transition_finding(call: Call) -> Answer:
    sent = call.body(FindingTransition)
    view = findings.act(
        call.session,
        call.actor,
        call.id("finding_id"),
        sent.action,
        {"reason": sent.reason},
        call.now,
        expected_version=call.expected_version,
    )
    return Answer(_finding(view), version=view.version)


def _run(run: StoredRun) -> RunTold:
    return RunTold(
        id=run.id,
        reference=f"N-{run.business_date:%Y%m%d}-{run.id}",
        state="final" if run.final else "provisional",
        version=1,
        date=day(run.business_date),
        final=run.final,
        started_at=instant(run.started_at),
        finished_at=instant(run.finished_at),
        counts=dict(run.counts),
        manifest=dict(run.manifest),
        report_hash=run.report_hash,
    )


def _finding(view: FindingView) -> FindingTold:
    return FindingTold(
        id=view.id,
        reference=f"F-{view.id}",
        state=view.state,
        version=view.version,
        kind=view.kind,
        severity=view.severity,
        subject=SubjectTold(type=view.subject_type, id=view.subject_id),
        company_ids=list(view.company_ids),
        periods=[_period(period) for period in view.periods],
        members=[SubjectTold(type=str(member["type"]), id=str(member["id"])) for member in view.members],
        threshold=view.threshold,
        due_on=day_or_none(view.due_on),
        first_seen=day(view.first_seen),
        last_seen=day(view.last_seen),
        resolved_on=day_or_none(view.resolved_on),
        reopened=view.reopened,
        fingerprint=view.fingerprint,
    )


def _period(period: Mapping[str, Any]) -> PeriodTold:
    return PeriodTold.model_validate({name: period.get(name) for name in ("from", "to", "peak", "limit", "severity")})
