"""The rules in force on a day: every parameter with its versions, its sources, and what is only proposed."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.language import _, lazy, money_text, ngettext
from talenttrack.services import policy
from talenttrack.services.policy import VersionLine
from talenttrack.web.asking import day_asked, page, today

blueprint = Blueprint("policy", __name__, url_prefix="/rules")

SCHEMES: Final = {
    "rth": lazy("Research Talent Hub"),
    "nias": lazy("New Industrialisation Acceleration Scheme"),
    "techtas": lazy("Technology Talent Admission Scheme"),
    "nittp": lazy("New Industrialisation and Technology Training Programme"),
    "nifs": lazy("New Industrialisation Funding Scheme"),
    "mplus": lazy("Manufacturing+"),
    "general": lazy("All schemes"),
}
PICKED_BY: Final = {
    "service_day": lazy("each day of the engagement"),
    "submission": lazy("the day of the first submission"),
    "approval": lazy("the day of the project's approval"),
    "course_start": lazy("the first day of the course"),
    "lodging": lazy("the day of lodging"),
    "day_of_use": lazy("the day on which it is used"),
}
CHOICES: Final = {"start": lazy("First day"), "every_day": lazy("each day of the engagement")}
CERTAINTIES: Final = {
    "published": lazy("published"),
    "reported": lazy("reported, not found in an official text"),
    "assumed": lazy("first day assumed"),
}


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
