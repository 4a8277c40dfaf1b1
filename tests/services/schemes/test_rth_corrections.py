"""A correction that waits does not wait for ever: an approving officer rejects it, or the proposer takes it back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from talenttrack.domain.errors import Forbidden, Invalid, WrongState
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import history, read, screen
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.schemes.rth import Correction
from tests.services.schemes.office import NOW, Office


@pytest.fixture
def case(office: Office) -> int:
    """An approved engagement whose salary an officer proposes to correct."""
    engagement_id = office.bring_to(State.APPROVED)
    office.do(engagement_id, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000})
    return engagement_id


def test_an_approving_officer_rejects_it_with_a_reason_and_nothing_of_it_is_recorded(office: Office, case: int) -> None:
    before = dict(office.row(case))
    with pytest.raises(Invalid):
        office.do(case, "reject_correction", "approver", reason=" ")
    outcome = office.do(case, "reject_correction", "approver", reason="the contract says otherwise")
    assert outcome.admitted
    correction = office.session.scalars(select(Correction)).one()
    assert (correction.state, correction.decided_by, correction.decided_at) == ("rejected", office["approver"].id, NOW)
    assert dict(office.row(case)) == {**before, "version": before["version"] + 1}
    receipt = office.session.get_one(ReceiptRow, outcome.receipt_id)
    assert receipt.decision["checks"] == []
    entry = office.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.reason) == ("engagement.reject_correction", "the contract says otherwise")
    for action in ("confirm_correction", "reject_correction"):
        with pytest.raises(WrongState):
            office.do(case, action, "second_approver")


def test_who_proposed_it_takes_it_back_without_a_word(office: Office, case: int) -> None:
    assert office.do(case, "reject_correction", "case_officer", reason="").admitted
    assert office.session.scalars(select(Correction.state)).all() == ["rejected"]
    with pytest.raises(WrongState):
        office.do(case, "reject_correction", "case_officer")


def test_another_case_officer_does_not_take_it_back(office: Office, case: int) -> None:
    with pytest.raises(Forbidden) as raised:
        office.do(case, "reject_correction", "second_case_officer")
    assert raised.value.code == "forbidden"


def test_who_proposed_it_does_not_reject_it_after_a_change_of_post(office: Office, case: int) -> None:
    before = office["case_officer"]
    office.actors["promoted"] = type(before)(before.id, before.name, office["approver"].role)
    with pytest.raises(Forbidden) as raised:
        office.do(case, "reject_correction", "promoted")
    assert raised.value.code == "actor.same"
    assert "reject_correction" in screen.held_back(office.session, office["promoted"], case)


def test_it_is_offered_to_those_who_may_and_only_while_one_waits(office: Office, case: int) -> None:
    def offered() -> set[str]:
        everybody = ("company", "case_officer", "second_case_officer", "approver", "auditor")
        views = {name: read.view(office.session, office[name], case, NOW) for name in everybody}
        return {name for name, view in views.items() if "reject_correction" in view.actions}

    assert offered() == {"case_officer", "approver"}
    office.do(case, "reject_correction", "approver")
    assert offered() == set()


def test_the_company_is_told_that_it_was_not_recorded_but_not_why(office: Office, case: int) -> None:
    office.do(case, "reject_correction", "approver", reason="the officer misread it")
    told = history.history(office.session, office["company"], case)[-1]
    assert (told.action, told.reason) == ("engagement.reject_correction", "")
    assert history.history(office.session, office["auditor"], case)[-1].reason == "the officer misread it"
