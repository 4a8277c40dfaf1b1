"""Every rule on an engagement: (facts, period, policy) -> Check, or None where it does not concern the pool.

`period` is judged instead of the proposal's own dates, so that the search for remedies asks the same rules.
Binding days follow one convention: the first maximal run of failing days inside the period; none for sums.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from talenttrack.domain.calendar import ONE_DAY, Period, union
from talenttrack.domain.decision import Check, Unit, Verdict
from talenttrack.domain.policy import Parameter, PolicyBook, Version
from talenttrack.domain.pools import runs_over, steps_against
from talenttrack.domain.schemes import nias
from talenttrack.domain.schemes.rth.facts import (
    Degree,
    Facts,
    InstitutionKind,
    Pool,
    Role,
    Stream,
)
from talenttrack.domain.schemes.rth.measures import (
    days_of,
    heads_check,
    members_of,
    outcome,
    plain_check,
    sum_check,
    with_verdict,
)

N_ = str  # marks a text for translation without translating it here

Rule = Callable[[Facts, Period, PolicyBook], Check | None]

GUIDE = N_("[O] Research Talent Hub, eligibility of companies and research talent")

ONE_AT_A_TIME = Parameter(
    "rth.talent_overlap", "heads", "service_day", True, (Version("rth.talent_overlap", 1, 1, None, None, GUIDE),)
)
"""A person's own limit, so that overlaps are measured like any other pool; it is no published parameter."""


def concurrent(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """At most rth.concurrent engagements in the base pool on any day [P13]."""
    if facts.proposal.pool is not Pool.BASE:
        return None
    return heads_check("rth.concurrent", facts.in_company_pool, period, policy["rth.concurrent"])


def total_months(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """At most rth.total_months in the base pool over all time [P13]."""
    if facts.proposal.pool is not Pool.BASE:
        return None
    version = policy.on("rth.total_months", facts.submitted_on)
    return sum_check("rth.total_months", facts.in_company_pool, period, version)


def itf_concurrent(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """At most rth.itf_project_concurrent engagements on one ITF project on any day, over all companies [O]."""
    if facts.proposal.pool is not Pool.ITF:
        return None
    return heads_check("rth.itf_concurrent", facts.on_itf_project, period, policy["rth.itf_project_concurrent"])


def nias_project(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """The extra pool and the NIAS stream need a project of this company that was ever approved [P13]."""
    asked = facts.proposal
    if asked.pool is not Pool.NIAS_EXTRA and asked.stream is not Stream.NIAS:
        return None
    project = facts.nias_project
    fine = project is not None and project.ever_approved
    return plain_check("nias.project", fine, "[P13]", project=project.reference if project else "")


def nias_window(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """An extra talent starts inside the project's window, and is not engaged after the project's termination.

    "For three years" [P13] is read as a window for starts; with the setting nias.window_applies_to =
    `every_day` each day must lie inside it.
    """
    project = facts.nias_project
    if facts.proposal.pool is not Pool.NIAS_EXTRA or project is None:
        return None
    allowed = nias.window(project, policy)
    if allowed is None:
        return None
    every_day = window_covers_every_day(policy, facts.submitted_on)
    outside = days_outside_window(project, allowed, period, every_day=every_day)
    version = policy.on("nias.extra_window_months", project.approved_on or facts.submitted_on)
    return Check(
        "nias.window",
        Verdict.FAIL if outside else Verdict.PASS,
        _window_wording(project, outside, every_day=every_day),
        binding=outside[0] if outside else None,
        parameter_version=version.id if version else None,
        citation=version.citation if version else "[P13]",
        values={
            "project": project.reference,
            "from": allowed.first_day,
            "to": allowed.last_day,
            "terminated_on": project.terminated_on,
        },
    )


def window_covers_every_day(policy: PolicyBook, day: date) -> bool:
    """Whether the setting nias.window_applies_to reads the window as one for every day, not for starts alone."""
    version = policy.on("nias.window_applies_to", day)
    return version is not None and version.value == "every_day"


def days_outside_window(project: nias.NiasProject, allowed: Period, period: Period, *, every_day: bool) -> list[Period]:
    """The maximal runs of days of `period` that the window, or the project's termination, shuts out."""
    first, last = period.first_day, period.last_day
    outside: list[Period] = []
    if not every_day and not allowed.touches(first):
        outside.append(Period(first, first))
    if every_day and first < allowed.first_day:
        outside.append(Period(first, min(last, allowed.first_day - ONE_DAY)))
    if every_day and last > allowed.last_day:
        outside.append(Period(max(first, allowed.last_day + ONE_DAY), last))
    if project.terminated_on is not None and last > project.terminated_on:
        outside.append(Period(max(first, project.terminated_on + ONE_DAY), last))
    return union(outside)


def extra_concurrent(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """At most nias.extra_concurrent engagements in the company's extra pool on any day [P13]."""
    if facts.proposal.pool is not Pool.NIAS_EXTRA:
        return None
    return heads_check("nias.extra_concurrent", facts.in_company_pool, period, policy["nias.extra_concurrent"])


def extra_technical(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """Technical talent only in the extra pool, and there within nias.extra_technical_concurrent [R]."""
    if facts.proposal.role is not Role.TECHNICAL:
        return None
    parameter = policy["nias.extra_technical_concurrent"]
    if facts.proposal.pool is Pool.NIAS_EXTRA:
        return heads_check("nias.extra_technical", facts.technical_in_company_pool, period, parameter)
    version = parameter.on(period.first_day)
    return Check(
        "nias.extra_technical",
        Verdict.FAIL,
        "nias.extra_technical.pool",
        parameter_version=version.id if version else None,
        citation=version.citation if version else "",
    )


def talent_overlap(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """One person, one engagement at a time: over all pools and companies."""
    shared = [h for h in facts.of_person if h.period.shares_a_day_with(period)]
    runs = runs_over(steps_against((h.period for h in shared), ONE_AT_A_TIME, period), adding=1)
    heads = runs[0].peak - 1 if runs else 0
    return Check(
        "rth.talent_overlap",
        Verdict.FAIL if runs else Verdict.PASS,
        outcome("rth.talent_overlap", fails=bool(runs)),
        unit=Unit.HEADS,
        limit=1,
        used=heads,
        after=heads + 1,
        binding=runs[0].period if runs else None,
        citation=GUIDE,
        values=days_of(runs[0].period if runs else None),
        members=members_of(shared, runs[0].period if runs else None),
    )


def talent_months(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """At most rth.talent_months for a person, over all pools and companies, unless an exception is recorded [O]."""
    version = policy.on("rth.talent_months", facts.submitted_on)
    check = sum_check("rth.talent_months", facts.of_person, period, version)
    excepted = "rth.talent_months" in facts.exceptions
    return with_verdict(check, Verdict.WARN, "rth.talent_months.excepted") if check.fails and excepted else check


def degree(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """Research talent holds a STEM degree of a local or well-recognised institution [O]."""
    asked = facts.proposal
    if asked.role is not Role.RESEARCH:
        return None
    fine = asked.degree is not Degree.NONE and asked.stem and asked.institution_kind is not InstitutionKind.OTHER
    return plain_check("rth.degree", fine, GUIDE)


def right_to_work(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """A permanent resident, or permitted to work on the first day; a permit that ends too early is a warning."""
    asked = facts.proposal
    permit = asked.permit_until
    if asked.permanent_resident:
        return plain_check("rth.right_to_work", True, GUIDE)
    if permit is None or permit < period.first_day:
        return plain_check("rth.right_to_work", False, GUIDE, first_day=period.first_day)
    check = plain_check("rth.right_to_work", True, GUIDE, permit_until=permit, last_day=period.last_day)
    return with_verdict(check, Verdict.WARN, "rth.right_to_work.warn") if permit < period.last_day else check


def conflict(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """The talent neither owns nor runs the applicant, nor is a relative of one who does."""
    return plain_check("rth.conflict", not facts.proposal.conflicts, GUIDE)


def backdated(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """Only ever a warning: the engagement starts before the day on which it is submitted."""
    check = plain_check("rth.backdated", True, GUIDE, first_day=period.first_day, submitted_on=facts.submitted_on)
    if period.first_day < facts.submitted_on:
        return with_verdict(check, Verdict.WARN, "rth.backdated.warn")
    return check


def company(facts: Facts, period: Period, policy: PolicyBook) -> Check | None:
    """The company is registered and not suspended; subvented bodies draw on ITF projects alone."""
    about = facts.company
    subvented = about.subvented or about.subvented_subsidiary
    if about.suspended:
        reason = "rth.company.suspended"
    elif not about.registered:
        reason = "rth.company.unregistered"
    elif subvented and facts.proposal.pool is not Pool.ITF:
        reason = "rth.company.subvented"
    else:
        return plain_check("rth.company", True, GUIDE)
    return with_verdict(plain_check("rth.company", False, GUIDE), Verdict.FAIL, reason)


SUMS: tuple[Rule, ...] = (total_months, talent_months)
BY_DAY: tuple[Rule, ...] = (
    right_to_work,
    nias_window,
    extra_technical,
    concurrent,
    itf_concurrent,
    extra_concurrent,
    talent_overlap,
)
ALL: tuple[Rule, ...] = (
    concurrent,
    total_months,
    itf_concurrent,
    nias_project,
    nias_window,
    extra_concurrent,
    extra_technical,
    talent_overlap,
    talent_months,
    degree,
    right_to_work,
    conflict,
    backdated,
    company,
)


def _window_wording(project: nias.NiasProject, outside: list[Period], *, every_day: bool) -> str:
    if not outside:
        return "nias.window.pass"
    if project.terminated_on is not None and outside[0].first_day > project.terminated_on:
        return "nias.window.terminated"
    return "nias.window.fail_every_day" if every_day else "nias.window.fail"
