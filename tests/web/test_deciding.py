"""The officer's screen of a case: all that is needed on one page, and nothing of it for the company."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.companies import Company
from tests.web.browsing import signed_in, soup, wiring
from tests.web.hiring import Office, begin, day, fill, hidden, hire, hired_id, office, prepare

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def a_case(there: Office, **changed: str) -> str:
    return f"/engagements/{hired_id(hire(there.company, FIRST, LAST, **changed))}"


def approved(there: Office) -> str:
    case = a_case(there)
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    return case


def tabs(page: Any) -> list[str]:
    return [one.text for one in page.select(".tt-acts a")]


def quotas(page: Any) -> str:
    """What the quotas are before and after, without the words that only a screen reader says."""
    for said in page.select(".tt-quotas .govuk-visually-hidden"):
        said.decompose()
    return " ".join(page.select_one(".tt-quotas").text.split())


def test_the_screen_has_answers_quota_checks_and_the_usual_act_opened(there: Office) -> None:
    page = soup(there.case_officer.get(a_case(there)))
    assert "HK$25,000.00" in page.select_one(".tt-facts").text
    assert "0 → 1 of 4" in quotas(page)
    assert len(page.select(".tt-checks__met summary")) >= 9
    assert "Source" in page.select_one(".tt-checks__met details").text
    assert tabs(page) == ["Recommend", "Return", "Reject"]
    assert page.select_one(".tt-acts [aria-current]").text == "Recommend"
    assert "due 8 January 2027, 30 working days left" not in page.text  # submitted on Monday 23 November
    assert "due 6 January 2027, 30 working days left" in page.select_one(".tt-desk__strip").text


def test_what_fails_stands_first_in_full(app: Flask, there: Office) -> None:
    case = a_case(there)
    with wiring(app).write_session() as session:
        session.execute(update(Company).values(suspended=True))
    page = soup(there.case_officer.get(case))
    first = page.select_one(".tt-checks > li")
    assert "Not met" in first.text
    assert "The company is suspended." in first.text
    assert "the rules refuse this" in page.select_one("#the-rules").text


def test_the_company_reads_the_ticked_reasons_in_its_own_language(there: Office) -> None:
    case = a_case(there)
    opened = soup(there.case_officer.get(f"{case}/return"))
    assert tabs(opened) == ["Recommend", "Return", "Reject"]
    labels = {one.input["value"]: one.span.text for one in opened.select(".tt-picks label")}
    assert labels["contract"] == "Add the employment contract."
    sent = {**hidden(opened), "reason_codes": ["contract", "salary"], "reason": "Page 2 is cut off."}
    assert there.case_officer.post(f"{case}/return", data=sent).status_code == 303
    in_chinese = (("zh-Hant", "請補交僱傭合約。"), ("zh-Hans", "请补交雇佣合约。"))
    for language, told in (("en", labels["contract"]), *in_chinese):
        page = soup(there.company.get(f"{case}?lang={language}"))
        assert told in page.select_one(".tt-banner--warning").text
        assert told in page.select_one(".tt-history").text
        assert "Page 2 is cut off." in page.select_one(".tt-history").text


def test_a_return_without_a_reason_is_shown_again_at_its_field(there: Office) -> None:
    case = a_case(there)
    sent = fill(there.case_officer, f"{case}/return")
    page = soup(sent)
    assert sent.status_code == 422
    assert page.select_one(".govuk-error-summary a")["href"] == "#reason"
    assert page.select_one(".tt-acts [aria-current]").text == "Return"
    wrong = fill(there.case_officer, f"{case}/reject", reason_codes="contract")
    assert wrong.status_code == 422


def test_the_language_switch_keeps_act_ticks_and_words(there: Office) -> None:
    case = a_case(there)
    opened = soup(there.case_officer.get(f"{case}/return"))
    typed = {**hidden(opened), "reason_codes": ["permit"], "reason": "請補交。", "speak": "zh-Hant"}
    page = soup(there.case_officer.post(f"{case}/return", data=typed))
    assert page.html["lang"] == "zh-Hant-HK"
    assert page.select_one(".tt-acts [aria-current]").text == "退回"
    assert [one["value"] for one in page.select(".tt-picks input[checked]")] == ["permit"]
    assert page.select_one("#reason").text.strip() == "請補交。"


def test_a_held_back_act_says_why_and_the_others_are_a_link_away(there: Office) -> None:
    hired = hire(there.case_officer, FIRST, LAST, f"/hires/new?company={there.company_id}")
    page = soup(there.case_officer.get(f"/engagements/{hired_id(hired)}"))
    button = page.select_one("button[disabled]")
    assert button.text == "Recommend"
    assert page.find(id=button["aria-describedby"]).text == "You entered this: another officer must do it."
    assert tabs(page) == ["Return", "Reject"]
    assert not page.select("#page-form")


def test_notes_are_for_officers_and_auditors_and_for_no_company(app: Flask, there: Office) -> None:
    case = a_case(there)
    assert fill(there.case_officer, f"{case}/note", text="  ").status_code == 422
    assert fill(there.case_officer, f"{case}/note", text="Looks odd to me.").status_code == 303
    for reader in (there.approver, signed_in(app, Role.AUDITOR)):
        assert "Looks odd to me." in soup(reader.get(case)).select_one(".tt-notes").text
    number = case.rpartition("/")[2]
    for page in (case, f"{case}/submitted", "/engagements/", "/home", f"{case}/withdraw"):
        told = there.company.get(page).text
        assert "Looks odd" not in told
        assert "note for officers" not in told
    assert there.company.get(f"{case}/note").status_code == 403
    assert there.company.post(f"/engagements/{number}/claim").status_code in (400, 403)


def test_an_auditor_sees_all_and_decides_nothing(app: Flask, there: Office) -> None:
    page = soup(signed_in(app, Role.AUDITOR).get(a_case(there)))
    assert "You read this case; officers decide it." in page.select_one(".tt-desk__decision").text
    assert not page.select("main form, main button, .tt-acts a")


def test_an_extension_is_decided_on_the_same_screen(there: Office) -> None:
    case = approved(there)
    assert fill(there.company, f"{case}/extend", **day("end", date(2028, 3, 31))).status_code == 303
    page = soup(there.case_officer.get(case))
    assert "until 31 March 2028" in page.select_one(".tt-facts").text
    assert "0.00 → 15.00" in quotas(page)
    rejected = fill(there.case_officer, f"{case}/reject", reason_codes="not_needed")
    assert rejected.status_code == 303
    assert "The longer engagement is not explained." in there.company.get(case).text


def test_a_correction_shows_before_after_and_how_it_would_be_judged(there: Office) -> None:
    case = approved(there)
    opened = soup(there.case_officer.get(f"{case}/correct"))
    typed = {one["name"]: one.get("value", "") for one in opened.select("#page-form input[type=text]")}
    typed |= day("end", date(2031, 12, 31)) | {"reason": "The contract says so."}
    assert there.case_officer.post(f"{case}/correct", data={**hidden(opened), **typed}).status_code == 303
    page = soup(there.approver.get(case))
    table = page.select_one(".tt-desk__rules table").text
    assert "31 December 2027" in table
    assert "31 December 2031" in table
    assert page.select_one("#the-rules").text.strip() == "As it should be, the rules refuse this"
    assert tabs(page) == ["Confirm the correction", "Reject the correction"]
    unexplained = fill(there.approver, f"{case}/confirm_correction")
    assert unexplained.status_code == 409
    assert soup(unexplained).select_one(".govuk-error-summary a")["href"] == "#reason"
    kept = fill(there.approver, f"{case}/confirm_correction", reason="It was served so.")
    assert kept.status_code == 303
    assert "kept although it breaks a rule" in there.approver.get(kept.location).text


def test_a_draft_that_asks_for_an_exception_is_decided_on_the_same_screen(there: Office) -> None:
    begun = begin(there.company)
    prepare(there.company, begun, FIRST, date(2030, 3, 31))
    refused = soup(fill(there.company, f"{begun}/check", declared="y"))
    case = there.company.post(f"{begun}/check", data={**hidden(refused), "act": "officers"}).location
    queue = soup(there.approver.get("/queue/?kind=exception"))
    assert [one["href"].partition("?")[0] for one in queue.select(".tt-queue th a")] == [case]
    page = soup(there.approver.get(case))
    assert "asks for an exception" in page.select_one(".tt-banner").text
    assert "Not met" in page.select_one(".tt-checks > li").text
    granted = fill(there.approver, f"{case}/grant_exception", code="rth.talent_months", reason="Rare skill.")
    assert granted.status_code == 303
    assert "Rare skill." not in there.company.get(case).text


def test_a_review_shows_what_was_rejected_and_bars_who_rejected_it(app: Flask, there: Office) -> None:
    case = a_case(there)
    fill(there.case_officer, f"{case}/reject", reason_codes="not_research")
    assert fill(there.company, f"{case}/review", reason="It is research: see the plan.").status_code == 303
    page = soup(there.case_officer.get(case))
    said = page.select_one(".tt-said").text
    assert "It is research: see the plan." in said
    assert "The post is not research and development." in said
    assert "You took part in the decision under review" in page.select_one(".tt-heldback").text
    other = soup(signed_in(app, Role.CASE_OFFICER).get(case))
    assert tabs(other) == ["Recommend", "Return", "Reject"]


def test_a_refused_approval_says_what_changed_on_the_same_screen(app: Flask, there: Office) -> None:
    case = a_case(there)
    fill(there.case_officer, f"{case}/recommend")
    with wiring(app).write_session() as session:
        session.execute(update(Company).values(suspended=True))
    refused = fill(there.approver, f"{case}/approve")
    page = soup(refused)
    assert refused.status_code == 409
    assert "The company is suspended." in page.select_one(".tt-desk__rules").text
    assert "Recommended" in page.select_one(".tt-desk__strip").text
