"""Can I hire? The engine's answer before any form: for one hire, and for several planned together."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.services import companies
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import places
from talenttrack.web import planning
from talenttrack.web.asking import attempted, company_asked, page
from talenttrack.web.beginning import begin
from talenttrack.web.decisions import decision_view
from talenttrack.web.looking import holds, wanting
from talenttrack.web.schemes.rth import NAMES
from talenttrack.web.schemes.rth_places import CheckForm

blueprint = Blueprint("check", __name__, url_prefix="/check")
blueprint.add_url_rule("/plan", "plan", planning.plan, methods=["GET", "POST"])
blueprint.add_url_rule("/plan/answer", "plan_answer", planning.answer, methods=["POST"])


@blueprint.route("", methods=["GET", "POST"])
def form() -> ResponseReturnValue:
    asked, company_id = _form()
    told: dict[str, Any] = {}
    if _take_days(asked, request.form.get("act", "")) or asked.validate_on_submit():
        told = _answered(asked, company_id)
    company = companies.get(access.session(), access.actor(), company_id)
    return page("check/form.html", form=asked, company=company, **{"decision": None, "wants": wanting(asked), **told})


@blueprint.post("/answer")
def answer() -> Response:
    """The column beside the form, for the answers so far."""
    asked, company_id = _form()
    told = _answered(asked, company_id) if holds(asked) else {}
    context = {"decision": None, "wants": wanting(asked), **told}
    return make_response(render_template("check/answer.html", form=asked, **context))


def _form() -> tuple[Any, int]:
    company_id = company_asked(access.actor())
    asked: Any = CheckForm()
    found = nias_read.listing(
        access.session(), access.actor(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX
    )
    asked.offer(found.items)
    return asked, company_id


def _answered(asked: Any, company_id: int) -> dict[str, Any]:
    """The engine's answer, how far it reaches, and the way into registering."""
    wish = asked.request(company_id)
    now = access.now()
    found = attempted(asked, lambda: places.look_at_places(access.session(), access.actor(), wish, now), NAMES)
    if found is None:
        return {}
    return {
        "decision": decision_view(found.decision, None, now),
        "asked": wish,
        "room": found.room,
        "begin": begin(wish),
    }


def _take_days(asked: Any, act: str) -> bool:
    """Moves the days as the pressed button says and looks whether all else holds; False for any other button."""
    kind, _sep, value = act.partition(":")
    if kind not in ("start_on", "end_on") or not holds(asked):
        return False
    wish = asked.request(0)
    try:
        period = places.moved(wish.start, wish.end, kind, date.fromisoformat(value))
    except ValueError:
        return False
    asked.move_to(period.first_day, period.last_day)
    return True
