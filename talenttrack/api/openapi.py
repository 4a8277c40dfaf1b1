"""The OpenAPI 3.1 document, made from the operations themselves, so that it cannot say anything else than they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from talenttrack import audience
from talenttrack.api.decision_shape import DecisionTold
from talenttrack.api.examples import EXAMPLES, shown
from talenttrack.api.examples.example import Shown
from talenttrack.api.meanings import TAGS, meaning
from talenttrack.api.problems import MEDIA_TYPE, TITLES
from talenttrack.api.registry import Operation
from talenttrack.api.shapes import ID_MAX, OF_TYPES, Told
from talenttrack.domain.text import one_line
from talenttrack.language import ENGLISH, gettext, language

N_ = str  # marks a text for translation without translating it here

REF = "#/components/schemas/{model}"
ABOUT = (
    N_(
        "Quotas of the talent schemes: check, submit, decide and look up, with the same rules, locks and records as "
        "the pages."
    ),
    N_(
        "Dates are ISO days of Hong Kong, both ends of a period included; instants are RFC 3339 in UTC. Money is a "
        "decimal text in Hong Kong dollars. Talent-months are objects: exact units, 377 580 to a month, with a rounded "
        "text for reading."
    ),
    N_("Errors are problem details (RFC 9457) whose `code` never changes; texts follow Accept-Language."),
    N_(
        "A POST with an Idempotency-Key is done once: the same key and body give the same answer, refusals (409 with "
        "`decision`) included; an error changed nothing and keeps its key free."
    ),
    N_("Changes accept If-Match with the version in double quotes. Lists go on at `next_cursor`."),
    N_("Unknown fields and parameters are errors."),
)
TOKEN = N_("A token, as the command `talenttrack token` makes one.")
DONE, FOUND = N_("Done."), N_("Found.")


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
    """The whole document with its texts in the language spoken; `prefix` is where the API is mounted."""
    listed = list(operations)
    names, schemas = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TalentTrack", "version": "1", "description": "\n\n".join(map(told, ABOUT))},
        "servers": [{"url": prefix}],
        "security": [{"token": []}],
        "tags": [{"name": tag, "description": told(TAGS[tag])} for tag in dict.fromkeys(one.tag for one in listed)],
        "paths": paths,
        "components": {
            "schemas": {name: _described(name, schema) for name, schema in schemas.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": told(TOKEN),
                }
            },
        },
    }


def told(text: str) -> str:
    """A text of the registry, a model or a docstring, on one line and in the language spoken."""
    return gettext(one_line(text)) if text else ""


def _described(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what it and each of its fields mean."""
    made = dict(schema)
    if "description" in schema:
        made["description"] = told(schema["description"])
    if "properties" in schema:
        made["properties"] = {
            field: _with_meaning(shape, meaning(name, field)) for field, shape in schema["properties"].items()
        }
    return made


def _with_meaning(shape: Mapping[str, Any], means: str) -> dict[str, Any]:
    """What a field itself says takes the place of what its name means; what its type says is added."""
    own = shape.get("description", "")
    texts = (means, own) if own in OF_TYPES else (own or means,)
    between = " " if language() is ENGLISH else ""
    described = between.join(told(text) for text in texts if text)
    return {**shape, "description": described} if described else dict(shape)


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
    examples = shown().get(operation.endpoint.removeprefix("api."), ())
    made: dict[str, Any] = {
        "operationId": operation.endpoint.removeprefix("api."),
        "tags": [operation.tag],
        "summary": told(operation.summary),
        "x-audience": sorted(audience.AUDIENCES.get(operation.endpoint, frozenset())),
        "security": [{"token": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": _responses(operation, names, examples),
    }
    if operation.description:
        made["description"] = told(operation.description)
    if operation.body is not None:
        content = {"schema": names[(operation.body, "validation")]}
        sent = {one.example.name: one.request.body for one in examples if one.request.body is not None}
        made["requestBody"] = {"required": True, "content": {"application/json": _with_examples(content, sent)}}
    return made


def _with_examples(content: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    titles = {example.name: example.title for example in EXAMPLES}
    listed = {name: {"summary": told(titles[name]), "value": value} for name, value in values.items()}
    return {**content, "examples": listed} if listed else content


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": ID_MAX}
    text = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": told(meaning("path", name)),
            "schema": text if name == "receipt_id" else number,
        }
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.query.model_json_schema(by_alias=True)
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": told(meaning("query", name)),
            "schema": {part: value for part, value in _without_null(shape).items() if part != "description"},
        }
        for name, shape in schema.get("properties", {}).items()
    ]


def _without_null(shape: dict[str, Any]) -> dict[str, Any]:
    """A query parameter that is left out is left out: there is no way to send null."""
    kinds = [kind for kind in shape.get("anyOf", []) if kind.get("type") != "null"]
    rest = {name: value for name, value in shape.items() if name not in ("anyOf", "default", "title")}
    return {**rest, **kinds[0]} if len(kinds) == 1 else {k: v for k, v in shape.items() if k != "title"}


def _header_parameters(operation: Operation) -> list[dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {
        "Accept-Language": {"type": "string", "examples": ["en", "zh-Hant", "zh-Hans"]}
    }
    if operation.method == "POST":
        schemas["Idempotency-Key"] = {"type": "string", "pattern": "^[!-~]{1,255}$"}
    if operation.conditional:
        schemas["If-Match"] = {"type": "string", "pattern": '^(\\*|"[0-9]{1,18}")$', "examples": ['"3"']}
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": told(meaning("header", name)),
            "schema": schema,
        }
        for name, schema in schemas.items()
    ]


def _responses(operation: Operation, names: Names, examples: Iterable[Shown]) -> dict[str, Any]:
    answers: dict[int, dict[str, Any]] = {}
    for one in examples:
        answers.setdefault(one.answer.status, {})[one.example.name] = one.answer.body
    good = told(DONE if operation.writes else FOUND)
    schema = names[(operation.answer, "serialization")]
    made: dict[str, Any] = {}
    for status in sorted({operation.status, *operation.also}):
        content = _with_examples({"schema": schema}, answers.get(status, {}))
        made[str(status)] = {"description": good, "content": {"application/json": content}}
    for status in error_statuses(operation):
        refusal = status == 409 and operation.refusable
        schema = names[(RefusalTold if refusal else ProblemTold, "serialization")]
        content = _with_examples({"schema": schema}, answers.get(status, {}))
        made[str(status)] = {"description": told(TITLES[status]), "content": {MEDIA_TYPE: content}}
    return made


def error_statuses(operation: Operation) -> list[int]:
    """The problems that an operation can answer with."""
    statuses = {401, 403, 422, 500, 503}
    if "{" in operation.path or operation.writes:
        statuses.add(404)
    if operation.writes:
        statuses |= {400, 409, 412, 413, 415, 429}
    return sorted(statuses)
