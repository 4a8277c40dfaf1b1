"""What an officer cannot do alone, and what nobody can undo by letting an old paper through."""

from __future__ import annotations

from typing import Any

from tests.api.asking import HKIDS, Office, engagement, made, talent


def test_a_correction_proposed_before_a_termination_does_not_undo_it(office: Office) -> None:
    company_id, company = office.company()
    engagement_id = office.approved(company_id, company)
    fields = {"monthly_salary": "21000.00"}
    assert office.case_officer.act(engagement_id, "correct", fields=fields, reason="typing error").status_code == 200
    assert company.act(engagement_id, "terminate", on="2027-03-01").status_code == 200

    late = office.approving_officer.act(engagement_id, "confirm_correction")

    assert (late.status_code, late.get_json()["code"]) == (409, "state.wrong")
    assert company.get(f"/engagements/{engagement_id}").get_json()["terminated_on"] == "2027-03-01"
    again = office.case_officer.act(engagement_id, "correct", fields=fields, reason="typing error")
    assert again.status_code == 200
    done = office.approving_officer.act(engagement_id, "confirm_correction").get_json()
    assert (done["terminated_on"], done["monthly_salary"]) == ("2027-03-01", "21000.00")


def test_a_correction_proposed_before_a_shortening_does_not_lengthen_again(office: Office) -> None:
    company_id, company = office.company()
    engagement_id = office.approved(company_id, company)
    office.case_officer.act(engagement_id, "correct", fields={"monthly_salary": 21000}, reason="typing error")
    assert company.act(engagement_id, "shorten", end="2027-03-01").status_code == 200

    assert office.approving_officer.act(engagement_id, "confirm_correction").status_code == 409
    assert company.get(f"/engagements/{engagement_id}").get_json()["end"] == "2027-03-01"


def test_who_granted_an_exception_does_not_approve_the_extension_that_lives_on_it(office: Office) -> None:
    company_id, company = office.company()
    made(company.post("/engagements", engagement(company_id, start="2027-01-01", end="2029-06-30")))
    asked: dict[str, Any] = engagement(company_id, start="2029-07-01", end="2030-06-30", draft=True)
    engagement_id = made(company.post("/engagements", asked))["id"]
    assert company.act(engagement_id, "share_draft").status_code == 200
    granted = {"code": "rth.talent_months", "reason": "a rare field"}
    assert office.approving_officer.post(f"/engagements/{engagement_id}/exceptions", granted).status_code == 200
    colleague = _approver(office)
    assert company.act(engagement_id, "submit").status_code == 200
    assert office.case_officer.act(engagement_id, "recommend").status_code == 200
    assert colleague.act(engagement_id, "approve").status_code == 200
    assert company.act(engagement_id, "extend", end="2030-12-31").status_code == 200
    assert office.case_officer.act(engagement_id, "recommend").status_code == 200

    alone = office.approving_officer.act(engagement_id, "approve")

    assert (alone.status_code, alone.get_json()["code"]) == (403, "actor.same")
    offered = office.approving_officer.get(f"/engagements/{engagement_id}").get_json()["actions"]
    assert "approve" not in offered
    assert colleague.act(engagement_id, "approve").status_code == 200


def test_an_exception_granted_for_one_person_or_period_does_not_cover_another(office: Office) -> None:
    company_id, company = office.company()
    for change in ({"talent": {"id_number": HKIDS[1]}}, {"end": "2031-06-30"}, {"start": "2029-08-01"}):
        asked = engagement(company_id, HKIDS[0], start="2029-07-01", end="2033-06-30", draft=True)
        engagement_id = made(company.post("/engagements", {**asked, "talent": talent(HKIDS[0])}))["id"]
        company.act(engagement_id, "share_draft")
        granted = {"code": "rth.talent_months", "reason": "a rare field"}
        told = office.approving_officer.post(f"/engagements/{engagement_id}/exceptions", granted).get_json()
        assert told["exceptions"] == ["rth.talent_months"]

        assert company.patch(f"/engagements/{engagement_id}", change).get_json()["exceptions"] == []


def _approver(office: Office) -> Any:
    from talenttrack import clock
    from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Role
    from talenttrack.services import accounts
    from tests.api.asking import Asker

    now = clock.now(office.wiring.config)
    with office.wiring.write_session() as session:
        email = "colleague@example.test"
        accounts.create_user(session, SYSTEM_ACTOR, email, "Colleague", Role.APPROVING_OFFICER, None, None, now)
        return Asker(office.app, accounts.issue_token(session, email, 30, now))
