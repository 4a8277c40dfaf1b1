"""What a company does with a case it has: each act a page with the quotas before and after, by the same engine."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.errors import WrongState
from talenttrack.language import _, lazy, period_text
from talenttrack.services.schemes.rth import act as acts
from talenttrack.services.schemes.rth import change as changes
from talenttrack.services.schemes.rth import preview as previews
from talenttrack.services.schemes.rth import read
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.preview import Preview
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.web import words
from talenttrack.web.asking import ActForm, attempted, page
from talenttrack.web.decisions import decision_view, outcome_view
from talenttrack.web.forms import DayField, needed
from talenttrack.web.looking import holds, move_by_button, wanting
from talenttrack.web.words import changes as said

REASON_MAX: Final = 4000
CHANGES: Final = frozenset(
    {"submit", "share_draft", "resubmit", "withdraw", "review", "terminate", "shorten", "extend", "renew_permit"}
)
"""The acts on a case that are its company's; a case officer takes some of them on its behalf."""

REASONED: Final = frozenset({"review"})
FREE: Final = frozenset({"terminate", "shorten", "withdraw", "review", "renew_permit", "extend"})
"""The acts with room for a reason."""

QUESTIONS: Final = {
    "terminate": (lazy("What is the last day of the engagement?"), lazy("Enter the last day of the engagement")),
    "shorten": (lazy("What is the new last day?"), lazy("Enter the new last day")),
    "extend": (lazy("What is the new last day?"), lazy("Enter the new last day")),
    "renew_permit": (lazy("Until when is the new permit?"), lazy("Enter the last day of the permit")),
}


def change_form(action: str, **given: Any) -> Any:
    """The form of one act: the day that it names, and a reason."""
    fields: dict[str, Any] = {}
    if action in QUESTIONS:
        question, missing = QUESTIONS[action]
        fields[previews.DAY_OF[action]] = DayField(question, validators=[needed(missing)])
    if action in FREE:
        asked = [needed(lazy("Give a reason"))] if action in REASONED else []
        hint = lazy("Officers read it with the case") if asked else lazy("If there is something to say")
        fields["reason"] = TextAreaField(lazy("Reason"), description=hint, validators=[*asked, Length(max=REASON_MAX)])
    return type("OneChangeForm", (ActForm,), fields)(**given)


def change(engagement_id: int, action: str) -> ResponseReturnValue:
    """The page of an act; sent, it is carried out, or only shown what it would do."""
    view = read.view(*_who(), engagement_id, access.now())
    form = change_form(action, data={"version": view.summary.version})
    if request.method == "GET":
        require_offered(view, action)
        return _page(form, view, action, _seen(form, view, action))
    act = request.form.get("act", "")
    if (action == "extend" and move_by_button(form, act)) or act == "look":
        return _looked(form, view, action)
    if form.validate_on_submit():
        done = attempted(form, lambda: _carried_out(form, view, action))
        if done is not None:
            return _told(view, action, form, *done)
        form.version.data = form.version.raw_data = None
    return _page(form, view, action, None)


def preview(engagement_id: int, action: str) -> Response:
    """What the column beside the form says, for the answers so far."""
    if action not in CHANGES:
        abort(404)
    view = read.view(*_who(), engagement_id, access.now(), with_receipt=False)
    form = change_form(action)
    seen = _seen(form, view, action) if holds(form, {"reason"}) else None
    told = {"seen": seen, "wants": wanting(form), "decided": _decided(seen, action)}
    return make_response(render_template("engagements/effect.html", action=action, **told))


def _looked(form: Any, view: EngagementView, action: str) -> Response:
    seen = _seen(form, view, action) if holds(form, {"reason"}) else None
    return _page(form, view, action, seen)


def _seen(form: Any, view: EngagementView, action: str) -> Preview | None:
    """What the act would do by the answers so far; None where they do not say enough, which the form then tells."""
    name = previews.DAY_OF.get(action)
    if name is not None and form[name].data is None:
        return None
    given = {name: form[name].data} if name is not None else {}
    now = access.now()
    return attempted(form, lambda: previews.preview(*_who(), view.summary.id, action, given, now))


def _carried_out(form: Any, view: EngagementView, action: str) -> tuple[Preview, Outcome]:
    name = previews.DAY_OF.get(action)
    day = {name: form[name].data} if name is not None else {}
    reason = {"reason": form.reason.data or ""} if "reason" in form else {}
    engagement_id, now = view.summary.id, access.now()
    expected = form.version.data
    seen = previews.preview_locked(*_who(), engagement_id, action, day, now)
    return seen, acts.act(*_who(), engagement_id, action, {**day, **reason}, now, expected_version=expected)


def _told(view: EngagementView, action: str, form: Any, seen: Preview, outcome: Outcome) -> ResponseReturnValue:
    """Where an act leads: to the case when it was done, to the decision when the rules refused it."""
    if outcome.admitted:
        flash(said.changed_text(words.word(words.TOLD, f"engagement.{action}"), seen), "success")
        return redirect(url_for("engagements.show", engagement_id=view.summary.id), 303)
    form.version.data = read.view(*_who(), view.summary.id, access.now()).summary.version
    response = _page(form, view, action, seen, outcome)
    response.status_code = 409
    return response


def _page(
    form: Any, view: EngagementView, action: str, seen: Preview | None, outcome: Outcome | None = None
) -> Response:
    """The form of an act; where the case changed meanwhile, it is shown as it is now and carries the new version."""
    case = view.summary
    if form.version.data is None:
        form.version.data = case.version
    latest = None
    if action == "extend" and "extend" in view.actions:
        latest = previews.latest_extension(*_who(), case.id, access.now())
    return page(
        "engagements/change.html",
        form=form,
        view=view,
        action=action,
        said=said.said(action, case.variation_state, words.named(case.talent_name_en, case.talent_name_zh)),
        day=previews.DAY_OF.get(action),
        allowed=_allowed_text(view, action),
        latest=latest,
        seen=seen,
        wants=wanting(form),
        decided=_decided(seen, action, outcome),
    )


def _decided(seen: Preview | None, action: str, outcome: Outcome | None = None) -> dict[str, Any] | None:
    """The decision beside the form, with the remedies that the act can take up: its start is given."""
    decision = outcome_view(outcome) if outcome else None
    if decision is None and seen is not None and seen.decision is not None:
        decision = decision_view(seen.decision, None, None)
    if decision is not None:
        keeps = action == "extend"
        decision["remedies"] = [one for one in decision["remedies"] if keeps and one["action"] == "end_on"]
    return decision


def _allowed_text(view: EngagementView, action: str) -> str:
    """The days that the act may name, as the hint of its question."""
    if action not in previews.DAY_OF:
        return ""
    case = view.summary
    recorded = {"first_day": case.start, "last_day": case.end, "permit_until": view.permit_until}
    first, last = changes.allowed_days(recorded, action)
    if action == "renew_permit":
        if view.permit_until is None:
            return _("As the permit says")
        return _("Later than %(day)s, as the permit says", day=words.value_text("permit_until", view.permit_until))
    if action == "extend":
        return _("Later than %(day)s", day=words.value_text("end", case.end))
    if action == "terminate":
        days = {"period": period_text(case.start, last), "before": words.value_text("end", first)}
        return _("From %(period)s; %(before)s says that it never began", **days)
    return _("From %(period)s", period=period_text(first, last)) if first <= last else ""


def require_offered(view: EngagementView, action: str) -> None:
    if action not in view.actions:
        raise WrongState("This cannot be done now. Look at the case again.", action=action)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
