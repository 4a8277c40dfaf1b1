"""Registering a hire as a journey: begun, answered part by part with the rules beside it, checked, submitted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.domain.errors import NotFound
from talenttrack.domain.months import whole_months_and_days
from talenttrack.language import _
from talenttrack.services import companies
from talenttrack.services.schemes.rth import preparing, quota, screen
from talenttrack.web.asking import ActForm, company_asked, company_in_address, new_key, once, page, today
from talenttrack.web.hires import finish, parts
from talenttrack.web.hires.told import listed, tasks
from talenttrack.web.hires.typed import parts_of

blueprint = Blueprint("hires", __name__, url_prefix="/hires")
blueprint.add_url_rule("/<int:hire_id>/<part>", "part", parts.part, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:hire_id>/<part>/live", "live", parts.live, methods=["POST"])
blueprint.add_url_rule("/<int:hire_id>/check", "check", finish.check, methods=["GET", "POST"])

COPIED = ("place", "days", "qualification")
"""The parts that another person's hire may well share."""


@blueprint.get("/new")
def start() -> Response:
    """What will be asked, what is free, and the hires that were begun. Answers in the address are taken along."""
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    form = ActForm()
    new_key(form)
    return page(
        "hires/start.html",
        form=form,
        company=companies.get(session, actor, company_id),
        of_company=company_in_address(actor, company_id),
        meters=quota.meters(session, actor, company_id, today()),
        begun=[listed(found) for found in preparing.open_of(session, actor, company_id)],
        earlier=preparing.earlier(session, actor, company_id, access.now()),
        given=[(name, text) for name, text in request.args.items(multi=True) if name not in ("company", "lang")],
    )


@blueprint.post("/begin")
def begin() -> ResponseReturnValue:
    """Begins one, with the answers that were sent under the names of PlaceForm, if any; `company` is in the address."""
    company_id = company_asked(access.actor())
    return _begun(company_id, parts_of(request.form, company_id))


@blueprint.post("/copy")
def copy() -> ResponseReturnValue:
    """Begins one like an engagement (`engagement_id`), for another person and for days still to be said."""
    number = request.form.get("engagement_id", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotFound("There is no such engagement.")
    asked = screen.answers(*_who(), int(number)).request
    whole, over = whole_months_and_days(asked.start, asked.end) if asked.end >= asked.start else (0, 1)
    typed: dict[str, Any] = {
        "pool": asked.pool,
        "stream": asked.stream,
        "nias_project": str(asked.nias_project_id or ""),
        "itf_project": asked.itf_project,
        "until": "months",
        "months": str(whole) if whole and not over else "",
        "role": asked.role,
        "monthly_salary": f"{asked.monthly_salary_cents // 100}.{asked.monthly_salary_cents % 100:02d}",
        "degree": asked.talent.degree,
        "stem": "yes" if asked.talent.stem else "no",
        "institution_kind": asked.talent.institution_kind,
    }
    found = parts_of(typed, asked.company_id)
    flash(_("Copied, without the person and the first day."), "success")
    return _begun(asked.company_id, {name: part for name, part in found.items() if name in COPIED})


@blueprint.get("/<int:hire_id>")
def show(hire_id: int) -> ResponseReturnValue:
    found = preparing.get(*_who(), hire_id)
    if not found.open:
        return finish.led_on(found)
    return page(
        "hires/tasks.html",
        hire=found,
        items=tasks(found),
        company=companies.get(*_who(), found.company_id),
        of_company=company_in_address(access.actor(), found.company_id),
    )


@blueprint.route("/<int:hire_id>/delete", methods=["GET", "POST"])
def discard(hire_id: int) -> ResponseReturnValue:
    """Asks once, then erases the answers."""
    found = preparing.get(*_who(), hire_id)
    form = ActForm()
    if form.validate_on_submit():
        preparing.discard(*_who(), hire_id, access.now())
        flash(_("The hire in preparation is deleted, and its answers are erased."), "success")
        return redirect(url_for("hires.start", company=company_in_address(access.actor(), found.company_id)), 303)
    return page("hires/discard.html", form=form, hire=listed(found)) if found.open else finish.led_on(found)


def _begun(company_id: int, given: dict[str, preparing.Part]) -> ResponseReturnValue:
    """Leads to the task list of a new one; a form sent twice begins one."""
    words = {name: part.words for name, part in given.items()}
    done = once(
        request.form.get("form_key"),
        ["hire", company_id, words],
        lambda: {"hire_id": preparing.begin(*_who(), company_id, given, access.now())},
    )
    return redirect(url_for("hires.show", hire_id=done["hire_id"]), 303)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
