"""The last place goes to one of those who ask at once; without the lock it goes to several, and this is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.schemes.rth import Engagement
from tests.engagements_written import a_company
from tests.races.clients import Sent, Told, a_token, all_at_once, engagement, passport
from tests.races.conftest import Course
from tests.races.fields import (
    Field,
    for_a_new_itf_project,
    for_an_extension_or_a_hire,
    for_an_unknown_person,
    for_one_company,
    for_one_itf_project,
    for_one_person,
    for_the_last_months,
)

Start = Callable[[Session, int], Field]
RACERS = 20
ROUNDS = [3, pytest.param(25, marks=pytest.mark.soak)]
CONTROL_ROUNDS_MAX = 25

FIELDS = [
    for_one_company,
    for_one_person,
    for_an_unknown_person,
    for_one_itf_project,
    for_a_new_itf_project,
    for_the_last_months,
    for_an_extension_or_a_hire,
]


def run(course: Course, field: Start) -> tuple[list[Told], list[Told], str]:
    """Those admitted and those refused in one round, and the check that was to refuse."""
    with course.wiring.write_session() as session:
        requests, code = field(session, RACERS)
    told = all_at_once(course.port, requests)
    admitted = [answer for answer in told if answer.status in (200, 201)]
    return admitted, [answer for answer in told if answer.status not in (200, 201)], code


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.__name__)
def test_exactly_one_is_admitted(real: Course, field: Start, rounds: int) -> None:
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
def test_without_the_lock_several_are_admitted(unlocked: Course, field: Start) -> None:
    """The control: if this cannot see an over-admission, neither could the test above."""
    for _ in range(CONTROL_ROUNDS_MAX):
        admitted, _, _ = run(unlocked, field)
        if len(admitted) > 1:
            return
    pytest.fail("no round over-admitted: the races are too slow to prove anything")


def test_a_race_leaves_one_engagement_on_record(real: Course) -> None:
    with real.wiring.write_session() as session:
        requests, _ = for_one_company(session, RACERS)
    all_at_once(real.port, requests)
    company_id = requests[0].body["company_id"]
    with real.wiring.read_session() as session:
        held = select(func.count()).select_from(Engagement).where(Engagement.company_id == company_id)
        assert session.execute(held).scalar_one() == 4


@pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_requests_that_want_the_same_locks_crosswise_all_get_an_answer(real: Course, rounds: int) -> None:
    """Two companies, two persons and two ITF projects in every combination: nobody waits for ever, nothing breaks."""
    for _ in range(rounds):
        with real.wiring.write_session() as session:
            companies = [a_company(session) for _ in range(2)]
            tokens = [a_token(session, Role.COMPANY_USER, company_id) for company_id in companies]
        persons, projects = [passport() for _ in range(2)], [f"ITS/{passport()}" for _ in range(2)]
        asked = [
            Sent(
                "/engagements",
                token,
                engagement(company_id, id_number=person, pool="itf", stream="ITF", itf_project=project, **days),
            )
            for company_id, token in zip(companies, tokens, strict=True)
            for person in persons
            for project in projects
            for days in ({}, {"start": "2028-01-01", "end": "2028-12-31"}, {"start": "2027-06-01", "end": "2028-05-31"})
        ]
        told = all_at_once(real.port, asked)
        assert {answer.status for answer in told} <= {201, 409}
        assert len([answer for answer in told if answer.status == 201]) in (2, 3, 4)
