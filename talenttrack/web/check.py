"""Can I hire? The engine's answer before any form: reasons, the earliest start and the latest end that fit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.services import companies
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import places
from talenttrack.web.asking import attempted, company_asked, page
from talenttrack.web.decisions import decision_view
from talenttrack.web.schemes.rth import NAMES, PlaceForm

blueprint = Blueprint("check", __name__, url_prefix="/check")

TAKEN_ALONG = (
    "pool",
    "stream",
    "nias_project",
    "itf_project",
    "role",
    "degree",
    "stem",
    "institution_kind",
    "permanent_resident",
)


@blueprint.route("", methods=["GET", "POST"])
def form() -> ResponseReturnValue:
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    asked: Any = PlaceForm()
    found = nias_read.listing(session, actor, company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX)
    asked.offer(found.items)
    context: dict[str, Any] = {"company": companies.get(session, actor, company_id), "decision": None}
    if asked.validate_on_submit():
        now = access.now()
        decision = attempted(asked, lambda: places.check_places(session, actor, asked.request(company_id), now), NAMES)
        if decision is not None:
            context["decision"] = decision_view(decision, None, now)
            context["register"] = url_for("hires.begin", company=request.args.get("company"))
    return page("check/form.html", form=asked, remedy_href=_remedy_href(asked), **context)


def _remedy_href(asked: Any) -> Any:
    """A function from a remedy to the address of the registering form with its days."""

    def address(remedy: dict[str, Any]) -> str:
        period = places.moved(asked.start.data, asked.end.data, remedy["action"], remedy["value"])
        return _register_address(asked, period.first_day, period.last_day)

    return address


def _register_address(asked: Any, first_day: Any, last_day: Any) -> str:
    answers = {name: asked[name].data or None for name in TAKEN_ALONG}
    days = {"start": first_day.isoformat(), "end": last_day.isoformat()}
    if asked.permit_until.data:
        days["permit_until"] = asked.permit_until.data.isoformat()
    return url_for("hires.start", **answers, **days, company=request.args.get("company"))
