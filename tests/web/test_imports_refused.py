"""Uploads that must not get in, what is told of them, and files that are handed out."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.storage.uploads import Upload
from tests.files_sent import a_workbook, an_engagement_row, as_csv
from tests.web.browsing import soup
from tests.web.hiring import hidden
from tests.web.uploading import company_browser, count, judged, sent, tiles


@pytest.fixture
def company(app: Flask) -> FlaskClient:
    return company_browser(app)


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
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    token = part % (b"csrf_token", form["csrf_token"].encode())
    for parts in ([part % (b"file", b"x" * (16 * 1024 * 1024))], [part % (b"p%d" % n, b"x") for n in range(10_000)]):
        body = token + b"".join(parts) + b"--x--\r\n"
        answer = company.post("/imports/engagements", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 413


def test_the_pages_speak_chinese_and_no_column_is_left_unexplained(company: FlaskClient) -> None:
    address = judged(company, [an_engagement_row("A", pool="x")])
    assert soup(company.get(f"{address}?lang=zh-Hant")).select_one("h1").text == "儲存後的結果"
    page = soup(company.get("/imports/engagements"))
    assert "陳樣本" in page.text
    assert all(row.select("td")[0].text.strip() for row in page.select("#columns tbody tr"))
