"""Upload as somebody at a browser has it: check, take back, mend, save; and what must not get in."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from talenttrack.domain.lifecycle import Role
from talenttrack.services import companies
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.uploads import Upload
from tests.files_sent import (
    BRN,
    a_company_row,
    a_past_row,
    a_project_row,
    a_workbook,
    an_engagement_row,
    as_csv,
    imported,
)
from tests.web.browsing import signed_in, soup, token, wiring
from tests.web.hiring import hidden

Rows = Sequence[Mapping[str, str]]

SEEDED: tuple[tuple[str, dict[str, str]], ...] = (
    ("company_brn", {"company_brn": "12345678"}),
    ("pool", {"pool": "basic"}),
    ("stream", {"stream": "tech"}),
    ("stream", {"stream": "ITF"}),
    ("role", {"role": "researcher"}),
    ("nias_project", {"pool": "nias_extra", "stream": "NIAS", "nias_project": "NIAS-404"}),
    ("itf_project", {"pool": "itf", "stream": "ITF"}),
    ("start", {"start": "2027-02-30"}),
    ("start", {"start": "1/4/2027"}),
    ("end", {"end": ""}),
    ("end", {"end": "2027-03-31"}),
    ("state", {"state": "approved"}),
    ("monthly_salary", {"monthly_salary": "1.23E+11"}),
    ("talent_name_en", {"talent_name_en": ""}),
    ("id_type", {"id_type": "driver"}),
    ("id_number", {"id_number": "ZQ545230(4)"}),
    ("id_country", {"id_type": "passport", "id_number": "X1234567", "id_country": "XX"}),
    ("degree", {"degree": "diploma"}),
    ("stem", {"stem": "Yes"}),
    ("permanent_resident", {"permanent_resident": ""}),
)
"""Twenty kinds of error, each in one cell: the column, and what is wrong about the row."""


@pytest.fixture
def company(app: Flask) -> FlaskClient:
    made = wiring(app)
    imported(made, "companies", [a_company_row(), a_company_row("99990002")])
    with made.read_session() as session:
        own = companies.by_brn(session, BRN)
    return signed_in(app, Role.COMPANY_USER, own)


@pytest.fixture
def officer(app: Flask, company: FlaskClient) -> FlaskClient:
    return signed_in(app, Role.CASE_OFFICER)


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


def test_a_company_checks_a_file_sees_what_it_would_do_and_saves_it(app: Flask, company: FlaskClient) -> None:
    assert company.get("/imports/").location == "/imports/engagements"
    address = judged(company, [an_engagement_row("A"), an_engagement_row("", start="2029-01-01", end="2029-06-30")])
    assert count(app, Engagement) == 0
    page = soup(company.get(address))
    assert tiles(page) == ["2", "0", "0"]
    assert "made when it is saved" in page.select_one("main").text
    saved = pressed(company, address, "Save 2 rows")
    assert (saved.status_code, saved.location) == (303, address)
    page = soup(company.get(address))
    assert page.select_one("h1").text == "2 rows are saved"
    references = [one.text for one in page.select("main td a")]
    assert references[0] == "A"
    assert references[1].startswith("RTH-26-")
    assert company.get(page.select("main td a")[1]["href"]).status_code == 200
    assert count(app, Engagement) == 2


def test_a_second_click_saves_nothing_more(app: Flask, company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("")])
    form = soup(company.get(address)).select_one("main form[action$=save]")
    typed = {one["name"]: one["value"] for one in form.select("input")}
    answers = [company.post(form["action"], data=typed) for _click in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, address)}
    assert count(app, Engagement) == 1


def test_three_hundred_rows_of_twenty_errors_are_each_named_and_none_is_saved(app: Flask, company: FlaskClient) -> None:
    kinds = itertools.cycle(SEEDED)
    seeded = [next(kinds) for _row in range(300)]
    rows = [an_engagement_row(f"S-{number}", **changed) for number, (_column, changed) in enumerate(seeded)]
    address = judged(company, rows)
    page = soup(company.get(address))
    assert tiles(page) == ["0", "0", "300"]
    assert not [one for one in page.select("main form button") if one.text.startswith("Save")]
    back = company.get(f"{address}/errors")
    assert back.headers["Content-Disposition"] == "attachment; filename=engagements-errors-2026-11-23.csv"
    lines = list(csv.DictReader(io.StringIO(back.get_data().decode("utf-8-sig"), newline="")))
    missed = [
        (number, column, line["import_errors"])
        for number, (line, (column, _changed)) in enumerate(zip(lines, seeded, strict=True))
        if f"{column}: " not in line["import_errors"]
    ]
    assert missed == []
    shown = [[cell.text.strip() for cell in row.select("th, td")] for row in page.select("main tbody tr")]
    assert [line[:2] for line in shown[:3]] == [["Row 2", "company_brn"], ["Row 3", "pool"], ["Row 4", "stream"]]
    assert count(app, Engagement) == 0


def test_good_rows_alone_are_saved_where_one_says_so(app: Flask, company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A"), an_engagement_row("B", pool="basic")])
    assert pressed(company, address, "Save only the 1 good row").status_code == 303
    page = soup(company.get(address))
    assert page.select_one("h1").text == "1 row is saved"
    assert "Row 3" in page.select_one("main").text
    assert company.get(f"{address}/errors").status_code == 404
    assert count(app, Engagement) == 1


def test_what_changed_between_check_and_saving_is_told_first(app: Flask, company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A")])
    imported(wiring(app), "engagements", [a_past_row(f"H-{number}") for number in range(4)], as_history=True)
    answer = pressed(company, address, "Save 1 row")
    assert answer.status_code == 409
    assert "The register changed since the file was checked" in soup(answer).select_one(".tt-banner").text
    assert tiles(soup(answer)) == ["0", "0", "1"]
    assert count(app, Engagement) == 4


def test_ten_rows_for_four_places_name_those_that_do_not_fit(app: Flask, company: FlaskClient) -> None:
    page = soup(company.get(judged(company, [an_engagement_row(f"N-{number}") for number in range(10)])))
    assert tiles(page) == ["4", "0", "6"]
    text = page.select_one("main table").text
    assert "Row 6" in text
    assert "Row 5" not in text
    assert "the earliest start that fits is 1 April 2028" in text


def test_a_row_of_another_company_is_wrong_alike_whether_or_not_there_is_one(company: FlaskClient) -> None:
    rows = [an_engagement_row("A", "99990002"), an_engagement_row("B", "99990003")]
    page = soup(company.get(judged(company, rows)))
    told = [row.select("td")[-1].text.strip() for row in page.select("main tbody tr")]
    assert told[0].replace("99990002", "") == told[1].replace("99990003", "")
    assert "This is not the number of your company" in told[0]


def test_a_company_uploads_engagements_alone_and_no_history(company: FlaskClient) -> None:
    assert company.get("/imports/companies").status_code == 404
    assert company.get("/imports/companies/template.csv").status_code == 404
    assert not soup(company.get("/imports/engagements")).select("#as_history")
    answer = sent(company, [a_past_row("H")], as_history="y")
    page = soup(company.get(answer.location))
    assert tiles(page) == ["0", "0", "1"]


def test_nobody_sees_another_s_file(app: Flask, company: FlaskClient, officer: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A")])
    form = {"csrf_token": token(officer, "/imports/engagements")}
    for end in ("", "/errors"):
        assert officer.get(address + end).status_code == 404
    for act in ("save", "discard"):
        assert officer.post(f"{address}/{act}", data=form).status_code == 404
    assert count(app, Engagement) == 0


def test_a_file_that_is_removed_is_gone(app: Flask, company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A")])
    waiting = soup(company.get("/imports/engagements")).select("main tbody tr")
    assert waiting[0].select_one("a")["href"] == address
    assert pressed(company, address, "Remove the file").status_code == 303
    assert company.get(address).status_code == 404
    assert count(app, Upload) == 0


def test_an_officer_uploads_companies_projects_and_facts_of_the_past(app: Flask, officer: FlaskClient) -> None:
    page = soup(officer.get("/imports/"))
    assert [one["aria-label"] for one in page.select(".tt-card")] == ["Companies", "NIAS projects", "Engagements"]
    for kind, rows, typed in (
        ("companies", [a_company_row("99990007", name_en="=1+1 Limited")], {}),
        ("nias-projects", [a_project_row()], {"as_history": "y"}),
        ("engagements", [a_past_row(f"H-{number}") for number in range(6)], {"as_history": "y"}),
    ):
        address = judged(officer, rows, kind, **typed)
        assert pressed(officer, address, "Save").status_code == 303
        page = soup(officer.get(address))
        assert len(page.select("main tbody tr")) == len(rows)
        assert officer.get(page.select_one("main td a")["href"]).status_code == 200
    assert count(app, Company) == 3
    assert count(app, Engagement) == 6


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"colour\nred\n", "does not hold the names of the columns"),
        ("reference,company_brn\n陳,1\n".encode("big5"), "Row 2: This row is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0", "not text in UTF-8"),
        (b"PK\x03\x04", "not a workbook that can be read"),
        (as_csv([an_engagement_row("A")]).split(b"\r\n")[0], "no rows below the names"),
    ],
)
def test_what_is_no_table_is_refused_at_the_field_with_what_to_do(
    app: Flask, company: FlaskClient, content: bytes, told: str
) -> None:
    answer = sent(company, content)
    assert answer.status_code == 422
    page = soup(answer)
    assert page.title.text.startswith("Error:")
    assert told in page.select_one("#file-error").text
    assert page.select_one(".govuk-error-summary a")["href"] == "#file"
    assert count(app, Upload) == 0


def test_every_wrong_column_of_the_first_row_is_listed(company: FlaskClient) -> None:
    page = soup(sent(company, b"reference,colour\n1,2\n"))
    listed = [row.select("td")[0].text.strip() for row in page.select("main #page-form ~ table tbody tr")]
    assert "colour" in listed
    assert "company_brn" in listed
    assert len(listed) == 23


def test_no_file_is_an_error_of_the_field(company: FlaskClient) -> None:
    form = hidden(soup(company.get("/imports/engagements")))
    answer = company.post("/imports/engagements", data=form)
    assert (answer.status_code, "Choose the file" in answer.text) == (422, True)


def test_a_workbook_comes_back_as_a_workbook(company: FlaskClient) -> None:
    row = an_engagement_row("=1+1", degree="diploma")
    address = judged(company, a_workbook(list(row), list(row.values())))
    back = company.get(f"{address}/errors")
    assert back.headers["Content-Disposition"].endswith("-errors-2026-11-23.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(back.get_data())).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert str(cells[-1].value).startswith("degree: ")
    assert tiles(soup(company.get(judged(company, back.get_data())))) == ["0", "0", "1"]


def test_templates_and_files_with_errors_are_attachments_that_nobody_keeps(company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A", pool="x")])
    for where in ("/imports/engagements/template.csv", "/imports/engagements/template.xlsx", f"{address}/errors"):
        answer = company.get(where)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=engagements-")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert company.get("/imports/engagements/template.pdf").status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "a%0D%0AX: 1.csv", "x" * 3000 + ".csv", ".csv.html", "<b>.csv"])
def test_the_name_of_a_file_is_shown_and_used_for_nothing(company: FlaskClient, name: str) -> None:
    address = judged(company, [an_engagement_row("A", pool="x")], name=name)
    page = soup(company.get(address))
    assert not page.select("main p b b")
    assert len(page.select_one("main p b").text) <= 200
    disposition = company.get(f"{address}/errors").headers["Content-Disposition"]
    assert disposition == "attachment; filename=engagements-errors-2026-11-23.csv"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(app: Flask, company: FlaskClient) -> None:
    form = hidden(soup(company.get("/imports/engagements")))
    assert app.config["MAX_CONTENT_LENGTH"] == 16 * 1024 * 1024

    class Endless(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert size >= 0
            self.taken += size
            return b"x" * size

    endless = Endless()
    head = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(1024**3)}
    answer = company.post("/imports/engagements", input_stream=endless, environ_overrides=head)
    assert answer.status_code == 413
    assert "The file is too large" in answer.text
    assert endless.taken < 1024 * 1024
    large = company.post(
        "/imports/engagements", data={**form, "file": (io.BytesIO(b"x" * (16 * 1024 * 1024 + 1)), "x.csv")}
    )
    assert large.status_code == 413
    many = company.post(
        "/imports/engagements",
        data={f"part{number}": "x" for number in range(10_000)} | {"file": (io.BytesIO(b"x"), "x.csv")},
    )
    assert many.status_code == 413


def test_the_pages_speak_chinese_and_no_column_is_left_unexplained(company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A", pool="x")])
    assert soup(company.get(f"{address}?lang=zh-Hant")).select_one("h1").text == "儲存後的結果"
    page = soup(company.get("/imports/engagements"))
    assert "陳樣本" in page.text
    assert all(row.select("td")[0].text.strip() for row in page.select("#columns tbody tr"))
