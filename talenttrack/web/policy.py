"""The rules in force on a day: every parameter with its versions, its sources, and what is only proposed."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import Any, Final

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.domain.calendar import ONE_DAY
from talenttrack.language import _, language, money_text, ngettext
from talenttrack.services import policy
from talenttrack.services.exported_lists import RULES
from talenttrack.services.paging import Page
from talenttrack.services.policy import PolicyLine, VersionLine
from talenttrack.services.schemes.exports import rule_page
from talenttrack.web import exporting
from talenttrack.web.asking import day_asked, page, today
from talenttrack.web.spans import Chart, Line, Span, chart
from talenttrack.web.words.rules import CERTAINTIES, CHOICES, PICKED_BY, SCHEMES

blueprint = Blueprint("policy", __name__, url_prefix="/rules")

AHEAD: Final = 2
"""Years after the day asked for that the lines of time show."""


def _listed(_cursor: str | None) -> Page[Any]:
    return rule_page(access.session(), day_asked("on") or today(), language().code)


exporting.offer(blueprint, RULES, _listed)


@blueprint.get("/")
def index() -> Response:
    """Every limit as the day asked for picks it, each with its versions on one line of time."""
    day = day_asked("on") or today()
    lines = policy.on(access.session(), day)
    names = [name for name in SCHEMES if any(line.scheme == name for line in lines)]
    groups = [(name, SCHEMES[name], [line for line in lines if line.scheme == name]) for name in names]
    first_day, last_day = _axis(lines, day)
    return page(
        "policy/index.html",
        day=day,
        today=today(),
        groups=groups,
        value=value_text,
        picked_by=PICKED_BY,
        certainties=CERTAINTIES,
        drawn={line.name: _drawn(line, day, first_day, last_day) for line in lines},
    )


def _axis(lines: list[PolicyLine], day: date) -> tuple[date, date]:
    """One line of time for the whole page, so that what changed together is seen together."""
    starts = [one.effective_from for line in lines for one in line.history if one.effective_from]
    first = min([*starts, day])
    return date(first.year, 1, 1), date(max(day.year, today().year) + AHEAD, 12, 31)


def _drawn(line: PolicyLine, day: date, first_day: date, last_day: date) -> Chart:
    shown: list[Line] = []
    for one, following in zip_longest(line.history, line.history[1:]):
        start = first_day if one.effective_from is None else one.effective_from
        if following is not None and following.effective_from is not None:
            end = following.effective_from - ONE_DAY
        else:
            end = one.effective_to or last_day
        tone = "plain" if line.in_force and one.version == line.in_force.version else "pending"
        spans = [Span(start, max(start, end), tone)]
        if not shown and line.reaches_back and start > first_day:
            spans.insert(0, Span(first_day, start - ONE_DAY, "pending"))
        shown.append(Line(value_text(line.kind, one), tuple(spans)))
    for one in line.proposals:
        asked = [Span(one.effective_from, one.effective_to or last_day, "near")] if one.effective_from else []
        dated = _("proposal") if one.effective_from else _("proposal, undated")
        shown.append(Line(value_text(line.kind, one), tuple(asked), note=dated))
    return chart(shown, day, first_day=first_day, last_day=last_day)


def value_text(kind: str, version: VersionLine | None) -> str:
    """A version's value as people write it."""
    if version is None or version.value is None:
        return _("No limit published") if version is None else _("Without a value")
    value: Any = version.value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if kind == "hkd":
        return money_text(_cents(str(value)))
    if kind == "months":
        return ngettext("%(n)s month", "%(n)s months", int(value))
    if kind == "choice":
        return str(CHOICES.get(value, value))
    return _("%(n)s days", n=value) if kind == "days" else str(value)


def _cents(text: str) -> int:
    dollars, _sep, cents = text.partition(".")
    return int(dollars) * 100 + int((cents + "00")[:2])
