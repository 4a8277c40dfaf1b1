"""The OpenAPI document as tables for people: operations by matter, bodies with their inner fields, schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from talenttrack.language import _, lazy

EVERYWHERE: Final = frozenset({"400", "401", "403", "404", "413", "415", "422", "429", "500", "503"})
"""Problems that any operation can answer with; the page tells of them once."""

DEPTH_MAX: Final = 3
_TYPES: Final[Mapping[str, Any]] = {
    "string": lazy("text"),
    "integer": lazy("whole number"),
    "boolean": lazy("true or false"),
    "object": lazy("object"),
    "null": lazy("null"),
}
_FORMATS: Final[Mapping[str, Any]] = {"date": lazy("day"), "date-time": lazy("instant")}


@dataclass(frozen=True, slots=True)
class Row:
    """A field or parameter; `schema` is the schema that its type refers to, if it is one."""

    name: str
    type: str
    required: bool
    meaning: str
    schema: str | None = None


def groups(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The operations by matter, in the order of the document."""
    return [
        {"tag": tag["name"], "title": tag["description"], "operations": list(_operations(told, tag["name"]))}
        for tag in told["tags"]
    ]


def schema_tables(told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every schema by name: what is said of it, its rows, and the schemas that it is one of."""
    return {
        name: {
            "description": schema.get("description", ""),
            "rows": list(_rows(schema)),
            "members": [_name(member) for member in schema.get("oneOf", [])],
        }
        for name, schema in sorted(told["components"]["schemas"].items())
    }


def _operations(told: Mapping[str, Any], tag: str) -> Iterator[dict[str, Any]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield {
                    **operation,
                    "path": path,
                    "method": method.upper(),
                    "rows": [_parameter(one) for one in operation["parameters"] if one["name"] != "Accept-Language"],
                    "bodies": list(_bodies(told["components"]["schemas"], operation)),
                    "answers": list(_answers(operation)),
                }


def _parameter(parameter: Mapping[str, Any]) -> Row:
    places = {"path": _("in the address"), "query": _("in the query"), "header": _("header")}
    told = f"{kind(parameter['schema'])}, {places[parameter['in']]}"
    return Row(parameter["name"], told, parameter["required"], parameter["description"])


def _bodies(schemas: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The body's table; one for each form where it has several, told apart by `action`."""
    if "requestBody" not in operation:
        return
    name = str(_name(operation["requestBody"]["content"]["application/json"]["schema"]))
    forms = [str(_name(member)) for member in schemas[name].get("oneOf", [])] or [name]
    for form in forms:
        actions = schemas[form]["properties"].get("action", {}) if len(forms) > 1 else {}
        yield {
            "name": form,
            "description": schemas[form].get("description", ""),
            "actions": actions.get("enum") or ([actions["const"]] if "const" in actions else []),
            "rows": list(_rows(schemas[form], schemas)),
        }


def _rows(
    schema: Mapping[str, Any], inside: Mapping[str, Any] | None = None, before: str = "", depth: int = 1
) -> Iterator[Row]:
    """The fields of a schema; with `inside`, the schemas, followed by the fields of objects within them."""
    required = schema.get("required", [])
    # Objects after all else, so that their own fields do not part what belongs together.
    for name, shape in sorted(schema.get("properties", {}).items(), key=lambda field: _name(field[1]) is not None):
        inner = _name(shape)
        shown = None if inside is not None else inner
        yield Row(before + name, kind(shape), name in required, shape.get("description", ""), shown)
        if inside is not None and inner is not None and depth < DEPTH_MAX:
            listed = "items" in shape
            yield from _rows(inside[inner], inside, f"{before}{name}{'[]' if listed else ''}.", depth + 1)


def _answers(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Status, meaning and schema of what this operation answers beside what all of them can."""
    for status, answer in operation["responses"].items():
        if status not in EVERYWHERE:
            yield status, answer["description"], _name(next(iter(answer["content"].values()))["schema"])


def kind(shape: Mapping[str, Any]) -> str:
    """A type in words: `text`, `day`, `list of whole number`, `one of base, itf`."""
    if "$ref" in shape:
        return f"`{_name(shape)}`"
    if "enum" in shape:
        return _("one of %(values)s", values=", ".join(f"`{value}`" for value in shape["enum"]))
    if "const" in shape:
        return f"`{shape['const']}`"
    for word in ("anyOf", "oneOf"):
        if word in shape:
            return _(" or ").join(dict.fromkeys(kind(option) for option in shape[word]))
    named = str(shape.get("type", "object"))
    if named == "array":
        return _("list of %(kind)s", kind=kind(shape.get("items", {})))
    return str(_FORMATS.get(shape.get("format", ""), _TYPES.get(named, named)))


def _name(shape: Mapping[str, Any]) -> str | None:
    """The schema that a shape refers to, itself, as its items or as one of its choices."""
    options = [shape, shape.get("items", {}), *shape.get("anyOf", []), *shape.get("oneOf", [])]
    for option in options:
        if "$ref" in option:
            return str(option["$ref"]).rpartition("/")[2]
    return None
