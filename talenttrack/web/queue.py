"""What waits for an officer: cases, extensions, corrections, drafts shown for an exception, and merges of persons."""

from __future__ import annotations

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.services import people
from talenttrack.services.schemes.rth import read
from talenttrack.web.asking import SHOWN, cursor_asked, page

blueprint = Blueprint("queue", __name__, url_prefix="/queue")


@blueprint.get("/")
def index() -> Response:
    session, actor = access.session(), access.actor()
    found = read.queue(session, actor, cursor=cursor_asked(), limit=SHOWN, now=access.now())
    merges = people.open_merges(session, actor)
    return page("queue/index.html", found=found, merges=merges, cursor=cursor_asked())
