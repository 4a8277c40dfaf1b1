"""One key, one record; one case, one end: however often and however much at once it is asked for."""

from __future__ import annotations

import http.client
import time
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Role, State
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from tests.engagements_written import a_company
from tests.races.clients import Sent, Told, a_token, all_at_once, ask_once, engagement
from tests.races.conftest import Course
from tests.services.schemes.office import Office

ROUNDS = [2, pytest.param(50, marks=pytest.mark.soak)]


def records_of(course: Course, company_id: int) -> int:
    with course.wiring.read_session() as session:
        held = select(func.count()).select_from(Engagement).where(Engagement.company_id == company_id)
        return session.execute(held).scalar_one()


def a_submission(course: Course) -> Sent:
    with course.wiring.write_session() as session:
        company_id = a_company(session)
        token = a_token(session, Role.COMPANY_USER, company_id)
    return Sent("/engagements", token, engagement(company_id), {"Idempotency-Key": uuid.uuid4().hex})


@pytest.mark.parametrize("rounds", ROUNDS)
def test_five_posts_of_one_key_at_once_make_one_record(real: Course, rounds: int) -> None:
    for _ in range(rounds):
        sent = a_submission(real)
        told = all_at_once(real.port, [sent] * 5)
        assert {answer.status for answer in told} == {201}
        assert len({answer.body["reference"] for answer in told}) == 1
        assert records_of(real, sent.body["company_id"]) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_answer_lost_after_the_commit_is_given_to_the_retry(dying: Course, rounds: int) -> None:
    for _ in range(rounds):
        sent = a_submission(dying)
        with pytest.raises((http.client.HTTPException, OSError)):
            ask_once(dying.port, replace(sent, headers={**sent.headers, "X-Die-Before-Answering": "yes"}))
        assert records_of(dying, sent.body["company_id"]) == 1
        told = _retried(dying.port, sent)
        assert told.status == 201
        assert told.body["company_id"] == sent.body["company_id"]
        assert records_of(dying, sent.body["company_id"]) == 1


def _retried(port: int, sent: Sent) -> Told:
    """The answer, once a worker has taken the place of the one that died."""
    until = time.monotonic() + 30
    while True:
        try:
            return ask_once(port, sent)
        except (http.client.HTTPException, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_case_decided_many_times_at_once_ends_once(real: Course, rounds: int) -> None:
    for _ in range(rounds):
        with real.wiring.write_session() as session:
            office = Office(session)
            case = office.bring_to(State.RECOMMENDED)
            company = a_token(session, Role.COMPANY_USER, office.company_id)
            officer = a_token(session, Role.CASE_OFFICER, None)
            approvers = [a_token(session, Role.APPROVING_OFFICER, None) for _ in range(4)]
        path = f"/engagements/{case}/transitions"
        requests = [Sent(path, token, {"action": "approve"}) for token in approvers]
        requests += [Sent(path, token, {"action": "reject", "reason": "late"}) for token in (*approvers, officer)]
        requests += [Sent(path, company, {"action": "withdraw"}) for _ in range(3)]
        told = all_at_once(real.port, requests)
        assert sorted(answer.status for answer in told) == [200] + [409] * (len(requests) - 1)
        assert {answer.body["code"] for answer in told if answer.status == 409} == {"state.wrong"}
        with real.wiring.read_session() as session:
            ends = select(EngagementVersion.action).where(
                EngagementVersion.engagement_id == case, EngagementVersion.version > 2
            )
            assert len(session.scalars(ends).all()) == 1
