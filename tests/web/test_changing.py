"""A company changes what it has: quotas before and after beside each form, and in the message of what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.schemes.rth import EngagementVersion
from tests.web.browsing import soup, wiring
from tests.web.hiring import Office, answers, day, document, fill, hidden, hire, hired_id, office
from tests.web.test_pages import assert_whole

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def approved(there: Office, **typed: str) -> str:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST, **typed))}"
    assert fill(there.case_officer, f"{case}/recommend").status_code == 303
    assert fill(there.approver, f"{case}/approve").status_code == 303
    return case


def preview(client: FlaskClient, page: str, **typed: str) -> Any:
    """The column beside a form, as the script asks for it."""
    found = client.post(f"{page}/preview", data={**hidden(soup(client.get(page))), **typed})
    assert found.status_code == 200, found.text
    assert_whole(found.text)
    assert "<html" not in found.text
    return soup(found)


def figures(column: Any) -> dict[str, str]:
    """Each quota of the column with its figures before and after."""
    listed = column.select(".tt-effect")
    return {
        next(one.select_one(".tt-effect__label").stripped_strings): " ".join(
            one.select_one(".tt-effect__text").text.split()
        )
        for one in listed
    }


def written(app: Flask) -> tuple[int, int]:
    with wiring(app).read_session() as session:
        tables = (EngagementVersion, AuditEntry)
        first, second = (session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    return first, second


@pytest.mark.parametrize(("action", "name"), [("terminate", "on"), ("shorten", "end")])
def test_what_returns_is_shown_before_and_told_after(app: Flask, there: Office, action: str, name: str) -> None:
    case = approved(there)
    page = f"{case}/{action}"
    typed = day(name, date(2027, 6, 30))
    before = written(app)
    column = preview(there.company, page, **typed)
    assert figures(column)["Base quota"] == "before 1 → after 0 of 4"
    assert figures(column)["Talent-months"] == "before 12.00 → after 6.00 of 144.00"
    assert figures(column)["Months of this person"] == "before 12.00 → after 6.00 of 36.00"
    assert "6.00 months return. The place is free from 1 July 2027." in column.text
    looked = fill(there.company, page, **typed, act="look")
    assert looked.status_code == 200
    assert figures(soup(looked)) == figures(column)
    assert written(app) == before
    done = fill(there.company, page, **typed)
    assert done.status_code == 303
    told = soup(there.company.get(done.location)).select_one(".tt-banner--success").text
    assert "Base quota: 1 → 0 of 4." in told
    assert "The place is free from 1 July 2027." in told


def test_the_page_of_an_act_says_what_it_does_and_which_days_it_takes(there: Office) -> None:
    case = approved(there)
    page = soup(there.company.get(f"{case}/shorten"))
    assert "CHAN Tai Man" in page.h1.text
    assert "No officer decides." in page.select_one(".tt-lead").text
    assert "1 January 2027 to 30 December 2027" in page.select_one("#end-hint, .govuk-hint").text
    assert "Enter the new last day to see" in page.select_one("#live").text
    assert page.select_one("#live")["hx-post"] == f"{case}/shorten/preview"


def test_a_day_that_cannot_be_is_told_beside_the_form_and_at_the_field(there: Office) -> None:
    case = approved(there)
    wrong = day("end", date(2028, 6, 30))
    assert "Enter a date from" in preview(there.company, f"{case}/shorten", **wrong).text
    sent = fill(there.company, f"{case}/shorten", **wrong)
    assert sent.status_code == 422
    assert "Enter a date from" in soup(sent).select_one("#end-error").text
    assert fill(there.company, f"{case}/shorten").status_code == 422


def test_an_extension_that_does_not_fit_offers_the_latest_day_that_does(there: Office) -> None:
    case = approved(there)
    for _place in range(4):
        hired_id(hire(there.company, date(2028, 4, 1), date(2028, 12, 31)))
    page = f"{case}/extend"
    opened = soup(there.company.get(page))
    assert "The latest that fits is 31 March 2028." in opened.text
    typed = day("end", date(2028, 6, 30))
    column = preview(there.company, page, **typed)
    assert figures(column)["Base quota"] == "before 4 → after 5 of 4"
    assert "The rules refuse this" in column.text
    assert [one["value"] for one in column.select("button[name=act]")] == ["end_on:2028-03-31"]
    refused = fill(there.company, page, **typed)
    assert refused.status_code == 409
    assert "receipt R-" in refused.text
    taken = soup(there.company.post(page, data={**hidden(soup(refused)), **typed, "act": "end_on:2028-03-31"}))
    assert taken.select_one("#end-month")["value"] == "3"
    assert "The rules admit this" in taken.text or "There is room" in taken.text
    sent = there.company.post(page, data={**hidden(taken), **day("end", date(2028, 3, 31)), "act": "do"})
    assert sent.status_code == 303
    assert "Talent-months: 48" in there.company.get(case).text


def test_withdrawing_shows_at_once_what_gets_free(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    page = soup(there.company.get(f"{case}/withdraw"))
    assert figures(page)["Base quota"] == "before 1 → after 0 of 4"
    assert "The place is free from 1 January 2027." in page.text
    assert fill(there.company, f"{case}/withdraw").status_code == 303
    assert "Withdrawn on 23 November 2026" in there.company.get(case).text


def test_a_review_needs_a_reason_and_the_other_acts_need_none(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/reject", reason="Not research.")
    assert "Rejected: Not research." in there.company.get(case).text
    assert fill(there.company, f"{case}/review").status_code == 422
    assert figures(soup(there.company.get(f"{case}/review")))["Base quota"] == "before 0 → after 1 of 4"
    assert fill(there.company, f"{case}/review", reason="It is research.").status_code == 303
    assert "had no part in the rejection" in soup(there.company.get(case)).select_one(".tt-standing").text


def test_a_renewed_permit_says_that_no_quota_changes(there: Office) -> None:
    permit = day("permit_until", date(2027, 6, 30))
    case = approved(there, permanent_resident="no", **permit)
    page = soup(there.company.get(f"{case}/renew_permit"))
    assert "Later than 30 June 2027" in page.text
    assert "No quota changes" in preview(there.company, f"{case}/renew_permit", **day("until", LAST)).text
    assert fill(there.company, f"{case}/renew_permit", **day("until", LAST)).status_code == 303
    assert "Permit until 31 December 2027" in there.company.get(case).text


def test_a_case_that_changed_meanwhile_is_shown_as_it_is_now_with_the_words_kept(there: Office) -> None:
    case = approved(there)
    opened = hidden(soup(there.company.get(f"{case}/shorten")))
    fill(there.company, f"{case}/extend", **day("end", date(2028, 3, 31)))
    stale = there.company.post(f"{case}/shorten", data={**opened, **day("end", date(2027, 6, 30)), "reason": "Agreed."})
    page = soup(stale)
    assert stale.status_code == 412
    assert page.select_one("#end-day")["value"] == "30"
    assert page.select_one("#reason").text.strip() == "Agreed."
    again = {**hidden(page), **day("end", date(2027, 6, 30))}
    assert there.company.post(f"{case}/shorten", data=again).status_code == 303


def replacement(**changed: str) -> dict[str, str]:
    typed = answers(date(2027, 7, 1), LAST, name_en="LEE Siu Ming", **changed)
    kept = {name: value for name, value in typed.items() if not name.startswith("end-") and name not in ("pool", "act")}
    return {**kept, **day("on", date(2027, 6, 30)), **changed}


def test_a_replacement_is_looked_at_before_anybody_is_named(app: Flask, there: Office) -> None:
    case = approved(there)
    page = f"{case}/replace"
    typed = {
        name: value
        for name, value in replacement().items()
        if not name.startswith(("name_", "id_")) and name != "monthly_salary"
    }
    before = written(app)
    column = preview(there.company, page, **typed)
    assert figures(column)["Base quota"] == "before 1 → after 1 of 4"
    assert figures(column)["Months of the person who leaves"] == "before 12.00 → after 6.00 of 36.00"
    assert "runs to 31 December 2027, the latest that fits" in column.text
    assert "only checked when you send it" in column.text
    looked = fill(there.company, page, **typed, act="look")
    assert looked.status_code == 200
    assert not soup(looked).select(".govuk-error-message")
    assert written(app) == before
    unnamed = fill(there.company, page, **typed)
    assert unnamed.status_code == 422
    assert "#name_en" in [one["href"] for one in soup(unnamed).select(".govuk-error-summary a")]


def test_a_replacement_that_does_not_fit_moves_by_a_button(there: Office) -> None:
    case = approved(there)
    for _place in range(3):
        hired_id(hire(there.company, FIRST, LAST))
    page = f"{case}/replace"
    early = replacement(**day("start", date(2027, 6, 1)))
    refused = fill(there.company, page, **early)
    assert refused.status_code == 409
    button = soup(refused).select_one("#live button[value^=start_on]")
    assert button["value"] == "start_on:2027-07-01"
    moved = soup(there.company.post(page, data={**hidden(soup(refused)), **early, "act": button["value"]}))
    assert moved.select_one("#start-month")["value"] == "7"
    assert moved.select_one("#end-month")["value"] == ""
    sent = there.company.post(page, data={**hidden(moved), **replacement(), "act": "do"})
    assert "1 July 2027 to 31 December 2027" in there.company.get(f"/engagements/{hired_id(sent)}").text


def test_a_returned_case_is_corrected_and_resubmitted_in_one_go(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/return", reason="The last day is wrong.")
    page = soup(there.company.get(f"{case}/edit"))
    assert "ITC returned the case: The last day is wrong." in page.text
    assert "23 December 2026" in page.text
    assert figures(page)["Base quota"] == "before 1 → after 1 of 4"
    typed = answers(FIRST, date(2027, 6, 30), id_number="")
    column = preview(there.company, f"{case}/edit", **typed)
    assert figures(column)["Talent-months"] == "before 12.00 → after 6.00 of 144.00"
    sent = fill(there.company, f"{case}/edit", **{**typed, "act": "send"})
    assert sent.status_code == 303
    shown = soup(there.company.get(case)).text
    assert "Talent-months: 12.00 → 6.00 of 144.00." in shown
    assert "1 January 2027 to 30 June 2027" in shown


def test_refused_when_it_is_sent_a_draft_keeps_its_new_answers(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST, act='officers'))}"
    typed = answers(FIRST, LAST, id_number="", degree="none", act="send")
    refused = fill(there.company, f"{case}/edit", **typed)
    assert refused.status_code == 409
    assert "The answers are saved" in refused.text
    assert soup(there.company.get(f"{case}/edit")).select_one("#degree option[selected]")["value"] == "none"
    again = {**hidden(soup(refused)), **typed, "degree": "master"}
    assert there.company.post(f"{case}/edit", data=again).status_code == 303
    assert "With ITC since 23 November 2026." in there.company.get(case).text


def test_somebody_else_typed_into_the_answers_is_not_looked_up_by_looking(app: Flask, there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST, act='officers'))}"
    before = written(app)
    column = preview(there.company, f"{case}/edit", **answers(FIRST, LAST, id_number=document()))
    assert "only checked when you send it" in column.text
    assert written(app) == before
