"""Whoever asks the API in a test, each with a token of their own; and engagements as they are sent."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from talenttrack import clock
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Role
from talenttrack.services import accounts
from talenttrack.wiring import Wiring

HKIDS = ("A123456(3)", "E364912(5)", "D288754(2)", "AB987654(3)", "AB123456(9)")
NO_CONFLICT = dict.fromkeys(("proprietor", "partner", "shareholder", "manager", "relative"), False)


class Asker:
    """One user with a token: `asker.get("/companies")`, `asker.post("/companies", {...}, key="k")`."""

    def __init__(self, app: Flask, token: str) -> None:
        self.app, self.token = app, token

    def ask(self, method: str, path: str, body: Any = None, **headers: str | None) -> TestResponse:
        """`headers` are named with `_` for `-`; None leaves one out."""
        sent = {"Authorization": f"Bearer {self.token}"} | {n.replace("_", "-"): v for n, v in headers.items()}
        named = {name: value for name, value in sent.items() if value is not None}
        return self.app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=named)

    def get(self, path: str, **headers: str | None) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str | None) -> TestResponse:
        return self.ask("POST", path, {} if body is None else body, Idempotency_Key=key, **headers)

    def patch(self, path: str, body: Any, **headers: str | None) -> TestResponse:
        return self.ask("PATCH", path, body, **headers)

    def act(self, engagement_id: int, action: str, **more: Any) -> TestResponse:
        return self.post(f"/engagements/{engagement_id}/transitions", {"action": action, **more})


class Office:
    """The office's askers by role, and companies made as they are needed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.wiring: Wiring = app.extensions["talenttrack"]
        self.case_officer = self.asker("case_officer")
        self.approving_officer = self.asker("approving_officer")
        self._companies = 0

    def asker(self, role: str, company_id: int | None = None) -> Asker:
        now = clock.now(self.wiring.config)
        with self.wiring.write_session() as session:
            email = f"{role}.{company_id or 0}@example.test"
            accounts.create_user(session, SYSTEM_ACTOR, email, role, Role(role), company_id, None, now)
            return Asker(self.app, accounts.issue_token(session, email, 30, now))

    def company(self) -> tuple[int, Asker]:
        """A new company and a user of it."""
        self._companies += 1
        body = {"brn": f"{10_000_000 + self._companies}", "name_en": f"Company {self._companies} Limited"}
        company_id = int(made(self.case_officer.post("/companies", body))["id"])
        return company_id, self.asker("company_user", company_id)

    def approved(self, company_id: int, asker: Asker, **more: Any) -> int:
        """An approved engagement's id."""
        engagement_id = int(made(asker.post("/engagements", engagement(company_id, **more)))["id"])
        assert self.case_officer.act(engagement_id, "recommend").status_code == 200
        assert self.approving_officer.act(engagement_id, "approve").status_code == 200
        return engagement_id


def made(response: TestResponse) -> dict[str, Any]:
    """The body of a 201."""
    assert response.status_code == 201, response.get_data(as_text=True)
    body: dict[str, Any] = response.get_json()
    return body


def engagement(company_id: int, number: str = HKIDS[0], **more: Any) -> dict[str, Any]:
    """A year in the base pool, admitted where there is room; `more` takes the place of its fields."""
    return {
        "company_id": company_id,
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "start": "2026-12-01",
        "end": "2027-11-30",
        "monthly_salary": "20000.00",
        "talent": talent(number),
        "conflicts": NO_CONFLICT,
        **more,
    }


def talent(number: str, **more: Any) -> dict[str, Any]:
    return {
        "name_en": "Chan Siu Ming",
        "name_zh": "陳小明",
        "id_type": "hkid",
        "id_number": number,
        "degree": "master",
        "stem": True,
        "institution_kind": "local",
        "permanent_resident": True,
        **more,
    }
