"""Changing the answers of a draft or a returned case, beside what sending them would do; saved, or saved and sent."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.language import _
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import history, read, register, screen, send
from talenttrack.services.schemes.rth import preview as previews
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.preview import Preview
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.services.schemes.rth.reminders import resubmit_by
from talenttrack.web import words
from talenttrack.web.asking import attempted, page
from talenttrack.web.changing import require_offered
from talenttrack.web.decisions import decision_view, outcome_view
from talenttrack.web.looking import OF_THE_PERSON, holds, move_by_button, wanting
from talenttrack.web.schemes.rth import NAMES, EngagementForm
from talenttrack.web.words import changes as said


def edit(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    form = _form(view)
    if request.method == "GET":
        require_offered(view, "edit")
        return _page(form, view, _seen(form, view))
    act = request.form.get("act", "save")
    if move_by_button(form, act) or act == "look":
        return _page(form, view, _seen(form, view) if holds(form, OF_THE_PERSON) else None)
    if form.validate_on_submit():
        if act == "send":
            return _sent(form, view)
        if _saved(form, view):
            flash(_("The answers are changed. Nothing is submitted yet."), "success")
            return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)
    return _page(form, view, None)


def preview(engagement_id: int) -> Response:
    """What the column beside the form says, for the answers so far."""
    view = read.view(*_who(), engagement_id, access.now(), with_receipt=False)
    form = _form(view)
    seen = _seen(form, view) if holds(form, OF_THE_PERSON) else None
    told = {"seen": seen, "wants": wanting(form), "decided": _decided(seen)}
    return make_response(render_template("engagements/effect.html", action="edit", **told))


def _form(view: EngagementView) -> Any:
    answers = screen.answers(*_who(), view.summary.id)
    form: Any = EngagementForm(data=_answers(answers))
    company_id = view.summary.company_id
    form.offer(nias_read.listing(*_who(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX).items)
    form.id_number.description = _("Leave it empty to keep %(number)s", number=answers.id_masked)
    return form


def _seen(form: Any, view: EngagementView) -> Preview | None:
    asked = form.request(view.summary.company_id)
    return attempted(form, lambda: previews.preview_answers(*_who(), view.summary.id, asked, access.now()), NAMES)


def _saved(form: Any, view: EngagementView) -> bool:
    case, expected = view.summary, form.version.data

    def work() -> bool:
        changes = form.changes(case.company_id)
        register.edit(*_who(), case.id, changes, access.now(), expected_version=expected)
        return True

    return attempted(form, work, NAMES) is True


def _sent(form: Any, view: EngagementView) -> ResponseReturnValue:
    """Saves and sends in one go; refused by the rules, the answers are saved all the same."""
    case, expected = view.summary, form.version.data
    seen = _seen(form, view)

    def work() -> Outcome:
        changes = form.changes(case.company_id)
        return send.edit_and_send(*_who(), case.id, changes, access.now(), expected_version=expected)

    outcome = attempted(form, work, NAMES) if seen is not None else None
    if outcome is None or seen is None:
        return _page(form, view, None)
    if not outcome.admitted:
        form.version.data = read.view(*_who(), case.id, access.now()).summary.version
        response = _page(form, view, seen, outcome)
        response.status_code = 409
        return response
    done = "engagement.resubmit" if case.state == "returned" else "engagement.submit"
    flash(said.changed_text(words.word(words.TOLD, done), seen), "success")
    return redirect(url_for("engagements.show", engagement_id=case.id), 303)


def _page(form: Any, view: EngagementView, seen: Preview | None, outcome: Outcome | None = None) -> Response:
    case = view.summary
    lines = history.history(*_who(), case.id) if case.state == "returned" else []
    return page(
        "engagements/edit.html",
        form=form,
        view=view,
        action="edit",
        said=said.said("edit", None, words.named(case.talent_name_en, case.talent_name_zh)),
        reason=next(
            (" ".join(words.reasons_told(line)) for line in reversed(lines) if line.action == "engagement.return"), None
        ),
        until=resubmit_by(access.session(), view.returned_on, access.now()),
        seen=seen,
        wants=wanting(form),
        decided=_decided(seen, outcome),
        refused=outcome is not None,
    )


def _decided(seen: Preview | None, outcome: Outcome | None = None) -> dict[str, Any] | None:
    if outcome is not None:
        return outcome_view(outcome)
    return decision_view(seen.decision, None, None) if seen is not None and seen.decision is not None else None


def _answers(found: screen.Answers) -> dict[str, Any]:
    asked = found.request
    talent = asdict(asked.talent) | {"id_country": asked.talent.id_country or ""}
    for name in ("stem", "permanent_resident"):
        talent[name] = "yes" if talent[name] else "no"
    own = {name: getattr(asked, name) for name in ("pool", "stream", "role", "itf_project", "start", "end")}
    return {
        **talent,
        **own,
        "nias_project": str(asked.nias_project_id or ""),
        "monthly_salary": asked.monthly_salary_cents,
        "conflicts": sorted(asked.conflicts),
        "version": found.version,
    }


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
