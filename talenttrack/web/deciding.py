"""An officer's screen of one case: what is asked, what it would do to the quota, and the decision itself."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.lifecycle import Role
from talenttrack.domain.schemes.rth.reasons import REASONS
from talenttrack.language import _, lazy
from talenttrack.services.casework import NOTE_MAX
from talenttrack.services.schemes.rth import act as acts
from talenttrack.services.schemes.rth import correct as corrections
from talenttrack.services.schemes.rth import desk, history, read, review, screen, waiting
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.web import narrowing, words
from talenttrack.web.asking import ActForm, attempted, page, today
from talenttrack.web.changing import require_offered
from talenttrack.web.decisions import decision_view, measured, outcome_view, receipt_view
from talenttrack.web.forms import needed
from talenttrack.web.schemes.rth import NAMES, CorrectionForm
from talenttrack.wording import reason_text

DECISIONS: Final = (
    "recommend",
    "approve",
    "confirm_correction",
    "grant_exception",
    "return",
    "reject",
    "reject_correction",
)
"""What is decided on the screen itself, the usual act first."""

OPENED_BY_ITSELF: Final = frozenset(DECISIONS[:4])
REASON_MAX: Final = 4000
UNREASONED: Final = frozenset({"recommend", "approve", "confirm_correction"})
CHECKS: Final = {"rth.talent_months": lazy("How long one person may be engaged")}
"""The checks on which an exception may be granted, in words."""


class NoteForm(ActForm):
    text = TextAreaField(lazy("Note for officers"), validators=[needed(lazy("Write the note.")), Length(max=NOTE_MAX)])


def decision_form(action: str, **given: Any) -> Any:
    """What one decision asks: reasons from its list, words of one's own, and for an exception the check."""
    fields: dict[str, Any] = {narrowing.LIST: HiddenField()}
    if action == "grant_exception":
        fields["code"] = SelectField(lazy("Check that is to warn instead of fail"), choices=_exceptions)
    if action in REASONS:
        choices = [SelectChoice(value=code, label=reason_text(code)) for code in REASONS[action]]
        fields["reason_codes"] = SelectMultipleField(lazy("Reasons"), choices=choices)
    asked = action == "grant_exception" or (
        action == "reject_correction" and access.actor().role is not Role.CASE_OFFICER
    )
    label = lazy("In your own words") if action in REASONS else lazy("Reason")
    fields["reason"] = TextAreaField(
        label,
        description=words.word(words.SEEN_BY, action),
        validators=[*([needed(lazy("Give a reason"))] if asked else []), Length(max=REASON_MAX)],
    )
    return type("OneDecisionForm", (ActForm,), fields)(**given)


def show(view: EngagementView) -> Response:
    """The screen, with the usual act of the reader opened."""
    offered = next((act for act in DECISIONS if act in view.actions and act in OPENED_BY_ITSELF), None)
    return _screen(view, offered, _form(view, offered) if offered else None)


def act(view: EngagementView, action: str) -> ResponseReturnValue:
    """The screen with one act opened; sent, the act is done and the queue is shown again."""
    form = _form(view, action)
    if form.validate_on_submit():
        place = next(iter(desk.desk(*_who(), view.summary.id, access.now()).lines), None)
        outcome = attempted(form, lambda: _acted(view, action, form))
        if outcome is not None:
            return _told(view, action, outcome, form, place.cursor if place else None)
        form.version.data = form.version.raw_data = None
    elif request.method == "GET":
        require_offered(view, action)
    return _screen(view, action, form)


def claim(engagement_id: int) -> ResponseReturnValue:
    """Being on a case, not being on it any more, or taking it over from another officer."""
    asked = request.form.get("act", "")
    if asked == "release":
        desk.release(*_who(), engagement_id, access.now())
    else:
        desk.claim(*_who(), engagement_id, access.now(), take_over=asked == "take_over")
    return redirect(_case_address(engagement_id), 303)


def note(engagement_id: int) -> ResponseReturnValue:
    """A note among officers, written on the screen itself."""
    view = read.view(*_who(), engagement_id, access.now())
    form: Any = NoteForm()

    def work() -> bool:
        desk.add_note(*_who(), engagement_id, form.text.data, access.now())
        return True

    if form.validate_on_submit() and attempted(form, work):
        flash(_("The note is kept. Only officers read it."), "success")
        return redirect(_case_address(engagement_id), 303)
    return _screen(view, "note", form)


def correct(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    require_offered(view, "correct")
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


def _form(view: EngagementView, action: str) -> Any:
    filters = narrowing.text_of(narrowing.remembered())
    return decision_form(action, data={"version": view.summary.version, narrowing.LIST: filters})


def _acted(view: EngagementView, action: str, form: Any) -> Outcome:
    reason, version, now = form.reason.data or "", form.version.data, access.now()
    if action == "grant_exception":
        code = form.code.data
        return review.grant_exception(*_who(), view.summary.id, now, code=code, reason=reason, expected_version=version)
    given = {"reason": reason, "reason_codes": form.reason_codes.data or None if "reason_codes" in form else None}
    return acts.act(*_who(), view.summary.id, action, given, now, expected_version=version)


def _told(view: EngagementView, action: str, outcome: Outcome, form: Any, place: str | None) -> ResponseReturnValue:
    """Back to the queue when it was done, with the next case in hand; the screen again when the rules refused it."""
    case, filters = view.summary, narrowing.remembered()
    if outcome.admitted or (action == "confirm_correction" and form.reason.data):
        done = f"engagement.{action}" if outcome.admitted else "engagement.kept_in_breach"
        address = url_for("engagements.show", engagement_id=case.id)
        link = Markup('<a href="{}">{}</a>: {}').format(address, case.reference, words.word(words.TOLD, done))
        flash(link, "success")
        which = narrowing.which(filters)
        after = waiting.following(*_who(), which, after=place, without=case.id, now=access.now())
        return redirect(narrowing.queue_address(filters, **({"next": after} if after else {})), 303)
    form.version.data = read.view(*_who(), case.id, access.now()).summary.version
    if action == "confirm_correction":
        form.refuse("reason", _("Give a reason"))
    response = _screen(view, action, form, outcome)
    response.status_code = 409
    return response


def _screen(view: EngagementView, opened: str | None, form: Any, outcome: Outcome | None = None) -> Response:
    """All of a case. Where it changed meanwhile it is shown as it is now, and the form carries the new version."""
    case = view.summary
    if form is not None and form.version.data is None:
        form.version.data = case.version
    lines, filters = history.history(*_who(), case.id), narrowing.remembered()
    shown = desk.desk(*_who(), case.id, access.now())
    return page(
        "engagements/decide.html",
        form=form,
        view=view,
        opened=opened,
        desk=shown,
        claim=next((line.claim for line in shown.lines), None),
        decisions=[act for act in DECISIONS if act in view.actions],
        held_back=screen.held_back(*_who(), case.id),
        entries=words.history_entries(lines),
        refused=outcome_view(outcome) if outcome else None,
        changes=outcome.changes if outcome else (),
        filters=filters,
        list_text=narrowing.text_of(filters),
        narrowing=narrowing,
        me=access.actor().id,
        today=today(),
        **_judged(view),
        **_asked(lines),
    )


def _judged(view: EngagementView) -> dict[str, Any]:
    """How the rules see what waits: an application or extension as it stands, a correction as it would be recorded."""
    correction = screen.proposed_correction(*_who(), view.summary.id)
    stands = screen.as_it_stands(*_who(), view.summary.id, access.now())
    corrected = corrections.preview(*_who(), view.summary.id) if correction else None
    judged = stands or corrected
    return {
        "correction": correction,
        "stands": decision_view(judged, None, None) if judged else None,
        "measures": measured(judged) if judged else [],
        "receipt": receipt_view(view.receipt) if view.receipt and not judged else None,
    }


def _asked(lines: list[history.HistoryLine]) -> dict[str, Any]:
    """What a company asked to be reviewed, and what was said when it was rejected."""
    asked = next((line for line in reversed(lines) if line.action == "engagement.review"), None)
    rejected = [line for line in lines if line.action == "engagement.reject"] if asked else []
    return {"review": asked, "rejection": rejected[0] if rejected else None}


def _exceptions() -> list[SelectChoice]:
    return [SelectChoice(value=code, label=words.word(CHECKS, code)) for code in sorted(review.EXCEPTABLE)]


def _case_address(engagement_id: int) -> str:
    text = narrowing.text_of(narrowing.remembered())
    return url_for("engagements.show", engagement_id=engagement_id, list=text or None)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
