"""A hire in preparation over its life: conflicts, colleagues, officers, copies, deletion, and what it leads to."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from talenttrack.domain.lifecycle import Role
from talenttrack.services.schemes.rth.so_far import PARTS
from talenttrack.storage.schemes.rth_preparing import HirePreparation
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import (
    RIGHT_PARTS,
    Office,
    begin,
    day,
    fill,
    hidden,
    hire,
    hired_id,
    office,
    part_states,
    prepare,
    send_part,
)

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def test_what_a_colleague_changed_meanwhile_is_told_and_the_words_are_kept(app: Flask, there: Office) -> None:
    colleague = signed_in(app, Role.COMPANY_ADMIN, there.company_id)
    begun = begin(there.company)
    opened = hidden(soup(there.company.get(f"{begun}/place")))
    assert send_part(colleague, begun, "days", **RIGHT_PARTS["days"]).status_code == 303
    assert send_part(colleague, begun, "place", pool="base", stream="SPC").status_code == 303
    stale = there.company.post(f"{begun}/place", data={**opened, **RIGHT_PARTS["place"]})
    page = soup(stale)
    assert stale.status_code == 412
    assert "changed since you opened them" in page.select_one(".govuk-error-summary").text
    assert page.select_one("[name=stream][value=TC]").has_attr("checked")
    assert there.company.post(f"{begun}/place", data={**hidden(page), **RIGHT_PARTS["place"]}).status_code == 303


def test_what_changed_since_the_check_was_opened_is_not_submitted(app: Flask, there: Office) -> None:
    colleague = signed_in(app, Role.COMPANY_USER, there.company_id)
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    opened = hidden(soup(there.company.get(f"{begun}/check")))
    assert send_part(colleague, begun, "days", **RIGHT_PARTS["days"] | {"months": "6"}).status_code == 303
    stale = there.company.post(f"{begun}/check", data={**opened, "declared": "y"})
    page = soup(stale)
    assert stale.status_code == 412
    assert "30 June 2027" in page.select_one("dl").text
    hired_id(there.company.post(f"{begun}/check", data={**hidden(page), "declared": "y"}))


def test_another_company_s_hire_in_preparation_is_not_there(app: Flask, there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    for stranger in (signed_in(app, Role.COMPANY_ADMIN, add_company(app)), there.case_officer):
        token = {"csrf_token": soup(stranger.get("/engagements/")).select_one("input[name=csrf_token]")["value"]}
        for page in ("", "/place", "/person", "/check", "/delete"):
            assert stranger.get(begun + page).status_code == 404, page
        for page in ("/place", "/check", "/delete", "/place/live"):
            assert stranger.post(begun + page, data=token).status_code == 404, page
    listed = signed_in(app, Role.COMPANY_USER, add_company(app)).get("/hires/new").text
    assert begun not in listed


def test_an_officer_prepares_one_on_behalf_of_a_company(there: Office) -> None:
    address = f"/hires/new?company={there.company_id}"
    assert there.case_officer.get("/hires/new").status_code == 404
    begun = begin(there.case_officer, address)
    prepare(there.case_officer, begun, FIRST, LAST)
    assert begun in there.case_officer.get(address).text
    assert begun in there.company.get("/hires/new").text
    answer = fill(there.case_officer, f"{begun}/check", declared="y")
    case = hired_id(answer)
    assert "Kite Robotics" in there.case_officer.get(f"/engagements/{case}").text
    another = soup(there.case_officer.get(answer.location)).select_one("a[href^='/hires/new']")
    assert another["href"] == address


def test_an_earlier_hire_is_copied_without_its_person_and_first_day(there: Office) -> None:
    first = hire(
        there.company, FIRST, LAST, monthly_salary="31,000", permanent_resident="no", **day("permit_until", LAST)
    )
    done = soup(there.company.get(first.location))
    button = done.select_one("form[action='/hires/copy']")
    copied = there.company.post("/hires/copy", data={one["name"]: one["value"] for one in button.select("input")})
    begun = copied.location
    assert part_states(there.company, begun) == {
        "The place": "Completed",
        "Days and work": "In progress",
        "The person": "Not started",
        "Qualification": "Completed",
        "Right to work": "Not started",
        "Ties to the company": "Not started",
        "Check your answers and submit": "Cannot start yet",
    }
    days = soup(there.company.get(f"{begun}/days"))
    assert days.select_one("#start-day")["value"] == ""
    assert (days.select_one("#months")["value"], days.select_one("#monthly_salary")["value"]) == ("12", "31000.00")
    whole = "".join(there.company.get(f"{begun}/{part}").text for part in PARTS)
    assert "CHAN Tai Man" not in whole
    choices = soup(there.company.get("/hires/new")).select("#engagement_id option")
    assert [one["value"] for one in choices] == [str(hired_id(first))]
    assert there.company.post("/hires/copy", data={**hidden(days), "engagement_id": "x"}).status_code == 404


def test_a_hire_in_preparation_is_deleted_after_asking(app: Flask, there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    asked_first = soup(there.company.get(f"{begun}/delete"))
    assert "CHAN Tai Man" in asked_first.text
    assert fill(there.company, f"{begun}/delete").location == "/hires/new"
    assert there.company.get(begun).status_code == 404
    assert begun not in there.company.get("/hires/new").text
    with wiring(app).read_session() as session:
        assert list(session.scalars(select(HirePreparation.answers_encrypted))) == [None]


def test_the_language_switch_keeps_words_that_are_not_saved(there: Office) -> None:
    begun = begin(there.company)
    switched = send_part(there.company, begun, "person", name_en="CHAN Tai Man", name_zh="陳大文", speak="zh-Hant")
    page = soup(switched)
    assert switched.status_code == 200
    assert page.html["lang"] == "zh-Hant-HK"
    assert page.select_one("#name_zh")["value"] == "陳大文"
    assert not page.select(".govuk-error-summary")
    assert part_states(there.company, begun) != {}
    assert "陳大文" not in there.company.get(f"{begun}/person?lang=en").text


def test_the_old_address_leads_to_the_start_with_its_answers(there: Office) -> None:
    old = there.company.get("/engagements/new?pool=base&stream=SPC&start=2027-02-01&end=2027-07-31&stem=yes")
    assert old.status_code == 303
    begun = begin(there.company, old.location)
    assert soup(there.company.get(f"{begun}/place")).select_one("[value=SPC]").has_attr("checked")
    days = soup(there.company.get(f"{begun}/days"))
    assert (days.select_one("#start-month")["value"], days.select_one("#months")["value"]) == ("2", "6")
    assert part_states(there.company, begun)["The place"] == "Completed"
    assert part_states(there.company, begun)["Qualification"] == "In progress"


def test_a_start_button_pressed_twice_begins_one(app: Flask, there: Office) -> None:
    form = soup(there.company.get("/hires/new")).select_one("#page-form")
    typed = {one["name"]: one["value"] for one in form.select("input")}
    locations = {there.company.post(form["action"], data=typed).location for _twice in range(2)}
    assert len(locations) == 1


def test_a_submitted_one_leads_to_its_case(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    done = fill(there.company, f"{begun}/check", declared="y")
    for page in ("", "/days", "/check", "/delete"):
        assert there.company.get(begun + page).location == done.location, page
    page = soup(there.company.get(done.location))
    assert "within 30 working days, by 6 January 2027" in page.text
    assert begun not in there.company.get("/hires/new").text


def test_too_many_months_for_one_person_are_shown_to_officers_for_an_exception(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, date(2030, 3, 31))
    refused = fill(there.company, f"{begun}/check", declared="y")
    page = soup(refused)
    assert refused.status_code == 409
    button = page.select_one("button[value=officers]")
    shown = there.company.post(f"{begun}/check", data={**hidden(page), "act": button["value"]})
    assert shown.status_code == 303
    assert "Officers can read it, and may grant an exception on it." in there.company.get(shown.location).text
    assert shown.location in there.approver.get("/queue/").text
    assert there.company.get(begun).location == shown.location


def test_no_exception_is_offered_where_more_than_months_stands_in_the_way(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, date(2030, 3, 31), degree="none")
    refused = fill(there.company, f"{begun}/check", declared="y")
    assert refused.status_code == 409
    assert not soup(refused).select("button[value=officers]")
