"""What the night finds in RTH engagements, in any pool, and in the NIAS projects they draw on.

Everything is measured by the rules that admit engagements. Findings of engagements that hold nothing do not exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from talenttrack.domain.calendar import ONE_DAY, Period, union
from talenttrack.domain.findings import (
    Finding,
    Member,
    Subject,
    breach,
    expiry,
    periods_on,
    runs_on,
)
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.domain.policy import Parameter, PolicyBook
from talenttrack.domain.pools import Run, Step, runs_over, steps_against
from talenttrack.domain.schemes import nias
from talenttrack.domain.schemes.rth.facts import Holding, Pool, Role, total_units
from talenttrack.domain.schemes.rth.rules import (
    ONE_AT_A_TIME,
    days_outside_window,
    window_covers_every_day,
)

K = TypeVar("K", int, str)

SERVED = frozenset({State.APPROVED, State.TERMINATED})
"""The states in which somebody may be at work, so that a permit matters."""


@dataclass(frozen=True, kw_only=True)
class Engaged(Holding):
    """An engagement that holds its place, with what the night asks beyond the rules of admission.

    `submitted_on` is its latest submission: that of an open or approved extension where there is one.
    """

    state: State
    nias_project_id: int | None
    permanent_resident: bool
    permit_until: date | None


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Everything that holds, and every NIAS project, as known when the business date closed."""

    engaged: Sequence[Engaged]
    nias_projects: Sequence[nias.NiasProject]


def findings_of(facts: NightFacts, policy: PolicyBook, business_date: date) -> list[Finding]:
    """Every finding of the date, sorted by kind and subject."""
    projects = {project.id: project for project in facts.nias_projects}
    found: list[Finding] = []
    for company_id, engaged in _grouped(facts.engaged, lambda one: one.company_id):
        found += of_company(company_id, engaged, policy, business_date)
    on_projects = [one for one in facts.engaged if one.pool is Pool.ITF]
    for reference, engaged in _grouped(on_projects, lambda one: one.itf_project):
        found += of_itf_project(reference, engaged, policy, business_date)
    for person_id, engaged in _grouped(facts.engaged, lambda one: one.person_id):
        found += of_person(person_id, engaged, policy, business_date)
    for one in facts.engaged:
        found += of_engagement(one, projects, policy, business_date)
    for project in facts.nias_projects:
        found += of_nias_project(project, policy, business_date)
    return sorted(found, key=lambda finding: finding.order)


def of_company(
    company_id: int, engaged: Sequence[Engaged], policy: PolicyBook, business_date: date
) -> Iterator[Finding]:
    """Findings of a company as such, from all that it holds."""
    subject = Subject("company", str(company_id))
    base = [one for one in engaged if one.pool is Pool.BASE]
    extra = [one for one in engaged if one.pool is Pool.NIAS_EXTRA]
    technical = [one for one in engaged if one.role is Role.TECHNICAL]
    yield from _crowded("rth.concurrent", subject, base, policy["rth.concurrent"], business_date)
    yield from _sum("rth.total_months", subject, base, policy)
    yield from _crowded("nias.extra_concurrent", subject, extra, policy["nias.extra_concurrent"], business_date)
    yield from _technical(subject, technical, policy["nias.extra_technical_concurrent"], business_date)


def of_itf_project(
    reference: str, engaged: Sequence[Engaged], policy: PolicyBook, business_date: date
) -> Iterator[Finding]:
    """Findings of an ITF project, from all that is engaged for it by any company."""
    subject = Subject("itf_project", reference)
    parameter = policy["rth.itf_project_concurrent"]
    yield from _crowded("rth.itf_concurrent", subject, engaged, parameter, business_date)


def of_person(person_id: int, engaged: Sequence[Engaged], policy: PolicyBook, business_date: date) -> Iterator[Finding]:
    """Findings of a person, from all that they hold with any company."""
    subject = Subject("person", str(person_id))
    yield from _crowded("rth.talent_overlap", subject, engaged, ONE_AT_A_TIME, business_date)
    # An exception that was granted for one engagement lets the person's sum pass for good.
    if not any("rth.talent_months" in one.exceptions for one in engaged):
        yield from _sum("rth.talent_months", subject, engaged, policy)


def of_engagement(
    one: Engaged, projects: Mapping[int, nias.NiasProject], policy: PolicyBook, business_date: date
) -> Iterator[Finding]:
    """Findings of an engagement by itself."""
    subject = Subject("engagement", str(one.id))
    members = (_member(one),)
    for kind, days in (
        ("rth.right_to_work", days_without_permit(one, business_date)),
        ("nias.window", days_outside(one, projects, policy)),
    ):
        if days:
            yield breach(kind, subject, periods_on(days, business_date), members)
    last = one.period.last_day
    ends: list[tuple[str, date]] = []
    if last >= business_date and one.state is State.APPROVED:
        ends.append(("rth.engagement_ending", last))
    permit = None if one.permanent_resident else one.permit_until
    if last >= business_date and one.state in SERVED and permit is not None and permit < last:
        ends.append(("rth.permit_ending", permit))
    for kind, due_on in ends:
        notice = expiry(
            kind,
            subject,
            due_on=due_on,
            business_date=business_date,
            thresholds=expiry_days(policy, business_date),
            members=members,
        )
        if notice:
            yield notice


def of_nias_project(project: nias.NiasProject, policy: PolicyBook, business_date: date) -> Iterator[Finding]:
    """The end of a project's window, while there is one: not of a project that was terminated."""
    allowed = nias.window(project, policy)
    over = project.state is nias.ProjectState.TERMINATED or project.terminated_on is not None
    if allowed is None or over or allowed.last_day < business_date:
        return
    notice = expiry(
        "nias.window_ending",
        Subject("nias_project", str(project.id)),
        due_on=allowed.last_day,
        business_date=business_date,
        thresholds=expiry_days(policy, business_date),
        company_ids=(project.company_id,),
    )
    if notice:
        yield notice


def days_without_permit(one: Engaged, business_date: date) -> list[Period]:
    """Days served up to the business date by somebody without, or no longer with, permission to work."""
    if one.permanent_resident or one.state not in SERVED:
        return []
    first = one.period.first_day
    if one.permit_until is not None and one.permit_until >= first:
        first = one.permit_until + ONE_DAY
    last = min(one.period.last_day, business_date)
    return [Period(first, last)] if first <= last else []


def days_outside(one: Engaged, projects: Mapping[int, nias.NiasProject], policy: PolicyBook) -> list[Period]:
    """Days of an extra talent that the window of the company's own project, or its termination, shuts out."""
    if one.pool is not Pool.NIAS_EXTRA or one.nias_project_id is None:
        return []
    project = projects.get(one.nias_project_id)
    if project is None or project.company_id != one.company_id:
        return []
    allowed = nias.window(project, policy)
    if allowed is None:
        return []
    every_day = window_covers_every_day(policy, one.submitted_on)
    return days_outside_window(project, allowed, one.period, every_day=every_day)


def expiry_days(policy: PolicyBook, business_date: date) -> tuple[int, ...]:
    """The setting findings.expiry_days, `90,60,30,7,0`, as numbers."""
    version = policy.on("findings.expiry_days", business_date)
    text = str(version.value) if version and version.value is not None else ""
    return tuple(int(days) for days in text.split(",") if days.strip())


def _crowded(
    kind: str, subject: Subject, engaged: Sequence[Engaged], parameter: Parameter, business_date: date
) -> Iterator[Finding]:
    if len(engaged) <= _lowest(parameter):
        return
    steps = steps_against((one.period for one in engaged), parameter, _span(engaged))
    runs = runs_over(steps)
    if runs:
        yield breach(kind, subject, runs_on(runs, business_date), _inside(engaged, runs))


def _technical(
    subject: Subject, technical: Sequence[Engaged], parameter: Parameter, business_date: date
) -> Iterator[Finding]:
    """Technical heads in the extra pool over their limit, and any in another pool, where none may be [R].

    Both are one finding of the company: its runs join their days, its peaks count both, and its limit is
    that of the extra pool.
    """
    astray = [one for one in technical if one.pool is not Pool.NIAS_EXTRA]
    if not astray and len(technical) <= _lowest(parameter):
        return
    extra = [one for one in technical if one.pool is Pool.NIAS_EXTRA]
    span = _span(technical)
    over = [run.period for run in runs_over(steps_against((one.period for one in extra), parameter, span))]
    wrong = [*over, *(one.period for one in astray)]
    held = [one.period for one in technical]
    runs = [_worst(steps_against(held, parameter, days)) for days in union(wrong)]
    if runs:
        members = {*_inside(extra, over), *(_member(one) for one in astray)}
        yield breach("nias.extra_technical", subject, runs_on(runs, business_date), members)


def _worst(steps: Sequence[Step]) -> Run:
    """Steps that follow one another as one run, with its peak and the limit of the peak's first day."""
    peak = max(steps, key=lambda step: step.heads)
    period = Period(steps[0].period.first_day, steps[-1].period.last_day)
    return Run(period, peak.heads, peak.limit or 0, peak.version)


def _sum(kind: str, subject: Subject, engaged: Sequence[Engaged], policy: PolicyBook) -> Iterator[Finding]:
    """Months held, against the version that the latest submission among them picks (rules 8)."""
    if not engaged:
        return
    version = policy.on(kind, max(one.submitted_on for one in engaged))
    if version is None or not isinstance(version.value, int):
        return
    if total_units(engaged) > version.value * UNITS_PER_MONTH:
        yield breach(kind, subject, (), map(_member, engaged))


def _inside(engaged: Iterable[Engaged], days: Iterable[Run | Period]) -> set[Member]:
    periods = [one.period if isinstance(one, Run) else one for one in days]
    return {_member(one) for one in engaged if any(one.period.shares_a_day_with(period) for period in periods)}


def _lowest(parameter: Parameter) -> int:
    """So many heads break no version of the limit: most companies need no further look."""
    return min((v.value for v in parameter.versions if isinstance(v.value, int)), default=0)


def _span(engaged: Sequence[Engaged]) -> Period:
    return Period(min(one.period.first_day for one in engaged), max(one.period.last_day for one in engaged))


def _member(one: Engaged) -> Member:
    return Member("engagement", one.id, one.company_id)


def _grouped(engaged: Iterable[Engaged], key: Callable[[Engaged], K]) -> Iterator[tuple[K, list[Engaged]]]:
    groups: defaultdict[K, list[Engaged]] = defaultdict(list)
    for one in engaged:
        groups[key(one)].append(one)
    yield from groups.items()
