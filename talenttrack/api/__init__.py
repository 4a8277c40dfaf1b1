"""The JSON API for machines: one blueprint under /api/v1, its routes one table of operations."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from talenttrack.api import (
    companies,
    compliance,
    decisions,
    dispatch,
    docs,
    engagement_acts,
    engagements,
    nias,
    people,
    plans,
    policies,
    quota,
)
from talenttrack.api.registry import Operation
from talenttrack.api.shapes import ID_MAX

PREFIX: Final = "/api/v1"

OPERATIONS: Final[tuple[Operation, ...]] = tuple(
    operation
    for module in (companies, quota, nias, engagements, engagement_acts, plans, people, decisions, policies, compliance)
    for operation in module.routes.operations
)


def register(app: Flask) -> None:
    """Give an app the API; problems below /api are told as JSON, all others as the app did before."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    for operation in OPERATIONS:
        blueprint.add_url_rule(
            flask_path(operation.path),
            operation.endpoint.removeprefix("api."),
            dispatch.view(operation),
            methods=[operation.method],
            provide_automatic_options=False,
        )
    docs.add(blueprint, OPERATIONS)
    app.register_blueprint(blueprint)
    _tell_problems_as_json(app)


def flask_path(path: str) -> str:
    """`/companies/{company_id}` with the converters of Flask; receipts alone have texts for ids."""
    return (
        path.replace("{receipt_id}", "<string:receipt_id>")
        .replace("{", f"<int(min=1, max={ID_MAX}):")
        .replace("}", ">")
    )


def _tell_problems_as_json(app: Flask) -> None:
    """An unknown address belongs to no blueprint, so its problem can only be told apart for the whole app."""
    handlers = app.error_handler_spec[None][None]
    elsewhere = handlers.get(HTTPException)

    def tell(error: HTTPException) -> ResponseReturnValue:
        if request.path == "/api" or request.path.startswith("/api/"):
            return dispatch.on_http_error(error)
        return cast(ResponseReturnValue, elsewhere(error) if elsewhere else error.get_response())

    app.register_error_handler(HTTPException, tell)
