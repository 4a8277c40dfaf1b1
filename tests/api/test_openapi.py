"""The document says what the API does: it is valid, whole, and answers keep to it."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from talenttrack import audience
from talenttrack.api import OPERATIONS
from tests.api.asking import HKIDS, NO_CONFLICT, Asker, Office, engagement, made, talent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROUNDS = 12
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**400,
    1.5,
    "",
    " ",
    "x" * 3000,
    "\x00",
    "\ud800",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "2199-12-31",
    "1900-01-01",
    "A123456(3)",
    "{{7*7}}",
    "' OR 1=1 --",
    "＝SUM(1)",
    [],
    {},
    [[]],
    {"a": {"b": {}}},
)


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.content_type == "application/json"
    told: dict[str, Any] = answer.get_json()
    return told


def test_the_document_is_valid_openapi_31(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_is_listed_with_audience_security_and_errors(document: dict[str, Any]) -> None:
    listed = {(m.upper(), p): told for p, methods in document["paths"].items() for m, told in methods.items()}
    assert set(listed) == {(operation.method, operation.path) for operation in OPERATIONS}
    for operation in OPERATIONS:
        told = listed[(operation.method, operation.path)]
        assert told["x-audience"] == sorted(audience.AUDIENCES[operation.endpoint])
        assert told["security"] == [{"token": []}]
        assert {"401", "403", "422", "500", "503"} <= set(told["responses"])
        named = {parameter["name"] for parameter in told["parameters"]}
        assert ("If-Match" in named, "Idempotency-Key" in named) == (operation.conditional, operation.method == "POST")
        assert told["summary"]


def test_the_routes_that_others_rely_on_are_there(document: dict[str, Any]) -> None:
    promised = {
        "/companies": {"get", "post"},
        "/companies/{company_id}": {"get"},
        "/companies/{company_id}/transitions": {"post"},
        "/companies/{company_id}/quota": {"get"},
        "/companies/{company_id}/timeline": {"get"},
        "/companies/{company_id}/nias-projects": {"post"},
        "/nias-projects": {"get"},
        "/nias-projects/{project_id}": {"get"},
        "/nias-projects/{project_id}/transitions": {"post"},
        "/engagements": {"get", "post"},
        "/engagements/check": {"post"},
        "/engagements/{engagement_id}": {"get", "patch"},
        "/engagements/{engagement_id}/transitions": {"post"},
        "/engagements/{engagement_id}/replace": {"post"},
        "/engagements/{engagement_id}/exceptions": {"post"},
        "/plans/check": {"post"},
        "/people": {"get"},
        "/people/{person_id}": {"get"},
        "/people/{person_id}/documents": {"post"},
        "/people/{person_id}/merge": {"post"},
        "/policies": {"get"},
        "/compliance/runs": {"post"},
        "/compliance/runs/{run_id}": {"get"},
        "/compliance/findings": {"get"},
        "/decisions/{receipt_id}": {"get"},
        "/decisions/{receipt_id}/replay": {"post"},
    }
    for path, methods in promised.items():
        assert methods <= set(document["paths"][path]), path


def test_the_page_of_the_document_needs_no_script_and_leads_to_every_schema(
    app: Flask, document: dict[str, Any]
) -> None:
    answer = app.test_client().get("/api/v1/docs")
    page = BeautifulSoup(answer.data, "html.parser")
    assert all(str(script.get("src", "")).startswith("/static/") and not script.text for script in page("script"))
    ids = {element["id"] for element in page.find_all(id=True)}
    assert {f"schema-{name}" for name in document["components"]["schemas"]} <= ids
    targets = {str(link["href"]) for link in page.find_all("a", href=True) if str(link["href"]).startswith("#")}
    assert {target[1:] for target in targets} <= ids


def keeps_to(document: dict[str, Any], method: str, path: str, answer: TestResponse) -> None:
    """The status is documented, and the body is as its schema says."""
    told = document["paths"][path][method.lower()]["responses"]
    assert str(answer.status_code) in told, (method, path, answer.status_code, answer.get_data(as_text=True)[:500])
    content = told[str(answer.status_code)]["content"]
    assert list(content) == [answer.content_type], (method, path, answer.content_type)
    schema = {**content[answer.content_type]["schema"], "components": document["components"]}
    wrong = [error.message for error in OAS31Validator(schema).iter_errors(answer.get_json())]
    assert wrong == [], (method, path, answer.status_code)


def test_answers_of_a_lively_office_keep_to_the_document(office: Office, document: dict[str, Any]) -> None:
    ids, askers, _bodies = lively(office)
    for operation in OPERATIONS:
        if operation.method == "GET":
            path = re.sub(r"\{(\w+)\}", lambda match: str(ids.get(match[1], 1)), operation.path)
            path += "?from=2026-01-01&to=2027-01-01" if path.endswith("/timeline") else ""
            for asker in askers:
                keeps_to(document, "GET", operation.path, asker.get(path))


def test_no_odd_request_is_a_crash_or_an_answer_out_of_the_document(office: Office, document: dict[str, Any]) -> None:
    """A crash would come out of the client as its exception."""
    ids, askers, bodies = lively(office)
    chance = random.Random(20_261_123)
    for operation in [operation for operation in OPERATIONS for _ in range(ROUNDS)]:
        path = re.sub(r"\{(\w+)\}", lambda match: str(chance.choice([ids.get(match[1], 1), 1, 77])), operation.path)
        if operation.method == "GET":
            names = [name for name in operation.query.model_json_schema()["properties"]] if ids else []
            query = {name: str(chance.choice(ODD))[:200] for name in names if chance.random() < 0.4}
            answer = _get(chance.choice(askers), path, query)
        else:
            body = spoilt(chance, bodies.get(operation.endpoint, {"reason": "x", "action": "confirm"}))
            answer = chance.choice(askers).ask(operation.method, path, body, If_Match=chance.choice([None, '"1"']))
        keeps_to(document, operation.method, operation.path, answer)


def _get(asker: Asker, path: str, query: Mapping[str, str]) -> TestResponse:
    headers = {"Authorization": f"Bearer {asker.token}"}
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    return asker.app.test_client().get(f"/api/v1{path}", query_string=clean, headers=headers)


def spoilt(chance: random.Random, body: Any) -> Any:
    """The body with some of its values changed, left out or added to."""
    if isinstance(body, dict):
        kept = {name: spoilt(chance, value) for name, value in body.items() if chance.random() > 0.01}
        if chance.random() < 0.05:
            kept[chance.choice(["version", "state", "id", "\ud800", "x" * 500])] = 1
        return kept
    if isinstance(body, list):
        return [spoilt(chance, value) for value in body]
    return chance.choice(ODD) if chance.random() < 0.03 else body


def lively(office: Office) -> tuple[dict[str, Any], tuple[Asker, ...], dict[str, Any]]:
    """Ids of one of everything, who asks, and a good body for each operation that takes one."""
    company_id, company = office.company()
    approved = office.approved(company_id, company)
    refused = company.post("/engagements", engagement(company_id))
    draft = made(company.post("/engagements", engagement(company_id, HKIDS[1], draft=True)))["id"]
    project = {
        "reference": "NIAS-1",
        "total_cost": "600000000.00",
        "own_share": "400000000.00",
        "industry": "ai_and_data_science",
        "approved_on": "2026-01-05",
    }
    project_id = made(office.case_officer.post(f"/companies/{company_id}/nias-projects", project))["id"]
    run_id = made(office.case_officer.post("/compliance/runs", {"date": "2026-11-22"}))["id"]
    ids = {
        "company_id": company_id,
        "engagement_id": draft,
        "project_id": project_id,
        "receipt_id": refused.get_json()["decision"]["receipt_id"],
        "run_id": run_id,
        "approved": approved,
    }
    hire = engagement(company_id, HKIDS[2])
    swap = {"on": "2027-01-31", "start": "2027-02-01", "talent": talent(HKIDS[3]), "conflicts": NO_CONFLICT}
    bodies = {
        "api.companies_create": {
            "brn": "12345678",
            "name_en": "A",
            "directors": ["B"],
            "operating_since": "2020-01-01",
        },
        "api.companies_transition": {"action": "suspend", "reason": "x"},
        "api.decisions_replay": {},
        "api.people_unmask": {"reason": "x"},
        "api.nias_projects_create": {**project, "reference": "N2", "allowance_to": "2028-01-01", "reason": "x"},
        "api.nias_projects_transition": {"action": "terminate", "on": "2026-11-01"},
        "api.engagements_check": hire,
        "api.engagements_create": {**hire, "draft": False},
        "api.engagements_edit": {"start": "2026-12-02", "talent": {"permit_until": None, "degree": "master"}},
        "api.engagements_transition": {"action": "terminate", "on": "2027-01-01"},
        "api.engagements_replace": {**swap, "stream": "TC", "role": "research", "monthly_salary": 1},
        "api.engagements_exception": {"code": "rth.talent_months", "reason": "x"},
        "api.plans_check": {"company_id": company_id, "engagements": [hire, engagement(company_id, HKIDS[4])]},
        "api.people_add_document": {"id_type": "passport", "id_number": "K1234567", "id_country": "GBR"},
        "api.people_merge": {"person_id": 2, "reason": "x"},
        "api.compliance_run": {"date": "2026-11-22"},
        "api.compliance_transition_finding": {"action": "acknowledge"},
    }
    return ids, (company, office.case_officer, office.approving_officer), bodies
