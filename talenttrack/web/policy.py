"""The rules in force on a day: every parameter with its versions, its sources, and what is only proposed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.language import _, language, money_text, ngettext
from talenttrack.services import policy
from talenttrack.services.exported_lists import RULES
from talenttrack.services.paging import Page
from talenttrack.services.policy import VersionLine
from talenttrack.services.schemes.exports import rule_page
from talenttrack.web import exporting
from talenttrack.web.asking import day_asked, page, today
from talenttrack.web.words.rules import CERTAINTIES, CHOICES, PICKED_BY, SCHEMES

blueprint = Blueprint("policy", __name__, url_prefix="/rules")


def _listed(_cursor: str | None) -> Page[Any]:
    return rule_page(access.session(), day_asked("on") or today(), language().code)


exporting.offer(blueprint, RULES, _listed)


@blueprint.get("/")
def index() -> Response:
    day = day_asked("on") or today()
    lines = policy.on(access.session(), day)
    names = [name for name in SCHEMES if any(line.scheme == name for line in lines)]
    groups = [(SCHEMES[name], [line for line in lines if line.scheme == name]) for name in names]
    return page(
        "policy/index.html", day=day, groups=groups, value=value_text, picked_by=PICKED_BY, certainties=CERTAINTIES
    )


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
