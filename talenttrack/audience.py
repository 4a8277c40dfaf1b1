"""Who may ask for what: one line for each endpoint of pages and API; an endpoint without a line is for nobody.

A role that is let in here still meets the rules of the use case: whose company, which state, four eyes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from talenttrack.domain import lifecycle
from talenttrack.domain.lifecycle import Actor, Role

Audience = frozenset[str]

PUBLIC: Final[Audience] = frozenset({"anybody"})
"""No sign-in needed."""

SIGNED_IN: Final[Audience] = frozenset(Role) - {Role.SYSTEM}
COMPANY: Final[Audience] = frozenset(lifecycle.COMPANY)
OFFICERS: Final[Audience] = frozenset(lifecycle.OFFICERS)
READS_ALL: Final[Audience] = frozenset(lifecycle.READS_ALL) - {Role.SYSTEM}
READS_CASES: Final[Audience] = COMPANY | READS_ALL
"""Everybody but an admin, who keeps users and settings and sees no cases."""
ACTS_ON_CASES: Final[Audience] = COMPANY | OFFICERS
CASE_OFFICERS: Final[Audience] = frozenset({Role.CASE_OFFICER})
APPROVERS: Final[Audience] = frozenset({Role.APPROVING_OFFICER})
SERVICE: Final[Audience] = frozenset({Role.SERVICE})
REGISTRARS: Final[Audience] = OFFICERS | SERVICE
UPLOADS: Final[Audience] = COMPANY | CASE_OFFICERS | SERVICE
KEEPS_USERS: Final[Audience] = frozenset({Role.ADMIN, Role.COMPANY_ADMIN})

MACHINE_ROOM: Final[Mapping[str, Audience]] = {
    "static": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "metrics": PUBLIC,  # answers this machine alone
}

EXPORTS: Final[Mapping[str, Audience]] = {
    "engagements.export": READS_CASES,
    "queue.export": READS_ALL,
    "companies.export": READS_ALL,
    "projects.export": READS_CASES,
    "people.export": READS_ALL,
    "findings.export": READS_CASES,
    "findings.runs_export": READS_ALL,
    "users.export": KEEPS_USERS,
    "policy.export": SIGNED_IN,
}
"""Lists taken away as files: whoever sees the list may."""

PAGES: Final[Mapping[str, Audience]] = {
    "home": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.sign_out": PUBLIC,
    "account.password": SIGNED_IN,
    "users.index": KEEPS_USERS,
    "users.new": KEEPS_USERS,
    "users.change": KEEPS_USERS,
    "users.activity": KEEPS_USERS,
    "users.password": KEEPS_USERS,
    "company.home": COMPANY,
    "check.form": COMPANY | CASE_OFFICERS,
    "check.answer": COMPANY | CASE_OFFICERS,
    "check.plan": COMPANY | CASE_OFFICERS,
    "check.plan_answer": COMPANY | CASE_OFFICERS,
    "timeline.show": READS_CASES,
    "hires.start": COMPANY | CASE_OFFICERS,
    "hires.begin": COMPANY | CASE_OFFICERS,
    "hires.copy": COMPANY | CASE_OFFICERS,
    "hires.show": COMPANY | CASE_OFFICERS,
    "hires.part": COMPANY | CASE_OFFICERS,
    "hires.live": COMPANY | CASE_OFFICERS,
    "hires.check": COMPANY | CASE_OFFICERS,
    "hires.discard": COMPANY | CASE_OFFICERS,
    "engagements.index": READS_CASES,
    "engagements.new": COMPANY | CASE_OFFICERS,
    "engagements.submitted": READS_CASES,
    "engagements.show": READS_CASES,
    "engagements.edit": COMPANY | CASE_OFFICERS,
    "engagements.edit_preview": COMPANY | CASE_OFFICERS,
    "engagements.act": ACTS_ON_CASES,
    "engagements.act_preview": COMPANY | CASE_OFFICERS,
    "engagements.replace": COMPANY,
    "engagements.replace_preview": COMPANY,
    "engagements.correct": CASE_OFFICERS,
    "queue.index": READS_ALL,
    "search.index": READS_ALL,
    "companies.index": READS_ALL,
    "companies.show": READS_CASES,
    "companies.people": READS_CASES,
    "companies.awards": READS_CASES,
    "companies.findings": READS_CASES,
    "companies.history": READS_ALL,
    "companies.details": READS_CASES,
    "companies.edit": OFFICERS,
    "companies.new": OFFICERS,
    "companies.act": APPROVERS,
    "projects.index": READS_CASES,
    "projects.show": READS_CASES,
    "projects.new": OFFICERS,
    "projects.act": OFFICERS,
    "people.index": READS_ALL,
    "people.show": READS_ALL,
    "people.history_of": READS_ALL,
    "people.unmask": OFFICERS,
    "people.new_document": OFFICERS,
    "people.merge": OFFICERS,
    "people.decide_merge": OFFICERS,
    "findings.index": READS_CASES,
    "findings.show": READS_CASES,
    "findings.acknowledge": OFFICERS,
    "findings.runs": READS_ALL,
    "findings.report": READS_ALL,
    "policy.index": SIGNED_IN,
    **EXPORTS,
    "imports.index": UPLOADS,
    "imports.upload": UPLOADS,
    "imports.empty": UPLOADS,
    "imports.show": UPLOADS,
    "imports.errors": UPLOADS,
    "imports.save": UPLOADS,
    "imports.discard": UPLOADS,
    "styleguide.show": PUBLIC,
    "styleguide.problem": PUBLIC,
}

API: Final[Mapping[str, Audience]] = {
    "api.openapi": PUBLIC,
    "api.docs": PUBLIC,
    "api.companies_create": REGISTRARS,
    "api.companies_listing": READS_CASES,
    "api.companies_get": READS_CASES,
    "api.companies_transition": APPROVERS,
    "api.companies_meters": READS_CASES,
    "api.companies_timeline": READS_CASES,
    "api.nias_projects_create": REGISTRARS,
    "api.nias_projects_listing": READS_CASES,
    "api.nias_projects_get": READS_CASES,
    "api.nias_projects_transition": OFFICERS,
    "api.engagements_check": READS_CASES,
    "api.engagements_create": ACTS_ON_CASES | SERVICE,
    "api.engagements_listing": READS_CASES,
    "api.engagements_get": READS_CASES,
    "api.engagements_edit": ACTS_ON_CASES,
    "api.engagements_transition": ACTS_ON_CASES,
    "api.engagements_replace": COMPANY,
    "api.engagements_exception": APPROVERS,
    "api.plans_check": READS_CASES,
    "api.people_listing": READS_ALL,
    "api.people_get": READS_ALL,
    "api.people_add_document": OFFICERS,
    "api.people_unmask": OFFICERS,
    "api.people_merge": OFFICERS,
    "api.people_transition_merge": OFFICERS,
    "api.decisions_get": READS_CASES,
    "api.decisions_replay": READS_CASES,
    "api.policies_on_day": SIGNED_IN,
    "api.compliance_run": OFFICERS | SERVICE,
    "api.compliance_get_run": READS_ALL,
    "api.compliance_list_findings": READS_CASES,
    "api.compliance_get_finding": READS_CASES,
    "api.compliance_transition_finding": OFFICERS,
}

AUDIENCES: Final[Mapping[str, Audience]] = {**MACHINE_ROOM, **PAGES, **API}

HASHES: Final[frozenset[str]] = frozenset({"account.sign_in", "account.password", "users.new", "users.password"})
"""Pages that hash a password when they are sent: they read, hash, and only then ask for the write lock."""

LOOKS: Final[frozenset[str]] = frozenset(
    {
        "check.form",
        "check.answer",
        "check.plan",
        "check.plan_answer",
        "engagements.act_preview",
        "engagements.edit_preview",
        "engagements.replace_preview",
        "hires.live",
        "search.index",
    }
)
"""Pages that answer what is asked, such as what would be decided, and write nothing when they are sent."""

FILES: Final[frozenset[str]] = frozenset({"imports.upload", "imports.save", *EXPORTS})
"""Pages that read or write a file when they are sent, and only then ask for the write lock."""

READ_FIRST: Final[frozenset[str]] = HASHES | LOOKS | FILES
"""Pages whose transaction begins by reading."""


def admits(endpoint: str, actor: Actor | None, audiences: Mapping[str, Audience] = AUDIENCES) -> bool:
    """Whether `actor` (None: nobody signed in) may use the endpoint."""
    audience = audiences.get(endpoint, frozenset())
    return audience is PUBLIC or (actor is not None and actor.role in audience)
