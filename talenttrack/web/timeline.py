"""The timeline of a company's engagements by pool, with the places free ahead; the same as tables."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, request, url_for

from talenttrack import access
from talenttrack.language import lazy
from talenttrack.services import companies
from talenttrack.services.schemes.rth.timeline import timeline
from talenttrack.web.asking import company_asked, page, today, word_asked
from talenttrack.web.timeline_axis import Axis, Zoom, axis, centred

blueprint = Blueprint("timeline", __name__)

ZOOMS: Final = {Zoom.MONTH: lazy("Months"), Zoom.QUARTER: lazy("Quarters"), Zoom.YEAR: lazy("Years")}
AS_TABLE: Final = "table"


@blueprint.get("/timeline")
def show() -> Response:
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    drawn = axis(request.args.get("zoom"), request.args.get("from"), today())
    as_table = word_asked("view", {AS_TABLE}) is not None
    return page(
        "timeline/show.html",
        company=companies.get(session, actor, company_id),
        axis=drawn,
        told=timeline(session, actor, company_id, drawn.within, access.now()),
        as_table=as_table,
        ways=_ways(drawn, as_table, None if actor.is_company else company_id),
    )


def _ways(drawn: Axis, as_table: bool, company_id: int | None) -> dict[str, Any]:
    """The addresses of the same timeline moved, zoomed, and shown the other way."""
    kept: dict[str, Any] = {"company": company_id, "view": AS_TABLE if as_table else None}
    here = {"from": drawn.first_month, "zoom": drawn.zoom.value}

    def way(**changed: Any) -> str:
        return url_for("timeline.show", **{**kept, **here, **changed})

    return {
        "back": way(**{"from": drawn.stepped(-1)}),
        "forth": way(**{"from": drawn.stepped(1)}),
        "today": way(**{"from": None}),
        "drawn": way(view=None),
        "table": way(view=AS_TABLE),
        "zooms": [
            (text, way(**{"zoom": zoom.value, "from": centred(zoom, drawn, today())}), zoom is drawn.zoom)
            for zoom, text in ZOOMS.items()
        ],
    }
