"""Engagements: the list, one case whole with what may be done about it, and the acts on it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.errors import WrongState
from talenttrack.language import lazy
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import act as acts
from talenttrack.services.schemes.rth import change, history, read, screen
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.web import deciding, registering, words
from talenttrack.web.asking import (
    SHOWN,
    ActForm,
    attempted,
    cursor_asked,
    day_asked,
    new_key,
    number_asked,
    page,
    word_asked,
)
from talenttrack.web.decisions import decision_view, measured, outcome_view, receipt_view
from talenttrack.web.forms import DayField, needed
from talenttrack.web.schemes.rth import NAMES, ReplacementForm

blueprint = Blueprint("engagements", __name__, url_prefix="/engagements")
blueprint.add_url_rule("/new", "new", registering.new, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/submitted", "submitted", registering.submitted)
blueprint.add_url_rule("/<int:engagement_id>/edit", "edit", registering.edit, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/correct", "correct", deciding.correct, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/claim", "claim", deciding.claim, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/note", "note", deciding.note, methods=["GET", "POST"])

REASON_MAX: Final = 4000
REASONED: Final = frozenset({"review"})
"""Acts that must give a reason."""

OWN_PAGES: Final = {"edit": "engagements.edit", "replace": "engagements.replace", "correct": "engagements.correct"}


def _act_fields(action: str) -> dict[str, Any]:
    reasoned = action in REASONED
    reason = TextAreaField(
        lazy("Reason"),
        description=None if reasoned else lazy("If there is something to say"),
        validators=[*([needed(lazy("Give a reason"))] if reasoned else []), Length(max=REASON_MAX)],
    )
    days = {
        "on": DayField(
            lazy("Last day of the engagement"),
            description=lazy("The day before the first day says that it never began"),
            validators=[needed(lazy("Enter the last day of the engagement"))],
        ),
        "end": DayField(lazy("New last day"), validators=[needed(lazy("Enter the new last day"))]),
        "until": DayField(lazy("Permit until"), validators=[needed(lazy("Enter the last day of the permit"))]),
    }
    wanted = acts.ACTIONS[action].arguments if action in acts.ACTIONS else ()
    return {**{name: field for name, field in days.items() if name in wanted}, "reason": reason}


def act_form(action: str, **given: Any) -> Any:
    """The form of one act: its days, and a reason."""
    return type("OneActForm", (ActForm,), _act_fields(action))(**given)


@blueprint.get("/")
def index() -> Response:
    asked: dict[str, Any] = {
        "company_id": number_asked("company"),
        "state": word_asked("state", words.STATES),
        "pool": word_asked("pool", words.POOLS),
        "on": day_asked("on"),
        "reference": word_asked("reference"),
    }
    cursor = cursor_asked()
    found = read.listing(*_who(), read.Which(**asked), cursor=cursor, limit=SHOWN, now=access.now())
    return page("engagements/index.html", found=found, asked=asked, cursor=cursor)


@blueprint.get("/<int:engagement_id>")
def show(engagement_id: int) -> Response:
    view = read.view(*_who(), engagement_id, access.now())
    if not access.actor().is_company:
        return deciding.show(view)
    stands = screen.as_it_stands(*_who(), engagement_id, access.now())
    lines = history.history(*_who(), engagement_id)
    return page(
        "engagements/show.html",
        view=view,
        returned=next((_said(line) for line in reversed(lines) if line.action == "engagement.return"), None),
        stands=decision_view(stands, None, None) if stands else None,
        measures=measured(stands) if stands else [],
        receipt=receipt_view(view.receipt) if view.receipt else None,
        held_back=screen.held_back(*_who(), engagement_id),
        entries=words.history_entries(lines),
        own_pages=OWN_PAGES,
    )


@blueprint.route("/<int:engagement_id>/<action>", methods=["GET", "POST"])
def act(engagement_id: int, action: str) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    if action in deciding.DECISIONS:
        return deciding.act(view, action)
    if action not in set(acts.ACTIONS) - set(OWN_PAGES):
        abort(404)
    form = act_form(action, data={"version": view.summary.version})
    if form.validate_on_submit():
        outcome = attempted(form, lambda: _acted(engagement_id, action, form))
        if outcome is not None:
            return _told(view, action, outcome, form)
        form.version.data = form.version.raw_data = None
    elif request.method == "GET":
        _require_offered(view, action)
    return _act_page(form, view, action)


def _acted(engagement_id: int, action: str, form: Any) -> Outcome:
    arguments = {name: form[name].data for name in ("on", "end", "until") if name in form}
    reason = form.reason.data or ""
    version = form.version.data
    return acts.act(
        *_who(), engagement_id, action, {**arguments, "reason": reason}, access.now(), expected_version=version
    )


def _told(view: EngagementView, action: str, outcome: Outcome, form: Any) -> ResponseReturnValue:
    """Where an act leads: to the case when it was done, to the decision when the rules refused it."""
    if outcome.admitted:
        flash(words.word(words.TOLD, f"engagement.{action}"), "success")
        return redirect(url_for("engagements.show", engagement_id=view.summary.id), 303)
    form.version.data = read.view(*_who(), view.summary.id, access.now()).summary.version
    response = _act_page(form, view, action, outcome)
    response.status_code = 409
    return response


def _act_page(form: Any, view: EngagementView, action: str, outcome: Outcome | None = None) -> Response:
    """The form of an act; where the case changed meanwhile, it is shown as it is now and carries the new version."""
    if form.version.data is None:
        form.version.data = view.summary.version
    stands = screen.as_it_stands(*_who(), view.summary.id, access.now())
    refused = outcome_view(outcome) if outcome else None
    if refused and action == "extend":  # its start is given: another would be another engagement
        refused["remedies"] = [remedy for remedy in refused["remedies"] if remedy["action"] != "start_on"]
    return page(
        "engagements/act.html",
        form=form,
        view=view,
        action=action,
        fields=[name for name in ("on", "end", "until", "reason") if name in form],
        refused=refused,
        measures=measured(stands) if stands else [],
    )


@blueprint.route("/<int:engagement_id>/replace", methods=["GET", "POST"])
def replace(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    _require_offered(view, "replace")
    same = {"stream": view.summary.stream, "role": view.summary.role, "itf_project": view.itf_project}
    form: Any = ReplacementForm(data={**same, "version": view.summary.version})
    company_id = view.summary.company_id
    form.offer(nias_read.listing(*_who(), company_id=company_id, reference=None, cursor=None, limit=SHOWN).items)
    new_key(form)
    outcome = attempted(form, lambda: _replaced(form, view), NAMES) if form.validate_on_submit() else None
    if outcome is not None and outcome.engagement_id is not None:
        return redirect(url_for("engagements.submitted", engagement_id=outcome.engagement_id), 303)
    response = page(
        "engagements/replace.html", form=form, view=view, refused=outcome_view(outcome) if outcome else None
    )
    response.status_code = 409 if outcome is not None else response.status_code
    return response


def _replaced(form: Any, view: EngagementView) -> Outcome:
    end = form.end.data
    form.end.data = end or form.start.data
    asked = form.replacement(view.summary.company_id, view.summary.pool)
    form.end.data = end
    return change.replace(
        *_who(),
        view.summary.id,
        access.now(),
        on=form.on.data,
        request=asked,
        end_given=end is not None,
        expected_version=form.version.data,
    )


def _said(line: history.HistoryLine) -> str:
    return " ".join(words.reasons_told(line))


def _require_offered(view: EngagementView, action: str) -> None:
    if action not in view.actions:
        raise WrongState("This cannot be done now. Look at the case again.", action=action)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
