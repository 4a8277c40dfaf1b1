"""What a company can find out about a person whom another company engages, however it asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import HKIDS, Asker, Office, engagement, made, talent


def _passport(number: int) -> dict[str, Any]:
    return talent(f"K{number:08d}", id_type="passport", id_country="GBR", name_en=f"Talent {number}")


def _fill(asker: Asker, company_id: int, **days: str) -> None:
    for number in range(4):
        made(asker.post("/engagements", engagement(company_id, talent=_passport(number), **days)))


def test_a_start_that_would_step_around_the_persons_days_elsewhere_is_not_told(office: Office) -> None:
    rival_id, rival = office.company()
    made(rival.post("/engagements", engagement(rival_id, start="2028-01-01", end="2028-12-31")))
    company_id, company = office.company()
    _fill(company, company_id, start="2027-01-01", end="2027-12-31")
    asked = engagement(company_id, start="2027-06-01", end="2027-06-30")

    told = company.post("/engagements/check", asked).get_json()

    assert told["remedies"] == []
    stranger = {**asked, "talent": _passport(9)}
    assert company.post("/engagements/check", stranger).get_json()["remedies"] == [
        {"action": "start_on", "value": "2028-01-01"}
    ]
    remedies = office.case_officer.post("/engagements/check", asked).get_json()["remedies"]
    assert {"action": "start_on", "value": "2029-01-01"} in remedies
    planned = company.post("/plans/check", {"company_id": company_id, "engagements": [asked]}).get_json()
    assert planned["items"][0]["earliest_start"] is None


def test_a_replacement_without_an_end_does_not_stop_on_the_eve_of_an_engagement_elsewhere(office: Office) -> None:
    rival_id, rival = office.company()
    made(rival.post("/engagements", engagement(rival_id, start="2027-09-01", end="2028-02-28")))
    company_id, company = office.company()
    old_id = office.approved(company_id, company, talent=_passport(1))
    asked = engagement(company_id, start="2027-03-01", on="2027-02-28")
    for name in ("company_id", "pool", "end"):
        del asked[name]

    answer = company.post(f"/engagements/{old_id}/replace", asked)

    assert answer.status_code == 409
    assert "2027-08-31" not in answer.get_data(as_text=True)
    assert answer.get_json()["decision"]["remedies"] == []


def test_the_reason_for_keeping_a_breach_is_for_officers(office: Office, app: Any) -> None:
    from talenttrack.domain.lifecycle import Actor, Role
    from talenttrack.services.schemes.rth.history import history

    rival_id, rival = office.company()
    made(rival.post("/engagements", engagement(rival_id, start="2027-12-01", end="2028-05-31")))
    company_id, company = office.company()
    engagement_id = office.approved(company_id, company, start="2027-01-01", end="2027-11-30")
    proposed = office.case_officer.act(engagement_id, "correct", fields={"end": "2027-12-31"}, reason="letter of May")
    assert proposed.status_code == 200
    kept = office.approving_officer.act(engagement_id, "confirm_correction", reason="Company 1 has the person too")
    assert kept.status_code == 200

    reader = Actor(None, "reader", Role.COMPANY_USER, company_id)
    with office.wiring.read_session() as session:
        lines = history(session, reader, engagement_id)

    assert "engagement.kept_in_breach" in {line.action for line in lines}
    assert not any("Company 1" in line.reason for line in lines)


@pytest.mark.parametrize("known", [True, False])
def test_another_companys_nias_project_and_none_at_all_are_told_alike(office: Office, known: bool) -> None:
    rival_id, _rival = office.company()
    company_id, company = office.company()
    project = {
        "reference": "NIAS-1",
        "approved_on": "2026-01-05",
        "total_cost": "600000000.00",
        "own_share": "400000000.00",
        "industry": "ai_and_data_science",
    }
    project_id = made(office.case_officer.post(f"/companies/{rival_id}/nias-projects", project))["id"]
    asked = engagement(company_id, nias_project_id=project_id if known else 2**63 - 1)
    own = made(company.post("/engagements", engagement(company_id, HKIDS[1], draft=True)))

    for answer in (
        company.post("/engagements", asked),
        company.post("/engagements", {**asked, "draft": True}),
        company.patch(f"/engagements/{own['id']}", {"nias_project_id": asked["nias_project_id"]}),
    ):
        assert answer.status_code == 422
        assert [error["field"] for error in answer.get_json()["errors"]] == ["nias_project_id"]
    by_rule = company.post("/engagements", {**asked, "pool": "nias_extra", "stream": "NIAS"})
    assert by_rule.status_code == 409
    assert "nias.project" in {c["code"] for c in by_rule.get_json()["decision"]["checks"] if c["verdict"] == "fail"}


def test_a_known_document_tells_neither_the_name_nor_the_other_documents_of_the_person(office: Office) -> None:
    rival_id, rival = office.company()
    named = talent(HKIDS[0], name_en="Recorded By Rival", name_zh="對手所記")
    made(rival.post("/engagements", engagement(rival_id, talent=named)))
    person = office.case_officer.get("/people").get_json()["items"][0]
    passport = {"id_type": "passport", "id_number": "K00000077", "id_country": "GBR"}
    assert office.case_officer.post(f"/people/{person['id']}/documents", passport).status_code == 201
    company_id, company = office.company()
    guess = {**talent("K00000077", id_type="passport", id_country="GBR"), "name_en": "A Guess", "name_zh": ""}
    draft = engagement(company_id, draft=True, start="2028-01-01", end="2028-06-30", talent=guess)

    told = made(company.post("/engagements", draft))

    assert told["talent"]["name_en"] == "A Guess"
    assert (told["talent"]["name_zh"], told["talent"]["id_type"]) == ("", "passport")
    changed = company.patch(f"/engagements/{told['id']}", {"talent": {"name_en": "Another Guess"}})
    assert changed.get_json()["talent"]["name_en"] == "Another Guess"
    for path in (f"/engagements/{told['id']}", "/engagements"):
        answer = company.get(path).get_data(as_text=True)
        assert "Recorded By Rival" not in answer
        assert "對手" not in answer
        assert "A12" not in answer
    assert company.act(told["id"], "submit").get_json()["talent"]["name_en"] == "Another Guess"
