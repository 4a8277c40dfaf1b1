"""The OpenAPI document over HTTP, and a page of it that needs no script and nothing from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from markupsafe import Markup, escape

from talenttrack.api.docs_tables import groups, schema_tables
from talenttrack.api.examples import shown
from talenttrack.api.examples.example import Shown, path_of
from talenttrack.api.openapi import document
from talenttrack.api.problems import TITLES
from talenttrack.api.registry import Operation
from talenttrack.language import gettext, language, lazy, speaking

PREFIX = "/api/v1"
AS_JSON = {"ensure_ascii": False, "indent": 2}


GUIDE: Final = (
    ("token", lazy("Get a token")),
    ("first-call", lazy("A first call")),
    ("values", lazy("Days, money and months")),
    ("errors", lazy("Errors")),
    ("once", lazy("Do something once")),
    ("versions", lazy("Versions")),
    ("lists", lazy("Lists")),
    ("languages", lazy("Languages")),
)
"""The sections of the guide, in the order of `api/guide.html`."""

ADVICE: Final = (
    (400, lazy("Send valid JSON, and headers in the form described here.")),
    (401, lazy("Send a token that has neither expired nor been revoked.")),
    (403, lazy("The role of the token's user may not do this, or somebody else must.")),
    (404, lazy("There is no such record, or it belongs to another company.")),
    (409, lazy("Refused by the rules, or not possible in the state that the record is in: `code` tells which.")),
    (412, lazy("Read the record again; it is no longer the version of your If-Match.")),
    (413, lazy("Send at most 1 MiB.")),
    (415, lazy("Send the body as `application/json`.")),
    (422, lazy("Mend the fields that `errors` names; each has a code and a message.")),
    (429, lazy("Wait as long as `Retry-After` says.")),
    (500, lazy("Nothing was saved. Tell support the `instance` if it happens again.")),
    (503, lazy("Wait as long as `Retry-After` says, and send the same again.")),
)


def add(blueprint: Blueprint, operations: tuple[Operation, ...]) -> None:
    """Add /openapi.json and /docs."""

    @cache
    def described(code: str) -> dict[str, Any]:
        with speaking(code):
            return document(operations, PREFIX)

    @cache
    def texts() -> dict[str, list[dict[str, Any]]]:
        paths = {
            operation.endpoint.removeprefix("api."): (operation.method, operation.path) for operation in operations
        }
        return {name: [_texts(*paths[name], one) for one in found] for name, found in shown().items()}

    @blueprint.get("/openapi.json", endpoint="openapi")
    def openapi() -> Response:
        text = json.dumps(described(language().code), ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type="application/json")

    @blueprint.get("/docs", endpoint="docs")
    def docs() -> Response:
        told = described(language().code)
        return make_response(
            render_template(
                "api/docs.html",
                info=told["info"],
                groups=groups(told),
                schemas=schema_tables(told),
                examples=texts(),
                guide=GUIDE,
                problems=[(status, gettext(TITLES[status]), coded(str(what))) for status, what in ADVICE],
                prefix=PREFIX,
                base=_base() + PREFIX,
                coded=coded,
            )
        )


def coded(text: str) -> Markup:
    """A text of the document, what stands between backticks as code."""
    parts = str(text).split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _base() -> str:
    """Where clients find this installation: as it was configured, else as this reader did."""
    return str(current_app.config.get("BASE_URL") or request.host_url).rstrip("/")


def _texts(method: str, path: str, one: Shown) -> dict[str, Any]:
    """An example as messages: what is sent, and what comes back."""
    sent = [f"{method} {PREFIX}{path_of(path, one.request)}"]
    sent += [f"{name}: {value}" for name, value in one.request.headers.items()]
    answer = [f"{one.answer.status} {HTTPStatus(one.answer.status).phrase}"]
    answer += [f"{name}: {value}" for name, value in one.answer.headers.items()]
    body = one.request.body
    return {
        "title": one.example.title,
        "by": one.example.by,
        "name": one.example.name,
        "request": "\n".join(sent) + ("" if body is None else "\n\n" + json.dumps(body, **AS_JSON)),  # type: ignore[arg-type]
        "answer": "\n".join(answer) + "\n\n" + json.dumps(one.answer.body, **AS_JSON),  # type: ignore[arg-type]
        "status": one.answer.status,
    }
