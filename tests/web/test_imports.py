"""Upload as somebody at a browser has it: check, take back, mend, save; and what must not get in."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.uploads import Upload
from tests.files_sent import (
    a_company_row,
    a_past_row,
    a_project_row,
    an_engagement_row,
    imported,
)
from tests.web.browsing import signed_in, soup, token, wiring
from tests.web.uploading import company_browser, count, judged, pressed, sent, tiles

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
    return company_browser(app)


@pytest.fixture
def officer(app: Flask, company: FlaskClient) -> FlaskClient:
    return signed_in(app, Role.CASE_OFFICER)


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
