"""The OpenAPI document over HTTP, and a page of it that needs no script and nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Response, make_response, render_template
from markupsafe import Markup, escape

from talenttrack.api.openapi import document
from talenttrack.api.registry import Operation

PREFIX = "/api/v1"


def add(blueprint: Blueprint, operations: tuple[Operation, ...]) -> None:
    """Add /openapi.json and /docs."""

    @cache
    def described() -> dict[str, Any]:
        return document(operations, PREFIX)

    @blueprint.get("/openapi.json", endpoint="openapi")
    def openapi() -> Response:
        text = json.dumps(described(), ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type="application/json")

    @blueprint.get("/docs", endpoint="docs")
    def docs() -> Response:
        told = described()
        groups = [{"tag": tag["name"], "operations": list(_operations(told, tag["name"]))} for tag in told["tags"]]
        schemas = {name: fields(schema) for name, schema in sorted(told["components"]["schemas"].items())}
        return make_response(
            render_template(
                "api/docs.html", info=told["info"], prefix=PREFIX, groups=groups, schemas=schemas, coded=coded
            )
        )


def coded(text: str) -> Markup:
    """A text of the document, what stands between backticks as code."""
    parts = str(text).split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _operations(told: Mapping[str, Any], tag: str) -> list[dict[str, Any]]:
    listed = []
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                listed.append({**operation, "path": path, "method": method.upper(), "answers": _answers(operation)})
    return listed


def _answers(operation: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    return [
        (status, answer["description"], _name(next(iter(answer["content"].values()))["schema"]))
        for status, answer in operation["responses"].items()
    ]


def fields(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema as rows of a table: name, type, whether it must be there, and what is said of it."""
    required = schema.get("required", [])
    rows = [
        {
            "name": name,
            "type": kind(shape),
            "schema": _name(shape),
            "required": name in required,
            "description": shape.get("description", ""),
        }
        for name, shape in schema.get("properties", {}).items()
    ]
    members = [_name(member) for member in schema.get("oneOf", [])]
    return {"description": schema.get("description", ""), "rows": rows, "members": members}


def kind(shape: Mapping[str, Any]) -> str:
    """A type in words: `string (date)`, `list of integer`, `one of base, itf`."""
    if "$ref" in shape:
        return str(_name(shape))
    if "enum" in shape:
        return "one of " + ", ".join(str(value) for value in shape["enum"])
    if "const" in shape:
        return str(shape["const"])
    for word in ("anyOf", "oneOf"):
        if word in shape:
            return " or ".join(dict.fromkeys(kind(option) for option in shape[word]))
    named = str(shape.get("type", "any"))
    if named == "array":
        return f"list of {kind(shape.get('items', {}))}"
    return f"{named} ({shape['format']})" if "format" in shape else named


def _name(shape: Mapping[str, Any]) -> str | None:
    """The schema that a shape refers to, itself, as its items or as one of its choices."""
    options = [shape, shape.get("items", {}), *shape.get("anyOf", []), *shape.get("oneOf", [])]
    for option in options:
        if "$ref" in option:
            return str(option["$ref"]).rpartition("/")[2]
    return None
