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
from talenttrack.services.schemes.rth import register
from talenttrack.services.schemes.rth.waiting import queue
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


def test_what_waits_for_two_reasons_is_shown_once_with_the_earlier_day(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 3, 31), now=days(4))
    office.do(case, "recommend", "case_officer", now=days(4))
    office.do(case, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000}, now=days(6))
    assert told(office, "approver") == [(case, TODAY + timedelta(days=4))]


def test_pages_of_one_make_up_the_same_queue_also_where_days_are_equal(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(4)]
    later = update(Engagement).where(Engagement.id == cases[0]).values(submitted_on=TODAY + timedelta(days=1))
    office.session.execute(later)
    whole = told(office, "case_officer")
    assert [case for case, _ in whole] == [*cases[1:], cases[0]]
    for limit in (1, 2, 3):
        assert told(office, "case_officer", limit) == whole


def test_a_case_from_a_file_without_a_day_of_submission_waits_since_it_came_in(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    office.session.execute(update(Engagement).where(Engagement.id == case).values(submitted_on=None))
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


def test_a_long_queue_takes_one_query_like_a_short_one(office: Office) -> None:
    for number in range(4):
        with counted(office) as sent:
            assert len(queue(office.session, office["case_officer"], cursor=None, limit=50, now=NOW).items) == number
        assert len(sent) == 1
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
