"""Engagements: the list, one case whole, and the acts on it: a company's, and the decisions of officers."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes.rth import read
from talenttrack.services.schemes.rth.exports import ENGAGEMENTS
from talenttrack.web import changing, deciding, editing, engagement_list, exporting, registering, replacing, standing

blueprint = Blueprint("engagements", __name__, url_prefix="/engagements")
blueprint.add_url_rule("/", "index", engagement_list.index)
exporting.offer(blueprint, ENGAGEMENTS, lambda cursor: engagement_list.listed(cursor, LIMIT_MAX))
blueprint.add_url_rule("/new", "new", registering.new)
blueprint.add_url_rule("/<int:engagement_id>/submitted", "submitted", registering.submitted)
blueprint.add_url_rule("/<int:engagement_id>/edit", "edit", editing.edit, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/edit/preview", "edit_preview", editing.preview, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/replace", "replace", replacing.replace, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/replace/preview", "replace_preview", replacing.preview, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/<action>/preview", "act_preview", changing.preview, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/correct", "correct", deciding.correct, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:engagement_id>/claim", "claim", deciding.claim, methods=["POST"])
blueprint.add_url_rule("/<int:engagement_id>/note", "note", deciding.note, methods=["GET", "POST"])


@blueprint.get("/<int:engagement_id>")
def show(engagement_id: int) -> Response:
    if access.actor().is_company:
        return standing.show(engagement_id)
    return deciding.show(read.view(access.session(), access.actor(), engagement_id, access.now()))


@blueprint.route("/<int:engagement_id>/<action>", methods=["GET", "POST"])
def act(engagement_id: int, action: str) -> ResponseReturnValue:
    if action in changing.CHANGES:
        return changing.change(engagement_id, action)
    view = read.view(access.session(), access.actor(), engagement_id, access.now())
    if action not in deciding.DECISIONS:
        abort(404)
    return deciding.act(view, action)
