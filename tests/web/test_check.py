"""Can I hire? A short page before any form, the answer beside it, and a plan of several hires."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.schemes.rth import Engagement
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import Office, day, fill, hidden, hire, hired_id, office
from tests.web.test_pages import a_project, assert_whole

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def asked(start: date = FIRST, months: str = "12", **changed: str) -> dict[str, str]:
    length = {**day("start", start), "until": "months", "months": months}
    return {"pool": "base", "stream": "TC", **length, "degree": "master", **changed}


def row(number: int, start: date, months: str = "12", **changed: str) -> dict[str, str]:
    typed = {"pool": "base", "months": months, "degree": "master", **day("start", start), **changed}
    return {f"rows-{number}-{name}": value for name, value in typed.items()}


def full(there: Office) -> None:
    for _place in range(4):
        hired_id(hire(there.company, FIRST, LAST))


def begin(client: FlaskClient, form: Any) -> str:
    """The hire in preparation to which a button of the answer leads."""
    sent = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    begun = client.post(form["action"], data=sent)
    assert begun.status_code == 303, begun.text
    return str(begun.location)


def written(app: Flask) -> tuple[int, int]:
    with wiring(app).read_session() as session:
        tables = (Engagement, AuditEntry)
        first, second = (session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    return first, second


def answer(client: FlaskClient, address: str, page: str, **typed: str) -> Any:
    """What the script asks for while the form is filled in."""
    token = {"csrf_token": soup(client.get(page)).select_one("input[name=csrf_token]")["value"]}
    found = client.post(address, data={**token, **typed}, headers={"HX-Request": "true"})
    assert found.status_code == 200, found.text
    assert_whole(found.text)
    assert "<html" not in found.text
    return soup(found)


def test_place_days_and_degree_are_enough_for_an_answer(app: Flask, there: Office) -> None:
    before = written(app)
    page = soup(fill(there.company, "/check", **asked()))
    assert "Yes, there is a place" in page.select_one("#live").text
    reach = page.select_one(".tt-reach").text
    assert "23 November 2026" in reach
    assert "36 months, until 31 December 2029" in reach
    assert written(app) == before


def test_a_refusal_offers_days_that_fit_and_the_answer_leads_into_registering(there: Office) -> None:
    full(there)
    typed = asked(date(2027, 6, 1))
    page = soup(fill(there.company, "/check", **typed))
    assert "Not on these days" in page.select_one("#live").text
    assert not page.select("#live form")
    button = page.select_one("#live button[value^=start_on]")
    assert (button["form"], button["value"]) == ("page-form", "start_on:2028-01-01")
    moved = soup(there.company.post("/check", data={**hidden(page), **typed, "act": button["value"]}))
    assert moved.select_one("#start-year")["value"] == "2028"
    assert moved.select_one("#months")["value"] == "12"
    assert "Yes, there is a place" in moved.select_one("#live").text
    begun = begin(there.company, moved.select_one("#live form"))
    days = soup(there.company.get(f"{begun}/days"))
    assert days.select_one("#start-year")["value"] == "2028"
    assert days.select_one("#months")["value"] == "12"
    assert soup(there.company.get(f"{begun}/place")).select_one("#pool[value=base]").has_attr("checked")


def test_the_longest_that_fits_is_taken_up_as_days_or_as_whole_months(there: Office) -> None:
    page = soup(fill(there.company, "/check", **asked()))
    button = page.select_one(".tt-reach button[value^=end_on]")
    longest = soup(there.company.post("/check", data={**hidden(page), **asked(), "act": button["value"]}))
    assert longest.select_one("#months")["value"] == "36"
    assert longest.select_one("#end-day")["value"] == ""
    odd = soup(there.company.post("/check", data={**hidden(page), **asked(), "act": "end_on:2027-03-15"}))
    assert odd.select_one("#months")["value"] == ""
    assert odd.select_one("[name=until][checked]")["value"] == "day"
    assert odd.select_one("#end-day")["value"] == "15"


def test_the_length_is_said_in_months_or_by_the_last_day(there: Office) -> None:
    neither = fill(there.company, "/check", **asked(months=""))
    assert neither.status_code == 422
    assert "from 1 to 120" in soup(neither).select_one("#months-error").text
    many = fill(there.company, "/check", **asked(months="999"))
    assert "from 1 to 120" in soup(many).select_one("#months-error").text
    no_day = fill(there.company, "/check", **asked(until="day"))
    assert "Enter the last day" in soup(no_day).select_one("#end-error").text
    by_day = fill(there.company, "/check", **asked(months="", until="day"), **day("end", LAST))
    assert "Yes, there is a place" in by_day.text


def test_what_is_assumed_can_be_said(there: Office) -> None:
    page = soup(fill(there.company, "/check", **asked(permanent_resident="no")))
    assert "neither a permanent resident" in page.select_one("#live").text
    assert page.select_one("details.tt-more").has_attr("open")
    assert not soup(there.company.get("/check")).select_one("details.tt-more").has_attr("open")


def test_the_live_answer_says_what_is_still_needed_and_blames_nobody(app: Flask, there: Office) -> None:
    column = answer(there.company, "/check/answer", "/check", pool="base", **day("start", FIRST))
    assert "Still needed" in column.text
    assert "Highest degree" in column.text
    assert not column.select(".govuk-error-message")
    wrong = answer(there.company, "/check/answer", "/check", **{**asked(), "start-day": "31", "start-month": "2"})
    assert "There is no such day" in wrong.text
    before = written(app)
    assert "Yes, there is a place" in answer(there.company, "/check/answer", "/check", **asked()).text
    assert written(app) == before


def test_the_language_switch_keeps_what_was_typed(there: Office) -> None:
    page = soup(fill(there.company, "/check", **asked(), speak="zh-Hant"))
    assert page.html["lang"].startswith("zh-Hant")
    assert page.select_one("#months")["value"] == "12"


def test_a_plan_is_judged_row_by_row_as_if_the_rows_above_were_submitted(app: Flask, there: Office) -> None:
    typed = {"stream": "TC"}
    for number in range(5):
        typed |= row(number, FIRST)
    before = written(app)
    page = soup(fill(there.company, "/check/plan", **typed))
    assert "4 of 5 hires fit as planned." in page.text
    lines = page.select("#live tbody tr")
    assert ["Fits" in line.text for line in lines] == [True] * 4 + [False]
    assert "4 of 4" in lines[3].text
    assert "48.00 of 144.00" in lines[3].text
    assert page.select("#live svg .tt-planline__earliest")
    assert written(app) == before


def test_a_refused_row_moves_to_the_earliest_start_that_fits(there: Office) -> None:
    full(there)
    typed = {"stream": "TC", **row(0, date(2027, 6, 1))}
    page = soup(fill(there.company, "/check/plan", **typed))
    button = page.select_one("#live button[name=act]")
    assert button["value"] == "start:0:2028-01-01"
    moved = soup(there.company.post("/check/plan", data={**hidden(page), **typed, "act": button["value"]}))
    assert moved.select_one("#rows-0-start-year")["value"] == "2028"
    assert "1 of 1 hire fits as planned." in moved.text
    days = soup(there.company.get(f"{begin(there.company, moved.select_one('#live tbody form'))}/days"))
    assert days.select_one("#start-year")["value"] == "2028"


def test_rows_are_added_like_the_last_one_and_removed_and_keep_their_words(there: Office) -> None:
    typed = {"stream": "TC"}
    for number, year in enumerate((2027, 2028, 2029)):
        typed |= row(number, date(year, 1, 1), months="18")
    page = soup(fill(there.company, "/check/plan", **typed, act="add"))
    assert [one["value"] for one in page.select("[id$=-months]")] == ["18"] * 4
    assert page.select_one("#rows-3-start-day")["value"] == ""
    fewer = soup(there.company.post("/check/plan", data={**hidden(page), **typed, "act": "remove:1"}))
    assert [one["value"] for one in fewer.select("[id$=-start-year]")] == ["2027", "2029"]
    assert fewer.title.text.startswith("Plan")
    half = {**typed, "rows-1-start-day": "31", "rows-1-start-month": "2", "act": "add"}
    kept = there.company.post("/check/plan", data={**hidden(page), **half})
    assert kept.status_code == 200
    assert soup(kept).select_one("#rows-1-start-day")["value"] == "31"


def test_what_is_missing_in_a_row_is_said_at_its_field_and_empty_rows_are_left_out(there: Office) -> None:
    nothing = fill(there.company, "/check/plan", stream="TC")
    assert nothing.status_code == 422
    assert "Fill in one row at least" in soup(nothing).select_one(".govuk-error-summary").text
    empty = {name: "" for name in row(0, FIRST)} | {"rows-0-pool": "base", "rows-0-degree": "master"}
    half = fill(there.company, "/check/plan", stream="TC", **empty, **row(1, FIRST, months=""))
    page = soup(half)
    assert half.status_code == 422
    assert [one["href"] for one in page.select(".govuk-error-summary a")] == ["#rows-1-months"]
    project = fill(there.company, "/check/plan", **row(0, FIRST, pool="itf"))
    assert soup(project).select_one("#rows-0-itf_project-error")
    one = fill(there.company, "/check/plan", stream="TC", **row(1, FIRST))
    assert len(soup(one).select("#live tbody tr")) == 1


def test_a_plan_holds_forty_rows_and_no_more(there: Office) -> None:
    typed = {"stream": "TC"}
    for number in range(45):
        typed |= row(number, date(2027 + number // 5, 1 + 2 * (number % 5), 1), months="6")
    page = soup(fill(there.company, "/check/plan", **typed, act="judge"))
    assert len(page.select("#live tbody tr")) == 40
    assert not page.select("button[value=add]")


def test_a_plan_may_draw_on_the_extra_places_of_an_approved_project(there: Office) -> None:
    assert "nias_extra" not in there.company.get("/check/plan").text
    added = a_project(there, there.case_officer)
    fill(there.approver, f"{added.location}/approve", **day("on", date(2026, 6, 1)))
    project = added.location.rpartition("/")[2]
    typed = {"nias_project": project, **row(0, FIRST, pool="nias_extra"), **row(1, date(2031, 1, 1), pool="nias_extra")}
    lines = soup(fill(there.company, "/check/plan", **typed)).select("#live tbody tr")
    assert ["Fits" in line.text for line in lines] == [True, False]


def test_the_live_answer_of_a_plan_waits_for_whole_rows(there: Office) -> None:
    half = answer(there.company, "/check/plan/answer", "/check/plan", stream="TC", **row(0, FIRST, months=""))
    assert not half.select("table")
    whole = answer(there.company, "/check/plan/answer", "/check/plan", stream="TC", **row(0, FIRST))
    assert "1 of 1 hire fits as planned." in whole.text


def test_an_officer_asks_for_the_company_in_the_address(app: Flask, there: Office) -> None:
    address = f"/check/plan?company={there.company_id}"
    page = soup(fill(there.case_officer, address, stream="TC", **row(0, FIRST)))
    assert f"company={there.company_id}" in page.select_one("#live tbody form")["action"]
    assert there.case_officer.get("/check/plan").status_code == 404
    rival = signed_in(app, Role.COMPANY_USER, add_company(app))
    full(there)
    typed = {"stream": "TC", **row(0, FIRST)}
    assert "1 of 1 hire fits" in fill(rival, address, **typed).text
