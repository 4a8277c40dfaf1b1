"""A company's user and everything of another company: 404, wherever an id is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from talenttrack import audience
from talenttrack.api import OPERATIONS
from talenttrack.api.registry import Operation
from talenttrack.domain.lifecycle import Role
from tests.api.asking import HKIDS, NO_CONFLICT, Asker, Office, engagement, made, talent

BODIES: dict[str, Any] = {
    "api.engagements_edit": {"end": "2027-06-30"},
    "api.engagements_transition": {"action": "withdraw"},
    "api.engagements_replace": {
        "on": "2027-01-31",
        "stream": "TC",
        "role": "research",
        "start": "2027-02-01",
        "monthly_salary": "20000.00",
        "talent": talent(HKIDS[2]),
        "conflicts": NO_CONFLICT,
    },
    "api.decisions_replay": {},
}
OPEN_TO_COMPANIES = [o for o in OPERATIONS if Role.COMPANY_USER in audience.AUDIENCES[o.endpoint]]


def by_id() -> list[Operation]:
    return [operation for operation in OPEN_TO_COMPANIES if "{" in operation.path]


@pytest.fixture
def ids(office: Office) -> dict[str, Any]:
    """What belongs to the first company."""
    company_id, company = office.company()
    case = made(company.post("/engagements", engagement(company_id)))
    project = {
        "reference": "NIAS-1",
        "total_cost": "600000000.00",
        "own_share": "400000000.00",
        "industry": "ai_and_data_science",
        "approved_on": "2026-01-05",
    }
    entered = made(office.case_officer.post(f"/companies/{company_id}/nias-projects", project))
    return {
        "company_id": company_id,
        "engagement_id": case["id"],
        "project_id": entered["id"],
        "receipt_id": case["decision"]["receipt_id"],
        "finding_id": 1,
        "asker": company,
    }


@pytest.mark.parametrize("operation", by_id(), ids=lambda operation: operation.endpoint)
def test_another_companys_id_is_not_found(office: Office, ids: dict[str, Any], operation: Operation) -> None:
    _other_id, other = office.company()
    path = re.sub(r"\{(\w+)\}", lambda match: str(ids[match[1]]), operation.path)
    path += "?from=2026-01-01&to=2027-01-01" if path.endswith("/timeline") else ""
    answer = other.ask(operation.method, path, BODIES.get(operation.endpoint) if operation.writes else None)
    assert answer.status_code == 404, answer.get_data(as_text=True)
    if operation.method == "GET" and "finding" not in path:
        assert ids["asker"].get(path).status_code == 200


def test_another_company_named_in_a_body_or_query_is_not_found(office: Office, ids: dict[str, Any]) -> None:
    _other_id, other = office.company()
    company_id = ids["company_id"]
    body = engagement(company_id, HKIDS[1])
    assert other.post("/engagements/check", body).status_code == 404
    assert other.post("/engagements", body).status_code == 404
    assert other.post("/engagements", {**body, "draft": True}).status_code == 404
    assert other.post("/plans/check", {"company_id": company_id, "engagements": [body]}).status_code == 404
    for path in ("/engagements", "/nias-projects", "/compliance/findings"):
        assert other.get(f"{path}?company_id={company_id}").status_code == 404
        assert other.get(path).get_json()["items"] == []


def test_a_person_engaged_elsewhere_is_told_without_numbers_days_or_members(
    office: Office, ids: dict[str, Any]
) -> None:
    other_id, other = office.company()
    refused = other.post("/engagements", engagement(other_id))
    checks = {check["code"]: check for check in refused.get_json()["decision"]["checks"]}
    overlap = checks["rth.talent_overlap"]
    assert overlap["verdict"] == "fail"
    assert (overlap["used"], overlap["after"], overlap["binding"], overlap["members"]) == (None, None, None, [])
    assert refused.get_json()["decision"]["remedies"] == []
    whole = office.case_officer.get(f"/decisions/{refused.get_json()['decision']['receipt_id']}").get_json()
    told = next(check for check in whole["checks"] if check["code"] == "rth.talent_overlap")
    assert told["members"] == [ids["engagement_id"]]


def walked(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.endpoint


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_has_an_operation_and_a_line_in_the_table_of_audiences(app: Flask) -> None:
    documented = {(o.method, o.endpoint) for o in OPERATIONS} | {("GET", "api.openapi"), ("GET", "api.docs")}
    assert set(walked(app)) == documented
    assert {endpoint for _method, endpoint in walked(app)} == set(audience.API)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_role_gets_403_where_the_table_shuts_it_out_and_never_where_it_does_not(
    office: Office, ids: dict[str, Any]
) -> None:
    roles = {role: office.asker(role) for role in ("auditor", "admin", "service")}
    roles |= {"case_officer": office.case_officer, "approving_officer": office.approving_officer}
    roles["company_user"] = ids["asker"]
    for operation in OPERATIONS:
        path = re.sub(r"\{(\w+)\}", lambda match: str(ids.get(match[1], 9_999)), operation.path)
        for role, asker in roles.items():
            admitted = Role(role) in audience.AUDIENCES[operation.endpoint]
            answer = asker.ask(operation.method, path, {"no such field": 1} if operation.writes else None)
            assert (answer.status_code == 403) is not admitted, (operation.endpoint, role, answer.status_code)


def test_restricted_values_are_shown_to_nobody(office: Office, ids: dict[str, Any]) -> None:
    """The whole number never, but for the one act that asks for it with a reason."""
    askers: tuple[Asker, ...] = (ids["asker"], office.case_officer, office.asker("auditor"))
    for operation in OPERATIONS:
        if operation.writes:
            continue
        path = re.sub(r"\{(\w+)\}", lambda match: str(ids.get(match[1], 1)), operation.path)
        path += "?from=2026-01-01&to=2027-01-01" if path.endswith("/timeline") else ""
        for asker in askers:
            assert b"123456" not in asker.get(path).data
    shown = office.case_officer.post("/people/1/documents/1/unmask", {"reason": "To compare with the card."})
    assert shown.get_json()["id_number"] == HKIDS[0]
    assert office.case_officer.post("/people/1/documents/1/unmask", {}).status_code == 422
