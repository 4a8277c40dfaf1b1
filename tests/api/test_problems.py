"""Whatever goes wrong is told as problem details, with a code that never changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from talenttrack.services.schemes.rth import read
from talenttrack.storage.accounts import ApiToken
from talenttrack.storage.engine import DatabaseBusy
from tests.api.asking import HKIDS, Asker, Office, engagement, made, talent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.get_json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code), body
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    return body


def wrong_fields(response: TestResponse) -> dict[str, str]:
    return {error["field"]: error["code"] for error in problem(response, 422, "invalid")["errors"]}


def test_unknown_addresses_and_methods_are_problems_too(office: Office) -> None:
    problem(office.case_officer.get("/nothing"), 404, "not_found")
    problem(office.case_officer.get("/companies/0"), 404, "not_found")
    problem(office.case_officer.get(f"/companies/{2**63}"), 404, "not_found")
    problem(office.case_officer.get("/decisions/%00"), 404, "not_found")
    answer = office.case_officer.ask("DELETE", "/companies")
    problem(answer, 405, "method")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer \u00e9"])
def test_without_a_valid_token_nothing_is_told(office: Office, header: str | None) -> None:
    asker = office.case_officer
    for answer in (asker.get("/companies", Authorization=header), asker.post("/companies", {}, Authorization=header)):
        problem(answer, 401, "unauthorised")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_worth_nothing_at_once(office: Office) -> None:
    with office.wiring.write_session() as session:
        session.execute(update(ApiToken).values(revoked_at=ApiToken.created_at))
    problem(office.case_officer.get("/companies"), 401, "unauthorised")


def test_a_role_outside_the_audience_is_forbidden(office: Office) -> None:
    _company_id, company = office.company()
    problem(company.post("/companies", {"brn": "99999999", "name_en": "B"}), 403, "forbidden")
    problem(company.get("/people"), 403, "forbidden")
    problem(office.asker("admin").get("/engagements"), 403, "forbidden")
    problem(office.asker("auditor").post("/compliance/runs", {"date": "2026-11-22"}), 403, "forbidden")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"brn": NaN}',
        b'{"brn": "1", "brn": "2"}',
        b"[" * 100_000,
        b"[" * 30 + b"]" * 30,
        b"1" * 5000,
    ],
)
def test_what_is_no_json_is_malformed(app: Flask, office: Office, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {office.case_officer.token}", "Content-Type": "application/json"}
    problem(app.test_client().post("/api/v1/companies", data=raw, headers=headers), 400, "malformed")


def test_another_media_type_and_a_large_body_are_told_apart(app: Flask, office: Office) -> None:
    headers = {"Authorization": f"Bearer {office.case_officer.token}"}
    client = app.test_client()
    form = client.post("/api/v1/companies", data={"brn": "12345678"}, headers=headers)
    problem(form, 415, "media_type")
    large = b'{"brn": "' + b"1" * 1024 * 1024 + b'"}'
    answer = client.post("/api/v1/companies", data=large, content_type="application/json", headers=headers)
    problem(answer, 413, "too_large")


def test_every_wrong_field_is_named_with_a_code(office: Office) -> None:
    body = {
        **engagement(1),
        "start": "2026-02-30",
        "end": "20261231",
        "monthly_salary": 20000.5,
        "pool": "extra",
        "surprise": 1,
        "conflicts": {"proprietor": 0},
        "talent": talent("A123456(3)", stem="yes", name_en=" ", is_admin=True),
    }
    found = wrong_fields(office.case_officer.post("/engagements", body))
    assert found == {
        "start": "date",
        "end": "date",
        "monthly_salary": "money",
        "pool": "choice",
        "surprise": "unknown_field",
        "conflicts.proprietor": "boolean",
        "conflicts.partner": "required",
        "conflicts.shareholder": "required",
        "conflicts.manager": "required",
        "conflicts.relative": "required",
        "talent.stem": "boolean",
        "talent.name_en": "required",
        "talent.is_admin": "unknown_field",
    }


@pytest.mark.parametrize("money", ["-1.00", "1.000", "1,000.00", "1e3", "", "１", True, -1, 1.0, None, [], "9" * 12])
def test_money_is_a_decimal_text_with_at_most_two_places_or_whole_dollars(office: Office, money: Any) -> None:
    company_id, company = office.company()
    found = wrong_fields(company.post("/engagements/check", {**engagement(company_id), "monthly_salary": money}))
    assert set(found) == {"monthly_salary"}


def test_an_identity_number_that_cannot_be_is_invalid_and_not_told_back(office: Office) -> None:
    company_id, company = office.company()
    answer = company.post("/engagements", engagement(company_id, "A123456(4)"))
    assert wrong_fields(answer) == {"talent.id_number": "check_digit"}
    assert b"123456" not in answer.data


def test_an_action_names_its_own_fields_alone(office: Office) -> None:
    company_id, company = office.company()
    case = made(company.post("/engagements", engagement(company_id)))["id"]
    assert wrong_fields(company.act(case, "approve", on="2026-12-01")) == {"on": "unknown_field"}
    assert wrong_fields(company.act(case, "extend")) == {"end": "required"}
    assert wrong_fields(company.act(case, "explode")) == {"action": "choice"}
    assert wrong_fields(company.post(f"/engagements/{case}/transitions", {})) == {"action": "required"}
    assert wrong_fields(office.case_officer.act(case, "reject")) == {"reason": "required"}


def test_unknown_and_repeated_parameters_are_invalid(office: Office) -> None:
    assert wrong_fields(office.case_officer.get("/companies?page=2")) == {"page": "unknown_field"}
    assert wrong_fields(office.case_officer.get("/companies?limit=2&limit=3")) == {"limit": "repeated"}
    assert wrong_fields(office.case_officer.get("/policies?on=today")) == {"on": "date"}
    assert wrong_fields(office.case_officer.get("/companies?reference=%00")) == {"reference": "characters"}


def test_the_language_follows_the_asker_and_codes_do_not(office: Office) -> None:
    for asked, spoken in (("zh-HK", "zh-Hant"), ("zh-CN,en;q=0.5", "zh-Hans"), ("fr", "en"), ("en-GB", "en")):
        answer = office.case_officer.get("/companies/9", Accept_Language=asked)
        problem(answer, 404, "not_found")
        assert answer.headers["Content-Language"].startswith(spoken)
        assert "Accept-Language" in answer.headers["Vary"]


def test_a_company_that_names_too_many_new_persons_waits_for_tomorrow(app: Flask, office: Office) -> None:
    company_id, company = office.company()
    app.config["TODAY"] = None
    body = engagement(company_id)
    statuses = []
    for number in range(31):
        person = talent(f"K{number:07d}", id_type="passport", id_country="GBR")
        answer = company.post("/engagements/check", {**body, "talent": person})
        statuses.append(answer.status_code)
    assert statuses == [200] * 30 + [429]
    problem(answer, 429, "too_many")
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400


def test_a_busy_database_says_when_to_come_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise DatabaseBusy("The database is busy. Try again in a moment.")

    monkeypatch.setattr(read, "listing", busy)
    answer = office.case_officer.get("/engagements")
    problem(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "2"


def test_a_crash_tells_a_reference_and_nothing_else_and_leaves_nothing(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id, company = office.company()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as broken:

        def crash(*_args: object, **_more: object) -> None:
            raise RuntimeError(f"SELECT of {HKIDS[0]}")

        broken.setattr(read, "view", crash)
        answer = company.post("/engagements", engagement(company_id), key="k")
    body = problem(answer, 500, "internal")
    assert b"SELECT" not in answer.data
    assert body["instance"] == f"urn:talenttrack:request:{answer.headers['X-Request-Id']}"
    assert company.get("/engagements").get_json()["items"] == []
    made(company.post("/engagements", engagement(company_id), key="k"))


def test_problems_of_pages_stay_pages(app: Flask, office: Office) -> None:
    assert isinstance(office.case_officer, Asker)
    assert app.test_client().get("/nothing").content_type.startswith("text/html")
