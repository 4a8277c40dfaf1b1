"""The geometry of a timeline: which days it shows, and where on it a day or a period lies, in per cent from the left.

A day is as wide as any other; a period reaches from the beginning of its first day to the end of its last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

from talenttrack.domain.calendar import ONE_DAY, Period, add_months


class Zoom(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Shape:
    """`months` in a column, `columns` in all, and by how many columns one steps back and forth."""

    months: int
    columns: int
    step: int


SHAPES: Final[Mapping[Zoom, Shape]] = {
    Zoom.MONTH: Shape(1, 12, 6),
    Zoom.QUARTER: Shape(3, 12, 4),
    Zoom.YEAR: Shape(12, 8, 4),
}
FIRST_YEAR, LAST_YEAR = 2000, 2090


@dataclass(frozen=True, slots=True)
class Span:
    """From `x`, `width` wide, both in per cent; `begins` and `ends` say whether its own ends are on the axis."""

    x: float
    width: float
    begins: bool
    ends: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True, slots=True)
class Column:
    """`year` says whether the year is written over it: over the first column, and where a year begins."""

    first_day: date
    span: Span
    year: bool


@dataclass(frozen=True)
class Axis:
    """Days from the first of a month on, as many whole columns as the zoom has."""

    zoom: Zoom
    first_day: date

    @cached_property
    def within(self) -> Period:
        shape = SHAPES[self.zoom]
        return Period(self.first_day, add_months(self.first_day, shape.months * shape.columns) - ONE_DAY)

    @cached_property
    def days(self) -> int:
        return (self.within.last_day - self.within.first_day).days + 1

    def x(self, day: date) -> float:
        """Where the day begins; outside of the axis, its nearer end."""
        since = (day - self.within.first_day).days
        return round(100 * min(max(since, 0), self.days) / self.days, 3)

    def shows(self, day: date) -> bool:
        return self.within.touches(day)

    def span(self, period: Period) -> Span | None:
        """What of the period is on the axis; None where nothing is."""
        if not period.shares_a_day_with(self.within):
            return None
        x = self.x(period.first_day)
        # The last day the calendar has is followed by none.
        end = 100.0 if period.last_day >= self.within.last_day else self.x(period.last_day + ONE_DAY)
        return Span(x, round(end - x, 3), self.shows(period.first_day), self.shows(period.last_day))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        shape = SHAPES[self.zoom]
        firsts = [add_months(self.first_day, shape.months * n) for n in range(shape.columns + 1)]
        return tuple(
            Column(first, self._between(first, following), first == self.first_day or first.month <= shape.months)
            for first, following in pairwise(firsts)
        )

    def _between(self, first: date, following: date) -> Span:
        x = self.x(first)
        return Span(x, round(self.x(following) - x, 3), True, True)

    def stepped(self, steps: int) -> str:
        """The first month of the timeline so many steps later, as it is written in the address."""
        shape = SHAPES[self.zoom]
        return _written(add_months(self.first_day, shape.months * shape.step * steps))

    @property
    def first_month(self) -> str:
        return _written(self.first_day)


def axis(zoom: str | None, first_month: str | None, today: date) -> Axis:
    """The axis asked for in an address; what is left out or cannot be is what suits today.

    Quarters begin in January, April, July and October, years in January.
    """
    chosen = Zoom(zoom) if zoom in set(Zoom) else Zoom.QUARTER
    asked = _month(first_month) or _first_month(chosen, today)
    months = SHAPES[chosen].months
    return Axis(chosen, date(asked.year, (asked.month - 1) // months * months + 1, 1))


def centred(zoom: Zoom, shown: Axis, today: date) -> str:
    """The first month with which another zoom keeps in sight what was: today if it was shown, else the first day."""
    return _written(_first_month(zoom, today) if shown.shows(today) else shown.first_day)


def _first_month(zoom: Zoom, today: date) -> date:
    """A column or two before today, so that what runs now is seen to have begun."""
    back = {Zoom.MONTH: 1, Zoom.QUARTER: 3, Zoom.YEAR: 24}[zoom]
    return add_months(date(today.year, today.month, 1), -back)


def _month(text: str | None) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text or "", re.ASCII)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def _written(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"
