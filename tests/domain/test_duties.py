"""The clock of a case against calendars worked by hand: holidays, weekends, and days with the company."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.calendar import WorkingDays
from talenttrack.domain.duties import Clock, Handover, clock, counted_from, days_with_office, pledge_missed
from talenttrack.services.working_days import working_days

HONG_KONG = working_days(2025, 2028)
WEEKDAYS = WorkingDays(frozenset())


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("came_on", "today", "days_max", "due_on", "left"),
    [
        # Five working days from a Monday are the next Monday; the day of coming in does not count.
        ("2026-11-02", "2026-11-02", 5, "2026-11-09", 5),
        ("2026-11-02", "2026-11-09", 5, "2026-11-09", 0),
        ("2026-11-02", "2026-11-10", 5, "2026-11-09", -1),
        # Handed in on a Saturday: as if on the Friday before.
        ("2026-11-07", "2026-11-09", 5, "2026-11-13", 4),
        # Lunar New Year 2026: 17 to 19 February are general holidays.
        ("2026-02-16", "2026-02-20", 3, "2026-02-24", 2),
        # Easter 2026: Good Friday 3 April, the Saturday, Easter Monday 6 April and Ching Ming observed on 7 April.
        ("2026-04-02", "2026-04-08", 2, "2026-04-09", 1),
        # Christmas falls on a Friday, New Year's Day on the next one.
        ("2026-12-24", "2026-12-31", 5, "2027-01-04", 1),
    ],
)
def test_a_clock_of_a_case_that_never_left(came_on: str, today: str, days_max: int, due_on: str, left: int) -> None:
    found = counted_from([(day(came_on), True)], HONG_KONG)
    assert found == day(came_on)
    assert clock(found, None, day(today), HONG_KONG, days_max) == Clock(day(due_on), left)


def test_days_with_the_company_do_not_count() -> None:
    # Monday 2 November in, Thursday 5 returned (3 days used), Monday 16 back: the day of coming back does not count.
    moves: list[Handover] = [(day("2026-11-02"), True), (day("2026-11-05"), False), (day("2026-11-16"), True)]
    found = counted_from(moves, WEEKDAYS)
    assert clock(found, None, day("2026-11-16"), WEEKDAYS, 5) == Clock(day("2026-11-18"), 2)
    assert clock(found, None, day("2026-11-18"), WEEKDAYS, 5).left == 0
    assert pledge_missed(moves, day("2026-11-18"), WEEKDAYS, 5) is None
    assert clock(found, None, day("2026-11-19"), WEEKDAYS, 5).left == -1
    assert pledge_missed(moves, day("2026-11-19"), WEEKDAYS, 5) == day("2026-11-18")


def test_the_clock_stands_still_while_the_company_has_the_case() -> None:
    moves: list[Handover] = [(day("2026-11-02"), True), (day("2026-11-05"), False)]
    found = counted_from(moves, WEEKDAYS)
    for today in ("2026-11-05", "2026-12-24"):
        assert clock(found, day("2026-11-05"), day(today), WEEKDAYS, 5) == Clock(None, 2)


def test_several_returns_add_up_also_over_a_holiday() -> None:
    # In on Monday 28 September; returned on Wednesday 30 (2 used). 1 October is a holiday. Back on Friday 2 October,
    # returned on Tuesday 6 (2 more: Monday, Tuesday). Back on Wednesday 7: of 5 days one is left, Thursday 8.
    moves: list[Handover] = [
        (day("2026-09-28"), True),
        (day("2026-09-30"), False),
        (day("2026-10-02"), True),
        (day("2026-10-06"), False),
        (day("2026-10-07"), True),
    ]
    found = counted_from(moves, HONG_KONG)
    assert clock(found, None, day("2026-10-07"), HONG_KONG, 5) == Clock(day("2026-10-08"), 1)


def test_a_recommendation_hands_nothing_over() -> None:
    moves: list[Handover] = [(day("2026-11-07"), True), (day("2026-11-10"), True), (day("2026-11-12"), True)]
    assert counted_from(moves, WEEKDAYS) == day("2026-11-07")


def test_returned_and_back_on_one_day_is_as_if_it_had_never_left() -> None:
    moves: list[Handover] = [(day("2026-11-02"), True), (day("2026-11-05"), False), (day("2026-11-05"), True)]
    stayed = clock(day("2026-11-02"), None, day("2026-11-06"), WEEKDAYS, 5)
    assert clock(counted_from(moves, WEEKDAYS), None, day("2026-11-06"), WEEKDAYS, 5) == stayed


@st.composite
def histories(draw: st.DrawFn) -> list[Handover]:
    at, moves = day("2026-01-01") + timedelta(days=draw(st.integers(0, 60))), []
    for number in range(draw(st.integers(0, 4)) * 2 + 1):
        moves.append((at, number % 2 == 0))
        at += timedelta(days=draw(st.integers(0, 25)))
    return moves


@given(histories(), st.integers(0, 120), st.integers(1, 40))
def test_what_is_left_is_what_the_night_counts(moves: list[Handover], later: int, days_max: int) -> None:
    today = moves[-1][0] + timedelta(days=later)
    found = clock(counted_from(moves, HONG_KONG), None, today, HONG_KONG, days_max)
    assert found.left == days_max - len(list(days_with_office(moves, today, HONG_KONG)))
    assert (found.left < 0) == (pledge_missed(moves, today, HONG_KONG, days_max) is not None)


@given(histories(), histories(), st.integers(0, 120), st.integers(1, 40))
def test_counted_from_an_earlier_day_is_due_no_later(
    one: list[Handover], other: list[Handover], later: int, days_max: int
) -> None:
    today = max(one[-1][0], other[-1][0]) + timedelta(days=later)
    first, second = sorted(counted_from(moves, HONG_KONG) for moves in (one, other))
    left = [clock(start, None, today, HONG_KONG, days_max).left for start in (first, second)]
    assert left[0] <= left[1]


@given(st.dates(day("2026-01-01"), day("2026-12-31")), st.integers(0, 60))
def test_back_and_forward_undo_each_other_on_working_days(start: date, count: int) -> None:
    start = HONG_KONG.on_or_after(start)
    assert HONG_KONG.back(HONG_KONG.forward(start, count), count) >= start
    assert HONG_KONG.between(HONG_KONG.back(start, count) + timedelta(days=1), start) == count
