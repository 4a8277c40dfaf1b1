"""Check your answers, submit, and where a hire that is no longer in preparation has led."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from talenttrack import access
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Invalid, NotFound
from talenttrack.language import _, lazy
from talenttrack.services import companies, receipts
from talenttrack.services.schemes.rth import preparing, register, so_far
from talenttrack.services.schemes.rth.preparing import Preparation
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.web.asking import ActForm, attempted, new_key, once, page, tell
from talenttrack.web.decisions import decision_view, measured, receipt_view
from talenttrack.web.forms import SPEAK, needed
from talenttrack.web.hires.days import move, remedy_taken
from talenttrack.web.hires.told import rows
from talenttrack.web.hires.typed import whole
from talenttrack.web.schemes.rth import NAMES


class SubmitForm(ActForm):
    declared = BooleanField(
        lazy("I have checked these answers, and as far as I know they are true and complete"),
        validators=[needed(lazy("Confirm that you have checked the answers"))],
    )


def check(hire_id: int) -> ResponseReturnValue:
    """All answers with the decision: nobody is named by looking, only by checking or submitting."""
    found = preparing.get(*_who(), hire_id)
    if not found.open:
        return led_on(found)
    if found.next_part is not None:
        return redirect(url_for("hires.show", hire_id=hire_id), 303)
    form: Any = SubmitForm()
    new_key(form)
    if request.method == "GET":
        form.version.data = found.version
    act = request.form.get("act", "submit")
    if request.method == "GET" or SPEAK in request.form:
        return _page(found, form)
    if act != "submit":
        return _without_submitting(found, form, act)
    return _submitted(found, form) if form.validate_on_submit() else _page(found, form)


def led_on(found: Preparation) -> ResponseReturnValue:
    """To what a closed one has become."""
    if found.engagement_id is None:
        raise NotFound("There is no such hire in preparation.")
    endpoint = "engagements.submitted" if found.state == "submitted" else "engagements.show"
    return redirect(url_for(endpoint, engagement_id=found.engagement_id), 303)


def _without_submitting(found: Preparation, form: Any, act: str) -> ResponseReturnValue:
    """The other buttons: other days, a check with the person named, a draft shown to officers."""
    typed = whole(found)
    days = remedy_taken(act, typed)
    if days is not None:
        move(found, days)
        return redirect(url_for("hires.check", hire_id=found.id), 303)
    asked = typed.request(found.company_id)
    if act == "officers":
        return _shown_to_officers(found, form, asked)
    if act == "check":
        decision = attempted(form, lambda: register.check(*_who(), asked, access.now()), NAMES)
        return _page(found, form, decision, named=decision is not None)
    return _page(found, form)


def _shown_to_officers(found: Preparation, form: Any, asked: EngagementRequest) -> ResponseReturnValue:
    version = form.version.data

    def show() -> dict[str, Any]:
        draft = preparing.show_to_officers(*_who(), found.id, asked, access.now(), expected_version=version)
        return {"engagement_id": draft}

    done = attempted(form, lambda: once(form.form_key.data, ["show a hire", found.id, version], show), NAMES)
    if done is None:
        return _page(found, form)
    flash(_("Officers now see it as a draft. It holds no place until it is submitted."), "success")
    return redirect(url_for("engagements.show", engagement_id=done["engagement_id"]), 303)


def _submitted(found: Preparation, form: Any) -> ResponseReturnValue:
    """Submits, once for each form shown; refused, all is shown again with the decision above it."""
    version = form.version.data
    typed = ["submit a hire", found.id, version]
    done = attempted(form, lambda: once(form.form_key.data, typed, lambda: _submit(found, version)), NAMES)
    if done is None:
        return _page(found, form)
    if done["engagement_id"] is not None:
        return redirect(url_for("engagements.submitted", engagement_id=done["engagement_id"]), 303)
    form.form_key.data = ""
    new_key(form)
    receipt = receipts.get(*_who(), done["receipt_id"])
    response = _page(found, form, receipt.decision, receipt=receipt, named=True)
    response.status_code = 409
    return response


def _submit(found: Preparation, version: int | None) -> dict[str, Any]:
    asked = whole(found).request(found.company_id)
    outcome = preparing.submit(*_who(), found.id, asked, access.now(), expected_version=version)
    return {"engagement_id": outcome.engagement_id, "receipt_id": outcome.receipt_id}


def _page(
    found: Preparation,
    form: Any,
    decision: Decision | None = None,
    *,
    receipt: receipts.ReceiptView | None = None,
    named: bool = False,
) -> Response:
    """The answers and a decision on them: the one given, or what can be said without naming anybody."""
    if form.errors or form.form_errors:
        form.version.data = found.version
    if decision is None:
        decision = _unnamed(found, form)
    return page(
        "hires/check.html",
        form=form,
        hire=found,
        company=companies.get(*_who(), found.company_id),
        answers=[(part, *line) for part, lines in rows(found).items() for line in lines],
        decision=receipt_view(receipt) if receipt else decision_view(decision, None, None) if decision else None,
        measures=measured(decision) if decision else [],
        refused=receipt is not None,
        person_named=named,
        may_be_excepted=decision is not None and access.actor().is_company and so_far.may_be_excepted(decision),
    )


def _unnamed(found: Preparation, form: Any) -> Decision | None:
    try:
        return so_far.decide(*_who(), whole(found).request(found.company_id), found.answered, access.now())
    except Invalid as invalid:
        tell(form, invalid, NAMES)
        return None


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
