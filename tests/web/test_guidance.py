"""What spares a newcomer a wrong turn: choices that cannot hold are not offered, names stand where numbers stood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from talenttrack.domain.lifecycle import Role
from talenttrack.services.schemes import subjects
from talenttrack.storage.accounts import WebSession
from tests.office import hired as an_actor
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import Office, begin, day, fill, hire, hired_id, office

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def buttons(page: Any) -> list[str]:
    return [one.text.strip() for one in page.select(".tt-actions a, .tt-actions button, .tt-doings a")]


def test_without_an_approved_project_nothing_of_nias_is_offered(there: Office) -> None:
    for address in ("/check", f"{begin(there.company)}/place"):
        form = soup(there.company.get(address))
        assert [one["value"] for one in form.select("[name=pool]")] == ["base", "itf"]
        assert [one["value"] for one in form.select("[name=stream]")] == ["TC", "SPC"]
        assert not form.select("#nias_project")


def test_errors_are_listed_in_the_order_of_the_page(there: Office) -> None:
    case = hired_id(hire(there.company, FIRST, LAST, act="officers"))
    page = soup(fill(there.company, f"/engagements/{case}/edit"))
    listed = [one["href"][1:].removesuffix("-day") for one in page.select(".govuk-error-summary a")]
    shown = [one["id"] for one in page.select("#page-form [id]") if one["id"] in listed]
    assert listed == list(dict.fromkeys(shown))
    assert listed.index("name_en") < listed.index("degree")


def test_acts_on_an_open_extension_say_so_and_full_days_are_told(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    assert "Two officers decide." in there.company.get(f"{case}/extend").text
    assert fill(there.company, f"{case}/extend", **day("end", date(2028, 3, 31))).status_code == 303
    assert "Withdraw the extension" in buttons(soup(there.company.get(case)))
    officers = soup(there.case_officer.get(case))
    assert {"Recommend the extension", "Reject the extension"} <= set(buttons(officers))
    assert officers.select_one(".tt-above a")["href"] == "/queue/"
    assert "none from" not in there.company.get("/home").text
    for _more in range(3):
        hired_id(hire(there.company, FIRST, LAST))
    told = "4 of 4 places are free until 31 December 2026; none from 1 January 2027 to 31 December 2027."
    assert told in there.company.get("/home").text


def test_a_returned_case_is_to_be_changed_first(there: Office) -> None:
    case = f"/engagements/{hired_id(hire(there.company, FIRST, LAST))}"
    fill(there.case_officer, f"{case}/return", reason="The contract is missing.")
    page = soup(there.company.get(case))
    assert buttons(page)[0] == "Change the answers"
    assert "Resubmit" in buttons(page)[1:]


def test_names_take_one_query_a_type_and_tell_a_company_of_no_person(app: Flask, there: Office) -> None:
    cases = [hired_id(hire(there.company, FIRST, LAST)) for _one in range(3)]
    asked = [("engagement", str(case)) for case in cases] + [
        ("person", "1"),
        ("person", "2"),
        ("company", str(there.company_id)),
    ]
    asked += [("case", str(cases[0])), ("itf_project", "ITF/1")]
    made, elsewhere = wiring(app), add_company(app)
    with made.write_session() as session:
        officer, company = an_actor(session, Role.CASE_OFFICER), an_actor(session, Role.COMPANY_USER, there.company_id)
        stranger = an_actor(session, Role.COMPANY_USER, elsewhere)
    sent: list[str] = []
    with made.read_session() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *told: sent.append(told[2]))
        told = subjects.names(session, officer, asked)
        assert len(sent) == 3
        assert {kind for kind, _id in told} == {"engagement", "case", "person", "company"}
        own = subjects.names(session, company, asked)
        assert {kind for kind, _id in own} == {"engagement", "case", "company"}
        assert subjects.names(session, stranger, asked) == {}


def test_shutting_out_asks_first_and_nobody_is_offered_it_for_oneself(app: Flask) -> None:
    ours = add_company(app)
    signed_in(app, Role.COMPANY_USER, company_id=ours)
    colleague = newest(app)
    admin = signed_in(app, Role.ADMIN)
    own = newest(app)
    page = soup(admin.get(f"/users/{colleague}"))
    assert {one["value"] for one in page.select("[name=role]")} == {"company_user", "company_admin"}
    assert page.select_one(f"a[href='/users/{colleague}/activity']").text == "Close the account"
    asked = admin.get(f"/users/{colleague}/activity")
    assert soup(asked).select_one("main input[name=active]")["value"] == "no"
    assert admin.get(f"/users/{own}/activity").status_code == 403
    assert not soup(admin.get(f"/users/{own}")).select("main form, main a.tt-button")


def newest(app: Flask) -> int:
    with wiring(app).read_session() as session:
        return max(user_id or 0 for user_id in session.scalars(select(WebSession.user_id)))


def test_the_page_about_the_api_has_no_backticks_and_asks_nobody_to_sign_in(there: Office) -> None:
    page = there.company.get("/api/v1/docs").text
    assert "`" not in page
    assert "Sign in" not in page
