"""Periods drawn on one line of time: positions in per cent, made here so that a template only writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from talenttrack.domain.calendar import ONE_DAY

YEARS_NAMED: Final = 8
"""So many years at most are written below the line."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included, in the tone of a tag; `quiet` lies behind the others, over the whole height."""

    first_day: date
    last_day: date
    tone: str = "plain"
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its label, where that leads, what is written after it, and its periods."""

    label: str | Markup
    spans: tuple[Span, ...]
    href: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    x: str
    width: str
    tone: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines of spans from `first_day` to `last_day`, with `today` and the years at their places."""

    lines: tuple[tuple[Line, tuple[Drawn, ...]], ...]
    years: tuple[tuple[str, int], ...]
    today: str | None


def chart(lines: Iterable[Line], today: date, *, first_day: date | None = None, last_day: date | None = None) -> Chart:
    """A chart over all the periods, or over the days given; what lies outside is cut off."""
    listed = list(lines)
    spans = [span for line in listed for span in line.spans]
    first = first_day or min((span.first_day for span in spans), default=today)
    last = max(last_day or max((span.last_day for span in spans), default=today), first + ONE_DAY)
    days = (last - first).days + 1

    def at(day: date) -> float:
        return min(max((day - first).days / days, 0.0), 1.0)

    def drawn(span: Span) -> Drawn:
        start = at(span.first_day)
        end = 1.0 if span.last_day >= last else at(span.last_day + ONE_DAY)
        return Drawn(_percent(start), _percent(max(end - start, 0.004)), span.tone, span.quiet)

    step = max(1, -(-(last.year - first.year + 1) // YEARS_NAMED))
    years = [year for year in range(first.year + 1, last.year + 1) if (year - first.year - 1) % step == 0]
    return Chart(
        tuple((line, tuple(map(drawn, sorted(line.spans, key=lambda one: not one.quiet)))) for line in listed),
        tuple((_percent(at(date(year, 1, 1))), year) for year in years),
        _percent(at(today)) if first <= today <= last else None,
    )


def _percent(part: float) -> str:
    return f"{part * 100:.2f}%"
