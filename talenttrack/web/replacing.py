"""One engagement ends and another takes its place, beside what that does to the quotas."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import change, read
from talenttrack.services.schemes.rth import preview as previews
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.preview import Preview
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.web import words
from talenttrack.web.asking import attempted, new_key, page
from talenttrack.web.changing import require_offered
from talenttrack.web.decisions import decision_view, outcome_view
from talenttrack.web.looking import OF_THE_PERSON, holds, move_by_button, wanting
from talenttrack.web.schemes.rth import NAMES
from talenttrack.web.schemes.rth_replacing import ReplacementForm
from talenttrack.web.words import changes as said


def replace(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    require_offered(view, "replace")
    form = _form(view)
    if request.method == "GET":
        return _page(form, view, None)
    act = request.form.get("act", "")
    if move_by_button(form, act) or act == "look":
        return _page(form, view, _seen(form, view) if holds(form, OF_THE_PERSON) else None)
    if form.validate_on_submit():
        seen = _seen(form, view)
        outcome = attempted(form, lambda: _replaced(form, view), NAMES) if seen is not None else None
        if outcome is not None and outcome.engagement_id is not None and seen is not None:
            flash(said.changed_text(words.word(words.TOLD, "engagement.replace"), seen), "success")
            return redirect(url_for("engagements.submitted", engagement_id=outcome.engagement_id), 303)
        response = _page(form, view, seen, outcome)
        response.status_code = 409 if outcome is not None else response.status_code
        return response
    return _page(form, view, None)


def preview(engagement_id: int) -> Response:
    """What the column beside the form says, for the answers so far."""
    view = read.view(*_who(), engagement_id, access.now(), with_receipt=False)
    form = _form(view)
    seen = _seen(form, view) if holds(form, OF_THE_PERSON) else None
    told = {"seen": seen, "wants": wanting(form), "decided": _decided(seen), "end_given": form.end.data is not None}
    return make_response(render_template("engagements/effect.html", action="replace", **told))


def _form(view: EngagementView) -> Any:
    case = view.summary
    project = str(view.nias_project_id) if view.nias_project_id and view.nias_project_reference else None
    same = {"stream": case.stream, "role": case.role, "itf_project": view.itf_project, "nias_project": project}
    form: Any = ReplacementForm(data={**same, "version": case.version})
    found = nias_read.listing(*_who(), company_id=case.company_id, reference=None, cursor=None, limit=LIMIT_MAX)
    form.offer(found.items)
    new_key(form)
    return form


def _asked(form: Any, view: EngagementView) -> Any:
    """The request; without a last day it names the first one, which the service then makes the latest that fits."""
    end = form.end.data
    form.end.data = end or form.start.data
    asked = form.replacement(view.summary.company_id, view.summary.pool)
    form.end.data = end
    return asked


def _seen(form: Any, view: EngagementView) -> Preview | None:
    asked, given = _asked(form, view), form.end.data is not None

    def work() -> Preview:
        now, on = access.now(), form.on.data
        return previews.preview_replacement(*_who(), view.summary.id, now, on=on, request=asked, end_given=given)

    return attempted(form, work, NAMES)


def _replaced(form: Any, view: EngagementView) -> Outcome:
    return change.replace(
        *_who(),
        view.summary.id,
        access.now(),
        on=form.on.data,
        request=_asked(form, view),
        end_given=form.end.data is not None,
        expected_version=form.version.data,
    )


def _page(form: Any, view: EngagementView, seen: Preview | None, outcome: Outcome | None = None) -> Response:
    case = view.summary
    return page(
        "engagements/replace.html",
        form=form,
        view=view,
        action="replace",
        said=said.said("replace", None, words.named(case.talent_name_en, case.talent_name_zh)),
        seen=seen,
        wants=wanting(form),
        decided=outcome_view(outcome) if outcome else _decided(seen),
        end_given=form.end.data is not None,
        refused=outcome is not None,
    )


def _decided(seen: Preview | None) -> dict[str, Any] | None:
    return decision_view(seen.decision, None, None) if seen is not None and seen.decision is not None else None


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
