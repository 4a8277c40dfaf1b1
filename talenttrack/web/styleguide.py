"""Every macro in every state, on one page, for whoever changes the look. Not part of a production server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from talenttrack.language import _, lazy
from talenttrack.web.forms import DayField, MoneyField, PageForm, needed
from talenttrack.web.frame import page

blueprint = Blueprint("styleguide", __name__)

_DEGREES = (("bachelor", lazy("Bachelor")), ("master", lazy("Master")), ("doctorate", lazy("Doctorate")))


def _choices() -> list[SelectChoice]:
    return [SelectChoice(value=value, label=str(label)) for value, label in _DEGREES]


class SampleForm(PageForm):
    """One field of each kind."""

    name = StringField(
        lazy("Name in English"),
        description=lazy("As on the identity document"),
        validators=[needed(lazy("Enter the name in English")), Length(max=40)],
    )
    degree = SelectField(lazy("Degree"), choices=_choices)
    pool = RadioField(
        lazy("Pool"),
        choices=lambda: [
            SelectChoice(value="base", label=_("Base quota")),
            SelectChoice(value="nias_extra", label=_("Extra places of NIAS companies")),
        ],
        validators=[needed(lazy("Choose a pool"))],
    )
    ties = SelectMultipleField(
        lazy("Ties to the company"),
        choices=lambda: [
            SelectChoice(value="partner", label=_("Partner")),
            SelectChoice(value="relative", label=_("Relative of one of them")),
        ],
    )
    start = DayField(lazy("First day"), validators=[needed(lazy("Enter the first day"))])
    salary = MoneyField(lazy("Monthly salary"), description=lazy("Hong Kong dollars a month"))
    heads = IntegerField(lazy("Number of people"), validators=[Optional()])
    reason = TextAreaField(lazy("Reason"))
    password = PasswordField(lazy("Password"))
    paper = FileField(lazy("Contract"))
    stem = BooleanField(lazy("The degree is in science, technology, engineering or mathematics"))


@blueprint.route("/styleguide", methods=["GET", "POST"])
def show() -> Response:
    form = SampleForm()
    if form.validate_on_submit():
        flash(_("The form holds."), "success")
    elif request.method == "GET" and not request.args:
        flash(_("This page shows every part of the pages in every state."))
    return page(
        "styleguide.html",
        form=form,
        wrong=_wrong_form(),
        decisions=_decisions(),
        entries=_entries(),
        remedy_href=_remedy_href,
    )


@blueprint.get("/styleguide/problem/<int:status>")
def problem(status: int) -> Response:
    abort(status)


def _wrong_form() -> SampleForm:
    """The same form with every field wrong or filled in, under other names so that both fit on one page."""
    typed = {
        "name": "x" * 41,
        "pool": "",
        "salary": "a lot",
        "heads": "several",
        "reason": "The project begins later.",
        "start-day": "31",
        "start-month": "2",
        "start-year": "2026",
    }
    form = SampleForm(MultiDict({f"wrong-{name}": value for name, value in typed.items()}), prefix="wrong-")
    form.validate()
    return form


def _remedy_href(remedy: dict[str, Any]) -> str | None:
    return f"#{remedy['value']}" if remedy["action"] == "start_on" else None


def _check(code: str, verdict: str, message: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "verdict": verdict, "message": message, "citation": "LC Paper, 20 May 2025, para. 13", **more}


def _decisions() -> list[dict[str, Any]]:
    met = [
        _check(
            "rth.total_months", "pass", "97.03 of 144 talent-months would be used.",
            unit="month_units", limit=144 * 377_580, used=61 * 377_580, after=97 * 377_580 + 12_180,
        ),
        _check("person.documents", "pass", "The identity document is complete."),
    ]  # fmt: skip
    failing = _check(
        "rth.concurrent",
        "fail",
        "From 1 March 2026 to 31 August 2026 five people would be engaged; the limit is four.",
        unit="heads",
        limit=4,
        used=4,
        after=5,
        binding={"from": "2026-03-01", "to": "2026-08-31"},
    )
    noted = _check("rth.salary", "warn", "The salary is above the allowance; the company pays the rest.")
    refused = {
        "receipt_id": "R-7F3K-2026",
        "decided_at": datetime(2026, 2, 3, 4, 5, tzinfo=UTC),
        "verdict": "refuse",
        "checks": [failing, noted, *met],
        "remedies": [
            {"action": "start_on", "value": "2026-09-01"},
            {"action": "end_on", "value": date(2026, 2, 28)},
        ],
    }
    return [refused, {"receipt_id": None, "verdict": "admit", "checks": met, "remedies": []}]


def _entries() -> list[dict[str, Any]]:
    return [
        {
            "at": datetime(2026, 2, 5, 2, 30, tzinfo=UTC),
            "sentence": "Shortened to end on 31 August 2026.",
            "who": "Company user",
            "changes": [{"label": "Last day", "before": "28 February 2027", "after": "31 August 2026"}],
            "reason": "The project ends earlier than planned.",
        },
        {
            "at": "2026-02-04T08:00:00+00:00",
            "sentence": "Note: contract seen.",
            "who": "Case officer",
            "internal": True,
        },
        {"at": datetime(2026, 2, 3, 4, 5, tzinfo=UTC), "sentence": "Submitted.", "who": "Company user"},
    ]
