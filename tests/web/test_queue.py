"""The queue in the browser: counts that lead to lists, filters kept in the address, views, ticked cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.rth import Engagement
from tests.web.browsing import signed_in, soup, token, wiring
from tests.web.hiring import Office, fill, hidden, hire, hired_id, office

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def a_case(there: Office, **changed: str) -> int:
    return hired_id(hire(there.company, FIRST, LAST, **changed))


def listed(client: FlaskClient, address: str = "/queue/") -> list[int]:
    links = soup(client.get(address)).select(".tt-queue tbody th a")
    return [int(urlsplit(link["href"]).path.rpartition("/")[2]) for link in links]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []

    def count(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        sent.append(sql)

    event.listen(wiring(app).engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(wiring(app).engine, "before_cursor_execute", count)


def tick(client: FlaskClient, act: str, *cases: int, address: str = "/queue/", follow: bool = False) -> Any:
    """The cases ticked, and one of the buttons below the list pressed."""
    kept = soup(client.get(address)).select_one(".tt-queue input[name=list]")["value"]
    data = {"csrf_token": token(client, address), "list": kept, "case": [str(case) for case in cases], "act": act}
    return client.post("/queue/ticked", data=data, follow_redirects=follow)


def test_every_count_leads_to_a_list_of_that_length(there: Office) -> None:
    cases = [a_case(there) for _ in range(3)]
    fill(there.case_officer, f"/engagements/{cases[0]}/return", reason="More, please.")
    tick(there.case_officer, "claim", cases[1])
    page = soup(there.case_officer.get("/queue/"))
    told = {link.text.strip().split(maxsplit=1)[1]: link for link in page.select(".tt-tile a")}
    assert [link.b.text for link in told.values()] == ["2", "0", "0", "1", "1", "1"]
    for link in told.values():
        assert len(listed(there.case_officer, link["href"])) == int(link.b.text), link["href"]
    assert told["waiting for you"]["aria-current"] == "true"
    assert "New case (2)" in page.select_one("#kind").text


def test_filters_stay_in_the_address_through_case_decision_and_next_case(there: Office) -> None:
    cases = [a_case(there) for _ in range(3)]
    narrowed = "/queue/?pool=base&whose=nobody"
    link = soup(there.case_officer.get(narrowed)).select_one(".tt-queue tbody th a")["href"]
    assert parse_qs(urlsplit(link).query) == {"list": ["pool=base&whose=nobody"]}
    screen = soup(there.case_officer.get(link))
    assert parse_qs(urlsplit(screen.select_one(".tt-above a")["href"]).query) == {"pool": ["base"], "whose": ["nobody"]}
    decided = there.case_officer.post(screen.select_one("#page-form")["action"], data=hidden(screen))
    assert decided.status_code == 303
    asked = parse_qs(urlsplit(decided.location).query)
    assert asked == {"pool": ["base"], "whose": ["nobody"], "next": [str(cases[1])]}
    after = soup(there.case_officer.get(decided.location))
    assert "Recommended for approval." in after.select_one(".tt-banner--success").text
    following = next(one for one in after.select("main a.tt-button") if one.text == "Next case")
    assert urlsplit(following["href"]).path == f"/engagements/{cases[1]}"


def test_a_clear_case_is_decided_in_three_clicks_from_the_queue(there: Office) -> None:
    case = a_case(there)
    for officer, sentence in ((there.case_officer, "Recommended for approval."), (there.approver, "Approved.")):
        opened = soup(officer.get(soup(officer.get("/queue/")).select_one(".tt-queue tbody th a")["href"]))
        form = opened.select_one("#page-form")
        pressed = officer.post(form["action"], data=hidden(opened), follow_redirects=True)
        assert sentence in pressed.text
    assert "Approved" in there.company.get(f"/engagements/{case}").text


@pytest.mark.parametrize("nonsense", ["kind=x&pool=y&due=z&whose=me&desk=1&company=abc", "cursor=%ff", "company=-1"])
def test_what_is_no_filter_is_left_aside(there: Office, nonsense: str) -> None:
    case = a_case(there)
    assert listed(there.case_officer, f"/queue/?{nonsense}") == [case]


def test_the_clock_says_what_is_left_and_what_is_overdue(app: Flask, there: Office) -> None:
    cases = [a_case(there) for _ in range(3)]
    for case, day in zip(cases, (date(2026, 10, 2), date(2026, 10, 9), date(2026, 10, 12)), strict=True):
        with wiring(app).write_session() as session:
            session.execute(update(Engagement).where(Engagement.id == case).values(clock_from=day))
    rows = soup(there.case_officer.get("/queue/")).select(".tt-queue tbody tr")
    told = [row.select_one("[data-label=Due]").get_text(" ", strip=True) for row in rows]
    # 19 October 2026 is a general holiday, the day after Chung Yeung, which falls on a Sunday.
    assert told == [
        "overdue by 5 working days",
        "due today",
        "1 working day left due 24 November 2026",
    ]
    assert listed(there.case_officer, "/queue/?due=week") == cases[1:]


def test_views_are_saved_used_and_deleted(there: Office) -> None:
    a_case(there)
    sent = {"csrf_token": token(there.case_officer, "/queue/"), "list": "due=overdue", "name": "Late ones"}
    saved = there.case_officer.post("/queue/views", data=sent, follow_redirects=True)
    view = soup(saved).select_one(".tt-views li")
    assert (view.a.text, view.a["href"], view.a["aria-current"]) == ("Late ones", "/queue/?due=overdue", "true")
    assert "Late ones" not in there.approver.get("/queue/?due=overdue").text
    deleted = there.case_officer.post(
        view.form["action"], data={"csrf_token": sent["csrf_token"], "list": ""}, follow_redirects=True
    )
    assert "Late ones" not in deleted.text


def test_taking_over_tells_who_was_on_it(app: Flask, there: Office) -> None:
    case = a_case(there)
    other = signed_in(app, Role.CASE_OFFICER)
    assert "You are on the cases" in tick(there.case_officer, "claim", case, follow=True).text
    assert "is on this case already." in tick(other, "claim", case, follow=True).text
    screen = soup(other.get(f"/engagements/{case}"))
    assert "case_officer is on it" in screen.select_one(".tt-desk__claim").text
    form = screen.select_one(".tt-desk__claim form")
    sent = {"csrf_token": form.select_one("input[name=csrf_token]")["value"], "act": form.button["value"]}
    other.post(form["action"], data=sent)
    assert "You are on it" in other.get(f"/engagements/{case}").text
    told = soup(there.case_officer.get("/queue/"))
    assert "took over a case that you were on" in told.select_one(".tt-banner--warning").text
    notice = told.select_one(".tt-banner--warning form")
    there.case_officer.post(notice["action"], data={"csrf_token": sent_token(notice), "list": ""})
    assert "took over" not in there.case_officer.get("/queue/").text


def sent_token(form: Any) -> str:
    return str(form.select_one("input[name=csrf_token]")["value"])


def test_ticked_cases_are_looked_at_confirmed_and_told_one_by_one(app: Flask, there: Office) -> None:
    cases = [a_case(there) for _ in range(3)]
    looked = tick(there.case_officer, "recommend", *cases)
    assert looked.status_code == 303
    page = soup(there.case_officer.get(looked.location))
    assert "3 cases chosen. 3 can be recommended." in " ".join(page.select_one("main").text.split())
    sent = {**hidden(page), "seen": [one["value"] for one in page.select("input[name=seen]")]}
    fill(there.case_officer, f"/engagements/{cases[0]}/return", reason="More, please.")
    done = there.case_officer.post("/queue/bulk", data=sent)
    again = there.case_officer.post("/queue/bulk", data=sent)
    assert (done.status_code, done.location) == (303, again.location)
    told = soup(there.case_officer.get(done.location))
    assert "2 cases were recommended." in " ".join(one.text for one in told.select(".tt-banner--success"))
    assert [one["href"] for one in told.select(".tt-left > li > p a")] == [f"/engagements/{cases[0]}"]
    assert sorted(listed(there.approver)) == cases[1:]


def test_a_batch_names_the_one_that_stops_fitting_and_by_which_rule(app: Flask, there: Office) -> None:
    case = a_case(there)
    with wiring(app).write_session() as session:
        session.execute(update(Company).values(suspended=True))
    page = soup(there.case_officer.get(f"/queue/bulk?act=recommend&case={case}"))
    assert "0 can be recommended. 1 does not fit" in " ".join(page.select_one("main").text.split())
    assert "The company is suspended." in page.select_one(".tt-left").text
    assert not page.select("#page-form")


def test_a_batch_with_another_officers_case_is_refused_whole_and_names_it(there: Office) -> None:
    mine = hired_id(hire(there.case_officer, FIRST, LAST, f"/hires/new?company={there.company_id}"))
    case = a_case(there)
    look = soup(there.case_officer.get(f"/queue/bulk?act=recommend&case={case}&case={mine}"))
    assert [one["value"].split(".")[0] for one in look.select("input[name=seen]")] == [str(case)]
    sent = {**hidden(look), "seen": [f"{case}.1", f"{mine}.1"]}
    refused = there.case_officer.post("/queue/bulk", data=sent)
    assert refused.status_code == 403
    reference = soup(there.case_officer.get(f"/engagements/{mine}")).h1.text.split(":")[0]
    assert reference in soup(refused).select_one("main").text
    assert sorted(listed(there.case_officer)) == sorted([mine, case])


def test_nothing_ticked_and_too_many_are_told(there: Office) -> None:
    a_case(there)
    assert "Tick 1 to 50 cases first." in tick(there.case_officer, "recommend", follow=True).text
    assert there.case_officer.get("/queue/bulk?act=recommend").status_code == 422
    assert there.case_officer.get("/queue/bulk?act=reject&case=1").status_code == 422


def test_auditors_read_the_queue_and_change_nothing(app: Flask, there: Office) -> None:
    case = a_case(there)
    auditor = signed_in(app, Role.AUDITOR)
    page = soup(auditor.get("/queue/"))
    assert listed(auditor) == [case]
    assert not page.select("input[type=checkbox], .tt-ticked")
    sent = {"csrf_token": token(auditor, "/queue/"), "case": str(case), "act": "claim"}
    assert auditor.post("/queue/ticked", data=sent).status_code == 403
    assert auditor.post(f"/engagements/{case}/claim", data=sent).status_code == 403


def test_the_queue_and_the_screen_take_as_many_queries_for_many_cases_as_for_one(app: Flask, there: Office) -> None:
    found: dict[str, list[int]] = {"queue": [], "screen": []}
    for number in range(3):
        case = a_case(there)
        fill(there.case_officer, f"/engagements/{case}/note", text=f"Note {number}")
        tick(there.case_officer, "claim", case)
        for name, address in (("queue", "/queue/"), ("screen", f"/engagements/{case}")):
            with counted(app) as sent:
                assert there.case_officer.get(address).status_code == 200
            found[name].append(len(sent))
    assert len(set(found["queue"])) == 1, found
    assert len(set(found["screen"])) == 1, found
