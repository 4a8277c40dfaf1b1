"""Periods on a line of time: places in per cent, cut to the days drawn, and never outside of the picture."""

from __future__ import annotations

from datetime import date

from talenttrack.web.spans import Line, Span, chart

TODAY = date(2026, 7, 1)


def test_a_period_stands_where_its_days_are() -> None:
    years = tuple(Span(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2027))
    drawn = chart([Line("a", years)], TODAY)
    [(_line, spans)] = drawn.lines
    assert [(one.x, one.width) for one in spans] == [("0.00%", "50.00%"), ("50.00%", "50.00%")]
    assert drawn.years == (("50.00%", 2027),)
    assert drawn.today == "24.79%"


def test_one_day_alone_can_be_seen_and_what_lies_outside_is_cut_off() -> None:
    spans = (Span(date(2010, 1, 1), date(2026, 1, 31)), Span(date(2026, 6, 1), date(2026, 6, 1)))
    drawn = chart([Line("a", spans)], TODAY, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    for one in drawn.lines[0][1]:
        x, width = float(one.x[:-1]), float(one.width[:-1])
        assert 0 <= x <= x + width <= 100.5
        assert width >= 0.4
    assert chart([Line("a", spans)], date(2030, 1, 1)).today is None


def test_no_more_years_are_named_than_there_is_room_for() -> None:
    drawn = chart([Line("a", (Span(date(1990, 1, 1), date(2050, 12, 31)),))], TODAY)
    assert 4 <= len(drawn.years) <= 8


def test_days_without_an_end_and_no_days_at_all_are_no_fault() -> None:
    assert chart([Line("a", (Span(date(2026, 1, 1), date.max),))], TODAY).lines
    assert chart([], TODAY).years == ()
