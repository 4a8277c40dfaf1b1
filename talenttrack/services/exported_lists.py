"""The lists of the registers as tables: companies, persons, findings, runs, users, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.files import Sort, Value
from talenttrack.services.accounts import UserView
from talenttrack.services.companies import CompanyView
from talenttrack.services.exports import Column, Export, column_values, flag
from talenttrack.services.findings import FindingView
from talenttrack.services.people import PersonLine
from talenttrack.services.policy import PolicyLine, VersionLine
from talenttrack.services.schemes import subjects
from talenttrack.storage.runs import StoredRun

N_ = str  # marks a text for translation without translating it here

Rows = Iterator[Sequence[Value]]


def _companies(session: Session, actor: Actor, items: Sequence[CompanyView]) -> Rows:
    for company in items:
        plain = column_values(COMPANIES.columns[:6], company)
        truths = (company.registered, company.subvented, company.subvented_subsidiary)
        yield [*plain, "; ".join(company.directors), company.bank_account, company.operating_since, *map(flag, truths)]


COMPANIES = Export(
    "companies",
    N_("Companies"),
    (
        Column("brn", N_("Business registration number")),
        Column("name_en", N_("Name in English")),
        Column("name_zh", N_("Name in Chinese")),
        Column("state", N_("State"), words="state"),
        Column("address", N_("Address")),
        Column("phone", N_("Phone")),
        Column("directors", N_("Directors")),
        Column("bank_account", N_("Bank account")),
        Column("operating_since", N_("First day of operation"), Sort.DAY),
        Column("registered", N_("Registered in Hong Kong"), words="truth"),
        Column("subvented", N_("A government-subvented body"), words="truth"),
        Column("subvented_subsidiary", N_("A subsidiary of a government-subvented body"), words="truth"),
    ),
    _companies,
)


def _people(session: Session, actor: Actor, items: Sequence[PersonLine]) -> Rows:
    for person in items:
        yield [f"P-{person.id}", person.name_en, person.name_zh, ", ".join(one.masked for one in person.documents)]


PEOPLE = Export(
    "people",
    N_("Persons"),
    (
        Column("record", N_("Record")),
        Column("name_en", N_("Name in English")),
        Column("name_zh", N_("Name in Chinese")),
        Column("documents", N_("Documents, masked")),
    ),
    _people,
)


def _findings(session: Session, actor: Actor, items: Sequence[FindingView]) -> Rows:
    about = {(one.subject_type, one.subject_id) for one in items}
    about |= {("company", str(company_id)) for one in items for company_id in one.company_ids}
    names = subjects.names(session, actor, about)
    for one in items:
        known = [names[("company", str(number))] for number in one.company_ids if ("company", str(number)) in names]
        measured = _measured(one.periods)
        yield [
            one.kind,
            one.severity,
            one.state,
            one.subject_type,
            _named(names, one),
            "; ".join(name_en for name_en, _zh in known),
            "; ".join(name_zh for _en, name_zh in known if name_zh),
            *measured,
            one.first_seen,
            one.last_seen,
            one.due_on,
            one.resolved_on,
        ]


def _named(names: subjects.Names, one: FindingView) -> str:
    """What it is about by its name; another record's number is nothing to take away."""
    name_en, name_zh = names.get((one.subject_type, one.subject_id), ("", ""))
    return f"{name_en} {name_zh}".strip() or (one.subject_id if one.subject_type == "itf_project" else "")


def _measured(periods: Sequence[Mapping[str, Any]]) -> tuple[Value, Value, Value, Value]:
    """The first and the last day of all periods, and the peak of the worst with its limit."""
    if not periods:
        return None, None, None, None
    first = min(date.fromisoformat(one["from"]) for one in periods)
    last = max(date.fromisoformat(one["to"]) for one in periods)
    peaks = [one for one in periods if isinstance(one.get("peak"), int)]
    worst = max(peaks, key=lambda one: one["peak"], default=None)
    return first, last, worst["peak"] if worst else None, worst.get("limit") if worst else None


FINDINGS = Export(
    "findings",
    N_("Findings"),
    (
        Column("kind", N_("Finding"), words="finding"),
        Column("severity", N_("Severity"), words="severity"),
        Column("state", N_("State"), words="state"),
        Column("subject_type", N_("About"), words="subject"),
        Column("subject", N_("Name or reference")),
        Column("companies_en", N_("Companies, in English")),
        Column("companies_zh", N_("Companies, in Chinese")),
        Column("from", N_("From"), Sort.DAY),
        Column("to", N_("To"), Sort.DAY),
        Column("peak", N_("At the peak"), Sort.NUMBER),
        Column("limit", N_("Limit"), Sort.NUMBER),
        Column("first_seen", N_("First seen"), Sort.DAY),
        Column("last_seen", N_("Last seen"), Sort.DAY),
        Column("due_on", N_("Due"), Sort.DAY),
        Column("resolved_on", N_("Resolved on"), Sort.DAY),
    ),
    _findings,
)


def _runs(session: Session, actor: Actor, items: Sequence[StoredRun]) -> Rows:
    for run in items:
        kind = "final" if run.final else "provisional"
        yield [run.business_date, kind, run.started_at, run.finished_at, run.counts["findings"], run.report_hash]


RUNS = Export(
    "runs",
    N_("Runs of the night"),
    (
        Column("business_date", N_("Business date"), Sort.DAY),
        Column("kind", N_("Kind"), words="run"),
        Column("started_at", N_("Started"), Sort.INSTANT),
        Column("finished_at", N_("Finished"), Sort.INSTANT),
        Column("findings", N_("Findings"), Sort.NUMBER),
        Column("report_hash", N_("Hash of the report")),
    ),
    _runs,
)


def _users(session: Session, actor: Actor, items: Sequence[UserView]) -> Rows:
    for user in items:
        names = (user.company_name_en, user.company_name_zh)
        yield [user.name, user.email, user.role.value, *names, "active" if user.active else "shut_out"]


USERS = Export(
    "users",
    N_("Users"),
    (
        Column("name", N_("Name")),
        Column("email", N_("E-mail address")),
        Column("role", N_("Role"), words="role"),
        Column("company_en", N_("Company, in English")),
        Column("company_zh", N_("Company, in Chinese")),
        Column("state", N_("State"), words="user"),
    ),
    _users,
)

Titled = tuple[PolicyLine, str]
"""A parameter with its title in the reader's language."""


def _rules(session: Session, actor: Actor, items: Sequence[Titled]) -> Rows:
    for line, title in items:
        for version in (*line.history, *line.proposals):
            yield [
                line.scheme,
                title,
                line.name,
                version.version,
                _worth(version),
                line.kind,
                version.effective_from,
                version.effective_to,
                version.status,
                version.certainty,
                "yes" if line.in_force and line.in_force.id == version.id else "no",
                version.citation,
            ]


def _worth(version: VersionLine) -> Value:
    value = version.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal():
        return Decimal(value)
    return value


RULES = Export(
    "rules",
    N_("Rules"),
    (
        Column("scheme", N_("Scheme"), words="scheme"),
        Column("title", N_("Rule")),
        Column("parameter", N_("Parameter")),
        Column("version", N_("Version")),
        Column("value", N_("Value"), Sort.NUMBER),
        Column("unit", N_("Unit"), words="unit"),
        Column("from", N_("From"), Sort.DAY),
        Column("to", N_("To"), Sort.DAY),
        Column("status", N_("State"), words="state"),
        Column("certainty", N_("Certainty"), words="certainty"),
        Column("on_the_day", N_("In force on the day asked for"), words="truth"),
        Column("citation", N_("Source")),
    ),
    _rules,
)
