"""Registering an engagement: one form that checks, keeps a draft, or submits; refused, it offers what would fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.language import _, date_text
from talenttrack.services import companies, form_keys, receipts
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import places, read, register
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.web.asking import attempted, company_asked, day_asked, new_key, page, word_asked
from talenttrack.web.decisions import decision_view, receipt_view
from talenttrack.web.forms import SPEAK
from talenttrack.web.schemes.rth import NAMES, EngagementForm, PlaceForm

PREFILLED = ("pool", "stream", "role", "degree", "stem", "institution_kind", "permanent_resident", "itf_project")
"""Answers of the short check that its links take along to the form."""

UNTYPED = frozenset({"csrf_token", SPEAK, "form_key"})


def new() -> ResponseReturnValue:
    company_id = company_asked(access.actor())
    form: Any = EngagementForm(data=_from_address())
    company = _dressed(form, company_id)
    new_key(form)
    view: dict[str, Any] | None = None
    act = request.form.get("act", "submit")
    if take_remedy(form, act):
        act = "check"
    if form.validate_on_submit():
        if act != "check":
            return _entered(form, company, act)
        decision = attempted(form, lambda: register.check(*_who(), form.request(company_id), access.now()), NAMES)
        view = decision_view(decision, None, access.now()) if decision else None
    return page("engagements/new.html", form=form, company=company, decision=view, receipt=None)


def take_remedy(form: Any, act: str) -> bool:
    """Moves the days of a form as the button of a remedy says; False for any other button."""
    action, _sep, value = act.partition(":")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    if action not in ("start_on", "end_on") or not form.start.data or not form.end.data:
        return False
    period = places.moved(form.start.data, form.end.data, action, day)
    form.move_to(period.first_day, period.last_day)
    days = {"first": date_text(period.first_day), "last": date_text(period.last_day)}
    flash(_("The days below are now %(first)s to %(last)s. Nothing is submitted yet.", **days))
    return True


def submitted(engagement_id: int) -> Response:
    """What has been done, and what happens next."""
    view = read.view(*_who(), engagement_id, access.now())
    return page("engagements/submitted.html", view=view)


def _entered(form: Any, company: companies.CompanyView, act: str) -> ResponseReturnValue:
    """Submits or keeps a draft, once for each form shown."""
    typed = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNTYPED)
    done = attempted(form, lambda: _once(form, company.id, act, typed), NAMES)
    if done is None:
        return page("engagements/new.html", form=form, company=company, decision=None, receipt=None)
    if done["engagement_id"] is not None:
        return _led_on(done["engagement_id"], act)
    return _refused(form, company, receipt_view(receipts.get(*_who(), done["receipt_id"])))


def _once(form: Any, company_id: int, act: str, typed: Any) -> Mapping[str, Any]:
    """What came of the form, now or when it was sent before."""
    key, before = form_keys.claim(*_who(), form.form_key.data, typed, access.now())
    if before is not None:
        return before
    outcome = _enter(form.request(company_id), act)
    done = {"engagement_id": outcome.engagement_id, "receipt_id": outcome.receipt_id}
    form_keys.keep(*_who(), key, done)
    return done


def _enter(asked: Any, act: str) -> Outcome:
    if act == "draft":
        return register.save_draft(*_who(), asked, access.now())
    return register.submit_new(*_who(), asked, access.now(), reference=None)


def _led_on(engagement_id: int, act: str) -> ResponseReturnValue:
    if act == "draft":
        flash(_("Kept as a draft. It holds no place until it is submitted."), "success")
        return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)
    return redirect(url_for("engagements.submitted", engagement_id=engagement_id), 303)


def _refused(form: Any, company: companies.CompanyView, view: dict[str, Any]) -> Response:
    """The form again, everything typed kept, with the decision above it; sending it again is judged again."""
    form.form_key.data = ""
    new_key(form)
    response = page("engagements/new.html", form=form, company=company, decision=view, receipt=view["receipt_id"])
    response.status_code = 409
    return response


def _dressed(form: PlaceForm, company_id: int) -> companies.CompanyView:
    company = companies.get(*_who(), company_id)
    found = nias_read.listing(*_who(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX)
    form.offer(found.items)
    return company


def _from_address() -> dict[str, Any]:
    given = {name: word_asked(name) for name in (*PREFILLED, "nias_project")}
    days = {name: day_asked(name) for name in ("start", "end", "permit_until")}
    return {name: value for name, value in {**given, **days}.items() if value is not None}


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
