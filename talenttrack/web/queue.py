"""What waits for an officer: cases, extensions, corrections, drafts shown for an exception, and merges of persons."""

from __future__ import annotations

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.domain.errors import Invalid
from talenttrack.services import people
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes.rth import waiting
from talenttrack.services.schemes.rth.exports import QUEUE
from talenttrack.services.schemes.rth.waiting import Waiting
from talenttrack.web import exporting
from talenttrack.web.asking import SHOWN, page, word_asked

blueprint = Blueprint("queue", __name__, url_prefix="/queue")


def _listed(cursor: str | None) -> Page[Waiting]:
    return waiting.queue(access.session(), access.actor(), cursor=cursor, limit=LIMIT_MAX, now=access.now())


exporting.offer(blueprint, QUEUE, _listed)


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
