"""NIAS projects from a file, entered one by one as officers enter them.

A project that names the day of its termination is a fact of the past even where the file is none: there is nothing
left to judge about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, DomainError, Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes.nias import Industry
from talenttrack.services import companies
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.columns import Column, Holds
from talenttrack.services.imports.problems import Problem
from talenttrack.services.imports.run import Batch, Kind, Parsed
from talenttrack.services.schemes import nias
from talenttrack.services.schemes.nias_request import NiasProjectRequest, validate
from talenttrack.services.scope import REGISTRARS, require_role
from talenttrack.storage.locks import lock_companies
from talenttrack.storage.schemes.nias import ids_by_reference

N_ = str  # marks a text for translation without translating it here

UNKNOWN_COMPANY = N_("There is no company with this number here. Correct it, or import the company first.")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    brn: str
    request: NiasProjectRequest


def parse(cells: Cells, as_history: bool) -> ProjectRow:
    request = NiasProjectRequest(
        reference=cells.key("reference"),
        total_cost_cents=cells.needed_cents("total_cost"),
        own_share_cents=cells.needed_cents("own_share"),
        industry=cells.key("industry"),
        approved_on=cells.day("approved_on"),
        grant_cents=cells.cents("grant"),
        allowance_from=cells.day("allowance_from"),
        terminated_on=cells.day("terminated_on"),
    )
    try:
        validate(request, as_history=True)
    except Invalid as invalid:
        cells.refuse_all(invalid.errors, {})
    return ProjectRow(companies.normalised_brn(cells.key("company_brn")), request)


def save(session: Session, actor: Actor, batch: Batch) -> None:
    require_role(actor, REGISTRARS)
    company_ids = companies.ids_by_brn(session, [row.cells["company_brn"] for row in batch.rows])
    for row in batch.unread:
        if companies.normalised_brn(row.cells["company_brn"]) not in company_ids:
            batch.refuse(row, "company_brn", "unknown", UNKNOWN_COMPANY)
    lock_companies(session, company_ids.values())
    recorded = set(ids_by_reference(session, company_ids.values()))
    first: dict[tuple[str, str], tuple[int, NiasProjectRequest]] = {}
    for parsed in batch.parsed:
        batch.step()
        content: ProjectRow = parsed.content
        company_id = company_ids.get(content.brn)
        if company_id is None:
            batch.refuse(parsed.row, "company_brn", "unknown", UNKNOWN_COMPANY)
            continue
        number, same = first.setdefault((content.brn, content.request.reference), (parsed.row.number, content.request))
        if same != content.request:
            message = N_("Row %(first)s has this reference with other content. Give each row a reference of its own.")
            batch.refuse(parsed.row, "reference", "duplicate", message, first=number)
            continue
        again = (company_id, content.request.reference) in recorded or number != parsed.row.number
        project_id = _enter(session, actor, batch, parsed, company_id)
        if project_id is not None:
            batch.note(parsed.row, content.request.reference, project_id, new=not again)


def _enter(session: Session, actor: Actor, batch: Batch, parsed: Parsed, company_id: int) -> int | None:
    """The project's id; None where it was refused."""
    request: NiasProjectRequest = parsed.content.request
    past = batch.as_history or request.terminated_on is not None
    try:
        outcome = nias.create(session, actor, company_id, request, batch.now, as_history=past)
    except Conflict:
        message = N_("The company has a project of this reference, with other content. Change it there.")
        batch.refuse(parsed.row, "reference", "conflict", message)
        return None
    except DomainError as error:
        batch.refuse_for(parsed.row, error, {})
        return None
    if outcome.decision is not None and not outcome.admitted:
        for check in outcome.decision.failing:
            batch.problems.append(Problem(parsed.row.number, "total_cost", check=check))
        return None
    return outcome.project_id


COLUMNS = (
    Column("company_brn", N_("Business registration number of the company"), "99900054", needed=True),
    Column("reference", N_("Reference of the project"), "NIAS-EXAMPLE-1", needed=True),
    Column("approved_on", N_("Day of the approval; empty: not approved yet"), "2026-06-01", Holds.DAY),
    Column("total_cost", N_("Total cost in Hong Kong dollars"), "300000000.00", Holds.MONEY, needed=True),
    Column(
        "own_share",
        N_("What the company itself invests, in Hong Kong dollars"),
        "200000000.00",
        Holds.MONEY,
        needed=True,
    ),
    Column("grant", N_("The grant in Hong Kong dollars; empty: as the rules give it"), "100000000.00", Holds.MONEY),
    Column(
        "industry",
        N_("The strategic industry"),
        "life_and_health_technology",
        choices=tuple(industry.value for industry in Industry),
        needed=True,
    ),
    Column("allowance_from", N_("First day of the window of the extra places; empty: the approval"), "", Holds.DAY),
    Column("terminated_on", N_("Last day, if the project was terminated"), "", Holds.DAY),
)

KIND = Kind(
    name="nias-projects",
    title=N_("NIAS projects"),
    told=N_("Projects of companies that are registered here."),
    after=N_("They are in the register now."),
    columns=COLUMNS,
    shown=("company_brn", "total_cost"),
    roles=frozenset(REGISTRARS),
    history_roles=frozenset(REGISTRARS),
    parse=parse,
    save=save,
)
