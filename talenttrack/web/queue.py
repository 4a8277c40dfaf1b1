"""What waits for an officer: cases, extensions, corrections, drafts shown for an exception, and merges of persons."""

from __future__ import annotations

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.domain.errors import Invalid
from talenttrack.services import people
from talenttrack.services.schemes.rth import waiting
from talenttrack.web.asking import SHOWN, page, word_asked

blueprint = Blueprint("queue", __name__, url_prefix="/queue")


@blueprint.get("/")
def index() -> Response:
    session, actor = access.session(), access.actor()
    cursor = word_asked("cursor")
    try:
        found = waiting.queue(session, actor, cursor=cursor, limit=SHOWN, now=access.now())
    except Invalid:  # what is no cursor is the first page
        cursor = None
        found = waiting.queue(session, actor, cursor=None, limit=SHOWN, now=access.now())
    merges = people.open_merges(session, actor)
    return page("queue/index.html", found=found, merges=merges, cursor=cursor)
