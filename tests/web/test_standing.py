"""A company's page of one case says where it stands, who moves next, and what can be done."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.web.browsing import soup
from tests.web.hiring import Office, day, fill, hire, hired_id, office
from tests.web.test_pages import assert_whole

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def standing(there: Office, case: str) -> str:
    answer = there.company.get(case)
    assert_whole(answer.text)
    return str(soup(answer).select_one(".tt-standing__told").text)


def course(there: Office, case: str) -> list[str]:
    steps = soup(there.company.get(case)).select(".tt-course__step")
    assert len([step for step in steps if step.get("aria-current") == "step"]) == 1
    return [" ".join(step.text.split()) for step in steps]


def test_each_state_is_told_in_plain_words_with_who_moves_next(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST, act='officers'))}"
    assert "holds no place until it is submitted" in standing(there, case)
    fill(there.company, f"{case}/submit")
    assert standing(there, case) == "With ITC since 23 November 2026. A case officer looks at it next."
    assert course(there, case) == [
        "Draft 23 November 2026",
        "Submitted 23 November 2026",
        "A case officer looks at it",
        "A second officer decides",
        "Engagement begins 1 January 2027",
    ]
    fill(there.case_officer, f"{case}/return", reason="The contract is missing.")
    assert standing(there, case).endswith("Resubmit it by 23 December 2026, or it lapses.")
    fill(there.company, f"{case}/resubmit")
    fill(there.case_officer, f"{case}/recommend")
    assert standing(there, case) == "Recommended on 23 November 2026. A second officer decides next."
    fill(there.approver, f"{case}/approve")
    assert standing(there, case) == "Approved on 23 November 2026. The engagement begins on 1 January 2027."
    fill(there.company, f"{case}/extend", **day("end", date(2028, 3, 31)))
    assert "An extension to 31 March 2028 is with ITC since 23 November 2026." in standing(there, case)
    fill(there.company, f"{case}/terminate", **day("on", date(2027, 6, 30)))
    assert standing(there, case) == "Ends early, on 30 June 2027."


def test_what_can_be_done_is_listed_with_what_it_means(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    done = {one.a.text: one.p.text for one in soup(there.company.get(case)).select(".tt-doings li")}
    assert done["Extend"] == "A later last day; two officers decide"
    assert set(done) == {"End early", "Shorten", "Extend", "Replace by another person"}


def test_an_earlier_hire_is_copied(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    form = soup(there.company.get(case)).select_one("form[action='/hires/copy']")
    sent = {control["name"]: control["value"] for control in form.select("input")}
    begun = there.company.post("/hires/copy", data=sent)
    assert begun.status_code == 303
    assert "Copied" in there.company.get(begun.location).text


def test_officers_have_a_page_of_their_own(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    assert not soup(there.case_officer.get(case)).select(".tt-standing")


def test_a_rejection_gives_its_reason(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/reject", reason="Not research.")
    assert standing(there, case) == "Rejected on 23 November 2026."
    assert "Rejected: Not research." in there.company.get(case).text
