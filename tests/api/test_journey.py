"""From the first entry of a company to the night's findings, by API alone, on both databases."""

from typing import Any

from tests.api.asking import HKIDS, NO_CONFLICT, Office, engagement, made, talent


def test_a_refused_hire_is_admitted_on_the_day_that_the_refusal_names_and_goes_its_way(office: Office) -> None:
    company_id, company = office.company()
    for number in HKIDS[:4]:
        made(company.post("/engagements", engagement(company_id, number)))

    refused = company.post("/engagements", engagement(company_id, HKIDS[4]))
    assert refused.status_code == 409
    assert refused.content_type == "application/problem+json"
    decision = refused.get_json()["decision"]
    assert decision["verdict"] == "refuse"
    failing = [check for check in decision["checks"] if check["verdict"] == "fail"]
    assert [check["code"] for check in failing] == ["rth.concurrent"]
    assert (failing[0]["limit"], failing[0]["used"], failing[0]["after"]) == (4, 4, 5)
    assert failing[0]["binding"] == {"from": "2026-12-01", "to": "2027-11-30"}
    start = next(remedy["value"] for remedy in decision["remedies"] if remedy["action"] == "start_on")
    assert start == "2027-12-01"
    assert company.post(f"/decisions/{decision['receipt_id']}/replay").get_json() == {"same": True}
    assert company.get(f"/decisions/{decision['receipt_id']}").get_json()["checks"] == decision["checks"]

    body = engagement(company_id, HKIDS[4], start=start, end="2028-11-30")
    assert company.post("/engagements/check", {**body}).get_json()["verdict"] == "admit"
    admitted = made(company.post("/engagements", body))
    assert admitted["decision"]["verdict"] == "admit"
    assert admitted["months"] == {"units": 12 * 377_580, "display": "12.00"}
    assert admitted["monthly_salary"] == "20000.00"
    assert admitted["talent"]["id_number"] == "AB1*****(*)"

    case = admitted["id"]
    assert office.approving_officer.act(case, "approve").get_json()["code"] == "state.wrong"
    assert office.case_officer.act(case, "recommend").get_json()["state"] == "recommended"
    assert office.case_officer.act(case, "approve").status_code == 403
    assert office.approving_officer.act(case, "approve").get_json()["state"] == "approved"
    extended = company.act(case, "extend", end="2028-12-31").get_json()
    assert extended["variation"] == {"end": "2028-12-31", "state": "submitted"}
    ended = company.act(case, "terminate", on="2028-05-31").get_json()
    assert (ended["state"], ended["terminated_on"], ended["variation"]) == ("terminated", "2028-05-31", None)
    assert ended["months"]["display"] == "6.00"


def test_a_draft_is_kept_whatever_the_verdict_then_changed_and_submitted(office: Office) -> None:
    company_id, company = office.company()
    body = engagement(company_id, talent=talent(HKIDS[0], degree="none"), draft=True)
    draft = made(company.post("/engagements", body))
    assert (draft["state"], draft["decision"]["verdict"]) == ("draft", "refuse")
    assert company.act(draft["id"], "submit").status_code == 409
    changed = company.patch(
        f"/engagements/{draft['id']}", {"talent": {"degree": "doctorate"}, "monthly_salary": 32000}
    ).get_json()
    assert (changed["talent"]["degree"], changed["talent"]["stem"]) == ("doctorate", True)
    assert (changed["monthly_salary"], changed["version"]) == ("32000.00", 2)
    assert company.act(draft["id"], "submit").get_json()["state"] == "submitted"


def test_a_replacement_ends_one_and_submits_the_other_as_one_act(office: Office) -> None:
    company_id, company = office.company()
    old = office.approved(company_id, company)
    body = {
        "on": "2027-03-31",
        "stream": "TC",
        "role": "research",
        "start": "2027-04-01",
        "monthly_salary": "21000.00",
        "talent": talent(HKIDS[1]),
        "conflicts": NO_CONFLICT,
    }
    new = made(company.post(f"/engagements/{old}/replace", body))
    assert (new["start"], new["end"], new["state"], new["pool"]) == ("2027-04-01", "2027-11-30", "submitted", "base")
    assert company.get(f"/engagements/{old}").get_json()["state"] == "terminated"


def test_a_plan_judges_each_as_if_the_earlier_ones_were_submitted(office: Office) -> None:
    company_id, company = office.company()
    planned = [engagement(company_id, number) for number in HKIDS]
    del planned[0]["company_id"]
    answer = company.post("/plans/check", {"company_id": company_id, "engagements": planned})
    items = answer.get_json()["items"]
    assert [item["decision"]["verdict"] for item in items] == ["admit"] * 4 + ["refuse"]
    assert [item["earliest_start"] for item in items] == ["2026-12-01"] * 4 + ["2027-12-01"]
    assert company.get("/engagements").get_json()["items"] == []


def test_a_nias_project_opens_its_window_and_the_extra_places(office: Office) -> None:
    company_id, company = office.company()
    project = {
        "reference": "NIAS-1",
        "total_cost": "600000000.00",
        "own_share": "400000000.00",
        "industry": "ai_and_data_science",
        "submitted_on": "2026-01-05",
    }
    entered = made(office.case_officer.post(f"/companies/{company_id}/nias-projects", project))
    assert (entered["state"], entered["window"], entered["grant"]) == ("submitted", None, "200000000.00")
    extra = engagement(company_id, pool="nias_extra", stream="NIAS", nias_project_id=entered["id"])
    codes = [
        c["code"] for c in company.post("/engagements/check", extra).get_json()["checks"] if c["verdict"] == "fail"
    ]
    assert "nias.project" in codes

    approve = {"action": "approve", "on": "2026-11-02"}
    approved = office.approving_officer.post(f"/nias-projects/{entered['id']}/transitions", approve).get_json()
    assert approved["window"] == {"from": "2026-11-02", "to": "2029-11-01"}
    assert company.post("/engagements/check", extra).get_json()["verdict"] == "admit"
    meters = company.get(f"/companies/{company_id}/quota").get_json()["meters"]
    assert ("nias_extra", 36, "heads") in [(meter["pool"], meter["limit"], meter["unit"]) for meter in meters]

    small = {**project, "reference": "NIAS-2", "total_cost": "100.00", "own_share": "50.00"}
    refused = office.case_officer.post(f"/companies/{company_id}/nias-projects", small)
    assert refused.status_code == 409
    receipt = refused.get_json()["decision"]["receipt_id"]
    assert office.case_officer.post(f"/decisions/{receipt}/replay").get_json() == {"same": True}


def test_an_exception_is_granted_on_a_shared_draft_by_who_does_not_approve_the_case(office: Office) -> None:
    company_id, company = office.company()
    draft = made(company.post("/engagements", engagement(company_id, end="2030-11-30", draft=True)))
    grant = {"code": "rth.talent_months", "reason": "A doctorate in progress."}
    path = f"/engagements/{draft['id']}/exceptions"
    assert office.approving_officer.post(path, grant).status_code == 404
    assert company.act(draft["id"], "share_draft").get_json()["shared"] is True
    assert office.approving_officer.post(path, grant).get_json()["exceptions"] == ["rth.talent_months"]
    assert company.act(draft["id"], "submit").get_json()["decision"]["verdict"] == "admit"
    assert office.case_officer.act(draft["id"], "recommend").status_code == 200
    assert office.approving_officer.act(draft["id"], "approve").get_json()["code"] == "actor.same"


def test_two_records_of_one_person_are_merged_by_two_officers(office: Office) -> None:
    company_id, company = office.company()
    first = person_in(office, made(company.post("/engagements", engagement(company_id))))
    passport = talent("K12345678", id_type="passport", id_country="GBR")
    later = engagement(company_id, talent=passport, start="2028-01-01", end="2028-12-31")
    second = person_in(office, made(company.post("/engagements", later)))
    proposed = made(office.case_officer.post(f"/people/{first}/merge", {"person_id": second, "reason": "One person."}))
    path = f"/people/{first}/merges/{proposed['id']}/transitions"
    assert office.case_officer.post(path, {"action": "confirm"}).get_json()["code"] == "actor.same"
    assert office.approving_officer.post(path, {"action": "confirm"}).get_json()["state"] == "confirmed"
    again = office.case_officer.post(f"/people/{first}/merge", {"person_id": second, "reason": "Once more."})
    assert again.status_code == 422
    merged = office.case_officer.get(f"/people/{second}").get_json()
    assert merged["id"] == first
    for query in (f"company_id={company_id}", f"reference=P-{second}", "name=Siu"):
        found = office.case_officer.get(f"/people?{query}").get_json()["items"]
        assert [person["id"] for person in found] == [first], query
    assert office.case_officer.get("/people?reference=nobody").get_json()["items"] == []
    assert [document["id_number"] for document in merged["documents"]] == ["A12****(*)", "K1*******"]


def test_the_night_is_run_once_for_a_closed_date_and_again_for_today(office: Office) -> None:
    office.company()
    closed = office.case_officer.post("/compliance/runs", {"date": "2026-11-22"})
    again = office.case_officer.post("/compliance/runs", {"date": "2026-11-22"})
    assert (closed.status_code, again.status_code) == (201, 200)
    assert closed.get_json() == again.get_json()
    assert closed.get_json()["final"] is True
    assert office.case_officer.post("/compliance/runs", {"date": "2026-11-23"}).get_json()["final"] is False
    assert office.case_officer.post("/compliance/runs", {"date": "2026-11-24"}).status_code == 422
    run_id = closed.get_json()["id"]
    assert office.approving_officer.get(f"/compliance/runs/{run_id}").get_json() == closed.get_json()


def person_in(office: Office, told: dict[str, Any]) -> int:
    """The person's record, which officers are told and companies are not."""
    assert told["person_id"] is None
    person_id = office.case_officer.get(f"/engagements/{told['id']}").get_json()["person_id"]
    assert isinstance(person_id, int)
    return person_id
