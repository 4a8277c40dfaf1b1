"""Registering a hire, part by part: what each page says, what is kept, and what a button or a change leads to."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from talenttrack.services.schemes.rth.so_far import PARTS
from tests.web.browsing import soup
from tests.web.hiring import (
    RIGHT_PARTS,
    Office,
    asked,
    begin,
    day,
    document,
    errors_told,
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


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("place", {}, "Choose which places to draw on"),
    ("place", {"pool": "base"}, "Choose what kind of company it is"),
    ("place", {"pool": "itf"}, "Enter the reference of the ITF project."),
    ("place", {"pool": "base", "stream": "NIAS"}, "The company has no approved NIAS project: choose other places"),
    ("days", {**RIGHT_PARTS["days"], "start-month": "13"}, "There is no such day; write one such as 20 5 2026"),
    ("days", {**RIGHT_PARTS["days"], "months": "a few"}, "Enter a whole number of months, from 1 to 600"),
    ("days", {**RIGHT_PARTS["days"], "months": "0"}, "Enter a whole number of months, from 1 to 600"),
    ("days", {**RIGHT_PARTS["days"], "until": "day"}, "Enter the last day"),
    (
        "days",
        {**RIGHT_PARTS["days"], "until": "day", **day("end", date(2026, 12, 1))},
        "The last day cannot be before the first",
    ),
    ("days", {**RIGHT_PARTS["days"], "monthly_salary": "0"}, "Enter the monthly salary, more than 0."),
    ("person", {**RIGHT_PARTS["person"], "name_en": " "}, "Enter the name in English."),
    (
        "person",
        {**RIGHT_PARTS["person"], "id_number": "A123456(4)"},
        "The check digit does not fit the number. Compare the number with the card.",
    ),
    ("qualification", {"degree": "master", "stem": "yes"}, "Choose where the degree is from"),
    ("right_to_work", {}, "Say whether the person is a permanent resident"),
    ("ties", {}, "Choose all that apply, or None of these"),
]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_answered_right_leads_on_and_is_completed(there: Office, part: str) -> None:
    begun = begin(there.company)
    answer = send_part(there.company, begun, part, **RIGHT_PARTS[part])
    following = PARTS[PARTS.index(part) + 1] if part != PARTS[-1] else PARTS[0]
    assert (answer.status_code, answer.location) == (303, f"{begun}/{following}")
    assert list(part_states(there.company, begun).values()).count("Completed") == 1


@pytest.mark.parametrize(("part", "typed", "said"), WRONG)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    there: Office, part: str, typed: dict[str, str], said: str
) -> None:
    begun = begin(there.company)
    answer = send_part(there.company, begun, part, **typed)
    page = soup(answer)
    assert answer.status_code == 422
    assert page.title.text.startswith("Error: ")
    assert errors_told(page) == [said]
    assert page.select_one(page.select_one(".govuk-error-summary a")["href"])
    assert "Completed" not in part_states(there.company, begun).values()


@pytest.mark.parametrize(("part", "typed", "said"), [one for one in WRONG if one[1]])
def test_unfinished_words_are_kept_for_later(there: Office, part: str, typed: dict[str, str], said: str) -> None:
    begun = begin(there.company)
    answer = send_part(there.company, begun, part, "later", **typed)
    assert (answer.status_code, answer.location) == (303, begun)
    assert list(part_states(there.company, begun).values()).count("In progress") == 1
    page = soup(there.company.get(f"{begun}/{part}"))
    assert errors_told(page) == []
    boxes = {box["name"]: box.get("value", "") for box in page.select("#page-form input[type=text]")}
    assert {name: text for name, text in typed.items() if name in boxes and name != "id_number"}.items() <= {
        name: text or " " for name, text in boxes.items()
    }.items()


def test_an_answer_that_is_no_longer_asked_does_not_stand_in_the_way(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, LAST)
    for part, typed in (
        ("place", {"pool": "base", "stream": "TC", "itf_project": "ITF/1"}),
        ("person", {**RIGHT_PARTS["person"], "id_number": document(), "id_country": "GBR"}),
        ("right_to_work", {"permanent_resident": "yes", "permit_until-day": "40"}),
    ):
        assert send_part(there.company, begun, part, **typed).status_code == 303, part
    hired_id(fill(there.company, f"{begun}/check", declared="y"))


def test_without_a_degree_neither_subject_nor_university_is_asked(there: Office) -> None:
    begun = begin(there.company)
    assert send_part(there.company, begun, "qualification", degree="none").status_code == 303
    assert part_states(there.company, begun)["Qualification"] == "Completed"


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
    renamed = send_part(there.company, begun, "person", name_en="CHAN Siu Man", id_type="hkid", id_number="")
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
    typed = asked(there.company, begun, "days", RIGHT_PARTS["days"] | {"months": "6"})
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
    assert errors_told(soup(undeclared)) == ["Confirm that you have checked the answers"]


def test_beside_the_questions_stands_what_is_missing_and_then_the_decision_so_far(there: Office) -> None:
    begun = begin(there.company)
    beside = soup(there.company.get(f"{begun}/place")).select_one("aside")
    assert "0 engaged of 4" in beside.text
    assert "Still to be answered: The place, Days and work, The person" in " ".join(beside.text.split())
    send_part(there.company, begun, "place", **RIGHT_PARTS["place"])
    before = soup(there.company.get(f"{begun}/days"))
    typed = {**hidden(before), **RIGHT_PARTS["days"], "monthly_salary": ""}
    live = there.company.post(before.select_one("aside")["hx-post"], data=typed)
    page = soup(live)
    assert live.status_code == 200
    assert "html" not in live.text[:20]
    assert "1 January 2027 to 31 December 2027 (12.00 months)" in page.text
    assert "Base quota before 0 → after 1 of 4" in " ".join(page.select_one("tbody tr").text.split())
    assert "So far the rules admit this" in page.text
    assert part_states(there.company, begun)["Days and work"] == "Not started"


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
        send_part(there.company, begun, name, **RIGHT_PARTS[name])
    page = soup(there.company.get(f"{begun}/{part}"))
    button = page.select_one("aside button[value^=start_on]")
    assert (button["form"], button["value"]) == ("page-form", "start_on:2028-01-01")
    typed = RIGHT_PARTS["days"] | {"monthly_salary": "31,000"} if part == "days" else {"degree": "doctorate"}
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
    send_part(there.company, begun, "place", **RIGHT_PARTS["place"])
    button = soup(there.company.get(f"{begun}/days")).select_one("noscript button")
    assert (button["name"], button["form"]) == ("act", "page-form")
    answer = send_part(there.company, begun, "days", button["value"], **RIGHT_PARTS["days"] | {"monthly_salary": ""})
    assert answer.location == f"{begun}/days"
    page = soup(there.company.get(answer.location))
    assert "So far the rules admit this" in page.select_one("aside").text
    assert page.select_one("#months")["value"] == "12"
