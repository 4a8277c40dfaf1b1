"""Puts a plain portfolio to the product, and writes its answers in the words of the brute force.

Windows and ITF references are handed over as a user would give them: the product computes what it can.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Decision, Verdict
from talenttrack.domain.findings import Finding, to_json
from talenttrack.domain.lifecycle import State
from talenttrack.domain.policy import Parameter, PolicyBook, Version
from talenttrack.domain.pools import steps_against
from talenttrack.domain.schemes import nias, rth
from talenttrack.domain.schemes.rth import night as rth_night
from talenttrack.domain.schemes.rth.life import held_period
from tests.brute.calendar import iso, ordinal
from tests.brute.months import add_months

Plain = dict[str, Any]
WINDOW_MONTHS = 36
NOT_YET_RECORDED = 0


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def must(text: str) -> date:
    return date.fromisoformat(text)


def policy_book(portfolio: Plain) -> PolicyBook:
    """The portfolio's limits; versions are handed over newest first, since no order may matter."""
    made = {}
    for name, versions in portfolio["policy"].items():
        numbered = [
            Version(name, number, version["value"], must(version["from"]), None, "a citation")
            for number, version in enumerate(versions, 1)
        ]
        made[name] = Parameter(name, "heads", "service_day", True, tuple(reversed(numbered)))
    for name, value in (
        ("nias.extra_window_months", WINDOW_MONTHS),
        ("nias.window_applies_to", portfolio["settings"]["nias.window_applies_to"]),
        ("findings.expiry_days", "90,60,30,7,0"),
    ):
        version = Version(name, 1, value, None, None, "a citation")
        made[name] = Parameter(name, "months", "submission", True, (version,))
    return PolicyBook(made)


def nias_project(project: Plain) -> nias.NiasProject:
    """Only what differs from the rule's own window is handed over as an officer's change."""
    usual_end = iso(add_months(ordinal(project["window_from"]), WINDOW_MONTHS) - 1)
    moved_start = project["window_from"] != project["approved_on"]
    moved_end = project["window_to"] != usual_end
    return nias.NiasProject(
        id=project["id"],
        company_id=project["company_id"],
        reference=f"NIAS-{project['id']}",
        state=nias.ProjectState(project["state"]),
        approved_on=day(project["approved_on"]),
        allowance_from=day(project["window_from"]) if moved_start else None,
        allowance_to=day(project["window_to"]) if moved_end else None,
        terminated_on=day(project["terminated_on"]),
    )


def period_held(engagement: Plain) -> Period | None:
    return held_period(
        state=State(engagement["state"]),
        first_day=must(engagement["first_day"]),
        last_day=must(engagement["last_day"]),
        terminated_on=day(engagement["terminated_on"]),
        variation_end=day(engagement["variation_end"]),
    )


def holding(engagement: Plain, period: Period) -> rth.Holding:
    return rth.Holding(
        id=engagement["id"],
        company_id=engagement["company_id"],
        person_id=engagement["person_id"],
        pool=rth.Pool(engagement["pool"]),
        role=rth.Role(engagement["role"]),
        itf_project=rth.itf_project_key(engagement["itf_project"] or ""),
        period=period,
        submitted_on=must(engagement["submitted_on"]),
        exceptions=frozenset(engagement["exceptions"]),
    )


def company_facts(company: Plain) -> rth.CompanyFacts:
    return rth.CompanyFacts(**{name: company[name] for name in rth.CompanyFacts.__slots__})


def proposal_of(engagement: Plain) -> rth.Proposal:
    return rth.Proposal(
        company_id=engagement["company_id"],
        person_id=engagement["person_id"],
        pool=rth.Pool(engagement["pool"]),
        stream=rth.Stream(engagement["stream"]),
        role=rth.Role(engagement["role"]),
        first_day=must(engagement["first_day"]),
        last_day=must(engagement["last_day"]),
        degree=rth.Degree(engagement["degree"]),
        stem=engagement["stem"],
        institution_kind=rth.InstitutionKind(engagement["institution_kind"]),
        permanent_resident=engagement["permanent_resident"],
        permit_until=day(engagement["permit_until"]),
        itf_project=rth.itf_project_key(engagement["itf_project"] or ""),
        nias_project_id=engagement["nias_project_id"],
        conflicts=frozenset(rth.Conflict(tie) for tie in engagement["conflicts"]),
    )


def facts_of(portfolio: Plain, proposal: Plain, submitted_on: str) -> rth.Facts:
    others = []
    for engagement in portfolio["engagements"]:
        period = period_held(engagement)
        if period is not None and engagement["id"] != proposal["id"]:
            others.append(holding(engagement, period))
    company = next(c for c in portfolio["companies"] if c["id"] == proposal["company_id"])
    return rth.Facts(
        proposal=proposal_of(proposal),
        submitted_on=must(submitted_on),
        company=company_facts(company),
        nias_projects=tuple(nias_project(project) for project in portfolio["nias_projects"]),
        others=tuple(others),
        exceptions=frozenset(proposal["exceptions"]),
    )


def decide(portfolio: Plain, proposal: Plain, submitted_on: str) -> Decision:
    return rth.decide(facts_of(portfolio, proposal, submitted_on), policy_book(portfolio))


def judge(portfolio: Plain, proposal: Plain, submitted_on: str) -> Plain:
    """The product's checks in the shape of tests.brute.rth.judge()."""
    facts, policy = facts_of(portfolio, proposal, submitted_on), policy_book(portfolio)
    return plain_verdict(Decision(rth.judge(facts, policy)))


def plain_verdict(decision: Decision) -> Plain:
    fails = {}
    for check in decision.failing:
        run = check.binding
        binding = (run.first_day.isoformat(), run.last_day.isoformat()) if run else None
        fails[check.code] = {"binding": binding}
    warns = {check.code for check in decision.checks if check.verdict is Verdict.WARN}
    return {"verdict": decision.verdict, "fails": fails, "warns": warns}


def remedies(portfolio: Plain, proposal: Plain, submitted_on: str) -> dict[str, str]:
    """The product's remedies in the shape of tests.brute.rth.remedies()."""
    found = decide(portfolio, proposal, submitted_on).remedies
    return {remedy.action: remedy.value.isoformat() for remedy in found}


def engaged(engagement: Plain, period: Period) -> rth_night.Engaged:
    """As the night sees it: `submitted_on` is that of an open extension, if there is one."""
    held = holding(engagement, period)
    latest = engagement["variation_submitted_on"] if engagement["variation_end"] else None
    return rth_night.Engaged(
        **{**vars(held), "submitted_on": max(held.submitted_on, day(latest) or held.submitted_on)},
        state=State(engagement["state"]),
        nias_project_id=engagement["nias_project_id"],
        permanent_resident=engagement["permanent_resident"],
        permit_until=day(engagement["permit_until"]),
    )


def night(portfolio: Plain, business_date: str) -> list[Plain]:
    """The product's findings in the shape and order of tests.brute.findings.night()."""
    held = []
    for engagement in portfolio["engagements"]:
        period = period_held(engagement)
        if period is not None:
            held.append(engaged(engagement, period))
    facts = rth_night.NightFacts(held, [nias_project(project) for project in portfolio["nias_projects"]])
    found = rth_night.findings_of(facts, policy_book(portfolio), must(business_date))
    return sorted(map(plain_finding, found), key=lambda f: (f["kind"], str(f["subject"]["id"])))


def plain_finding(finding: Finding) -> Plain:
    told = to_json(finding)
    subject = told["subject"]
    if subject["type"] != "itf_project":
        subject = {"type": subject["type"], "id": int(subject["id"])}
    threshold = {} if finding.threshold is None else {"threshold": finding.threshold}
    return {
        "kind": told["kind"],
        "subject": subject,
        "severity": told["severity"],
        "periods": told["periods"],
        "members": [member["id"] for member in told["members"]],
        **threshold,
    }


def timeline(portfolio: Plain, company_id: int, first: str, last: str) -> list[Plain]:
    """The product's steps of heads and limit, in the shape of tests.brute.findings.timeline()."""
    held = []
    for engagement in portfolio["engagements"]:
        period = period_held(engagement)
        if period is not None:
            held.append(holding(engagement, period))
    own = [one for one in held if one.company_id == company_id]
    references = sorted({one.itf_project for one in own if one.pool is rth.Pool.ITF})
    scopes: list[tuple[str, str | None, str]] = [
        ("base", None, "rth.concurrent"),
        ("nias_extra", None, "nias.extra_concurrent"),
    ]
    scopes += [("itf", reference, "rth.itf_project_concurrent") for reference in references]
    policy, within = policy_book(portfolio), Period(must(first), must(last))
    told: list[Plain] = []
    for pool, scope, parameter in scopes:
        among = own if scope is None else [one for one in held if one.itf_project == scope]
        periods = [one.period for one in among if one.pool == pool]
        for step in steps_against(periods, policy[parameter], within):
            bounds = {"from": step.period.first_day.isoformat(), "to": step.period.last_day.isoformat()}
            row = {"pool": pool, "scope": scope, **bounds, "heads": step.heads, "limit": step.limit}
            if told and follows_unchanged(told[-1], row):
                told[-1]["to"] = row["to"]
            elif step.heads:
                told.append(row)
    return told


def follows_unchanged(last: Plain, row: Plain) -> bool:
    """Whether only the version of the limit changed between two steps, and not its value."""
    same = all(last[name] == row[name] for name in ("pool", "scope", "heads", "limit"))
    return same and ordinal(last["to"]) + 1 == ordinal(row["from"])
