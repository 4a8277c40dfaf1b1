"""A company on one page in parts: what an officer works from, what an auditor reads, and what its own user sees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.domain.lifecycle import Role
from tests.counting import statements
from tests.engagements_written import a_nias_project, an_engagement
from tests.nights_run import D, run
from tests.web.browsing import add_company, signed_in, soup, wiring
from tests.web.hiring import Office, fill, hidden, hire, hired_id, office
from tests.web.test_pages import assert_whole

PARTS = ("", "/people", "/awards", "/findings", "/history", "/details")


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def engage(app: Flask, company_id: int, first_day: str, last_day: str, **columns: Any) -> int:
    with wiring(app).write_session() as session:
        return an_engagement(session, company_id, first_day, last_day, **columns)


def part(client: FlaskClient, there: Office, which: str) -> Any:
    answer = client.get(f"/companies/{there.company_id}{which}")
    assert answer.status_code == 200, answer.text
    return soup(answer)


def test_every_part_has_an_address_and_leads_to_the_others(there: Office) -> None:
    for which in PARTS:
        answer = there.case_officer.get(f"/companies/{there.company_id}{which}")
        assert_whole(answer.text)
        links = soup(answer).select(".tt-tabs a")
        assert [one["href"] for one in links] == [f"/companies/{there.company_id}{other}" for other in PARTS]
        assert [one["href"] for one in links if one.get("aria-current")] == [f"/companies/{there.company_id}{which}"]
        assert " style=" not in answer.text


def test_quotas_and_people_are_those_of_the_day_asked_for(app: Flask, there: Office) -> None:
    engage(app, there.company_id, "2026-02-01", "2026-12-31", reference="NOW-1")
    engage(app, there.company_id, "2027-02-01", "2027-12-31", reference="LATER-1")
    today = part(there.case_officer, there, "")
    assert [card.select_one("li a").text for card in today.select(".tt-card")[:2]] == ["NOW-1", "LATER-1"]
    assert "1 engaged of 4" in today.select_one(".tt-meter").text
    assert "38 days left" in today.select(".tt-card")[0].text
    then = part(there.case_officer, there, "?on=2027-03-01")
    assert then.select_one(".tt-card li a").text == "LATER-1"
    assert part(there.case_officer, there, "?on=never").select_one(".tt-card li a").text == "NOW-1"
    gone = part(there.case_officer, there, "/people?when=gone&on=2027-06-01")
    assert [one.text for one in gone.select("tbody th a")] == ["NOW-1"]
    counts = {tile.text.split()[1]: tile.select_one("b").text for tile in gone.select(".tt-tile a")}
    assert counts == {"Engaged": "1", "Coming": "0", "Waiting": "0", "Gone": "1", "Holding": "0"}


def test_people_are_shown_page_by_page(app: Flask, there: Office) -> None:
    with wiring(app).write_session() as session:
        for number in range(60):
            an_engagement(session, there.company_id, "2026-02-01", f"2027-01-{number % 28 + 1:02d}")
    seen: list[str] = []
    address: str | None = f"/companies/{there.company_id}/people"
    while address:
        page = soup(there.case_officer.get(address))
        seen += [one["href"] for one in page.select("tbody th a")]
        following = page.select_one("a[rel=next]")
        address = following["href"] if following else None
    assert len(seen) == len(set(seen)) == 60
    assert there.case_officer.get(f"/companies/{there.company_id}/people?cursor=nonsense").status_code == 200


def test_awards_say_how_many_days_are_left(app: Flask, there: Office) -> None:
    with wiring(app).write_session() as session:
        a_nias_project(session, there.company_id, date(2024, 12, 1), reference="NIAS-1", grant_cents=12_000_000_000)
    for which in ("", "/awards"):
        text = part(there.case_officer, there, which).text
        assert "NIAS-1" in text
        assert "372 days left" in text
        assert "HK$120,000,000.00" in text


def test_findings_are_counted_in_the_heading_and_told_in_their_part(app: Flask, there: Office) -> None:
    for _ in range(5):
        engage(app, there.company_id, "2026-02-01", "2028-01-31")
    run(wiring(app), D)
    page = part(there.case_officer, there, "/findings")
    assert page.select_one(".tt-tabs .tt-count").text == "1"
    assert "1 breach" in page.select_one(".tt-record").text
    assert "End, move or shorten 1 of 5" in page.select_one(".tt-finding__mend").text
    listed = soup(there.case_officer.get("/companies/?name=Kite"))
    assert listed.select_one(f"td a[href='/companies/{there.company_id}/findings']").text.startswith("1")


def test_details_are_changed_for_a_reason_and_the_history_tells_before_and_after(there: Office) -> None:
    address = f"/companies/{there.company_id}/edit"
    form = soup(there.case_officer.get(address))
    typed = {
        **hidden(form),
        "brn": form.select_one("#brn")["value"],
        "name_en": "Kite Robotics Limited",
        "directors": "Chan Tai Man\nLee Siu Ming",
        "bank_account": "000-123456-789",
        "registered": "y",
    }
    assert there.case_officer.post(address, data=typed).status_code == 422
    told = there.case_officer.post(address, data={**typed, "reason": "Form NNC1 of 3 November."})
    assert told.status_code == 303
    details = part(there.case_officer, there, "/details").text
    assert "Chan Tai Man; Lee Siu Ming" in details
    assert "***789" in details
    history = part(there.case_officer, there, "/history")
    entry = history.select_one(".tt-history__entry")
    assert "The details of the company were changed." in entry.text
    assert "Form NNC1 of 3 November." in entry.text
    changed = [" ".join(one.text.split()) for one in entry.select(".tt-history__changes li")]
    assert changed == [
        "Directors: before — →, after Chan Tai Man; Lee Siu Ming",
        "Bank account: before — →, after ***********789",
    ]
    assert "123456" not in history.text
    late = there.case_officer.post(address, data={**typed, "reason": "Again.", "phone": "2345 6789"})
    assert late.status_code == 412


def test_the_history_tells_of_engagements_projects_and_the_company_and_is_filtered(there: Office) -> None:
    case = hired_id(hire(there.company, date(2027, 1, 1), date(2027, 12, 31)))
    fill(there.case_officer, f"/engagements/{case}/recommend", reason="Papers complete.")
    fill(there.approver, f"/engagements/{case}/approve")
    fill(there.company, f"/engagements/{case}/shorten", **{"end-day": "30", "end-month": "6", "end-year": "2027"})
    fill(there.approver, f"/companies/{there.company_id}/suspend", reason="Under enquiry.")
    page = part(there.case_officer, there, "/history")
    told = [one.select_one("p").text for one in page.select(".tt-history__entry")]
    assert told[0] == "The company was suspended: nothing new is admitted."
    assert [one.rpartition(": ")[2] for one in told[1:]] == [
        "Shortened.",
        "Approved.",
        "Recommended for approval.",
        "Submitted, and admitted by the rules.",
    ]
    shortened = page.select(".tt-history__entry")[1]
    assert shortened.select_one("a")["href"] == f"/engagements/{case}"
    changes = " ".join(shortened.select_one(".tt-history__changes").text.split())
    assert changes == "Last day: before 31 December 2027 →, after 30 June 2027"
    assert "Papers complete." in page.text
    only = part(there.case_officer, there, "/history?kind=company")
    assert len(only.select(".tt-history__entry")) == 1
    assert part(there.case_officer, there, "/history?until=2026-11-22").select(".tt-history__entry") == []
    assert len(part(there.case_officer, there, "/history?since=2026-11-23").select(".tt-history__entry")) == 5
    assert there.case_officer.get(f"/companies/{there.company_id}/history?cursor=x&kind=moon").status_code == 200


def test_an_auditor_reads_all_and_changes_nothing(app: Flask, there: Office) -> None:
    auditor = signed_in(app, Role.AUDITOR)
    for which in PARTS:
        page = part(auditor, there, which)
        assert page.select("main form[method=post]") == []
        assert page.select("main a[href$='/edit'], main a[href$='/suspend'], main a[href*='/new']") == []
    assert auditor.get(f"/companies/{there.company_id}/edit").status_code == 403


def test_a_company_sees_its_own_page_without_the_office_s_history(app: Flask, there: Office) -> None:
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31))
    for which in PARTS:
        answer = there.company.get(f"/companies/{there.company_id}{which}")
        assert answer.status_code == (403 if which == "/history" else 200), which
        if answer.status_code == 200:
            assert "/people/" not in answer.text.replace(f"/companies/{there.company_id}/people", "")
            assert "History" not in [one.text for one in soup(answer).select(".tt-tabs a")]
    assert there.company.get(f"/companies/{there.company_id}/edit").status_code == 403


def test_another_company_s_page_is_not_there_in_any_part(app: Flask, there: Office) -> None:
    other = add_company(app, "Another Limited")
    engage(app, other, "2026-02-01", "2028-01-31", reference="SECRET-1")
    for which in PARTS:
        expected = 403 if which == "/history" else 404
        assert there.company.get(f"/companies/{other}{which}").status_code == expected, which
        assert "SECRET-1" not in part(there.case_officer, there, which).text


def test_no_part_needs_more_queries_for_many_engagements(app: Flask, there: Office) -> None:
    def queries() -> dict[str, int]:
        found = {}
        for which in PARTS:
            with statements(wiring(app).engine) as sent:
                part(there.case_officer, there, which)
            found[which] = len(sent)
        return found

    def more(times: int) -> None:
        with wiring(app).write_session() as session:
            for _ in range(times):
                an_engagement(session, there.company_id, "2026-02-01", "2026-12-10")
        run(wiring(app), D)

    more(6)
    queries()
    few = queries()
    more(200)
    assert queries() == few
    assert max(few.values()) <= 30, few


def test_a_company_sent_twice_with_other_content_is_a_conflict(there: Office) -> None:
    typed = {"brn": "87654321", "name_en": "Peak Photonics Limited", "registered": "y"}
    fill(there.case_officer, "/companies/new", **typed)
    answer = fill(there.case_officer, "/companies/new", **{**typed, "name_en": "Another Limited"})
    assert answer.status_code == 409
    assert soup(answer).select_one("#name_en")["value"] == "Another Limited"
