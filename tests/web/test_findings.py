"""The findings board: gravest first, each with what would mend it; and who sees and does what with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.domain.lifecycle import Role
from talenttrack.services import compliance
from tests.counting import statements
from tests.engagements_written import a_company, an_engagement
from tests.nights_run import D, run
from tests.office import hired as an_actor
from tests.web.browsing import signed_in, soup, wiring
from tests.web.hiring import Office, fill, hire, hired_id, office
from tests.web.test_pages import assert_whole


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def crowd(app: Flask, company_id: int | None = None) -> int:
    """Five engagements of one company where four may be, one of which ends soon."""
    with wiring(app).write_session() as session:
        company_id = company_id or a_company(session)
        for last_day in ("2026-12-10", *["2028-01-31"] * 4):
            an_engagement(session, company_id, "2026-02-01", last_day)
    return company_id


def whats(page: Any) -> list[str]:
    return [one.text for one in page.select(".tt-finding__what")]


def test_findings_are_told_to_whom_they_concern_and_acknowledged(app: Flask, there: Office) -> None:
    case = hired_id(hire(there.company, date(2026, 11, 23), date(2026, 12, 20)))
    fill(there.case_officer, f"/engagements/{case}/recommend")
    fill(there.approver, f"/engagements/{case}/approve")
    made = wiring(app)
    with made.write_session() as session:
        officer = an_actor(session, Role.CASE_OFFICER)
    compliance.run(made, officer, date(2026, 11, 23), datetime(2026, 11, 24, 4, tzinfo=UTC))
    listed = soup(there.case_officer.get("/findings/?state=open"))
    finding = listed.select_one(".tt-finding__what a")["href"]
    home = soup(there.company.get("/home"))
    assert home.select_one("a[href='/findings/?severity=notice']")
    assert "20 December 2026" in home.select_one("section[aria-label='Ending in the next 90 days']").text
    assert f"/engagements/{case}" in there.company.get(finding).text
    assert fill(there.case_officer, f"{finding}/acknowledge", reason="Seen.").status_code == 303
    assert fill_again(there.case_officer, f"{finding}/acknowledge").status_code == 409
    assert "Acknowledged by an officer." in there.case_officer.get(finding).text
    report = there.case_officer.get("/findings/reports/2026-11-23")
    assert_whole(report.text)
    assert "ending" in report.text
    for form, start in (("json", "{"), ("csv", "\ufeffkind")):
        kept = there.case_officer.get(f"/findings/reports/2026-11-23?format={form}")
        assert kept.text.startswith(start)
    assert there.case_officer.get("/findings/reports/2020-01-01").status_code == 404
    assert there.case_officer.get("/findings/reports/never").status_code == 404
    stranger = signed_in(app, Role.COMPANY_USER)
    assert stranger.get(finding).status_code == 404


def fill_again(client: FlaskClient, address: str) -> Any:
    return fill(client, address, reason="")


def test_the_gravest_come_first_with_what_would_mend_them(app: Flask, there: Office) -> None:
    crowd(app)
    run(wiring(app), D)
    page = soup(there.case_officer.get("/findings/"))
    assert whats(page) == ["More people engaged at once than the base quota allows", "An engagement is ending"]
    mends = [one.text for one in page.select(".tt-finding__mend")]
    assert mends[0].startswith("End, move or shorten 1 of 5 engagements between 1 February 2026 and 10 December 2026")
    assert mends[1].startswith("Extend it before 10 December 2026")
    tiles = {one.select_one("b").next_sibling.strip(): one.select_one("b").text for one in page.select(".tt-tile a")}
    assert tiles == {"All": "2", "Breach": "1", "Notice": "1"}
    only = soup(there.case_officer.get(next(a["href"] for a in page.select(".tt-tile a") if "Notice" in a.text)))
    assert whats(only) == ["An engagement is ending"]


def test_filters_are_in_the_address(app: Flask, there: Office) -> None:
    ours = crowd(app)
    crowd(app)
    run(wiring(app), D)

    def shown(query: str) -> int:
        return len(whats(soup(there.case_officer.get(f"/findings/?{query}"))))

    assert shown("") == 4
    assert shown(f"company={ours}") == 2
    assert shown("kind=rth.concurrent") == 2
    assert shown(f"since={D}") == 4
    assert shown(f"since={D + timedelta(days=1)}") == 0
    assert shown("state=resolved") == 0
    assert shown("state=standing&severity=notice") == 2
    for odd in ("cursor=abc", "state=moon&since=never&kind=%00", "company=1&cursor=MjAyNi0wMS0wMS8xLzE"):
        assert there.case_officer.get(f"/findings/?{odd}").status_code in (200, 400), odd


def test_a_finding_is_acknowledged_on_the_board_which_stays_as_it_was(app: Flask, there: Office) -> None:
    crowd(app)
    run(wiring(app), D)
    address = "/findings/?kind=rth.concurrent"
    form = soup(there.case_officer.get(address)).select_one(".tt-finding__act form")
    sent = {one["name"]: one["value"] for one in form.select("input")}
    answer = there.case_officer.post(form["action"], data=sent)
    assert (answer.status_code, answer.location) == (303, address)
    assert whats(soup(there.case_officer.get(address))) == []
    late = there.case_officer.post(form["action"], data=sent)
    assert late.status_code in (409, 412)
    elsewhere = there.case_officer.post(form["action"], data={**sent, "back": "https://example.org/"})
    assert "example.org" not in (elsewhere.location or "")


def test_a_company_s_board_has_its_own_findings_and_no_buttons(app: Flask, there: Office) -> None:
    crowd(app, there.company_id)
    crowd(app)
    run(wiring(app), D)
    answer = there.company.get("/findings/")
    assert len(whats(soup(answer))) == 2
    assert soup(answer).select(".tt-finding__act form") == []
    other = soup(there.case_officer.get("/findings/?state=any")).select(".tt-finding__what a")
    assert {there.company.get(one["href"]).status_code for one in other} == {200, 404}
    assert there.company.get("/findings/runs").status_code == 403
    auditor = signed_in(app, Role.AUDITOR)
    assert soup(auditor.get("/findings/")).select(".tt-finding__act form") == []


def test_a_finding_s_page_says_why_and_who_is_in_it(app: Flask, there: Office) -> None:
    crowd(app)
    run(wiring(app), D)
    link = soup(there.case_officer.get("/findings/?kind=rth.concurrent")).select_one(".tt-finding__what a")["href"]
    answer = there.case_officer.get(link)
    assert_whole(answer.text)
    page = soup(answer)
    assert len(page.select("tbody tr")) == 5
    assert len(page.select(".tt-spans__line")) == 7
    assert page.select_one("a[href*='/rules/'][href$='#rth.concurrent']")
    assert "paragraph 13" in page.text
    assert " style=" not in answer.text


def test_a_report_stands_beside_the_run_before_it(app: Flask, there: Office) -> None:
    crowd(app)
    run(wiring(app), D)
    crowd(app)
    run(wiring(app), D + timedelta(days=1))
    first = soup(there.case_officer.get(f"/findings/reports/{D}"))
    second = there.case_officer.get(f"/findings/reports/{D + timedelta(days=1)}")
    assert_whole(second.text)
    assert "before" not in first.select_one(".tt-tiles").text
    assert "before 1" in soup(second).select_one(".tt-tile--bad").text
    counts = [
        [cell.text.strip() for cell in row.select("th, td")] for row in soup(second).select("tbody")[0].select("tr")
    ]
    assert counts[0] == ["More people engaged at once than the base quota allows", "Breach", "2", "1", "+1"]


def test_a_board_of_many_findings_needs_as_many_queries_as_one_of_few(app: Flask, there: Office) -> None:
    crowd(app)
    run(wiring(app), D)

    def queries() -> int:
        with statements(wiring(app).engine) as sent:
            assert there.case_officer.get("/findings/").status_code == 200
        return len(sent)

    queries()
    few = queries()
    for _ in range(8):
        crowd(app)
    run(wiring(app), D + timedelta(days=1))
    assert queries() == few
