"""A database with a portfolio's companies, persons, NIAS projects and limits, and a plain portfolio by its row ids."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.people import identity
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.people import add_document
from talenttrack.storage.policy import PolicyVersion
from tests.brute.adapter import day, must, nias_project
from tests.engagements_written import LONG_AGO, a_company, a_nias_project, a_person
from tests.office import hired

Plain = dict[str, Any]
LAPSE_DAYS = 30
SALARY_CENTS = 1_500_000


@dataclass
class World:
    """A portfolio by the ids of its database, with the documents of its persons and those who act on it."""

    portfolio: Plain
    ids: Mapping[str, dict[int, int]]
    passports: dict[int, str]
    officers: Mapping[str, Actor]
    companies: Mapping[int, Actor]

    def renumbered(self, engagement: Plain) -> Plain:
        """An engagement of the drawn portfolio, or one proposed beside it, by the ids of the database."""
        return {
            **engagement,
            "id": self.ids["engagement"].get(engagement["id"], 0),
            "company_id": self.ids["company"][engagement["company_id"]],
            "person_id": self.ids["person"].get(engagement["person_id"], -engagement["person_id"]),
            "nias_project_id": self.ids["nias_project"].get(engagement["nias_project_id"]),
        }

    def request(self, engagement: Plain) -> EngagementRequest:
        """What a company sends for it; a person whom nobody knows has a number of their own."""
        person_id = engagement["person_id"]
        talent = TalentRequest(
            name_en=f"Talent {person_id}",
            name_zh="",
            id_type="passport",
            id_number=self.passports.get(person_id) or f"N{abs(person_id):08d}",
            id_country="GBR",
            degree=engagement["degree"],
            stem=engagement["stem"],
            institution_kind=engagement["institution_kind"],
            permanent_resident=engagement["permanent_resident"],
            permit_until=day(engagement["permit_until"]),
        )
        return EngagementRequest(
            company_id=engagement["company_id"],
            pool=engagement["pool"],
            stream=engagement["stream"],
            role=engagement["role"],
            nias_project_id=engagement["nias_project_id"],
            itf_project=(engagement["itf_project"] or "").strip(),
            start=must(engagement["first_day"]),
            end=must(engagement["last_day"]),
            monthly_salary_cents=SALARY_CENTS,
            talent=talent,
            conflicts=frozenset(engagement["conflicts"]),
        )


def found_world(session: Session, drawn: Plain) -> World:
    """Companies, NIAS projects, limits and persons without any engagement; `persons` of the answer are row ids."""
    put_policy_in_force(session, drawn)
    written = {**deepcopy(drawn), "persons": []}
    numbers = {}
    for company in written["companies"]:
        numbers[company["id"]] = company["id"] = a_company(session)
    for project in written["nias_projects"]:
        project["company_id"] = numbers[project["company_id"]]
        project["id"] = write_project(session, project, project["company_id"])
    passports = {}
    for _ in drawn["persons"]:
        person_id = a_person(session)
        passports[person_id] = write_document(session, person_id)
        written["persons"].append(person_id)
    companies = {own: hired(session, Role.COMPANY_USER, own) for own in numbers.values()}
    return World(written, {}, passports, {}, companies)


def put_policy_in_force(session: Session, portfolio: Plain) -> None:
    """The portfolio's limits in the place of the seed's, known always; the seed's proposals stay what they are."""
    limits = {**portfolio["policy"]}
    window = portfolio["settings"]["nias.window_applies_to"]
    limits["nias.window_applies_to"] = [{"from": None, "value": window}]
    for name, versions in limits.items():
        mine = PolicyVersion.parameter == name
        session.execute(delete(PolicyVersion).where(mine, PolicyVersion.status == "in_force"))
        taken = session.scalars(select(PolicyVersion.number).where(mine)).all()
        for number, version in enumerate(versions, max(taken, default=0) + 1):
            session.execute(
                insert(PolicyVersion).values(
                    parameter=name,
                    number=number,
                    value=str(version["value"]),
                    effective_from=day(version["from"]),
                    citation="[T] a limit of a random history",
                    status="in_force",
                    certainty="assumed",
                    seed_key=f"in_force:{version['from'] or 'undated'}",
                    recorded_at=LONG_AGO,
                )
            )


def write_project(session: Session, project: Plain, company_id: int) -> int:
    known = nias_project(project)
    return a_nias_project(
        session,
        company_id,
        known.approved_on,  # type: ignore[arg-type]
        state=known.state.value,
        allowance_from=known.allowance_from,
        allowance_to=known.allowance_to,
        terminated_on=known.terminated_on,
    )


def write_document(session: Session, person_id: int) -> str:
    number = f"P{person_id:08d}"
    document = identity("passport", number, "GBR")
    assert add_document(session, document, person_id=person_id, recorded_by=None, now=LONG_AGO) is not None
    return number
