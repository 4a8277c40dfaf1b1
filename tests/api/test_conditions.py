"""Versions: what changed since it was seen is not changed again blindly; and pages of lists by key."""

import pytest

from tests.api.asking import HKIDS, Office, engagement, made


def test_a_change_of_an_old_version_is_stale_and_changes_nothing(office: Office) -> None:
    company_id, company = office.company()
    created = company.post("/engagements", {**engagement(company_id), "draft": True})
    case, path = made(created)["id"], f"/engagements/{made(created)['id']}"
    assert created.headers["ETag"] == company.get(path).headers["ETag"] == '"1"'
    changed = company.patch(path, {"end": "2027-06-30"}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    late = company.patch(path, {"end": "2027-07-31"}, If_Match='"1"')
    assert (late.status_code, late.get_json()["code"]) == (412, "stale")
    assert company.post(f"{path}/transitions", {"action": "submit"}, If_Match='"1"').status_code == 412
    assert company.get(path).get_json()["end"] == "2027-06-30"
    assert company.post(f"{path}/transitions", {"action": "submit"}, If_Match="*").status_code == 200
    assert case == company.get(path).get_json()["id"]


def test_a_company_is_suspended_and_reinstated_by_version(office: Office) -> None:
    company_id, company = office.company()
    path = f"/companies/{company_id}/transitions"
    suspend = {"action": "suspend", "reason": "Under investigation.\nSee the file."}
    assert office.case_officer.post(path, suspend).status_code == 403
    suspended = office.approving_officer.post(path, suspend, If_Match='"1"')
    assert (suspended.get_json()["state"], suspended.headers["ETag"]) == ("suspended", '"2"')
    refused = company.post("/engagements", engagement(company_id)).get_json()["decision"]
    assert "rth.company" in [check["code"] for check in refused["checks"] if check["verdict"] == "fail"]
    reinstate = {"action": "reinstate", "reason": "Closed."}
    assert office.approving_officer.post(path, reinstate, If_Match='"1"').status_code == 412
    assert office.approving_officer.post(path, reinstate, If_Match='"2"').get_json()["state"] == "active"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("version", ["1", 'W/"1"', '"x"', '"1", "2"', ""])
def test_another_form_of_if_match_is_malformed(office: Office, version: str) -> None:
    company_id, _company = office.company()
    body = {"action": "suspend", "reason": "x"}
    answer = office.approving_officer.post(f"/companies/{company_id}/transitions", body, If_Match=version)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "if_match")


def test_pages_go_on_by_key_and_skip_nothing(office: Office) -> None:
    company_id, company = office.company()
    ids = [made(company.post("/engagements", engagement(company_id, number, draft=True)))["id"] for number in HKIDS]
    seen: list[int] = []
    address = "/engagements?limit=2"
    while True:
        page = company.get(address).get_json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        address = f"/engagements?limit=2&cursor={page['next_cursor']}"
    assert seen == ids
    assert company.get("/engagements?state=draft&pool=base&on=2026-12-01").get_json()["items"] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=5", "cursor=djE6MQ==", "cursor=djE6LTE"])
@pytest.mark.parametrize("path", ["/companies", "/engagements", "/nias-projects", "/people", "/compliance/findings"])
def test_a_limit_or_cursor_that_is_none_is_invalid(office: Office, path: str, query: str) -> None:
    assert office.case_officer.get(f"{path}?{query}").status_code == 422
