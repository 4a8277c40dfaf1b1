"""Where days lie on a timeline: whole columns, last days included, ends of months and of the axis."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.calendar import ONE_DAY, Period
from talenttrack.web.timeline_axis import SHAPES, Axis, Zoom, axis, centred

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("zoom", "first_month", "first_day", "last_day"),
    [
        ("month", "2026-02", date(2026, 2, 1), date(2027, 1, 31)),
        ("quarter", "2026-10", date(2026, 10, 1), date(2029, 9, 30)),
        ("quarter", "2026-12", date(2026, 10, 1), date(2029, 9, 30)),
        ("year", "2024-02", date(2024, 1, 1), date(2031, 12, 31)),
    ],
)
def test_the_address_says_the_first_column_and_the_zoom(
    zoom: str, first_month: str, first_day: date, last_day: date
) -> None:
    assert axis(zoom, first_month, TODAY).within == Period(first_day, last_day)


@pytest.mark.parametrize("asked", [None, "", "soon", "2026-13", "0001-01", "2026-00", "9999-12", "２０２６-10"])
def test_what_is_no_month_is_the_one_that_suits_today(asked: str | None) -> None:
    shown = axis("light-year", asked, TODAY)
    assert shown.zoom is Zoom.QUARTER
    assert shown.within.touches(TODAY)
    assert shown.first_day == date(2026, 7, 1)


def test_a_period_reaches_to_the_end_of_its_last_day() -> None:
    year = axis("month", "2027-01", TODAY)
    assert year.days == 365
    january, december = year.span(days("2027-01-01", "2027-01-31")), year.span(days("2027-12-31", "2027-12-31"))
    assert january is not None
    assert december is not None
    assert (january.x, january.width) == (0, round(100 * 31 / 365, 3))
    assert december.x + december.width == pytest.approx(100)
    whole = year.span(days("2027-01-01", "2027-12-31"))
    assert whole is not None
    assert (whole.x, whole.width, whole.begins, whole.ends) == (0, 100, True, True)


def test_a_leap_day_is_a_day() -> None:
    leap = axis("month", "2028-01", TODAY)
    assert leap.days == 366
    span = leap.span(days("2028-02-01", "2028-02-29"))
    assert span is not None
    assert span.x + span.width == pytest.approx(leap.x(date(2028, 3, 1)))


def test_what_begins_before_and_ends_after_is_cut_at_both_ends_and_says_so() -> None:
    span = axis("month", "2027-01", TODAY).span(days("2020-01-01", "2090-12-31"))
    assert span is not None
    assert (span.x, span.width, span.begins, span.ends) == (0, 100, False, False)
    assert axis("month", "2027-01", TODAY).span(Period(date(2027, 6, 1), date.max)) is not None


def test_what_lies_outside_is_not_drawn() -> None:
    year = axis("month", "2027-01", TODAY)
    assert year.span(days("2026-01-01", "2026-12-31")) is None
    assert year.span(days("2028-01-01", "2028-01-01")) is None


def test_columns_follow_one_another_and_the_year_is_written_where_it_begins() -> None:
    quarters = axis("quarter", "2026-07", TODAY)
    assert [column.first_day.month for column in quarters.columns[:4]] == [7, 10, 1, 4]
    assert [column.first_day for column in quarters.columns if column.year] == [
        date(2026, 7, 1), date(2027, 1, 1), date(2028, 1, 1), date(2029, 1, 1),
    ]  # fmt: skip
    assert sum(column.span.width for column in quarters.columns) == pytest.approx(100, abs=0.05)


def test_one_steps_there_and_back_and_a_zoom_keeps_today_in_sight() -> None:
    shown = axis("quarter", "2026-07", TODAY)
    assert shown.stepped(1) == "2027-07"
    assert axis("quarter", shown.stepped(1), TODAY).stepped(-1) == shown.first_month
    for zoom in Zoom:
        assert axis(zoom, centred(zoom, shown, TODAY), TODAY).shows(TODAY)
    past = axis("month", "2021-03", TODAY)
    assert centred(Zoom.QUARTER, past, TODAY) == "2021-03"


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@given(st.sampled_from(Zoom), st.dates(date(2001, 1, 1), date(2080, 1, 1)), st.integers(0, 3000), st.integers(0, 3000))
def test_periods_that_touch_are_drawn_side_by_side(zoom: Zoom, first: date, one: int, other: int) -> None:
    shown: Axis = axis(zoom, f"{first:%Y-%m}", TODAY)
    middle = date.fromordinal(shown.first_day.toordinal() + min(one, shown.days - 2))
    before = shown.span(Period(shown.first_day, middle))
    after = shown.span(Period(middle + ONE_DAY, date.fromordinal(middle.toordinal() + 1 + other)))
    assert before is not None
    assert after is not None
    assert before.x + before.width == pytest.approx(after.x, abs=0.002)
    assert 0 <= after.x + after.width <= 100.002
    assert len(shown.columns) == SHAPES[zoom].columns
