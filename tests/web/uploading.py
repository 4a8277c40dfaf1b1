"""What tests of the upload pages share: a company's browser, files sent, buttons pressed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from talenttrack.domain.lifecycle import Role
from talenttrack.services import companies
from tests.files_sent import BRN, a_company_row, as_csv, imported
from tests.web.browsing import signed_in, soup, wiring
from tests.web.hiring import hidden

Rows = Sequence[Mapping[str, str]]


def company_browser(app: Flask) -> FlaskClient:
    """A user of the company BRN, which has a neighbour."""
    made = wiring(app)
    imported(made, "companies", [a_company_row(), a_company_row("99990002")])
    with made.read_session() as session:
        own = companies.by_brn(session, BRN)
    return signed_in(app, Role.COMPANY_USER, own)


def sent(
    client: FlaskClient, rows: Rows | bytes, kind: str = "engagements", name: str = "hires.csv", **typed: str
) -> TestResponse:
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    form = hidden(soup(client.get(f"/imports/{kind}")))
    return client.post(f"/imports/{kind}", data={**form, **typed, "file": (io.BytesIO(content), name)})


def judged(client: FlaskClient, rows: Rows | bytes, kind: str = "engagements", **typed: str) -> str:
    """The address of the page that says what saving the file would do."""
    answer = sent(client, rows, kind, **typed)
    assert answer.status_code == 303, soup(answer).select_one("main").text
    return str(answer.location)


def pressed(client: FlaskClient, address: str, words: str) -> TestResponse:
    """The button of the page that begins with the words."""
    page = soup(client.get(address))
    button = next(one for one in page.select("main form button") if one.text.strip().startswith(words))
    form = button.find_parent("form")
    return client.post(form["action"], data={one["name"]: one["value"] for one in form.select("input")})


def tiles(page: Any) -> list[str]:
    return [one.text.split()[0] for one in page.select(".tt-tile")]


def count(app: Flask, model: type) -> int:
    with wiring(app).read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()
