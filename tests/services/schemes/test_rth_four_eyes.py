"""Maker is never checker, whatever way the case took."""

from __future__ import annotations

from datetime import date

import pytest

from talenttrack.domain.errors import DomainError, Forbidden, NotFound, WrongState
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import read, register, screen
from tests.services.schemes.office import NOW, Office


def refused_as_the_same(office: Office, engagement_id: int, action: str, by: str) -> bool:
    savepoint = office.session.begin_nested()
    try:
        office.do(engagement_id, action, by)
    except Forbidden as error:
        return error.code == "actor.same"
    finally:
        savepoint.rollback()
    return False


def test_who_entered_a_case_for_a_company_does_not_recommend_it(office: Office) -> None:
    outcome = office.submit(by="case_officer")
    assert outcome.engagement_id
    assert refused_as_the_same(office, outcome.engagement_id, "recommend", "case_officer")
    assert office.do(outcome.engagement_id, "recommend", "second_case_officer").admitted


def test_who_entered_a_draft_does_not_recommend_it_though_the_company_submits_it(office: Office) -> None:
    saved = register.save_draft(office.session, office["case_officer"], office.request(), NOW)
    assert saved.engagement_id
    assert office.do(saved.engagement_id, "submit", "company").admitted
    assert refused_as_the_same(office, saved.engagement_id, "recommend", "case_officer")


def test_who_submitted_a_companys_draft_does_not_recommend_it(office: Office) -> None:
    draft = office.bring_to(State.DRAFT)
    office.do(draft, "share_draft", "company")
    assert office.do(draft, "submit", "case_officer").admitted
    assert refused_as_the_same(office, draft, "recommend", "case_officer")
    assert "recommend" not in read.view(office.session, office["case_officer"], draft, NOW).actions
    assert office.do(draft, "recommend", "second_case_officer").admitted


def test_who_edited_a_returned_case_does_not_recommend_it(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    changes = {"monthly_salary_cents": 2_200_000}
    register.edit(office.session, office["case_officer"], case, changes, NOW, expected_version=None)
    office.do(case, "resubmit", "company")
    assert refused_as_the_same(office, case, "recommend", "case_officer")
    assert "recommend" in read.view(office.session, office["second_case_officer"], case, NOW).actions


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_the_page_of_a_case_does_not_offer_to_recommend_to_an_officer_who_edited_it(
    office: Office, state: State
) -> None:
    case = office.bring_to(state)
    if state is State.DRAFT:
        office.do(case, "share_draft", "company")
    changes = {"monthly_salary_cents": 2_200_000}
    register.edit(office.session, office["case_officer"], case, changes, NOW, expected_version=None)
    office.do(case, "submit" if state is State.DRAFT else "resubmit", "company")
    for officer, may in (("case_officer", False), ("second_case_officer", True)):
        assert ("recommend" in read.view(office.session, office[officer], case, NOW).actions) is may
        assert ("recommend" in screen.held_back(office.session, office[officer], case)) is not may
    office.do(case, "recommend", "second_case_officer")
    before = office["case_officer"]
    office.actors["promoted"] = type(before)(before.id, before.name, office["approver"].role)
    assert "approve" not in read.view(office.session, office["promoted"], case, NOW).actions
    assert "approve" in screen.held_back(office.session, office["promoted"], case)


def test_who_recommended_does_not_approve_after_a_change_of_post(office: Office) -> None:
    case = office.bring_to(State.RECOMMENDED)
    recommended_by = office["case_officer"]
    promoted = type(recommended_by)(recommended_by.id, recommended_by.name, office["approver"].role)
    office.actors["promoted"] = promoted
    assert refused_as_the_same(office, case, "approve", "promoted")
    office.do(case, "return", "approver")
    office.do(case, "resubmit", "company")
    office.do(case, "recommend", "second_case_officer")
    assert office.do(case, "approve", "approver").admitted


def test_who_entered_a_case_does_not_approve_it_after_a_change_of_post(office: Office) -> None:
    entered = office.submit(by="case_officer").engagement_id
    assert entered
    office.do(entered, "recommend", "second_case_officer")
    before = office["case_officer"]
    office.actors["promoted"] = type(before)(before.id, before.name, office["approver"].role)
    assert refused_as_the_same(office, entered, "approve", "promoted")


def test_who_proposed_a_correction_does_not_confirm_it_after_a_change_of_post(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000})
    before = office["case_officer"]
    office.actors["promoted"] = type(before)(before.id, before.name, office["approver"].role)
    assert refused_as_the_same(office, case, "confirm_correction", "promoted")
    assert office.do(case, "confirm_correction", "approver").admitted


def test_an_extension_takes_two_officers_of_its_own(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 6, 30))
    office.do(case, "recommend", "case_officer")
    before = office["case_officer"]
    office.actors["promoted"] = type(before)(before.id, before.name, office["approver"].role)
    assert refused_as_the_same(office, case, "approve", "promoted")
    assert office.do(case, "approve", "approver").admitted


def test_a_review_is_decided_by_officers_not_involved_before_and_asked_for_once(office: Office) -> None:
    case = office.bring_to(State.RECOMMENDED)
    office.do(case, "reject", "approver")
    office.do(case, "review", "company", reason="the degree was misread")
    for action, by in (("recommend", "case_officer"), ("reject", "approver"), ("return", "case_officer")):
        assert refused_as_the_same(office, case, action, by), action
    office.do(case, "recommend", "second_case_officer")
    assert refused_as_the_same(office, case, "approve", "approver")
    office.do(case, "reject", "second_approver")
    with pytest.raises(WrongState) as refused:
        office.do(case, "review", "company")
    assert refused.value.code == "state.wrong"


def test_who_granted_an_exception_does_not_approve_the_case(office: Office) -> None:
    draft = office.bring_to(State.DRAFT, office.request(start=date(2027, 1, 1), end=date(2030, 6, 30)))
    with pytest.raises(NotFound):
        office.do(draft, "grant_exception", "approver")
    office.do(draft, "share_draft", "company")
    office.do(draft, "grant_exception", "approver")
    assert office.do(draft, "submit", "company").admitted
    office.do(draft, "recommend", "case_officer")
    assert refused_as_the_same(office, draft, "approve", "approver")
    assert office.do(draft, "approve", "second_approver").admitted


def test_a_draft_is_the_companys_own_until_it_is_shared(office: Office) -> None:
    draft = office.bring_to(State.DRAFT)
    for officer in ("case_officer", "approver", "auditor", "service", "rival", "admin"):
        with pytest.raises(NotFound):
            read.view(office.session, office[officer], draft, NOW)
    assert [item.id for item in _list(office, "company")] == [draft]
    assert _list(office, "case_officer") == [] == _list(office, "rival")
    office.do(draft, "share_draft", "company")
    assert read.view(office.session, office["auditor"], draft, NOW).summary.id == draft
    assert [item.id for item in _list(office, "case_officer")] == [draft]
    with pytest.raises(DomainError):
        read.view(office.session, office["rival"], draft, NOW)


def _list(office: Office, by: str) -> list[read.EngagementSummary]:
    page = read.listing(
        office.session,
        office[by],
        read.Which(),
        cursor=None,
        limit=50,
        now=NOW,
    )
    return list(page.items)
