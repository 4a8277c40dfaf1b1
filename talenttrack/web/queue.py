"""What waits for an officer, soonest due first: narrowed by the address, counted, ticked, saved as views."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.domain.errors import Conflict, Forbidden, Invalid
from talenttrack.language import _
from talenttrack.services import casework, people
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes.rth import desk, waiting
from talenttrack.services.schemes.rth.bulk import ACTS, BULK_MAX
from talenttrack.services.schemes.rth.exports import QUEUE
from talenttrack.services.schemes.rth.waiting import Waiting
from talenttrack.web import bulk, exporting, narrowing
from talenttrack.web.asking import SHOWN, number_asked, page, today, word_asked
from talenttrack.wording import error_text

blueprint = Blueprint("queue", __name__, url_prefix="/queue")
blueprint.add_url_rule("/bulk", "bulk", bulk.bulk, methods=["GET", "POST"])
blueprint.add_url_rule("/bulk/done", "done", bulk.done)


def _listed(cursor: str | None) -> Page[Waiting]:
    """The lines that the page of this address shows."""
    which = narrowing.which(narrowing.asked())
    return waiting.queue(*_who(), cursor=cursor, limit=LIMIT_MAX, now=access.now(), which=which)


exporting.offer(blueprint, QUEUE, _listed)


@blueprint.get("/")
def index() -> Response:
    filters, cursor = narrowing.asked(), word_asked("cursor")
    try:
        found = _found(filters, cursor)
    except Invalid:  # what is no cursor is the first page
        cursor = None
        found = _found(filters, None)
    return page(
        "queue/index.html",
        found=found,
        filters=filters,
        cursor=cursor,
        counts=waiting.counts(*_who(), access.now()),
        companies=waiting.companies(*_who(), access.now()),
        merges=people.open_merges(*_who()),
        views=[(view, narrowing.parsed(view.query)) for view in casework.views(*_who())],
        taken=casework.taken_over(*_who()),
        following=number_asked("next"),
        me=access.actor().id,
        today=today(),
        narrowing=narrowing,
        bulk_acts=[act for act in ACTS if act in _own_acts()],
    )


@blueprint.post("/ticked")
def ticked() -> ResponseReturnValue:
    """Where the buttons below the list lead: being on the ticked cases, or deciding them together."""
    filters, act = narrowing.remembered(), request.form.get("act", "")
    chosen = bulk.numbers(request.form.getlist("case"))
    if not 1 <= len(chosen) <= BULK_MAX:
        flash(_("Tick 1 to %(most)s cases first.", most=BULK_MAX), "warning")
    elif act in ACTS:
        asked = [("act", act), (narrowing.LIST, narrowing.text_of(filters)), *(("case", str(one)) for one in chosen)]
        return redirect(f"{url_for('queue.bulk')}?{urlencode(asked)}", 303)
    elif act in ("claim", "release"):
        _be_on(chosen, claim=act == "claim")
    return redirect(narrowing.queue_address(filters), 303)


def _be_on(chosen: list[int], *, claim: bool) -> None:
    """Where another officer is on one of them, that is said and the others are done."""
    told = set()
    for engagement_id in chosen:
        try:
            if claim:
                desk.claim(*_who(), engagement_id, access.now(), take_over=False)
            else:
                desk.release(*_who(), engagement_id, access.now())
        except (Conflict, Forbidden) as error:
            told.add(error_text(error))
    for message in sorted(told):
        flash(message, "warning")
    if not told:
        flash(_("You are on the cases that you ticked.") if claim else _("You are not on them any more."), "success")


@blueprint.post("/taken-over/<int:claim_id>/seen")
def seen(claim_id: int) -> ResponseReturnValue:
    casework.seen(*_who(), claim_id)
    return redirect(narrowing.queue_address(narrowing.remembered()), 303)


@blueprint.post("/views")
def save_view() -> ResponseReturnValue:
    filters = narrowing.remembered()
    try:
        casework.save_view(*_who(), request.form.get("name", ""), narrowing.text_of(filters), access.now())
        flash(_("The view is saved."), "success")
    except Invalid as error:
        flash(error_text(error.errors[0]), "error")
    return redirect(narrowing.queue_address(filters), 303)


@blueprint.post("/views/<int:view_id>/delete")
def drop_view(view_id: int) -> ResponseReturnValue:
    casework.drop_view(*_who(), view_id)
    flash(_("The view is deleted."), "success")
    return redirect(narrowing.queue_address(narrowing.remembered()), 303)


def _found(filters: dict[str, str], cursor: str | None) -> Any:
    which = narrowing.which(filters)
    return waiting.queue(*_who(), cursor=cursor, limit=SHOWN, now=access.now(), which=which)


def _own_acts() -> tuple[str, ...]:
    """The act that cases wait for on the reader's own desk."""
    own = {"case_officer": ("recommend",), "approving_officer": ("approve",)}
    return own.get(access.actor().role.value, ())


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
