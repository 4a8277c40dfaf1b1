"""A plan of several hires: rows judged in order, each as if the earlier ones had been submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.domain.decision import Check, Decision
from talenttrack.services import companies
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import plan as plans
from talenttrack.services.schemes.rth.places import moved
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.web.asking import attempted, company_asked, page
from talenttrack.web.beginning import begin
from talenttrack.web.looking import holds
from talenttrack.web.schemes.rth_places import ROWS_MAX, PlanForm
from talenttrack.wording import sentence

WIDTH = 1000
"""Units across the timeline."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the timeline: where it begins, how wide it is, and `fits`, `refused` or `earliest`."""

    x: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row's answer; `row` is the number of its fields in the form, `heads` and `months` are with it counted."""

    row: int
    number: int
    asked: EngagementRequest
    decision: Decision
    earliest: date | None
    heads: Check | None
    months: Check | None
    why: tuple[str, ...]
    bars: tuple[Bar, ...]


def plan() -> ResponseReturnValue:
    form, company_id = _form()
    act = request.form.get("act", "")
    lines: list[Line] | None = None
    if _rearranged(form, act):
        lines = _judged(form, company_id) if form.filled() and holds(form) else None
        form.forgive()
    elif form.validate_on_submit():
        lines = _judged(form, company_id)
    company = companies.get(access.session(), access.actor(), company_id)
    return page("check/plan.html", form=form, company=company, rows_max=ROWS_MAX, **_told(lines))


def answer() -> Response:
    """The answers below the form, for the rows so far."""
    form, company_id = _form()
    lines = _judged(form, company_id) if holds(form) else None
    return make_response(render_template("check/plan_answer.html", form=form, **_told(lines)))


def _form() -> tuple[Any, int]:
    company_id = company_asked(access.actor())
    form: Any = PlanForm()
    found = nias_read.listing(
        access.session(), access.actor(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX
    )
    if request.form.get("act") == "add" and 0 < len(form.rows) < ROWS_MAX:
        form.rows.append_entry(_like(form.rows[-1].form))
    form.add_blank_rows()
    form.offer(found.items)
    return form, company_id


def _like(row: Any) -> dict[str, Any]:
    """What a new row takes over from the last one: all but its first day."""
    return {name: row[name].data for name in ("pool", "itf_project", "months", "degree") if row[name].data}


def _rearranged(form: Any, act: str) -> bool:
    """Adds or removes a row, or moves its first day, as the pressed button says; False for any other button."""
    kind, _sep, rest = act.partition(":")
    if kind == "add":
        return True
    place, _sep, value = rest.partition(":")
    rows = {str(_number(entry)): entry for entry in form.rows.entries}
    if place not in rows:
        return False
    if kind == "remove" and len(rows) > 1:
        form.rows.entries.remove(rows[place])
        return True
    try:
        rows[place].form.start.show(date.fromisoformat(value))
    except ValueError:
        return False
    return kind == "start"


def _judged(form: Any, company_id: int) -> list[Line] | None:
    requests = form.requests(company_id)
    work = lambda: plans.plan_places(access.session(), access.actor(), requests, access.now())  # noqa: E731
    found = attempted(form, work)
    if found is None:
        return None
    rows = [_number(entry) for entry in form.rows.entries if not entry.form.blank]
    places = [place for place, entry in enumerate(form.rows.entries, start=1) if not entry.form.blank]
    first, last = _span(requests, found)
    return [
        Line(
            row=row,
            number=place,
            asked=asked,
            decision=decision,
            earliest=earliest,
            heads=_check(decision, "concurrent"),
            months=_check(decision, "total_months"),
            why=tuple(sentence(check) for check in decision.failing),
            bars=_bars(asked, decision, earliest, first, last),
        )
        for row, place, asked, (decision, earliest) in zip(rows, places, requests, found, strict=True)
    ]


def _told(lines: list[Line] | None) -> dict[str, Any]:
    """What the template of the answers needs; the scale of the timeline in days and in ticks of years."""
    if not lines:
        return {"lines": None, "begin": None}
    first, last = _span([line.asked for line in lines], [(line.decision, line.earliest) for line in lines])
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return {
        "lines": lines,
        "fitting": sum(line.decision.admitted for line in lines),
        "begin": begin,
        "first": first,
        "last": last,
        "ticks": [(day.year, _place(day, first, last)) for day in years],
    }


def _span(requests: list[EngagementRequest], found: plans.Planned) -> tuple[date, date]:
    ends = [asked.end for asked in requests]
    for asked, (_decision, earliest) in zip(requests, found, strict=True):
        if earliest is not None:
            ends.append(moved(asked.start, asked.end, "start_on", earliest).last_day)
    return min(asked.start for asked in requests), max(ends)


def _bars(
    asked: EngagementRequest, decision: Decision, earliest: date | None, first: date, last: date
) -> tuple[Bar, ...]:
    own = _bar(asked.start, asked.end, first, last, "fits" if decision.admitted else "refused")
    if decision.admitted or earliest is None:
        return (own,)
    later = moved(asked.start, asked.end, "start_on", earliest)
    return (own, _bar(later.first_day, later.last_day, first, last, "earliest"))


def _bar(start: date, end: date, first: date, last: date, kind: str) -> Bar:
    x = _place(start, first, last)
    return Bar(x, max(4, _place(end, first, last) - x), kind)


def _place(day: date, first: date, last: date) -> int:
    return (day - first).days * WIDTH // max(1, (last - first).days)


def _check(decision: Decision, ending: str) -> Check | None:
    return next((check for check in decision.checks if check.code.endswith(ending)), None)


def _number(entry: Any) -> int:
    """The number in a row's field names, which stays its own when rows before it go."""
    return int(str(entry.name).rpartition("-")[2])
