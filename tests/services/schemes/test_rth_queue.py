"""The officers' queue: what waits longest comes first, whatever it is that waits."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import State
from talenttrack.services.paging import cursor_by_day, day_and_id_after
from talenttrack.services.schemes.rth import desk, register, waiting
from talenttrack.services.schemes.rth.waiting import Which, queue
from talenttrack.storage.schemes.rth import Engagement
from tests.services.schemes.office import NOW, TODAY, Office


def told(office: Office, by: str, limit: int = 50) -> list[tuple[int, date]]:
    """The whole queue, page by page."""
    found: list[tuple[int, date]] = []
    cursor: str | None = None
    while True:
        page = queue(office.session, office[by], cursor=cursor, limit=limit, now=NOW)
        found += [(line.engagement.id, line.since) for line in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def test_an_extension_waits_since_it_was_asked_for_not_since_the_case_was_submitted(office: Office) -> None:
    old = office.bring_to(State.APPROVED)
    outcome = register.submit_new(office.session, office["company"], office.request(), days(2), reference=None)
    office.do(old, "extend", "company", end=date(2028, 6, 30), now=days(5))
    expected = [(outcome.engagement_id, TODAY + timedelta(days=2)), (old, TODAY + timedelta(days=5))]
    assert told(office, "case_officer") == expected


def test_a_second_officer_sees_four_kinds_by_the_day_since_which_each_waits(office: Office) -> None:
    corrected, extended = office.bring_to(State.APPROVED), office.bring_to(State.APPROVED)
    recommended = office.bring_to(State.RECOMMENDED)
    shared = office.bring_to(State.DRAFT)
    office.do(extended, "extend", "company", end=date(2028, 3, 31), now=days(1))
    office.do(extended, "recommend", "case_officer", now=days(9))
    # Five in the afternoon UTC is past midnight in Hong Kong.
    late = datetime(2026, 11, 24, 17, tzinfo=UTC)
    office.do(corrected, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000}, now=late)
    office.do(shared, "share_draft", "company", now=days(3))
    expected = [(recommended, 0), (extended, 1), (corrected, 2), (shared, 3)]
    assert told(office, "approver") == [(case, TODAY + timedelta(days=number)) for case, number in expected]
    office.do(corrected, "reject_correction", "case_officer")
    assert corrected not in dict(told(office, "approver"))


def test_what_waits_for_two_reasons_is_two_lines_each_with_its_day(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 3, 31), now=days(4))
    office.do(case, "recommend", "case_officer", now=days(4))
    office.do(case, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000}, now=days(6))
    assert told(office, "approver") == [(case, TODAY + timedelta(days=4)), (case, TODAY + timedelta(days=6))]
    found = queue(office.session, office["approver"], cursor=None, limit=50, now=NOW).items
    assert [line.kind for line in found] == ["extension", "correction"]


def test_pages_of_one_make_up_the_same_queue_also_where_days_are_equal(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(4)]
    later = update(Engagement).where(Engagement.id == cases[0]).values(clock_from=TODAY + timedelta(days=1))
    office.session.execute(later)
    whole = told(office, "case_officer")
    assert [case for case, _ in whole] == [*cases[1:], cases[0]]
    for limit in (1, 2, 3):
        assert told(office, "case_officer", limit) == whole


def test_a_case_from_a_file_without_a_day_of_submission_waits_since_it_came_in(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    office.session.execute(update(Engagement).where(Engagement.id == case).values(submitted_on=None, clock_from=None))
    assert told(office, "case_officer") == [(case, TODAY)]


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    sent: list[str] = []

    def count(connection: Any, cursor: Any, sql: str, *_: Any) -> None:
        sent.append(sql)

    engine = office.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_a_long_queue_takes_two_queries_like_a_short_one(office: Office) -> None:
    for number in range(4):
        with counted(office) as sent:
            assert len(queue(office.session, office["case_officer"], cursor=None, limit=50, now=NOW).items) == number
        assert len(sent) == 2  # the pledge, and the lines
        office.bring_to(State.SUBMITTED)


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["", "7", "é", "=", "////", *map(_encoded, ("2026-11-23", "2026-11-23/", "2026-11-23/0", "2026-11-23/-1"))]
    + [_encoded(text) for text in ("20261123/1", "2026-02-30/1", "2026-11-23/01", f"2026-11-23/{2**63}", "x/1", "é/1")],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        day_and_id_after(cursor)


def test_a_cursor_is_read_as_it_was_given() -> None:
    assert day_and_id_after(cursor_by_day(TODAY, 42)) == (TODAY, 42)
    assert day_and_id_after(None) is None


def a_full_office(office: Office) -> dict[str, int]:
    """Something of every kind, on every desk, in the hands of one officer and of nobody."""
    cases = {"extended": office.bring_to(State.APPROVED), "corrected": office.bring_to(State.APPROVED)}
    office.do(cases["extended"], "extend", "company", end=date(2028, 3, 31))
    office.do(cases["corrected"], "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000})
    for name, state in (("submitted", State.SUBMITTED), ("returned", State.RETURNED)):
        cases[name] = office.bring_to(state)
    elsewhere = office.request(company_id=office.rival_id, pool="itf", stream="ITF", itf_project="ITF/1")
    outcome = register.submit_new(office.session, office["rival"], elsewhere, NOW, reference=None)
    cases["elsewhere"] = outcome.engagement_id or 0
    cases["shared"] = office.bring_to(State.DRAFT)
    office.do(cases["shared"], "share_draft", "company")
    recommended = office.request(company_id=office.rival_id)
    outcome = register.submit_new(office.session, office["rival"], recommended, days(-80), reference=None)
    cases["overdue"] = outcome.engagement_id or 0
    desk.claim(office.session, office["case_officer"], cases["submitted"], NOW, take_over=False)
    return cases


@pytest.mark.parametrize("by", ["case_officer", "approver", "auditor"])
def test_every_count_is_the_length_of_the_list_that_it_leads_to(office: Office, by: str) -> None:
    a_full_office(office)
    counted = waiting.counts(office.session, office[by], NOW)
    single = {name: {"kind": name} for name in waiting.KINDS} | {name: {"due": name} for name in waiting.DUE}
    single |= {name: {"whose": name} for name in waiting.WHOSE} | {name: {"desk": name} for name in waiting.DESKS}
    every: dict[str, Any] = {"all": {}, **single}
    for name, asked in every.items():
        found = queue(office.session, office[by], cursor=None, limit=50, now=NOW, which=Which(**asked)).items
        assert counted[name] == len(found), name
    assert counted["overdue"] == (0 if by == "approver" else 1)


def test_filters_narrow_together(office: Office) -> None:
    cases = a_full_office(office)

    def ids(**asked: Any) -> set[int]:
        found = queue(office.session, office["case_officer"], cursor=None, limit=50, now=NOW, which=Which(**asked))
        return {line.engagement.id for line in found.items}

    assert ids() == {cases[name] for name in ("extended", "submitted", "elsewhere", "overdue")}
    assert ids(kind="extension") == {cases["extended"]}
    assert ids(pool="itf") == {cases["elsewhere"]}
    assert ids(company_id=office.rival_id) == {cases["elsewhere"], cases["overdue"]}
    assert ids(company_id=office.rival_id, due="overdue") == {cases["overdue"]}
    assert ids(whose="mine") == {cases["submitted"]}
    assert ids(whose="nobody", pool="base") == {cases["extended"], cases["overdue"]}
    assert ids(desk="company") == {cases["returned"]}
    assert ids(desk="approve") == {cases["corrected"], cases["shared"]}
    assert ids(desk="company", whose="mine") == set()


def test_the_companies_offered_are_those_of_which_something_waits(office: Office) -> None:
    cases = a_full_office(office)
    told_to = [number for number, *_ in waiting.companies(office.session, office["approver"], NOW)]
    assert told_to == [office.company_id]
    assert {number for number, *_ in waiting.companies(office.session, office["case_officer"], NOW)} == {
        office.company_id,
        office.rival_id,
    }
    assert cases


def test_the_next_case_is_the_next_of_the_same_list_and_after_the_last_the_first(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(3)]
    lines = queue(office.session, office["case_officer"], cursor=None, limit=50, now=NOW).items
    following = [
        waiting.following(office.session, office["case_officer"], Which(), after=line.cursor, without=one, now=NOW)
        for line, one in zip(lines, cases, strict=True)
    ]
    assert following == [cases[1], cases[2], cases[0]]
    alone = Which(whose="mine")
    assert waiting.following(office.session, office["approver"], alone, after=None, without=0, now=NOW) is None


def test_a_draft_waits_for_an_exception_until_it_has_one(office: Office) -> None:
    draft = office.bring_to(State.DRAFT, office.request(start=date(2027, 1, 1), end=date(2030, 6, 30)))
    office.do(draft, "share_draft", "company")
    assert [case for case, _ in told(office, "approver")] == [draft]
    office.do(draft, "grant_exception", "approver")
    assert told(office, "approver") == []
