"""Registering a hire, part by part: what each page says, what is kept, and what a button or a change leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from talenttrack.domain.lifecycle import Role
from talenttrack.services.schemes.rth.so_far import PARTS
from talenttrack.storage.schemes.rth_preparing import HirePreparation
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import Office, asked, begin, day, document, fill, hidden, hire, hired_id, office, prepare

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def send(client: FlaskClient, begun: str, part: str, act: str = "next", **typed: str) -> Any:
    """A part's page with nothing filled in but this."""
    return client.post(f"{begun}/{part}", data={**hidden(soup(client.get(f"{begun}/{part}"))), "act": act, **typed})


def states(client: FlaskClient, begun: str) -> dict[str, str]:
    rows = soup(client.get(begun)).select(".tt-tasks__item")
    return {row.select_one("a, span").text: row.select_one(".tt-tag").text for row in rows}


def told(page: Any) -> list[str]:
    return [one.text for one in page.select(".govuk-error-summary li")]


RIGHT: dict[str, dict[str, str]] = {
    "place": {"pool": "base", "stream": "TC"},
    "days": {**day("start", FIRST), "until": "months", "months": "12", "role": "research", "monthly_salary": "25,000"},
    "person": {"name_en": "CHAN Tai Man", "id_type": "hkid", "id_number": "A123456(3)"},
    "qualification": {"degree": "master", "stem": "yes", "institution_kind": "local"},
    "right_to_work": {"permanent_resident": "no", **day("permit_until", LAST)},
    "ties": {"conflicts": "none"},
}
WRONG: list[tuple[str, dict[str, str], str]] = [
    ("place", {}, "Choose which places to draw on"),
    ("place", {"pool": "base"}, "Choose what kind of company it is"),
    ("place", {"pool": "itf"}, "Enter the reference of the ITF project."),
    ("place", {"pool": "base", "stream": "NIAS"}, "The company has no approved NIAS project: choose other places"),
    ("days", {**RIGHT["days"], "start-month": "13"}, "There is no such day; write one such as 20 5 2026"),
    ("days", {**RIGHT["days"], "months": "a few"}, "Enter a whole number of months, from 1 to 600"),
    ("days", {**RIGHT["days"], "months": "0"}, "Enter a whole number of months, from 1 to 600"),
    ("days", {**RIGHT["days"], "until": "day"}, "Enter the last day"),
    (
        "days",
        {**RIGHT["days"], "until": "day", **day("end", date(2026, 12, 1))},
        "The last day cannot be before the first",
    ),
    ("days", {**RIGHT["days"], "monthly_salary": "0"}, "Enter the monthly salary, more than 0."),
    ("person", {**RIGHT["person"], "name_en": " "}, "Enter the name in English."),
    (
        "person",
        {**RIGHT["person"], "id_number": "A123456(4)"},
        "The check digit does not fit the number. Compare the number with the card.",
    ),
    ("qualification", {"degree": "master", "stem": "yes"}, "Choose where the degree is from"),
    ("right_to_work", {}, "Say whether the person is a permanent resident"),
    ("ties", {}, "Choose all that apply, or None of these"),
]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_answered_right_leads_on_and_is_completed(there: Office, part: str) -> None:
    begun = begin(there.company)
    answer = send(there.company, begun, part, **RIGHT[part])
    following = PARTS[PARTS.index(part) + 1] if part != PARTS[-1] else PARTS[0]
    assert (answer.status_code, answer.location) == (303, f"{begun}/{following}")
    assert list(states(there.company, begun).values()).count("Completed") == 1


@pytest.mark.parametrize(("part", "typed", "said"), WRONG)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    there: Office, part: str, typed: dict[str, str], said: str
) -> None:
    begun = begin(there.company)
    answer = send(there.company, begun, part, **typed)
    page = soup(answer)
    assert answer.status_code == 422
    assert page.title.text.startswith("Error: ")
    assert told(page) == [said]
    assert page.select_one(page.select_one(".govuk-error-summary a")["href"])
    assert "Completed" not in states(there.company, begun).values()


@pytest.mark.parametrize(("part", "typed", "said"), [one for one in WRONG if one[1]])
def test_unfinished_words_are_kept_for_later(there: Office, part: str, typed: dict[str, str], said: str) -> None:
    begun = begin(there.company)
    answer = send(there.company, begun, part, "later", **typed)
    assert (answer.status_code, answer.location) == (303, begun)
    assert list(states(there.company, begun).values()).count("In progress") == 1
    page = soup(there.company.get(f"{begun}/{part}"))
    assert told(page) == []
    boxes = {box["name"]: box.get("value", "") for box in page.select("#page-form input[type=text]")}
    assert {name: text for name, text in typed.items() if name in boxes and name != "id_number"}.items() <= {
        name: text or " " for name, text in boxes.items()
    }.items()


def test_an_answer_that_is_no_longer_asked_does_not_stand_in_the_way(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    for part, typed in (
        ("place", {"pool": "base", "stream": "TC", "itf_project": "ITF/1"}),
        ("person", {**RIGHT["person"], "id_number": document(), "id_country": "GBR"}),
        ("right_to_work", {"permanent_resident": "yes", "permit_until-day": "40"}),
    ):
        assert send(there.company, begun, part, **typed).status_code == 303, part
    hired_id(fill(there.company, f"{begun}/check", declared="y"))


def test_without_a_degree_neither_subject_nor_university_is_asked(there: Office) -> None:
    begun = begin(there.company)
    assert send(there.company, begun, "qualification", degree="none").status_code == 303
    assert states(there.company, begun)["Qualification"] == "Completed"


def test_the_number_of_the_document_is_masked_and_kept(there: Office) -> None:
    number = document()
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST, id_number=number)
    plain = number.replace("(", "").replace(")", "")
    for page in ("", "/person", "/check", "/delete", "/days"):
        text = there.company.get(begun + page).text
        assert number not in text, page
        assert plain not in text, page
    page = soup(there.company.get(f"{begun}/person"))
    assert page.select_one("#id_number")["value"] == ""
    assert f"{number[:3]}****(*)" in page.select_one("#id_number-hint").text
    renamed = send(there.company, begun, "person", name_en="CHAN Siu Man", id_type="hkid", id_number="")
    assert renamed.status_code == 303
    case = there.company.get(f"/engagements/{hired_id(fill(there.company, f'{begun}/check', declared='y'))}").text
    assert "CHAN Siu Man" in case
    assert f"{number[:3]}****(*)" in case


def test_a_change_from_the_check_leads_back_to_it(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    page = soup(there.company.get(f"{begun}/check"))
    links = [one["href"] for one in page.select("dl a")]
    assert {f"{begun}/{part}?then=check" for part in PARTS} == set(links)
    changed = there.company.get(f"{begun}/days?then=check")
    typed = asked(there.company, begun, "days", RIGHT["days"] | {"months": "6"})
    answer = there.company.post(f"{begun}/days?then=check", data={**hidden(soup(changed)), **typed})
    assert answer.location == f"{begun}/check"
    assert "1 January 2027 to 30 June 2027 (6.00 months)" in there.company.get(f"{begun}/check").text


def test_the_check_waits_until_every_part_is_completed_and_asks_for_a_declaration(there: Office) -> None:
    begun = begin(there.company)
    assert there.company.get(f"{begun}/check").location == begun
    prepare(there.company, begun, FIRST, LAST)
    page = soup(there.company.get(f"{begun}/check"))
    assert "Nobody was named to the rules yet" in page.text
    undeclared = fill(there.company, f"{begun}/check")
    assert undeclared.status_code == 422
    assert told(soup(undeclared)) == ["Confirm that you have checked the answers"]


def test_beside_the_questions_stands_what_is_missing_and_then_the_decision_so_far(there: Office) -> None:
    begun = begin(there.company)
    beside = soup(there.company.get(f"{begun}/place")).select_one("aside")
    assert "0 engaged of 4" in beside.text
    assert "Still to be answered: The place, Days and work, The person" in " ".join(beside.text.split())
    send(there.company, begun, "place", **RIGHT["place"])
    before = soup(there.company.get(f"{begun}/days"))
    typed = {**hidden(before), **RIGHT["days"], "monthly_salary": ""}
    live = there.company.post(before.select_one("aside")["hx-post"], data=typed)
    page = soup(live)
    assert live.status_code == 200
    assert "html" not in live.text[:20]
    assert "1 January 2027 to 31 December 2027 (12.00 months)" in page.text
    assert "Base quota before 0 → after 1 of 4" in " ".join(page.select_one("tbody tr").text.split())
    assert "So far the rules admit this" in page.text
    assert states(there.company, begun)["Days and work"] == "Not started"


def test_the_live_check_takes_any_words(there: Office) -> None:
    begun = begin(there.company)
    token = hidden(soup(there.company.get(f"{begun}/place")))
    for part in PARTS:
        for typed in ({}, {"pool": "moon", "start-day": "x", "months": "1e9", "id_type": "?", "conflicts": "none"}):
            assert there.company.post(f"{begun}/{part}/live", data={**token, **typed}).status_code == 200, part


@pytest.mark.parametrize("part", ["days", "qualification"])
def test_a_remedy_beside_any_question_moves_the_days_and_keeps_what_was_typed(there: Office, part: str) -> None:
    for _place in range(4):
        hired_id(hire(there.company, FIRST, LAST))
    begun = begin(there.company)
    for name in ("place", "days"):
        send(there.company, begun, name, **RIGHT[name])
    page = soup(there.company.get(f"{begun}/{part}"))
    button = page.select_one("aside button[value^=start_on]")
    assert (button["form"], button["value"]) == ("page-form", "start_on:2028-01-01")
    typed = RIGHT["days"] | {"monthly_salary": "31,000"} if part == "days" else {"degree": "doctorate"}
    answer = there.company.post(f"{begun}/{part}", data={**hidden(page), **typed, "act": button["value"]})
    assert answer.location == f"{begun}/{part}"
    page = soup(there.company.get(answer.location))
    assert "So far the rules admit this" in page.select_one("aside").text
    days = soup(there.company.get(f"{begun}/days"))
    assert (days.select_one("#start-year")["value"], days.select_one("#months")["value"]) == ("2028", "12")
    if part == "days":
        assert days.select_one("#monthly_salary")["value"] == "31,000"
    else:
        assert page.select_one("#degree option[selected]")["value"] == "doctorate"


def test_without_script_a_button_saves_and_checks(there: Office) -> None:
    begun = begin(there.company)
    send(there.company, begun, "place", **RIGHT["place"])
    button = soup(there.company.get(f"{begun}/days")).select_one("noscript button")
    assert (button["name"], button["form"]) == ("act", "page-form")
    answer = send(there.company, begun, "days", button["value"], **RIGHT["days"] | {"monthly_salary": ""})
    assert answer.location == f"{begun}/days"
    page = soup(there.company.get(answer.location))
    assert "So far the rules admit this" in page.select_one("aside").text
    assert page.select_one("#months")["value"] == "12"


def test_what_a_colleague_changed_meanwhile_is_told_and_the_words_are_kept(app: Flask, there: Office) -> None:
    colleague = signed_in(app, Role.COMPANY_ADMIN, there.company_id)
    begun = begin(there.company)
    opened = hidden(soup(there.company.get(f"{begun}/place")))
    assert send(colleague, begun, "days", **RIGHT["days"]).status_code == 303
    assert send(colleague, begun, "place", pool="base", stream="SPC").status_code == 303
    stale = there.company.post(f"{begun}/place", data={**opened, **RIGHT["place"]})
    page = soup(stale)
    assert stale.status_code == 412
    assert "changed since you opened them" in page.select_one(".govuk-error-summary").text
    assert page.select_one("[name=stream][value=TC]").has_attr("checked")
    assert there.company.post(f"{begun}/place", data={**hidden(page), **RIGHT["place"]}).status_code == 303


def test_what_changed_since_the_check_was_opened_is_not_submitted(app: Flask, there: Office) -> None:
    colleague = signed_in(app, Role.COMPANY_USER, there.company_id)
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    opened = hidden(soup(there.company.get(f"{begun}/check")))
    assert send(colleague, begun, "days", **RIGHT["days"] | {"months": "6"}).status_code == 303
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
    assert states(there.company, begun) == {
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
    switched = send(there.company, begun, "person", name_en="CHAN Tai Man", name_zh="陳大文", speak="zh-Hant")
    page = soup(switched)
    assert switched.status_code == 200
    assert page.html["lang"] == "zh-Hant-HK"
    assert page.select_one("#name_zh")["value"] == "陳大文"
    assert not page.select(".govuk-error-summary")
    assert states(there.company, begun) != {}
    assert "陳大文" not in there.company.get(f"{begun}/person?lang=en").text


def test_the_old_address_leads_to_the_start_with_its_answers(there: Office) -> None:
    old = there.company.get("/engagements/new?pool=base&stream=SPC&start=2027-02-01&end=2027-07-31&stem=yes")
    assert old.status_code == 303
    begun = begin(there.company, old.location)
    assert soup(there.company.get(f"{begun}/place")).select_one("[value=SPC]").has_attr("checked")
    days = soup(there.company.get(f"{begun}/days"))
    assert (days.select_one("#start-month")["value"], days.select_one("#months")["value"]) == ("2", "6")
    assert states(there.company, begun)["The place"] == "Completed"
    assert states(there.company, begun)["Qualification"] == "In progress"


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
    assert "This draft is shown to officers." in there.company.get(shown.location).text
    assert shown.location in there.approver.get("/queue/").text
    assert there.company.get(begun).location == shown.location


def test_no_exception_is_offered_where_more_than_months_stands_in_the_way(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, date(2030, 3, 31), degree="none")
    refused = fill(there.company, f"{begun}/check", declared="y")
    assert refused.status_code == 409
    assert not soup(refused).select("button[value=officers]")
