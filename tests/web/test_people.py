"""The page of a person, for officers: months and overlaps, numbers masked, and two records compared before a merge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from talenttrack.domain.lifecycle import Role
from tests.counting import statements
from tests.engagements_written import a_company, a_nias_project, a_person, an_engagement
from tests.nights_run import D, run
from tests.web.browsing import signed_in, soup, wiring
from tests.web.hiring import Office, document, fill, hidden, hire, office
from tests.web.test_pages import assert_whole


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def twice_engaged(app: Flask) -> int:
    with wiring(app).write_session() as session:
        person = a_person(session)
        for _ in range(2):
            an_engagement(session, a_company(session), "2026-02-01", "2028-01-31", person_id=person)
    return person


def test_months_overlaps_and_findings_are_on_the_page(app: Flask, there: Office) -> None:
    person = twice_engaged(app)
    run(wiring(app), D)
    answer = there.case_officer.get(f"/people/{person}")
    assert_whole(answer.text)
    page = soup(answer)
    assert "48.00 of 36.00 months" in page.select_one(".tt-meter").text
    assert "Engaged more than once from 1 February 2026 to 31 January 2028." in page.text
    assert page.text.count("Overlaps") == 2
    assert {one.text for one in page.select(".tt-finding__what")} == {
        "One person engaged twice on the same day",
        "One person engaged for longer than allowed",
    }
    assert " style=" not in answer.text


def test_looking_at_a_number_is_in_the_history_with_its_reason(there: Office) -> None:
    number = document()
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31), id_number=number)
    found = soup(there.case_officer.get("/people/?name=CHAN")).select_one("tbody a")["href"]
    show = soup(there.case_officer.get(found)).select_one("a[href*='/documents/']:not([href$=new])")["href"]
    fill(there.case_officer, show, reason="Compared with the card.")
    for address in (found, f"{found}/history"):
        text = there.approver.get(address).text
        assert "The whole number of a document was looked at." in text
        assert "Compared with the card." in text
        assert number not in text


def test_two_records_are_compared_before_a_merge_is_proposed_and_before_it_is_confirmed(
    app: Flask, there: Office
) -> None:
    with wiring(app).write_session() as session:
        kept, other = a_person(session), a_person(session)
        for person in (kept, other):
            an_engagement(session, a_company(session), "2026-02-01", "2027-01-31", person_id=person)
    address = f"/people/{kept}/merge"
    sent = {**hidden(soup(there.case_officer.get(address))), "act": "compare"}
    assert there.case_officer.post(address, data={**sent, "other": "999999"}).status_code == 422
    compared = there.case_officer.post(address, data={**sent, "other": f"P-{other}"})
    assert_whole(compared.text)
    page = soup(compared)
    assert len(page.select(".tt-sides .tt-card")) == 2
    assert "One person engaged twice on the same day" in page.text
    assert "new by the merge" in page.text
    proposed = there.case_officer.post(address, data={**hidden(page), "act": "propose", "reason": "Same card."})
    assert proposed.status_code == 303
    decide = soup(there.approver.get(proposed.location)).select_one("main a[href*='/merges/']")["href"]
    text = there.approver.get(decide).text
    assert_whole(text)
    assert "One person engaged twice on the same day" in text


def test_everybody_is_listed_where_no_name_is_asked_for(app: Flask, there: Office) -> None:
    with wiring(app).write_session() as session:
        people = {a_person(session) for _ in range(60)}
    first = soup(there.case_officer.get("/people/"))
    second = soup(there.case_officer.get(first.select_one("a[rel=next]")["href"]))
    shown = {int(one["href"].rpartition("/")[2]) for page in (first, second) for one in page.select("tbody th a")}
    assert shown == people


def test_a_company_has_no_page_of_a_person(app: Flask, there: Office) -> None:
    person = twice_engaged(app)
    for address in ("", "/history", "/merge"):
        assert there.company.get(f"/people/{person}{address}").status_code == 403
    auditor = signed_in(app, Role.AUDITOR)
    page = soup(auditor.get(f"/people/{person}"))
    assert page.select("main form, main a[href*='/documents/'], main a[href$='/merge']") == []


def test_a_person_with_many_engagements_needs_no_more_queries(app: Flask, there: Office) -> None:
    person = twice_engaged(app)
    run(wiring(app), D)

    def queries() -> int:
        with statements(wiring(app).engine) as sent:
            assert there.case_officer.get(f"/people/{person}").status_code == 200
        return len(sent)

    queries()
    few = queries()
    with wiring(app).write_session() as session:
        for _ in range(30):
            an_engagement(session, a_company(session), "2026-02-01", "2028-01-31", person_id=person)
    run(wiring(app), D + timedelta(days=1))
    assert queries() == few


def test_a_project_s_page_shows_its_window_and_who_draws_on_it(app: Flask, there: Office) -> None:
    with wiring(app).write_session() as session:
        project = a_nias_project(session, there.company_id, date(2026, 6, 1), reference="NIAS-1")
        other = a_nias_project(session, a_company(session), date(2026, 6, 1), reference="NIAS-2")
        for start, end in (("2026-07-01", "2027-06-30"), ("2027-01-01", "2027-12-31")):
            columns: dict[str, Any] = {"pool": "nias_extra", "stream": "NIAS", "nias_project_id": project}
            an_engagement(session, there.company_id, start, end, **columns)
    for browser in (there.case_officer, there.company):
        answer = browser.get(f"/nias-projects/{project}")
        assert_whole(answer.text)
        page = soup(answer)
        assert "1 June 2026 to 31 May 2029" in page.select_one(".tt-record").text
        assert len(page.select("tbody tr")) == 2
        assert len(page.select(".tt-spans__line")) == 4
        assert ("History" in page.text) == (browser is there.case_officer)
    assert there.company.get(f"/nias-projects/{other}").status_code == 404
    listed = soup(there.case_officer.get("/nias-projects/?state=approved"))
    assert len(listed.select("tbody tr")) == 2
    assert soup(there.case_officer.get("/nias-projects/?state=rejected")).select("tbody tr") == []
    assert len(soup(there.company.get("/nias-projects/")).select("tbody tr")) == 1
