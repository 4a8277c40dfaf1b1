"""Who starts in a race: the requests of one round, all of which but one must be refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Role, State
from talenttrack.domain.people import identity
from talenttrack.storage.locks import lock_shared_pools
from talenttrack.storage.people import ensure_person
from tests.engagements_written import a_company, an_engagement
from tests.races.clients import NOW, Sent, a_token, engagement, passport
from tests.services.schemes.office import Office

Field = tuple[list[Sent], str]
"""The requests of one round, and the check that refuses all but one of them."""


def for_one_company(session: Session, racers: int) -> Field:
    """Three of four heads are taken; many users of the company ask for the fourth."""
    company_id = a_company(session)
    for _ in range(3):
        an_engagement(session, company_id, "2027-01-01", "2027-12-31")
    token = a_token(session, Role.COMPANY_USER, company_id)
    return [Sent("/engagements", token, engagement(company_id)) for _ in range(racers)], "rth.concurrent"


def for_one_person(session: Session, racers: int) -> Field:
    """Many companies ask for the same person on the same days."""
    number = passport()
    known = identity("passport", number, "GBR")
    ensure_person(session, known, name_en="A talent", name_zh="", recorded_by=None, now=NOW)
    return _of_many_companies(session, racers, id_number=number), "rth.talent_overlap"


def for_an_unknown_person(session: Session, racers: int) -> Field:
    """The same, when nobody has ever named the person: then there is no row yet to be locked."""
    return _of_many_companies(session, racers, id_number=passport()), "rth.talent_overlap"


def for_one_itf_project(session: Session, racers: int) -> Field:
    """Three of a project's four heads are taken by another company; many companies ask for the fourth."""
    requests, code = for_a_new_itf_project(session, racers)
    lock_shared_pools(session, [f"itf:{requests[0].body['itf_project']}"])
    return requests, code


def for_a_new_itf_project(session: Session, racers: int) -> Field:
    """The same, when the project has no row yet that could be locked."""
    project = f"ITS/{passport()}"
    itf: dict[str, Any] = {"pool": "itf", "stream": "ITF", "itf_project": project}
    for _ in range(3):
        an_engagement(session, a_company(session), "2027-01-01", "2027-12-31", **itf, itf_project_key=project)
    return _of_many_companies(session, racers, **itf), "rth.itf_concurrent"


def for_the_last_months(session: Session, racers: int) -> Field:
    """Thirty of 144 months are left, and two ask for twenty-four each, at other times: only their sum is too much."""
    company_id = a_company(session)
    for start, end in (
        ("2019-01-01", "2021-12-31"),
        ("2020-01-01", "2022-12-31"),
        ("2021-01-01", "2023-12-31"),
        ("2024-01-01", "2024-06-30"),
    ):
        an_engagement(session, company_id, start, end)
    token = a_token(session, Role.COMPANY_USER, company_id)
    terms = ({"start": "2027-01-01", "end": "2028-12-31"}, {"start": "2029-01-01", "end": "2030-12-31"})
    return [Sent("/engagements", token, engagement(company_id, **days)) for days in terms], "rth.total_months"


def for_an_extension_or_a_hire(session: Session, racers: int) -> Field:
    """Thirty months are left; an extension by twenty-four races a hire for twenty-four."""
    office = Office(session)
    company_id = office.company_id
    for start, end in (("2019-01-01", "2021-12-31"), ("2020-01-01", "2022-12-31"), ("2021-01-01", "2023-12-31")):
        an_engagement(session, company_id, start, end)
    half_a_year = office.request(start=date(2026, 7, 1), end=date(2026, 12, 31))
    running = office.bring_to(State.APPROVED, half_a_year)
    token = a_token(session, Role.COMPANY_USER, company_id)
    extend = Sent(f"/engagements/{running}/transitions", token, {"action": "extend", "end": "2028-12-31"})
    return [extend, Sent("/engagements", token, engagement(company_id, end="2028-12-31"))], "rth.total_months"


def _of_many_companies(session: Session, racers: int, **asked: Any) -> list[Sent]:
    companies = [a_company(session) for _ in range(racers)]
    tokens = [a_token(session, Role.COMPANY_USER, company_id) for company_id in companies]
    return [
        Sent("/engagements", token, engagement(company_id, **asked))
        for company_id, token in zip(companies, tokens, strict=True)
    ]
