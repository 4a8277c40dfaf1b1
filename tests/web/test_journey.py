"""From a refusal to an approval, by pages alone: what the company types, sees and is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.engine import DatabaseBusy
from talenttrack.storage.schemes.rth import Engagement
from tests.conftest import TODAY
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import Office, answers, asked, begin, day, fill, hidden, hire, hired_id, office, prepare

FULL_FROM, FULL_TO = date(2027, 1, 1), date(2027, 12, 31)


def engagements(app: Flask) -> int:
    with wiring(app).read_session() as session:
        return int(session.scalar(select(func.count()).select_from(Engagement)) or 0)


def fill_the_base_quota(company: FlaskClient) -> list[int]:
    return [hired_id(hire(company, FULL_FROM, FULL_TO)) for _ in range(4)]


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def test_refused_taking_the_earliest_start_admitted_recommended_and_approved(there: Office) -> None:
    fill_the_base_quota(there.company)
    begun = begin(there.company)
    prepare(there.company, begun, date(2027, 6, 1), date(2028, 5, 31), name_en="LEE Siu Ming")
    refused = fill(there.company, f"{begun}/check", declared="y")
    page = soup(refused)
    assert refused.status_code == 409
    assert "receipt R-" in page.select_one(".tt-decision").text
    assert "1 June 2027 to 31 December 2027" in page.text
    assert "LEE Siu Ming" in page.select_one("dl").text
    button = page.select_one("button[name=act][value^=start_on]")
    assert button["value"] == "start_on:2028-01-01"
    moved = there.company.post(f"{begun}/check", data={**hidden(page), "act": button["value"]})
    assert moved.location == f"{begun}/check"
    page = soup(there.company.get(moved.location))
    assert "1 January 2028 to 31 December 2028 (12.00 months)" in page.select_one("dl").text
    assert "LEE Siu Ming" in page.select_one("dl").text
    admitted = fill(there.company, f"{begun}/check", declared="y", act="submit")
    case = f"/engagements/{hired_id(admitted)}"
    assert "What happens next" in there.company.get(admitted.location).text

    assert case in there.case_officer.get("/queue/").text
    screen = soup(there.case_officer.get(case))
    assert "0 → before" not in screen.text
    assert screen.select_one(".tt-quotas")["aria-label"] == "Quota before and after"
    assert fill(there.case_officer, f"{case}/recommend", reason="Fits.").status_code == 303
    assert case in there.approver.get("/queue/").text
    assert fill(there.approver, f"{case}/approve").status_code == 303
    told = soup(there.company.get(case)).text
    assert "Approved." in told
    assert "Fits." not in told


def test_who_was_involved_is_told_that_another_officer_must_do_it(app: Flask, there: Office) -> None:
    hired = hire(there.case_officer, FULL_FROM, FULL_TO, f"/hires/new?company={there.company_id}")
    page = soup(there.case_officer.get(f"/engagements/{hired_id(hired)}"))
    button = next(one for one in page.select("button[disabled]") if one.text == "Recommend")
    assert "another officer must do it" in button.parent.text
    sent = there.case_officer.post(
        f"/engagements/{hired_id(hired)}/recommend", data={**hidden(soup(there.case_officer.get("/people/")))}
    )
    assert sent.status_code == 403


def prepared(company: FlaskClient) -> tuple[str, dict[str, str]]:
    """The page that submits a hire in preparation, and its form filled in."""
    begun = begin(company)
    prepare(company, begun, FULL_FROM, FULL_TO)
    return f"{begun}/check", {**hidden(soup(company.get(f"{begun}/check"))), "declared": "y", "act": "submit"}


def test_one_form_sent_twice_is_one_record(app: Flask, there: Office) -> None:
    address, typed = prepared(there.company)
    first, second = (there.company.post(address, data=typed) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert first.status_code == 303
    assert engagements(app) == 1


@pytest.mark.parametrize("act", ["submit", "officers"])
def test_a_double_click_is_one_record(app: Flask, there: Office, act: str) -> None:
    address, typed = prepared(there.company)
    cookies = there.company.get_cookie("tt_session")
    assert cookies is not None

    def click(_number: int) -> str:
        browser = app.test_client()
        browser.set_cookie("tt_session", cookies.value)
        return str(browser.post(address, data={**typed, "act": act}).location)

    with ThreadPoolExecutor(4) as threads:
        locations = set(threads.map(click, range(4)))
    assert len(locations) == 1
    assert engagements(app) == 1


def test_a_refused_form_sent_twice_shows_the_same_receipt(there: Office) -> None:
    address, typed = prepared(there.company)
    fill_the_base_quota(there.company)
    receipts = [
        soup(there.company.post(address, data=typed)).select_one(".tt-decision .tt-small").text for _ in range(2)
    ]
    assert receipts[0] == receipts[1]


def test_a_check_and_a_draft_take_no_place(app: Flask, there: Office) -> None:
    checked = hire(there.company, FULL_FROM, FULL_TO, act="check")
    assert checked.status_code == 200
    assert "There is room" in checked.text
    assert "Nobody was named" not in checked.text
    assert engagements(app) == 0
    draft = hired_id(hire(there.company, FULL_FROM, FULL_TO, act="officers"))
    assert "Finish the draft" in there.company.get("/home").text
    assert "0 engaged of 4" in there.company.get("/home").text
    assert there.case_officer.get(f"/engagements/{draft}").status_code == 200
    edited = fill(
        there.company, f"/engagements/{draft}/edit", **answers(FULL_FROM, FULL_TO, name_en="WONG Ka Yan", id_number="")
    )
    assert edited.status_code == 303
    opened = soup(there.company.get(f"/engagements/{draft}"))
    token = opened.select_one("input[name=csrf_token]")["value"]
    sent = there.company.post(f"/engagements/{draft}/submit", data={"csrf_token": token})
    assert sent.status_code == 303
    assert "Submitted" in there.company.get(f"/engagements/{draft}").text


def test_a_case_that_changed_meanwhile_is_told_and_keeps_the_reason(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FULL_FROM, FULL_TO))}"
    opened = hidden(soup(there.case_officer.get(f"{case}/reject")))
    assert fill(there.case_officer, f"{case}/recommend", reason="").status_code == 303
    stale = there.case_officer.post(f"{case}/reject", data={**opened, "reason": "No certificate."})
    page = soup(stale)
    assert stale.status_code == 412
    assert "changed since you opened it" in page.select_one(".govuk-error-summary").text
    assert page.select_one("#reason").text.strip() == "No certificate."
    again = there.case_officer.post(f"{case}/reject", data={**hidden(page), "reason": "No certificate."})
    assert again.status_code == 303


def test_returned_says_why_and_by_when(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FULL_FROM, FULL_TO))}"
    unexplained = fill(there.case_officer, f"{case}/return", reason="")
    assert unexplained.status_code == 422
    assert fill(there.case_officer, f"{case}/return", reason="The certificate is missing.").status_code == 303
    assert "The certificate is missing." in there.company.get(case).text
    assert (TODAY + timedelta(days=30)).strftime("%-d %B %Y") in there.company.get("/home").text


def test_an_approved_engagement_is_extended_shortened_replaced_and_ended(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FULL_FROM, FULL_TO))}"
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    assert fill(there.company, f"{case}/extend", **day("end", date(2028, 6, 30))).status_code == 303
    assert "Extension to 30 June 2028" in there.company.get(case).text
    assert fill(there.company, f"{case}/shorten", **day("end", date(2028, 1, 31))).status_code == 422
    assert fill(there.company, f"{case}/shorten", **day("end", date(2027, 9, 30))).status_code == 303
    typed = answers(date(2027, 4, 1), date(2027, 9, 30))
    typed = {name: value for name, value in typed.items() if not name.startswith("end-") and name != "pool"}
    replaced = fill(there.company, f"{case}/replace", **typed, **day("on", date(2027, 3, 31)))
    other = there.company.get(f"/engagements/{hired_id(replaced)}").text
    assert "1 April 2027 to 30 September 2027" in other
    assert "Ended early" in there.company.get(case).text


def test_a_correction_is_taken_back_or_seen_by_the_officer_who_confirms_it(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FULL_FROM, FULL_TO))}"
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    opened = soup(there.case_officer.get(f"{case}/correct"))
    typed = {one["name"]: one.get("value", "") for one in opened.select("#page-form input[type=text]")}
    typed |= day("end", date(2027, 11, 30)) | {"reason": "The contract says so."}
    proposed = there.case_officer.post(f"{case}/correct", data={**hidden(opened), **typed})
    assert proposed.status_code == 303, soup(proposed).select_one("main").text
    assert fill(there.case_officer, f"{case}/reject_correction").status_code == 303
    assert case not in queued(there.approver)
    opened = soup(there.case_officer.get(f"{case}/correct"))
    assert there.case_officer.post(f"{case}/correct", data={**hidden(opened), **typed}).status_code == 303
    page = soup(there.approver.get(f"{case}/reject_correction"))
    assert "30 November 2027" in page.select_one("table").text
    assert fill(there.approver, f"{case}/reject_correction").status_code == 422
    page = soup(there.approver.get(f"{case}/confirm_correction"))
    assert "30 November 2027" in page.select_one("table").text
    assert fill(there.approver, f"{case}/confirm_correction").status_code == 303
    assert "1 January 2027 to 30 November 2027" in there.company.get(case).text


def queued(client: FlaskClient) -> set[str]:
    """The cases in the list of the queue."""
    return {link["href"] for link in soup(client.get("/queue/")).select(".tt-queue tbody th a")}


def test_another_company_s_records_are_not_there(app: Flask, there: Office) -> None:
    case = hired_id(hire(there.company, FULL_FROM, FULL_TO))
    stranger = signed_in(app, Role.COMPANY_ADMIN, add_company(app))
    for page in ("", "/submitted", "/edit", "/withdraw", "/extend", "/terminate", "/replace", "/submit"):
        assert stranger.get(f"/engagements/{case}{page}").status_code == 404, page
    assert stranger.get(f"/companies/{there.company_id}").status_code == 404
    assert stranger.get(f"/engagements/?company={there.company_id}").text.count("RTH-") == 0
    assert stranger.get(f"/nias-projects/?company={there.company_id}").status_code == 404
    token = {"csrf_token": soup(stranger.get("/hires/new")).select_one("input[name=csrf_token]")["value"]}
    for action in ("withdraw", "extend", "terminate", "edit", "replace"):
        assert stranger.post(f"/engagements/{case}/{action}", data=token).status_code == 404, action
    mine = stranger.post(f"/hires/begin?company={there.company_id}", data={**token, **answers(FULL_FROM, FULL_TO)})
    assert "Kite" not in stranger.get(mine.location).text
    assert stranger.post("/hires/copy", data={**token, "engagement_id": str(case)}).status_code == 404


def test_a_busy_database_loses_no_typed_word(there: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_given: object, **_named: object) -> None:
        raise DatabaseBusy("Others hold the database.")

    address, _typed = prepared(there.company)
    part = address.replace("/check", "/person")
    given = answers(FULL_FROM, FULL_TO, name_zh="陳小文")
    typed = asked(there.company, address.removesuffix("/check"), "person", given)
    with monkeypatch.context() as patched:
        patched.setattr("talenttrack.services.schemes.rth.preparing.answer", busy)
        answer = there.company.post(part, data=typed, headers={"Origin": "http://localhost"})
    page = soup(answer)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    kept = {one["name"]: one["value"] for one in page.select("main form input[type=hidden]")}
    assert kept["name_zh"] == "陳小文"
    back = there.company.post(part, data={**kept, "speak": "en"})
    assert soup(back).select_one("#name_zh")["value"] == "陳小文"
    again = there.company.post(part, data={**hidden(soup(back)), **typed})
    assert again.location == address
    hired_id(fill(there.company, address, declared="y"))
