"""The OpenAPI 3.1 document, made from the operations themselves, so that it cannot say anything else than they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from talenttrack import audience
from talenttrack.api.decision_shape import DecisionTold
from talenttrack.api.problems import MEDIA_TYPE, TITLES
from talenttrack.api.registry import Operation
from talenttrack.api.shapes import ID_MAX, Told

REF = "#/components/schemas/{model}"
DESCRIPTION = """\
Quotas of the talent schemes: check, submit, decide and look up, with the same rules, locks and records as the pages.

Dates are ISO days of Hong Kong, both ends of a period included; instants are RFC 3339 in UTC. Money is a decimal text
in Hong Kong dollars. Talent-months are objects: exact units, 377 580 to a month, with a rounded text for reading.
Errors are problem details (RFC 9457) whose `code` never changes; texts follow Accept-Language (en, zh-Hant, zh-Hans).
A POST with an Idempotency-Key is done once: the same key and body give the same answer, refusals (409 with
`decision`) included; an error changed nothing and keeps its key free. Changes accept If-Match with the version in
double quotes. Lists go on at `next_cursor`. Unknown fields and parameters are errors.
"""


class WrongField(Told):
    field: str
    code: str
    message: str


class ProblemTold(BaseModel):
    """Problem details. `errors` is there for status 422, naming every field that is wrong."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: list[WrongField] | None = None


class RefusalTold(ProblemTold):
    """Refused by the rules: `decision` says by which, and what would be admitted."""

    decision: DecisionTold | None = None


def document(operations: Iterable[Operation], prefix: str) -> dict[str, Any]:
    """The whole document; `prefix` is where the API is mounted."""
    listed = list(operations)
    names, schemas = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TalentTrack", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": prefix}],
        "security": [{"token": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in listed)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token made by `talenttrack token create`.",
                }
            },
        },
    }


Names = Mapping[tuple[type[BaseModel], JsonSchemaMode], Any]


def _schemas(operations: Iterable[Operation]) -> tuple[Names, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
        (ProblemTold, "serialization"): None,
        (RefusalTold, "serialization"): None,
    }
    for operation in operations:
        if operation.body is not None:
            wanted[(operation.body, "validation")] = None
        wanted[(operation.answer, "serialization")] = None
    names, defined = models_json_schema(list(wanted), ref_template=REF, by_alias=True)
    return cast(Names, names), defined["$defs"]


def _operation(operation: Operation, names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.endpoint.removeprefix("api."),
        "tags": [operation.tag],
        "summary": operation.summary,
        "x-audience": sorted(audience.AUDIENCES.get(operation.endpoint, frozenset())),
        "security": [{"token": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": _responses(operation, names),
    }
    if operation.description:
        told["description"] = re.sub(r"\s+", " ", operation.description)
    if operation.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": names[(operation.body, "validation")]}},
        }
    return told


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": ID_MAX}
    text = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
    return [
        {"name": name, "in": "path", "required": True, "schema": text if name == "receipt_id" else number}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.query.model_json_schema(by_alias=True)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(shape)}
        for name, shape in schema.get("properties", {}).items()
    ]


def _without_null(shape: dict[str, Any]) -> dict[str, Any]:
    """A query parameter that is left out is left out: there is no way to send null."""
    kinds = [kind for kind in shape.get("anyOf", []) if kind.get("type") != "null"]
    rest = {name: value for name, value in shape.items() if name not in ("anyOf", "default", "title")}
    return {**rest, **kinds[0]} if len(kinds) == 1 else {k: v for k, v in shape.items() if k != "title"}


def _header_parameters(operation: Operation) -> list[dict[str, Any]]:
    language = {"type": "string", "examples": ["en", "zh-Hant", "zh-Hans"]}
    listed = [{"name": "Accept-Language", "in": "header", "required": False, "schema": language}]
    if operation.method == "POST":
        key = {"type": "string", "pattern": "^[!-~]{1,255}$"}
        listed.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    if operation.conditional:
        version = {"type": "string", "pattern": '^(\\*|"[0-9]{1,18}")$', "examples": ['"3"']}
        listed.append({"name": "If-Match", "in": "header", "required": False, "schema": version})
    return listed


def _responses(operation: Operation, names: Names) -> dict[str, Any]:
    good: dict[str, Any] = {
        "description": "Done." if operation.writes else "Found.",
        "content": {"application/json": {"schema": names[(operation.answer, "serialization")]}},
    }
    problem = names[(ProblemTold, "serialization")]
    told: dict[str, Any] = {str(status): good for status in sorted({operation.status, *operation.also})}
    for status in error_statuses(operation):
        schema = names[(RefusalTold, "serialization")] if status == 409 and operation.refusable else problem
        told[str(status)] = {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
    return told


def error_statuses(operation: Operation) -> list[int]:
    """The problems that an operation can answer with."""
    statuses = {401, 403, 422, 500, 503}
    if "{" in operation.path or operation.writes:
        statuses.add(404)
    if operation.writes:
        statuses |= {400, 409, 412, 413, 415, 429}
    return sorted(statuses)
