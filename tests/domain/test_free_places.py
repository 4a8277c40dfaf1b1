"""Stretches of days on which nothing changes, what is free on them, and how it goes on from the first day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.domain.free_places import Stretch, clipped, outlook, stretches
from talenttrack.domain.policy import Parameter, Version

YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))


def limit(*versions: tuple[int, date | None]) -> Parameter:
    made = tuple(
        Version("x.heads", number, value, first_day, None, "[T]")
        for number, (value, first_day) in enumerate(versions, 1)
    )
    return Parameter("x.heads", "heads", "service_day", True, made)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


FOUR = limit((4, None))


def told(found: list[Stretch]) -> list[tuple[str, str, int | None]]:
    return [(str(one.period.first_day), str(one.period.last_day), one.free) for one in found]


def test_a_place_is_taken_on_its_last_day_and_free_on_the_next() -> None:
    found = stretches([days("2027-01-31", "2027-02-28")], FOUR, YEAR)
    assert told(found) == [
        ("2027-01-01", "2027-01-30", 4),
        ("2027-01-31", "2027-02-28", 3),
        ("2027-03-01", "2027-12-31", 4),
    ]


def test_one_who_leaves_and_one_who_comes_the_day_after_change_nothing() -> None:
    found = stretches([days("2027-01-01", "2027-03-31"), days("2027-04-01", "2027-12-31")], FOUR, YEAR)
    assert told(found) == [("2027-01-01", "2027-12-31", 3)]


def test_a_new_version_with_the_old_limit_makes_no_new_stretch_and_another_limit_does() -> None:
    same = limit((4, None), (4, date(2027, 7, 1)))
    assert len(stretches([], same, YEAR)) == 1
    lower = stretches([], limit((4, None), (2, date(2027, 7, 1))), YEAR)
    assert [(one.limit, one.period.first_day) for one in lower] == [(4, date(2027, 1, 1)), (2, date(2027, 7, 1))]


def test_a_company_over_its_limit_has_nothing_free_and_is_told_by_how_many() -> None:
    [found] = stretches([YEAR] * 5, FOUR, YEAR)
    assert (found.free, found.over) == (0, 1)


def test_without_a_published_limit_nothing_is_counted_as_free() -> None:
    [found] = stretches([YEAR], limit(), YEAR)
    assert (found.limit, found.free, found.over) == (None, None, 0)


def test_full_days_last_until_the_day_before_the_next_free_place() -> None:
    held = [days("2026-01-01", "2027-12-24")] * 3 + [days("2026-06-01", "2028-05-31")]
    found = outlook(stretches(held, FOUR, days("2026-11-25", "2030-12-31")))
    assert found.now.free == 0
    assert found.until == date(2027, 12, 24)
    assert found.then is not None
    assert (found.then.period.first_day, found.then.free) == (date(2027, 12, 25), 3)


def test_over_the_limit_and_just_full_are_one_time_without_a_free_place() -> None:
    held = [days("2027-01-01", "2027-02-28"), *[days("2027-01-01", "2027-06-30")] * 4]
    found = outlook(stretches(held, FOUR, YEAR))
    assert (found.now.over, found.until) == (1, date(2027, 6, 30))


def test_full_days_to_come_are_told_with_their_end() -> None:
    found = outlook(stretches([days("2027-03-01", "2027-08-31")] * 4, FOUR, YEAR))
    assert (found.now.free, found.until) == (4, date(2027, 2, 28))
    assert found.then is not None
    assert (found.then.free, found.then_until) == (0, date(2027, 8, 31))


def test_what_never_changes_has_no_end() -> None:
    assert outlook(stretches([YEAR], FOUR, YEAR)).until is None


def test_a_clipped_stretch_keeps_its_figures() -> None:
    found = clipped(stretches([YEAR], FOUR, YEAR), days("2027-12-01", "2028-03-31"))
    assert told(found) == [("2027-12-01", "2027-12-31", 3)]


periods = st.tuples(st.dates(date(2026, 6, 1), date(2028, 6, 1)), st.integers(0, 400)).map(
    lambda drawn: Period(drawn[0], date.fromordinal(drawn[0].toordinal() + drawn[1]))
)


@given(st.lists(periods, max_size=8))
def test_every_day_lies_in_one_stretch_that_counts_it_right(held: list[Period]) -> None:
    found = stretches(held, limit((4, None), (2, date(2027, 5, 31))), YEAR)
    assert found[0].period.first_day == YEAR.first_day
    assert found[-1].period.last_day == YEAR.last_day
    for before, after in pairwise(found):
        assert before.period.last_day + ONE_DAY == after.period.first_day
    for one in found:
        for day in {one.period.first_day, one.period.last_day}:
            assert one.heads == sum(period.touches(day) for period in held)
            assert one.limit == (2 if day >= date(2027, 5, 31) else 4)
