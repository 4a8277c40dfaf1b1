"""A list taken away from its page: the same filters, a file that is safe to open, and a note of it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from talenttrack.audience import EXPORTS
from talenttrack.domain.lifecycle import Role
from talenttrack.storage.audit import AuditEntry
from tests.files_sent import BRN, a_company_row, a_past_row, imported
from tests.web.browsing import signed_in, soup, wiring

EVIL = '=HYPERLINK("http://example.com")'
PAGES = {
    "engagements.export": "/engagements/",
    "queue.export": "/queue/",
    "companies.export": "/companies/",
    "projects.export": "/nias-projects/",
    "people.export": "/people/?name=LEE",
    "findings.export": "/findings/",
    "findings.runs_export": "/findings/runs",
    "users.export": "/users/",
    "policy.export": "/rules/",
}


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    made = wiring(app)
    imported(made, "companies", [a_company_row(), a_company_row("99990002", name_en=EVIL, phone="+852 2345 6789")])
    rows = [a_past_row(f"H-{number:03}", state="approved" if number % 2 else "withdrawn") for number in range(120)]
    imported(made, "engagements", [*rows, a_past_row("O", "99990002")], as_history=True)
    return signed_in(app, Role.CASE_OFFICER)


def taken(client: FlaskClient, page: str, form: str) -> TestResponse:
    """What the button of the page answers."""
    opened = soup(client.get(page)).select_one("form.tt-export")
    assert form in [button["value"] for button in opened.select("button[name=format]")]
    typed = {"csrf_token": opened.select_one("[name=csrf_token]")["value"], "format": form}
    return client.post(opened["action"], data=typed, buffered=True)


def rows_of(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def sheet_of(answer: TestResponse) -> Any:
    return openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]


def entries(app: Flask) -> list[AuditEntry]:
    with wiring(app).read_session() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("export."))
        return list(session.scalars(query.order_by(AuditEntry.id)))


@pytest.mark.parametrize("endpoint", sorted(EXPORTS))
def test_every_list_has_its_export_in_both_forms(app: Flask, officer: FlaskClient, endpoint: str) -> None:
    client = signed_in(app, Role.ADMIN) if endpoint == "users.export" else officer
    for form in ("csv", "xlsx"):
        answer = taken(client, PAGES[endpoint], form)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        name = rf"attachment; filename=talenttrack-[a-z]+-2026-11-23\.{form}"
        assert re.fullmatch(name, answer.headers["Content-Disposition"])
        assert int(answer.headers["Content-Length"]) == len(answer.get_data())
    assert [entry.details["format"] for entry in entries(app)] == ["csv", "xlsx"]


def test_all_rows_that_the_filters_keep_are_there_and_noted(app: Flask, officer: FlaskClient) -> None:
    answer = taken(officer, "/engagements/?state=withdrawn&cursor=40&pool=", "csv")
    rows = rows_of(answer)
    assert len(rows) == 1 + 60
    assert {row[rows[0].index("State")] for row in rows[1:]} == {"Withdrawn"}
    [entry] = entries(app)
    assert entry.details == {"format": "csv", "filters": {"state": "withdrawn"}, "rows": 60}
    assert entry.actor_id is not None


def test_a_page_that_is_read_notes_nothing_and_gives_no_file(app: Flask, officer: FlaskClient) -> None:
    assert officer.get("/engagements/?format=csv").mimetype == "text/html"
    assert officer.get("/engagements/export?format=csv").status_code == 405
    assert entries(app) == []


def test_a_company_takes_away_what_it_sees_and_of_others_nothing(app: Flask, officer: FlaskClient) -> None:
    with wiring(app).read_session() as session:
        from talenttrack.services import companies

        own, other = companies.by_brn(session, "99990002"), companies.by_brn(session, BRN)
    client = signed_in(app, Role.COMPANY_USER, own)
    rows = rows_of(taken(client, "/engagements/", "csv"))
    assert [row[1] for row in rows[1:]] == ["O"]
    token = soup(client.get("/engagements/")).select_one(".tt-export [name=csrf_token]")["value"]
    typed = {"csrf_token": token, "format": "csv"}
    asked = client.post(f"/engagements/export?company={other}", data=typed, buffered=True)
    assert b"H-0" not in asked.get_data()
    for address in ("/people/export", "/companies/export", "/users/export", "/queue/export"):
        assert client.post(address, data=typed).status_code == 403


def test_no_cell_of_a_workbook_is_a_formula_and_a_telephone_number_stays_text(officer: FlaskClient) -> None:
    cells = [cell for row in sheet_of(taken(officer, "/companies/", "xlsx")).iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert EVIL in [cell.value for cell in cells]
    assert "+852 2345 6789" in [cell.value for cell in cells]
    values = [value for row in rows_of(taken(officer, "/companies/", "csv")) for value in row]
    assert "'" + EVIL in values
    assert "'+852 2345 6789" in values
    assert not [value for value in values if value[:1] in set("=+-@\t\r＝＋－＠") and value]


def test_days_of_a_workbook_are_days(officer: FlaskClient) -> None:
    sheet = sheet_of(taken(officer, "/engagements/", "xlsx"))
    titles = [cell.value for cell in sheet[1]]
    first = sheet[2][titles.index("First day")]
    assert (first.is_date, str(first.value), first.number_format) == (True, "2027-04-01 00:00:00", "d mmmm yyyy")


def test_titles_words_and_days_are_in_the_reader_s_language(officer: FlaskClient) -> None:
    rows = rows_of(taken(officer, "/engagements/?lang=zh-Hant", "csv"))
    assert rows[0][0] == "商業登記號碼"
    assert {row[6] for row in rows[1:]} == {"基本配額"}
    sheet = sheet_of(taken(officer, "/engagements/?lang=zh-Hant", "xlsx"))
    assert sheet.title == "聘用"
    assert sheet[2][9].number_format == 'yyyy"年"m"月"d"日"'


def test_another_form_is_refused_and_noted_nowhere(app: Flask, officer: FlaskClient) -> None:
    token = soup(officer.get("/engagements/")).select_one(".tt-export [name=csrf_token]")["value"]
    assert officer.post("/engagements/export", data={"csrf_token": token, "format": "exe"}).status_code == 400
    assert officer.post("/engagements/export", data={"format": "csv"}).status_code == 400
    assert entries(app) == []


def test_what_an_export_writes_of_the_rules_is_of_the_day_asked_for(officer: FlaskClient) -> None:
    rows = rows_of(taken(officer, "/rules/?on=2019-01-01", "csv"))
    now = rows_of(taken(officer, "/rules/", "csv"))
    place = rows[0].index("In force on the day asked for")
    assert [row[place] for row in rows].count("Yes") < [row[place] for row in now].count("Yes")


def test_nothing_is_left_of_an_export_that_failed(
    app: Flask, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> int:
        raise RuntimeError("disk full")

    monkeypatch.setattr("talenttrack.web.exporting.write", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = taken(officer, "/engagements/", "csv")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    with wiring(app).read_session() as session:
        count = select(func.count()).select_from(AuditEntry).where(AuditEntry.action.startswith("export."))
        assert session.execute(count).scalar_one() == 0
