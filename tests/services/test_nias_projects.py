"""NIAS projects: the grant to the cent, what refuses one, and its life in the hands of approving officers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period
from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.schemes import nias_awards
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest
from talenttrack.services.schemes import nias
from talenttrack.services.schemes.nias import NiasProjectRequest, ProjectOutcome
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.nias import NiasProjectVersion
from tests.office import Hire, hired

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MILLION = 1_000_000_00
ASKED = NiasProjectRequest(
    reference="NIAS-1",
    total_cost_cents=300 * MILLION,
    own_share_cents=200 * MILLION,
    industry="ai_and_data_science",
    approved_on=date(2025, 1, 15),
)
SUBMITTED = replace(ASKED, approved_on=None, submitted_on=date(2025, 1, 2))


@pytest.fixture
def officer(session: Session) -> Actor:
    return hired(session, Role.CASE_OFFICER)


@pytest.fixture
def approver(session: Session) -> Actor:
    return hired(session, Role.APPROVING_OFFICER)


@pytest.fixture
def company_id(session: Session, officer: Actor) -> int:
    return companies.create(session, officer, CompanyRequest("12345678", "Made-up Lantern Limited"), NOW)


def entered(session: Session, actor: Actor, company_id: int, asked: NiasProjectRequest) -> int:
    outcome = nias.create(session, actor, company_id, asked, NOW)
    assert outcome.project_id is not None
    return outcome.project_id


def failing(outcome: ProjectOutcome) -> list[str]:
    assert outcome.decision is not None
    return [check.code for check in outcome.decision.failing]


def wrong_fields(raised: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [error.field for error in raised.value.errors]


def test_a_project_with_an_approval_date_is_entered_as_approved(
    session: Session, officer: Actor, company_id: int
) -> None:
    project_id = entered(session, officer, company_id, ASKED)
    seen = nias.get(session, officer, project_id)
    assert (seen.state, seen.version, seen.grant_cents) == ("approved", 1, 100 * MILLION)
    assert seen.window == Period(date(2025, 1, 15), date(2028, 1, 14))


def test_the_grant_is_a_third_rounded_down_to_the_cent(session: Session, officer: Actor, company_id: int) -> None:
    project_id = entered(session, officer, company_id, replace(ASKED, total_cost_cents=300 * MILLION + 2))
    assert nias.get(session, officer, project_id).grant_cents == 100 * MILLION


def test_a_grant_that_was_sent_must_be_ours(session: Session, officer: Actor, company_id: int) -> None:
    with pytest.raises(Invalid) as raised:
        nias.create(session, officer, company_id, replace(ASKED, grant_cents=100 * MILLION + 1), NOW)
    assert wrong_fields(raised) == ["grant"]
    assert entered(session, officer, company_id, replace(ASKED, grant_cents=100 * MILLION))


@pytest.mark.parametrize(
    ("cost", "own", "codes"),
    [
        (300 * MILLION, 200 * MILLION, []),
        (300 * MILLION - 1, 200 * MILLION, ["nias.min_cost"]),
        (300 * MILLION, 200 * MILLION - 1, ["nias.own_share"]),
        (1, 1, ["nias.min_cost", "nias.own_share"]),
    ],
)
def test_cost_and_own_share_have_a_least_amount(
    session: Session, officer: Actor, company_id: int, cost: int, own: int, codes: list[str]
) -> None:
    asked = replace(ASKED, total_cost_cents=cost, own_share_cents=own)
    outcome = nias.create(session, officer, company_id, asked, NOW)
    assert failing(outcome) == codes
    assert (outcome.project_id is None) == bool(codes)


def test_a_refusal_leaves_its_receipt_which_replays_and_an_audit_entry(
    session: Session, officer: Actor, company_id: int
) -> None:
    outcome = nias.create(session, officer, company_id, replace(ASKED, total_cost_cents=1), NOW)
    receipt = session.get_one(ReceiptRow, outcome.receipt_id)
    assert (receipt.verdict, receipt.subject_id, receipt.facts is not None) == ("refuse", None, True)
    facts = nias_awards.facts_from_json(receipt.facts or {})
    assert nias_awards.decide(facts, policy_book(session).only(receipt.policy_versions)) == outcome.decision
    entry = session.scalars(select(AuditEntry).where(AuditEntry.receipt_id == outcome.receipt_id)).one()
    assert entry.action == "nias_project.create_refused"


def test_the_third_project_is_refused_even_after_a_termination(
    session: Session, officer: Actor, approver: Actor, company_id: int
) -> None:
    first = entered(session, officer, company_id, ASKED)
    entered(session, officer, company_id, replace(ASKED, reference="NIAS-2"))
    nias.transition(session, approver, first, "terminate", NOW, on=date(2025, 6, 30))
    outcome = nias.create(session, officer, company_id, replace(ASKED, reference="NIAS-3"), NOW)
    assert failing(outcome) == ["nias.projects", "nias.cap"]


def test_a_rejected_project_counts_for_nothing(
    session: Session, officer: Actor, approver: Actor, company_id: int
) -> None:
    for reference in ("NIAS-1", "NIAS-2"):
        project_id = entered(session, officer, company_id, replace(SUBMITTED, reference=reference))
        nias.transition(session, approver, project_id, "reject" if reference == "NIAS-1" else "withdraw", NOW)
    third = entered(session, officer, company_id, replace(SUBMITTED, reference="NIAS-3"))
    assert nias.get(session, officer, third).grant_cents == 100 * MILLION


def test_the_second_grant_is_cut_to_what_the_first_leaves(session: Session, officer: Actor, company_id: int) -> None:
    entered(session, officer, company_id, replace(ASKED, total_cost_cents=450 * MILLION))
    outcome = nias.create(session, officer, company_id, replace(ASKED, reference="NIAS-2"), NOW)
    assert outcome.project_id is not None
    assert outcome.decision is not None
    warned = [check.code for check in outcome.decision.checks if check.verdict.value == "warn"]
    assert warned == ["nias.cap"]
    assert nias.get(session, officer, outcome.project_id).grant_cents == 50 * MILLION


def test_nothing_is_left_once_the_cap_is_reached(session: Session, officer: Actor, company_id: int) -> None:
    entered(session, officer, company_id, replace(ASKED, total_cost_cents=600 * MILLION))
    outcome = nias.create(session, officer, company_id, replace(ASKED, reference="NIAS-2"), NOW)
    assert failing(outcome) == ["nias.cap"]


def test_history_is_entered_as_it_was_without_a_judgement(session: Session, officer: Actor, company_id: int) -> None:
    for n in range(3):
        asked = replace(
            ASKED, reference=f"OLD-{n}", total_cost_cents=MILLION, grant_cents=7, terminated_on=date(2025, 3, 31)
        )
        outcome = nias.create(session, officer, company_id, asked, NOW, as_history=True)
        assert (outcome.decision, outcome.receipt_id) == (None, None)
        assert outcome.project_id is not None
        seen = nias.get(session, officer, outcome.project_id)
        assert (seen.state, seen.grant_cents, seen.terminated_on) == ("terminated", 7, date(2025, 3, 31))


def test_the_same_project_again_changes_nothing_and_other_content_is_a_conflict(
    session: Session, officer: Actor, approver: Actor, company_id: int
) -> None:
    project_id = entered(session, officer, company_id, ASKED)
    nias.transition(session, approver, project_id, "complete", NOW, on=date(2025, 12, 31))
    assert entered(session, officer, company_id, ASKED) == project_id
    assert nias.get(session, officer, project_id).version == 2
    other_industry = replace(ASKED, industry="life_and_health_technology")
    for changed in (replace(ASKED, own_share_cents=201 * MILLION), other_industry):
        with pytest.raises(Conflict):
            nias.create(session, officer, company_id, changed, NOW)


def test_wrong_fields_are_all_named(session: Session, officer: Actor, company_id: int) -> None:
    asked = replace(
        ASKED,
        reference=" ",
        industry="shipping",
        total_cost_cents=0,
        submitted_on=date(2025, 1, 16),
        allowance_to=date(2025, 1, 14),
        terminated_on=date(2025, 2, 1),
    )
    with pytest.raises(Invalid) as raised:
        nias.create(session, officer, company_id, asked, NOW)
    expected = ["allowance_to", "industry", "reason", "reference", "submitted_on", "terminated_on", "total_cost"]
    assert sorted(wrong_fields(raised)) == expected


def test_the_window_begins_at_the_allowance_and_its_end_moves_with_a_reason(
    session: Session, officer: Actor, company_id: int
) -> None:
    project_id = entered(session, officer, company_id, replace(ASKED, allowance_from=date(2025, 3, 1)))
    assert nias.get(session, officer, project_id).window == Period(date(2025, 3, 1), date(2028, 2, 29))
    with pytest.raises(Invalid):
        nias.move_window(
            session, officer, project_id, allowance_from=None, allowance_to=date(2028, 6, 30), reason="", now=NOW
        )
    nias.move_window(
        session, officer, project_id, allowance_from=None, allowance_to=date(2028, 6, 30), reason="late start", now=NOW
    )
    assert nias.get(session, officer, project_id).window == Period(date(2025, 1, 15), date(2028, 6, 30))
    row = NiasProjectVersion
    version = session.scalars(select(row).where(row.project_id == project_id, row.version == 2)).one()
    assert (version.action, version.reason, version.actor_id) == ("move_window", "late start", officer.id)


def test_an_approving_officer_who_did_not_enter_it_approves_completes_and_terminates(
    session: Session, officer: Actor, approver: Actor, company_id: int
) -> None:
    project_id = entered(session, officer, company_id, SUBMITTED)
    assert nias.get(session, officer, project_id).window is None
    with pytest.raises(Forbidden):
        nias.transition(session, officer, project_id, "approve", NOW, on=date(2025, 2, 1))
    for day in (None, date(2025, 1, 1)):
        with pytest.raises(Invalid):
            nias.transition(session, approver, project_id, "approve", NOW, on=day)
    assert nias.get(session, approver, project_id).actions == ("approve", "reject", "withdraw")
    outcome = nias.transition(session, approver, project_id, "approve", NOW, on=date(2025, 2, 1), expected_version=1)
    assert outcome.admitted
    assert outcome.receipt_id is not None
    assert nias.get(session, officer, project_id).window == Period(date(2025, 2, 1), date(2028, 1, 31))
    with pytest.raises(WrongState):
        nias.transition(session, approver, project_id, "approve", NOW, on=date(2025, 2, 1))
    with pytest.raises(Stale):
        nias.transition(session, approver, project_id, "terminate", NOW, on=date(2025, 7, 1), expected_version=1)
    nias.transition(session, approver, project_id, "terminate", NOW, on=date(2025, 7, 1), reason="given up")
    seen = nias.get(session, approver, project_id)
    assert (seen.state, seen.terminated_on, seen.actions) == ("terminated", date(2025, 7, 1), ())


def test_who_entered_a_project_does_not_approve_it(session: Session, approver: Actor, company_id: int) -> None:
    project_id = entered(session, approver, company_id, SUBMITTED)
    with pytest.raises(Forbidden) as raised:
        nias.transition(session, approver, project_id, "approve", NOW, on=date(2025, 2, 1))
    assert raised.value.code == "actor.same"
    assert nias.get(session, approver, project_id).actions == ("reject", "withdraw")


def test_an_approval_is_judged_again_and_a_refusal_leaves_the_project_submitted(
    session: Session, officer: Actor, approver: Actor, company_id: int
) -> None:
    project_id = entered(session, officer, company_id, SUBMITTED)
    for n in range(2):
        old = replace(ASKED, reference=f"OLD-{n}", grant_cents=99 * MILLION)
        nias.create(session, officer, company_id, old, NOW, as_history=True)
    outcome = nias.transition(session, approver, project_id, "approve", NOW, on=date(2025, 2, 1))
    assert failing(outcome) == ["nias.projects", "nias.cap"]
    assert nias.get(session, officer, project_id).state == "submitted"
    assert session.get_one(ReceiptRow, outcome.receipt_id).verdict == "refuse"


def test_another_companys_project_is_no_project(session: Session, officer: Actor, company_id: int, hire: Hire) -> None:
    project_id = entered(session, officer, company_id, ASKED)
    other = companies.create(session, officer, CompanyRequest("87654321", "Made-up Kite Limited"), NOW)
    own, stranger = hire(Role.COMPANY_USER, company_id), hire(Role.COMPANY_USER, other)

    def listed(actor: Actor, company: int | None) -> list[int]:
        found = nias.listing(session, actor, company_id=company, reference=None, cursor=None, limit=9)
        return [item.id for item in found.items]

    assert nias.get(session, own, project_id).id == project_id
    assert listed(own, None) == listed(own, company_id) == listed(officer, None) == [project_id]
    assert listed(stranger, None) == []
    with pytest.raises(NotFound):
        listed(stranger, company_id)
    for missing in (project_id, project_id + 1000):
        with pytest.raises(NotFound):
            nias.get(session, stranger, missing)
    with pytest.raises(Forbidden):
        nias.create(session, own, company_id, ASKED, NOW)
    with pytest.raises(NotFound):
        nias.create(session, officer, other + 1000, ASKED, NOW)


def test_a_project_is_found_by_its_reference(session: Session, officer: Actor, company_id: int) -> None:
    entered(session, officer, company_id, ASKED)
    second = entered(session, officer, company_id, replace(ASKED, reference="NIAS-2"))
    found = nias.listing(session, officer, company_id=company_id, reference="NIAS-2", cursor=None, limit=9)
    assert [item.id for item in found.items] == [second]
