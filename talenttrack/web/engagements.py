"""Engagements: the list, one case whole with what may be done about it, and the acts on it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.lifecycle import Role
from talenttrack.language import _, lazy
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes.rth import act as acts
from talenttrack.services.schemes.rth import history, read, review, screen
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.exports import ENGAGEMENTS
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.web import changing, editing, engagement_list, exporting, registering, replacing, standing, words
from talenttrack.web.asking import (
    ActForm,
    attempted,
    page,
)
from talenttrack.web.decisions import decision_view, measured, outcome_view, receipt_view
from talenttrack.web.forms import needed
from talenttrack.web.schemes.rth import NAMES, CorrectionForm

blueprint = Blueprint("engagements", __name__, url_prefix="/engagements")
blueprint.add_url_rule("/", "index", engagement_list.index)
exporting.offer(blueprint, ENGAGEMENTS, lambda cursor: engagement_list.listed(cursor, LIMIT_MAX))
blueprint.add_url_rule("/new", "new", registering.new)
blueprint.add_url_rule("/<int:engagement_id>/submitted", "submitted", registering.submitted)
blueprint.add_url_rule("/<int:engagement_id>/edit", "edit", editing.edit, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/edit/preview", "edit_preview", editing.preview, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/replace", "replace", replacing.replace, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/replace/preview", "replace_preview", replacing.preview, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/<action>/preview", "act_preview", changing.preview, methods=["POST"])

REASON_MAX: Final = 4000
REASONED: Final = frozenset({"return", "reject", "grant_exception", "correct"})
"""Acts that must give a reason."""

OWN_PAGES: Final = {"edit": "engagements.edit", "replace": "engagements.replace", "correct": "engagements.correct"}


def _act_fields(action: str) -> dict[str, Any]:
    reasoned = action in REASONED or (action == "reject_correction" and access.actor().role is not Role.CASE_OFFICER)
    reason = TextAreaField(
        lazy("Reason"),
        description=None if reasoned else lazy("If there is something to say"),
        validators=[*([needed(lazy("Give a reason"))] if reasoned else []), Length(max=REASON_MAX)],
    )
    asked: dict[str, Any] = {}
    if action == "grant_exception":
        asked["code"] = SelectField(lazy("Check that is to warn instead of fail"), choices=_exceptions)
    return {**asked, "reason": reason}


def _exceptions() -> list[SelectChoice]:
    names = {"rth.talent_months": _("How long one person may be engaged")}
    return [SelectChoice(value=code, label=names.get(code, code)) for code in sorted(review.EXCEPTABLE)]


def act_form(action: str, **given: Any) -> Any:
    """The form of one act: its days, and a reason."""
    return type("OneActForm", (ActForm,), _act_fields(action))(**given)


@blueprint.get("/<int:engagement_id>")
def show(engagement_id: int) -> Response:
    if access.actor().is_company:
        return standing.show(engagement_id)
    view = read.view(*_who(), engagement_id, access.now())
    stands = screen.as_it_stands(*_who(), engagement_id, access.now())
    lines = history.history(*_who(), engagement_id)
    return page(
        "engagements/screen.html",
        view=view,
        returned=next((line.reason for line in reversed(lines) if line.action == "engagement.return"), None),
        stands=decision_view(stands, None, None) if stands else None,
        measures=measured(stands) if stands else [],
        receipt=receipt_view(view.receipt) if view.receipt else None,
        correction=screen.proposed_correction(*_who(), engagement_id),
        held_back=screen.held_back(*_who(), engagement_id),
        entries=words.history_entries(lines),
        own_pages=OWN_PAGES,
    )


@blueprint.route("/<int:engagement_id>/<action>", methods=["GET", "POST"])
def act(engagement_id: int, action: str) -> ResponseReturnValue:
    if action in changing.CHANGES:
        return changing.change(engagement_id, action)
    view = read.view(*_who(), engagement_id, access.now())
    if action not in {*acts.ACTIONS, "grant_exception"} - set(OWN_PAGES):
        abort(404)
    form = act_form(action, data={"version": view.summary.version})
    if form.validate_on_submit():
        outcome = attempted(form, lambda: _acted(engagement_id, action, form))
        if outcome is not None:
            return _told(view, action, outcome, form)
        form.version.data = form.version.raw_data = None
    elif request.method == "GET":
        changing.require_offered(view, action)
    return _act_page(form, view, action)


def _acted(engagement_id: int, action: str, form: Any) -> Outcome:
    reason = form.reason.data or ""
    version = form.version.data
    if action == "grant_exception":
        code = form.code.data
        return review.grant_exception(
            *_who(), engagement_id, access.now(), code=code, reason=reason, expected_version=version
        )
    return acts.act(*_who(), engagement_id, action, {"reason": reason}, access.now(), expected_version=version)


def _told(view: EngagementView, action: str, outcome: Outcome, form: Any) -> ResponseReturnValue:
    """Where an act leads: to the case when it was done, to the decision when the rules refused it."""
    kept_in_breach = action == "confirm_correction" and bool(form.reason.data)
    if outcome.admitted or kept_in_breach:
        done = f"engagement.{action}" if outcome.admitted else "engagement.kept_in_breach"
        flash(words.word(words.TOLD, done), "success")
        return redirect(url_for("engagements.show", engagement_id=view.summary.id), 303)
    form.version.data = read.view(*_who(), view.summary.id, access.now()).summary.version
    if action == "confirm_correction" and "reason" in request.form:
        form.refuse("reason", _("Give a reason"))
    response = _act_page(form, view, action, outcome)
    response.status_code = 409
    return response


def _act_page(form: Any, view: EngagementView, action: str, outcome: Outcome | None = None) -> Response:
    """The form of an act; where the case changed meanwhile, it is shown as it is now and carries the new version."""
    if form.version.data is None:
        form.version.data = view.summary.version
    stands = screen.as_it_stands(*_who(), view.summary.id, access.now())
    refused = outcome_view(outcome) if outcome else None
    # A reason to confirm keeps a record in breach: it is asked for once the breach has been shown, never before.
    confirming = action == "confirm_correction"
    unasked = "reason" if confirming and outcome is None else None
    if confirming:
        form.reason.description = _("Needed to keep the record in breach of the rule")
    return page(
        "engagements/act.html",
        form=form,
        view=view,
        action=action,
        fields=[name for name in ("code", "reason") if name in form and name != unasked],
        refused=refused,
        changes=outcome.changes if outcome else (),
        measures=measured(stands) if stands else [],
        correction=screen.proposed_correction(*_who(), view.summary.id),
    )


@blueprint.route("/<int:engagement_id>/correct", methods=["GET", "POST"])
def correct(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    changing.require_offered(view, "correct")
    case = view.summary
    recorded = {
        "start": case.start,
        "end": case.end,
        "terminated_on": case.terminated_on,
        "monthly_salary_cents": view.monthly_salary_cents,
        "name_en": case.talent_name_en,
        "name_zh": case.talent_name_zh,
    }
    given = {**recorded, "monthly_salary": view.monthly_salary_cents, "version": case.version}
    form: Any = CorrectionForm(data=given)
    if form.validate_on_submit():
        arguments = {"fields": form.fields(recorded), "reason": form.reason.data}
        version = form.version.data
        work = lambda: acts.act(*_who(), case.id, "correct", arguments, access.now(), expected_version=version)  # noqa: E731
        if attempted(form, work, NAMES) is not None:
            flash(_("The correction is proposed. Another officer confirms it."), "success")
            return redirect(url_for("engagements.show", engagement_id=case.id), 303)
    return page("engagements/correct.html", form=form, view=view)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
