"""A company's first page: what needs doing first, what is used and free, what ends soon, and what was decided."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, url_for

from talenttrack import access
from talenttrack.services.schemes import subjects
from talenttrack.services.schemes.rth import preparing
from talenttrack.services.schemes.rth.overview import Overview, overview
from talenttrack.web.asking import company_asked, page, today
from talenttrack.web.finding_lines import subject_address
from talenttrack.web.hires.told import listed
from talenttrack.web.timeline_axis import Zoom, axis
from talenttrack.web.words import PHASES, STATES, word

blueprint = Blueprint("company", __name__)

PENDING: Final = ("submitted", "returned", "recommended")
FINDINGS, PREPARED = 5, 5
"""How many of them the page shows; the rest is one link away."""


@blueprint.get("/home")
def home() -> Response:
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    drawn = axis(Zoom.MONTH, f"{today():%Y-%m}", today())
    told = overview(session, actor, company_id, drawn.within, access.now())
    about = {(one.subject_type, one.subject_id) for one in told.findings}
    about |= {(member["type"], str(member["id"])) for one in told.findings for member in one.members}
    return page(
        "company/home.html",
        told=told,
        axis=drawn,
        tiles=_tiles(told),
        prepared=[listed(hire) for hire in preparing.open_of(session, actor, company_id)[: PREPARED + 1]],
        prepared_max=PREPARED,
        findings=told.findings[:FINDINGS],
        names=subjects.names(session, actor, about),
        address_of=subject_address,
    )


def _tiles(told: Overview) -> list[dict[str, Any]]:
    """How many engagements run, come, and wait for a decision, each leading to its list."""
    tones = {"active": "good", "upcoming": "note", "returned": "near", "submitted": "note", "recommended": "note"}
    shown = [("phase", "active", PHASES), ("phase", "upcoming", PHASES)]
    shown += [("state", state, STATES) for state in PENDING if told.counts.get(state)]
    return [
        {
            "count": told.counts.get(code, 0),
            "text": word(table, code),
            "href": _listed(**{name: code}),
            "tone": tones[code] if told.counts.get(code) else "plain",
        }
        for name, code, table in shown
    ]


def _listed(**asked: Any) -> str:
    return url_for("engagements.index", **asked)
