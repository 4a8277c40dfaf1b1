"""Every page, for everybody who may see it: it answers, it is whole HTML, and its title says what it is."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.audience import EXPORTS, PAGES, admits
from talenttrack.domain.lifecycle import Actor, Role
from tests.web.browsing import signed_in, soup
from tests.web.hiring import Office, begin, day, document, fill, hidden, hire, hired_id, office, prepare

ROLES = [role for role in Role if role is not Role.SYSTEM]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect", "circle"}
ELSEWHERE = {
    "engagements.act", "engagements.replace", "engagements.correct", "companies.act", "projects.act",
    "people.decide_merge", "findings.show", "findings.acknowledge", "findings.report", "home", "engagements.new",
    "hires.begin", "hires.copy", "hires.live", "check.answer", "check.plan_answer", "engagements.claim",
    *EXPORTS, *(name for name in PAGES if name.startswith(("imports.", "queue.")) or name.endswith("_preview")),
} - {"queue.index"}  # fmt: skip
"""Pages that need a case in the right state, lead elsewhere or are only sent: the tests of journeys open them."""


class Balance(HTMLParser):
    """Whether every element that was opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")


def assert_whole(text: str) -> None:
    balance = Balance()
    balance.feed(text)
    assert (balance.wrong, balance.open) == ([], [])
    ids = [one["id"] for one in BeautifulSoup(text, "html.parser").select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def a_project(there: Office, client: FlaskClient, **changed: str) -> Any:
    typed = {
        "reference": "NIAS-2026-001",
        "industry": "ai_and_data_science",
        "total_cost": "400,000,000",
        "own_share": "250,000,000",
        **day("submitted_on", date(2026, 5, 1)),
        **changed,
    }
    return fill(client, f"/nias-projects/new?company={there.company_id}", **typed)


def addresses(there: Office) -> dict[str, str]:
    case = hired_id(hire(there.company, date(2027, 1, 1), date(2027, 12, 31), act="officers"))
    begun = begin(there.company)
    prepared = begin(there.company)
    prepare(there.company, prepared, date(2027, 1, 1), date(2027, 12, 31))
    other = hired_id(hire(there.company, date(2027, 1, 1), date(2027, 12, 31)))
    assert a_project(there, there.case_officer).status_code == 303
    found = soup(there.case_officer.get("/people/?name=CHAN")).select_one("tbody a")["href"]
    special = {
        "engagements.index": "/engagements/?state=submitted&pool=base&on=2027-02-01",
        "engagements.show": f"/engagements/{other}",
        "engagements.edit": f"/engagements/{case}/edit",
        "engagements.submitted": f"/engagements/{other}/submitted",
        "companies.show": f"/companies/{there.company_id}?on=2027-03-01",
        "companies.people": f"/companies/{there.company_id}/people?when=next",
        "companies.awards": f"/companies/{there.company_id}/awards",
        "companies.findings": f"/companies/{there.company_id}/findings",
        "companies.history": f"/companies/{there.company_id}/history?kind=engagement&since=2026-01-01",
        "companies.details": f"/companies/{there.company_id}/details",
        "companies.edit": f"/companies/{there.company_id}/edit",
        "search.index": "/search?q=CHAN",
        "projects.show": "/nias-projects/1",
        "people.index": "/people/?name=CHAN",
        "people.show": found,
        "people.history_of": f"{found}/history",
        "people.unmask": soup(there.case_officer.get(found)).select_one("a[href*='/documents/']:not([href$=new])")[
            "href"
        ],
        "people.new_document": f"{found}/documents/new",
        "people.merge": f"{found}/merge",
        "findings.runs": "/findings/runs",
        "policy.index": "/rules/?on=2019-01-01",
        "company.home": "/home",
        "timeline.show": f"/timeline?company={there.company_id}",
        "check.form": f"/check?company={there.company_id}",
        "check.plan": f"/check/plan?company={there.company_id}",
        "hires.start": f"/hires/new?company={there.company_id}",
        "hires.show": begun,
        "hires.part": f"{begun}/days",
        "hires.check": f"{prepared}/check",
        "hires.discard": f"{begun}/delete",
        "projects.new": f"/nias-projects/new?company={there.company_id}",
        "companies.new": "/companies/new",
    }
    plain = {"queue.index": "/queue/", "companies.index": "/companies/", "projects.index": "/nias-projects/"}
    desk = {"engagements.note": f"/engagements/{other}/note", "queue.done": f"/queue/bulk/done?done={other}"}
    return {**special, **plain, **desk, "findings.index": "/findings/"}


def test_every_page_answers_whoever_may_see_it_and_nobody_else(app: Flask, there: Office) -> None:
    where = addresses(there)
    others = {name for name in PAGES if name.startswith(("account.", "users.", "styleguide."))}
    assert set(where) | ELSEWHERE | others == set(PAGES)
    # What a company prepares is not there for officers, and company users have a first page of their own.
    hidden_drafts = {name for name in where if name.startswith("hires.")} - {"hires.start"}
    browsers = {role: signed_in(app, role, there.company_id if role.startswith("company") else None) for role in ROLES}
    for endpoint, address in where.items():
        for role, browser in browsers.items():
            answer = browser.get(address)
            if not admits(endpoint, Actor(1, "", role), PAGES):
                assert answer.status_code == 403, (endpoint, role)
            elif endpoint in hidden_drafts and not role.startswith("company"):
                assert answer.status_code == 404, (endpoint, role)
            else:
                assert answer.status_code == 200, (endpoint, role, answer.text)
                assert_whole(answer.text)
                page = soup(answer)
                assert page.title.text.strip() != "– TalentTrack"
                assert len(page.select("h1")) == 1, endpoint


def test_pages_speak_three_languages_and_name_people_in_the_reader_s_first(there: Office) -> None:
    where = addresses(there)
    for code in ("zh-Hant", "zh-Hans"):
        for endpoint in (
            "company.home",
            "hires.start",
            "hires.part",
            "hires.check",
            "engagements.show",
            "policy.index",
        ):
            address = where[endpoint]
            answer = there.company.get(f"{address}{'&' if '?' in address else '?'}lang={code}")
            assert answer.status_code == 200
            assert_whole(answer.text)
        title = soup(there.company.get(where["engagements.show"])).title.text
        assert title.index("陳大文") < title.index("CHAN Tai Man")


@pytest.mark.parametrize("role", [Role.COMPANY_USER, Role.CASE_OFFICER, Role.ADMIN, Role.SERVICE])
def test_the_start_leads_everybody_to_a_page_of_their_own(app: Flask, role: Role) -> None:
    browser = signed_in(app, role)
    first = browser.get("/", follow_redirects=True)
    assert first.status_code == 200
    expected = {
        Role.COMPANY_USER: "/home",
        Role.CASE_OFFICER: "/queue/",
        Role.ADMIN: "/users/",
        Role.SERVICE: "/imports/",
    }
    assert first.request.path == expected[role]


def test_what_is_missing_is_said_at_the_field(there: Office) -> None:
    answer = fill(there.company, f"{begin(there.company)}/days", until="day", role="research")
    page = soup(answer)
    assert answer.status_code == 422
    assert page.title.text.startswith("Error: ")
    links = [one["href"] for one in page.select(".govuk-error-summary a")]
    assert links == ["#start-day", "#end-day", "#monthly_salary"]
    assert all(page.select_one(link) for link in links)


def test_a_mistyped_document_is_told_in_the_words_of_the_rule(there: Office) -> None:
    answer = hire(there.company, date(2027, 1, 1), date(2027, 12, 31), id_number="Y000001(1)")
    assert answer.status_code == 422
    assert "check digit" in soup(answer).select_one("#id_number-error").text
    assert soup(answer).select_one("#name_zh")["value"] == "陳大文"


def test_a_company_is_added_suspended_and_reinstated(there: Office) -> None:
    typed = {"brn": "87654321", "name_en": "Peak Photonics Limited", "name_zh": "山頂光子有限公司", "registered": "y"}
    assert fill(there.case_officer, "/companies/new", **{**typed, "brn": "1"}).status_code == 422
    added = fill(there.case_officer, "/companies/new", **typed, directors="Chan Tai Man\nLee Siu Ming")
    assert "Chan Tai Man; Lee Siu Ming" in there.case_officer.get(f"{added.location}/details").text
    assert fill(there.approver, f"{added.location}/suspend", reason="").status_code == 422
    assert fill(there.approver, f"{added.location}/suspend", reason="Struck off.").status_code == 303
    assert "suspended" in there.approver.get(added.location).text
    assert fill(there.approver, f"{added.location}/reinstate", reason="Restored.").status_code == 303
    assert added.location in there.case_officer.get("/companies/?name=光子").text


def test_a_project_is_added_approved_and_opens_the_extra_places(there: Office) -> None:
    refused = a_project(there, there.case_officer, total_cost="1,000,000", own_share="500,000")
    assert refused.status_code == 409
    assert "least cost" in refused.text
    added = a_project(there, there.case_officer)
    assert fill(there.approver, f"{added.location}/approve").status_code == 422
    assert fill(there.approver, f"{added.location}/approve", **day("on", date(2026, 6, 1))).status_code == 303
    assert "1 June 2026 to 31 May 2029" in there.company.get(added.location).text
    assert "Extra places" in there.company.get("/home").text
    moved = {**day("allowance_to", date(2029, 12, 31)), "reason": "Committee's decision."}
    assert fill(there.case_officer, f"{added.location}/move_window", **moved).status_code == 303
    assert "1 June 2026 to 31 December 2029" in there.company.get(added.location).text
    number = added.location.rpartition("/")[2]
    extra = {"pool": "nias_extra", "nias_project": number, "stream": ""}
    hired_id(hire(there.company, date(2027, 1, 1), date(2027, 12, 31), **extra))


def test_a_number_is_shown_for_a_reason_alone_and_once(there: Office) -> None:
    number = document()
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31), id_number=number)
    typed = {"id_type": "hkid", "id_number": number}
    found = fill(there.case_officer, "/people/", **typed)
    assert found.status_code == 303
    page = there.case_officer.get(found.location)
    assert number not in page.text
    assert fill(there.case_officer, "/people/", id_type="hkid", id_number=document()).status_code == 422
    show = soup(page).select_one("a[href*='/documents/']:not([href$=new])")["href"]
    assert fill(there.case_officer, show, reason="").status_code == 422
    shown = fill(there.case_officer, show, reason="Compared with the card.")
    assert number in shown.text
    assert number not in there.case_officer.get(show).text


def test_two_records_of_one_person_are_merged_by_two_officers(app: Flask, there: Office) -> None:
    for year in (2027, 2028):
        hire(there.company, date(year, 1, 1), date(year, 12, 31))
    kept, merged = (one["href"] for one in soup(there.case_officer.get("/people/?name=陳大")).select("tbody a"))
    other = merged.rpartition("/")[2]
    assert fill(there.case_officer, f"{kept}/merge", other="999999", reason="Same.").status_code == 422
    assert fill(there.case_officer, f"{kept}/merge", other=other, reason="Same card.").status_code == 303
    decide = soup(there.approver.get("/queue/")).select_one("main a[href*='/merges/']")["href"]
    assert "You proposed this" in there.case_officer.get(decide).text
    token = hidden(soup(there.approver.get(decide)))
    assert "different HKIDs" in soup(there.approver.get(decide)).select_one(".tt-banner--warning").text
    assert there.approver.post(decide, data={**token, "act": "confirm"}).status_code == 303
    assert there.approver.get(merged).location == kept
    typed = {"id_type": "passport", "id_number": "K1234567", "id_country": "GBR"}
    assert fill(there.case_officer, f"{kept}/documents/new", **typed).status_code == 303
    assert soup(there.case_officer.get(kept)).select_one(".tt-record").text.count("****") >= 3


def test_rules_show_settings_proposals_and_sources(there: Office) -> None:
    text = there.company.get("/rules/").text
    for said in (
        "Setting, not a rule",
        "Proposal, not in force",
        "paragraph 13",
        "No limit published",
        "rth.concurrent",
    ):
        assert said in text, said
    assert there.company.get("/rules/?on=yesterday").status_code == 200


def test_odd_addresses_are_never_a_fault(there: Office) -> None:
    for address in (
        "/engagements/?cursor=%00&on=9999-99-99&state=nothing&company=99999999999999999999",
        "/engagements/?reference=%F0%9F%98%80",
        "/companies/?cursor=abc&name=%25",
        "/people/?name=x",
        "/findings/?before=-1&kind=%27",
        "/engagements/1/no_such_act",
        "/engagements/new?start=2027-13-45&pool=moon&company=1",
        "/hires/new?start=2027-13-45&pool=moon&company=1",
        "/hires/1/moon",
    ):
        assert there.case_officer.get(address).status_code in (200, 303, 400, 404), address
