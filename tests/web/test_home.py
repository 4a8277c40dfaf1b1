"""A company's day: its first page, its timeline, its list of engagements, and the front door before all of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from talenttrack.domain.lifecycle import Role
from tests.counting import statements
from tests.engagements_written import a_nias_project, an_engagement
from tests.services.schemes.office import publish
from tests.web.browsing import add_company, add_user, sign_in, signed_in, soup, wiring
from tests.web.hiring import Office, begin, day, fill, hire, hired_id, office
from tests.web.test_pages import assert_whole

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def page(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert_whole(answer.text)
    assert " style=" not in answer.text
    return soup(answer)


def engage(app: Flask, company_id: int, first_day: str, last_day: str, **columns: Any) -> int:
    with wiring(app).write_session() as session:
        return an_engagement(session, company_id, first_day, last_day, **columns)


def card(home: Any, title: str) -> Any:
    return home.select_one(f"section[aria-label='{title}']")


def references(listed: Any) -> list[str]:
    return [one.text for one in listed.select("tbody th a")]


def test_the_first_day_leads_to_the_check_and_the_first_hire(there: Office) -> None:
    home = page(there.company, "/home")
    assert [one["href"] for one in home.select(".tt-steps a")] == ["/check", "/hires/new"]
    assert "0 engaged of 4" in home.text
    assert not home.select(".tt-timeline")
    assert not home.select("a[href='/users/']")
    hire(there.company, FIRST, LAST)
    assert not page(there.company, "/home").select(".tt-steps")


def test_home_says_with_the_act_as_link_and_the_day_what_is_to_do(app: Flask, there: Office) -> None:
    returned = hired_id(hire(there.company, FIRST, LAST))
    fill(there.case_officer, f"/engagements/{returned}/return", reason="Which laboratory?")
    permit = engage(
        app, there.company_id, "2026-01-01", "2027-12-31", permanent_resident=False, permit_until=date(2026, 12, 15)
    )
    items = page(there.company, "/home").select(".tt-todo li")
    assert [item.select_one("a")["href"] for item in items] == [
        f"/engagements/{permit}/renew_permit",
        f"/engagements/{returned}",
    ]
    assert "by 15 December 2026, its last day." in items[0].text
    assert "by 23 December 2026, or it lapses." in items[1].text


def test_hires_in_preparation_are_gone_on_with_from_home(there: Office) -> None:
    begun = begin(there.company)
    found = card(page(there.company, "/home"), "Hires in preparation")
    assert found.select_one("li a")["href"] == begun
    assert "nobody named yet" in found.text


def test_home_tells_free_places_windows_ends_and_decisions(app: Flask, there: Office) -> None:
    with wiring(app).write_session() as session:
        a_nias_project(session, there.company_id, date(2024, 11, 24), reference="NIAS-1")
    for _place in range(4):
        engage(app, there.company_id, "2026-01-01", "2026-12-24")
    case = hired_id(hire(there.company, FIRST, LAST))
    fill(there.case_officer, f"/engagements/{case}/recommend")
    fill(there.approver, f"/engagements/{case}/approve")
    home = page(there.company, "/home")
    free = card(home, "Free places, next 12 months").text
    assert "All 4 places are taken until 24 December 2026; 4 free from 25 December 2026." in free
    assert "36 of 36 places are free." in free
    assert "366 days left" in card(home, "Windows of NIAS projects").text
    assert len(card(home, "Ending in the next 90 days").select("li")) == 4
    assert "Approved." in card(home, "Latest decisions").select_one("li").text
    tiles = [(one["href"], one.b.text) for one in home.select(".tt-home__top .tt-tile a")]
    assert tiles == [("/engagements/?phase=active", "4"), ("/engagements/?phase=upcoming", "1")]


def test_home_costs_as_much_for_twenty_engagements_as_for_two(app: Flask, there: Office) -> None:
    def sent() -> int:
        with statements(wiring(app).engine) as told:
            there.company.get("/home")
        return len(told)

    def more(times: int) -> None:
        for number in range(times):
            engage(app, there.company_id, f"{2001 + number}-01-01", "2026-12-31")
            begin(there.company)

    more(2)
    sent()
    few = sent()
    more(10)
    assert sent() == few


def test_the_timeline_draws_each_engagement_as_a_link_with_its_days_in_words(app: Flask, there: Office) -> None:
    case = hired_id(hire(there.company, FIRST, LAST))
    fill(there.case_officer, f"/engagements/{case}/recommend")
    fill(there.approver, f"/engagements/{case}/approve")
    fill(there.company, f"/engagements/{case}/extend", **day("end", date(2028, 3, 31)))
    waiting = hired_id(hire(there.company, FIRST, LAST))
    cut = engage(
        app, there.company_id, "2026-01-01", "2027-06-30", state="terminated", terminated_on=date(2026, 10, 31)
    )
    shown = page(there.company, "/timeline?from=2026-07&zoom=quarter")
    rows = {row.a["href"].rpartition("/")[2]: row for row in shown.select(".tt-timeline__bars > li")}
    assert set(rows) == {str(case), str(waiting), str(cut)}
    extended, pending, ended = rows[str(case)], rows[str(waiting)], rows[str(cut)]
    assert extended.select_one(".tt-timeline__extension")
    assert "extension to 31 March 2028 asked for" in extended.text
    assert pending.select_one(".tt-timeline__bar--pending")
    assert "Submitted" in pending.select_one(".tt-timeline__state").text
    assert ended.select_one(".tt-timeline__cut")
    assert "1 November 2026 to 30 June 2027 given back" in ended.text
    assert all(row.select_one("svg a > title").text for row in rows.values())
    assert all(one["tabindex"] == "-1" for one in shown.select("svg a"))


def test_free_places_stand_over_the_axis_and_in_the_table(app: Flask, there: Office) -> None:
    for _person in range(5):
        engage(app, there.company_id, "2027-01-01", "2027-12-31")
    with wiring(app).write_session() as session:
        publish(session, "rth.concurrent", "6", date(2028, 7, 1))
    shown = page(there.company, "/timeline?from=2026-07&zoom=quarter")
    assert [one.text for one in shown.select(".tt-timeline__stretch text")] == ["4", "−1", "4", "6"]
    assert shown.select(".tt-timeline__stretch--over title")[0].text.endswith("1 over the limit of 4")
    assert "The limit is 6 from 1 July 2028." in shown.text
    table = page(there.company, "/timeline?from=2026-07&zoom=quarter&view=table").select("table")[0]
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows[1] == ["1 January 2027", "31 December 2027", "5", "4", "1 too many"]
    assert rows[3][0] == "1 July 2028"


def test_one_moves_and_zooms_in_the_address_and_an_officer_keeps_the_company(there: Office) -> None:
    officer = page(there.case_officer, f"/timeline?company={there.company_id}&from=2026-10&zoom=month")
    asked = [parse_qs(urlsplit(one["href"]).query) for one in officer.select(".tt-switch a")]
    assert all(query["company"] == [str(there.company_id)] for query in asked)
    assert {"from": ["2027-04"], "zoom": ["month"], "company": [str(there.company_id)]} in asked
    assert there.case_officer.get("/timeline").status_code == 404
    own = page(there.company, "/timeline?company=999&from=x&zoom=y")
    assert "company=" not in "".join(one["href"] for one in own.select(".tt-switch a"))


def test_the_list_is_narrowed_by_what_stands_in_the_address(app: Flask, there: Office) -> None:
    engage(app, there.company_id, "2026-01-01", "2026-12-31", reference="NOW-1", talent_name_en="WONG Ka Yan")
    engage(app, there.company_id, "2027-02-01", "2027-12-31", reference="NEXT-1", pool="itf", itf_project_key="A")
    engage(app, there.company_id, "2020-01-01", "2020-12-31", reference="OLD-1")
    engage(app, add_company(app), "2026-01-01", "2026-12-31", reference="THEIRS-1")
    for query, expected in (
        ("", ["NOW-1", "NEXT-1", "OLD-1"]),
        ("phase=ended", ["OLD-1"]),
        ("pool=itf", ["NEXT-1"]),
        ("on=2026-12-31", ["NOW-1"]),
        ("text=ka+y", ["NOW-1"]),
        ("text=next", ["NEXT-1"]),
        ("state=draft", []),
        ("phase=never&state=moon&pool=x&on=2026-02-30", ["NOW-1", "NEXT-1", "OLD-1"]),
    ):
        assert references(page(there.company, f"/engagements/?{query}")) == expected, query


def test_each_filter_is_a_chip_that_leads_to_the_list_without_it(app: Flask, there: Office) -> None:
    engage(app, there.company_id, "2026-01-01", "2026-12-31", talent_name_en="WONG Ka Yan")
    shown = page(there.company, "/engagements/?phase=active&text=WONG&on=2026-12-01")
    assert [one["href"] for one in shown.select(".tt-chip")] == [
        "/engagements/?on=2026-12-01&text=WONG",
        "/engagements/?phase=active&text=WONG",
        "/engagements/?phase=active&on=2026-12-01",
    ]
    tiles = {one.text.split(maxsplit=1)[1]: one for one in shown.select("#results .tt-tile a")}
    assert set(tiles) == {"All", "Approved", "Active"}
    assert tiles["Active"]["aria-current"] == "true"
    assert tiles["Approved"]["href"] == "/engagements/?on=2026-12-01&text=WONG&state=approved"
    form = shown.select_one("form[role=search]")
    assert form["hx-target"] == "#results"
    assert {one["name"]: one.get("value") for one in form.select("input[type=hidden]")} == {"phase": "active"}


def test_an_empty_list_says_how_to_go_on(app: Flask, there: Office) -> None:
    nothing = page(there.company, "/engagements/")
    assert nothing.select_one("#results a[href='/hires/new']")
    engage(app, there.company_id, "2026-01-01", "2026-12-31")
    assert "Take a filter away" in page(there.company, "/engagements/?text=nobody").text


def test_the_next_page_keeps_the_filters(app: Flask, there: Office) -> None:
    for _person in range(51):
        engage(app, there.company_id, "2026-01-01", "2026-12-31")
    first = page(there.case_officer, f"/engagements/?company={there.company_id}&phase=active")
    following = first.select_one("a[rel=next]")["href"]
    assert f"company={there.company_id}&phase=active&cursor=" in following
    assert len(references(page(there.case_officer, following))) == 1


def test_the_front_door_leads_in_and_tells_the_limits_with_day_and_source(client: FlaskClient) -> None:
    front = page(client, "/")
    assert front.select_one("main a[href='/sign-in']")
    assert "two for each case" in front.text
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in front.select("#limits ~ table tbody tr")]
    assert ["Research talents engaged at any one time", "4", "1 July 2020", "Source 1"] in rows
    assert all(front.select_one(one["href"]) for one in front.select("tbody a"))
    assert "paragraph 13" in front.select_one("#source-1").text
    assert "[P13]" not in front.text
    assert "第13段" in page(client, "/?lang=zh-Hant").select_one("#source-1").text


def test_the_front_door_tells_what_is_in_force_today_and_no_proposal(app: Flask, client: FlaskClient) -> None:
    with wiring(app).write_session() as session:
        publish(session, "rth.concurrent", "5", date(2026, 11, 1))
        publish(session, "rth.concurrent", "9", date(2027, 11, 1))
    row = page(client, "/").select_one("#limits ~ table tbody tr")
    assert [cell.text.strip() for cell in row.select("td")][:2] == ["5", "1 November 2026"]


@pytest.mark.parametrize("code", ["zh-Hant", "zh-Hans"])
def test_the_front_door_speaks_chinese(client: FlaskClient, code: str) -> None:
    assert "Sign in" not in page(client, f"/?lang={code}").text


def test_colleagues_are_told_with_their_last_sign_in_and_oneself_is_marked(app: Flask) -> None:
    ours = add_company(app, "Ours")
    admin = signed_in(app, Role.COMPANY_ADMIN, company_id=ours)
    assert "only one yet" in page(admin, "/users/").text
    seen, unseen = (add_user(app, Role.COMPANY_USER, company_id=ours) for _user in range(2))
    sign_in(app.test_client(), seen)
    listed = page(admin, "/users/")
    assert listed.h1.text == "Colleagues"
    rows = {row.td.text: row for row in listed.select("tbody tr")}
    assert "23 November 2026" in rows[seen].text
    assert "Never" in rows[unseen].text
    assert [row.select_one(".tt-tag--note").text for row in rows.values() if row.select(".tt-tag--note")] == ["You"]
    invite = page(admin, "/users/new")
    assert [one.text for one in invite.select(".tt-may dt")] == ["Company user", "Company administrator"]


def test_a_closed_account_is_opened_again(app: Flask) -> None:
    ours = add_company(app, "Ours")
    admin = signed_in(app, Role.COMPANY_ADMIN, company_id=ours)
    colleague = add_user(app, Role.COMPANY_USER, company_id=ours)
    way = next(one["href"] for one in page(admin, "/users/").select("tbody a") if "You" not in one.parent.text)
    token = soup(admin.get(way)).select_one("input[name=csrf_token]")["value"]
    admin.post(f"{way}/activity", data={"csrf_token": token, "active": "no"})
    assert sign_in(app.test_client(), colleague).status_code == 422
    assert "Closed" in page(admin, way).text
    admin.post(f"{way}/activity", data={"csrf_token": token, "active": "yes"})
    assert sign_in(app.test_client(), colleague).status_code == 303
