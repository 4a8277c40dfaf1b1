"""What tests of pages share: users with a known password, forms sent as a browser sends them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from talenttrack.domain.lifecycle import COMPANY, SYSTEM_ACTOR, Role
from talenttrack.services import accounts
from talenttrack.storage.companies import Company
from talenttrack.wiring import Wiring

PASSWORD = "four plain old words"
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
_numbers = itertools.count(10_000_000)


def wiring(app: Flask) -> Wiring:
    made: Wiring = app.extensions["talenttrack"]
    return made


def add_company(app: Flask, name: str = "Company") -> int:
    values = {
        "brn": str(next(_numbers)), "name_en": name, "name_zh": "", "address": "", "phone": "", "directors": [],
        "registered": True, "subvented": False, "subvented_subsidiary": False, "suspended": False, "version": 1,
        "created_at": NOW,
    }  # fmt: skip
    with wiring(app).write_session() as session:
        return int(session.execute(insert(Company).values(**values).returning(Company.id)).scalar_one())


def add_user(app: Flask, role: Role, email: str = "", company_id: int | None = None) -> str:
    """The e-mail address of a new user whose password is PASSWORD."""
    email = email or f"{role.value}{next(_numbers)}@example.com"
    if role in COMPANY and company_id is None:
        company_id = add_company(app)
    with wiring(app).write_session() as session:
        accounts.create_user(session, SYSTEM_ACTOR, email, role.value, role, company_id, PASSWORD, NOW)
    return email


def soup(response: TestResponse) -> Any:
    return BeautifulSoup(response.text, "html.parser")


def token(client: FlaskClient, address: str) -> str:
    """The form token of a page."""
    return str(soup(client.get(address)).select_one("input[name=csrf_token]")["value"])


def send(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    """The form of a page, filled in and sent to the same address."""
    return client.post(address, data={"csrf_token": token(client, address), **typed})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    return send(client, "/sign-in", email=email, password=password)


def signed_in(app: Flask, role: Role, company_id: int | None = None) -> FlaskClient:
    """A browser in which a new user of the role has signed in."""
    client = app.test_client()
    answer = sign_in(client, add_user(app, role, company_id=company_id))
    assert answer.status_code == 303, answer.text
    return client
