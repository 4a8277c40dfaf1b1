"""The last place goes to one of those who ask at once; without the lock it goes to several, and this is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Role, State
from talenttrack.domain.people import identity
from talenttrack.storage.locks import lock_shared_pools
from talenttrack.storage.people import ensure_person
from talenttrack.storage.schemes.rth import Engagement
from tests.engagements_written import a_company, an_engagement
from tests.races.clients import NOW, Sent, Told, a_token, all_at_once, engagement, passport
from tests.races.conftest import Course
from tests.services.schemes.office import Office

RACERS = 20
ROUNDS = [3, pytest.param(25, marks=pytest.mark.soak)]
CONTROL_ROUNDS_MAX = 25

Field = tuple[list[Sent], str]
"""The requests of one round, and the check that refuses all but one of them."""


def for_one_company(session: Session) -> Field:
    """Three of four heads are taken; twenty users of the company ask for the fourth."""
    company_id = a_company(session)
    for _ in range(3):
        an_engagement(session, company_id, "2027-01-01", "2027-12-31")
    token = a_token(session, Role.COMPANY_USER, company_id)
    return [Sent("/engagements", token, engagement(company_id)) for _ in range(RACERS)], "rth.concurrent"


def for_one_person(session: Session) -> Field:
    """Twenty companies ask for the same person on the same days."""
    number = passport()
    known = identity("passport", number, "GBR")
    ensure_person(session, known, name_en="A talent", name_zh="", recorded_by=None, now=NOW)
    return _of_many_companies(session, id_number=number), "rth.talent_overlap"


def for_an_unknown_person(session: Session) -> Field:
    """The same, when nobody has ever named the person: then there is no row yet to be locked."""
    return _of_many_companies(session, id_number=passport()), "rth.talent_overlap"


def for_one_itf_project(session: Session) -> Field:
    """Three of a project's four heads are taken by another company; twenty companies ask for the fourth."""
    requests, code = for_a_new_itf_project(session)
    lock_shared_pools(session, [f"itf:{requests[0].body['itf_project']}"])
    return requests, code


def for_a_new_itf_project(session: Session) -> Field:
    """The same, when the project has no row yet that could be locked."""
    project = f"ITS/{passport()}"
    itf = {"pool": "itf", "stream": "ITF", "itf_project": project}
    for _ in range(3):
        an_engagement(session, a_company(session), "2027-01-01", "2027-12-31", **itf, itf_project_key=project)
    return _of_many_companies(session, **itf), "rth.itf_concurrent"


def for_the_last_months(session: Session) -> Field:
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


def for_an_extension_or_a_hire(session: Session) -> Field:
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


FIELDS = [
    for_one_company,
    for_one_person,
    for_an_unknown_person,
    for_one_itf_project,
    for_a_new_itf_project,
    for_the_last_months,
    for_an_extension_or_a_hire,
]


def _of_many_companies(session: Session, **asked: Any) -> list[Sent]:
    companies = [a_company(session) for _ in range(RACERS)]
    tokens = [a_token(session, Role.COMPANY_USER, company_id) for company_id in companies]
    return [
        Sent("/engagements", token, engagement(company_id, **asked))
        for company_id, token in zip(companies, tokens, strict=True)
    ]


def run(course: Course, field: Callable[[Session], Field]) -> tuple[list[Told], list[Told], str]:
    """Those admitted and those refused in one round, and the check that was to refuse."""
    with course.wiring.write_session() as session:
        requests, code = field(session)
    told = all_at_once(course.port, requests)
    admitted = [answer for answer in told if answer.status in (200, 201)]
    return admitted, [answer for answer in told if answer.status not in (200, 201)], code


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.__name__)
def test_exactly_one_is_admitted(real: Course, field: Callable[[Session], Field], rounds: int) -> None:
    for _ in range(rounds):
        admitted, refused, code = run(real, field)
        assert len(admitted) == 1, [answer.body.get("code") for answer in refused]
        for answer in refused:
            assert answer.status == 409
            failing = [check for check in answer.body["decision"]["checks"] if check["verdict"] == "fail"]
            assert [check["code"] for check in failing] == [code]
            assert answer.body["decision"]["receipt_id"]
            names_the_winner(code, failing[0], admitted[0])


def names_the_winner(code: str, failing: dict[str, Any], winner: Told) -> None:
    """A company is told which of its own cases took the place, and of other companies' cases nothing."""
    if code in ("rth.concurrent", "rth.total_months"):
        assert winner.body["id"] in failing["members"]
    else:
        assert failing["members"] == []


@pytest.mark.parametrize(
    "field",
    [for_one_company, for_one_person, for_one_itf_project, for_the_last_months],
    ids=lambda field: field.__name__,
)
def test_without_the_lock_several_are_admitted(unlocked: Course, field: Callable[[Session], Field]) -> None:
    """The control: if this cannot see an over-admission, neither could the test above."""
    for _ in range(CONTROL_ROUNDS_MAX):
        admitted, _, _ = run(unlocked, field)
        if len(admitted) > 1:
            return
    pytest.fail("no round over-admitted: the races are too slow to prove anything")


def test_a_race_leaves_one_engagement_on_record(real: Course) -> None:
    with real.wiring.write_session() as session:
        requests, _ = for_one_company(session)
    all_at_once(real.port, requests)
    company_id = requests[0].body["company_id"]
    with real.wiring.read_session() as session:
        held = select(func.count()).select_from(Engagement).where(Engagement.company_id == company_id)
        assert session.execute(held).scalar_one() == 4
