"""From bytes to a checked model: 400 for what is no JSON, 415 for another form, 422 for what is not as documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError
from werkzeug.datastructures import MultiDict

from talenttrack.domain.errors import DomainError, FieldError, Invalid

N_ = str  # marks a text for translation without translating it here

BODY_BYTES_MAX = 1024 * 1024
DEPTH_MAX = 20
_ETAG = re.compile(r'"([0-9]{1,18})"')
_TEXT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Malformed(DomainError):
    """The request cannot be read at all."""

    code = "malformed"


class WrongMediaType(DomainError):
    """A body in another form than JSON."""

    code = "media_type"


def read_json(raw: bytes, media_type: str) -> Any:
    """The JSON value in `raw`. Raises WrongMediaType and Malformed; a name twice in one object is malformed too."""
    if media_type != "application/json":
        raise WrongMediaType(N_("Send the body as application/json."))
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(N_("The body is not valid JSON in UTF-8.")) from error
    if _deeper_than(value, DEPTH_MAX):
        raise Malformed(N_("The body is nested too deeply."))
    return value


def checked(model: type[BaseModel], value: Any) -> BaseModel:
    """`value` as `model`. Raises Invalid naming every field that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid(*_mistakes(error, tagged=issubclass(model, RootModel))) from error


def checked_query(model: type[BaseModel], query: MultiDict[str, str]) -> BaseModel:
    """The query as `model`. Raises Invalid for unknown, repeated and wrong parameters."""
    repeated = [name for name, values in query.lists() if len(values) > 1]
    if repeated:
        raise Invalid(*(FieldError(name, "repeated", N_("Give this parameter once.")) for name in repeated))
    return checked(model, query.to_dict())


def expected_version(header: str | None) -> int | None:
    """The version that If-Match names; None without the header or for `*`. Raises Malformed for another form."""
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if not match:
        raise Malformed(N_('Write If-Match as the version in double quotes, such as "3".'), code="if_match")
    return int(match[1])


def is_text_id(value: str) -> bool:
    """Whether a text in a path can be the id of anything."""
    return bool(_TEXT_ID.fullmatch(value))


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"{name!r} is there twice")
        made[name] = value
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _deeper_than(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    inside = value.values() if isinstance(value, dict) else value
    return any(_deeper_than(part, levels - 1) for part in inside)


_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("required", N_("Give a value.")),
    "extra_forbidden": ("unknown_field", N_("This field is not known here. Check its name.")),
    "day": ("date", N_("Write a day such as 2026-11-23.")),
    "day_range": ("date", N_("Give a day from 1900 to 2199.")),
    "money": ("money", N_('Write an amount such as "20000.00".')),
    "characters": ("characters", N_("Leave out control characters.")),
    "bool_type": ("boolean", N_("Write true or false.")),
    "bool_parsing": ("boolean", N_("Write true or false.")),
    "int_type": ("integer", N_("Write a whole number.")),
    "int_parsing": ("integer", N_("Write a whole number.")),
    "int_from_float": ("integer", N_("Write a whole number.")),
    "string_type": ("text", N_("Write a text in double quotes.")),
    "string_too_short": ("required", N_("Give a value.")),
    "string_too_long": ("too_long", N_("Shorten this to %(max_length)s characters or fewer.")),
    "string_pattern_mismatch": ("format", N_("This is not in the form that is documented.")),
    "literal_error": ("choice", N_("Choose one of %(expected)s.")),
    "greater_than_equal": ("range", N_("Give a number of %(ge)s or more.")),
    "less_than_equal": ("range", N_("Give a number of %(le)s or less.")),
    "too_long": ("too_long", N_("Give %(max_length)s entries or fewer.")),
    "too_short": ("required", N_("Give at least one entry.")),
    "model_type": ("object", N_("Write an object.")),
    "model_attributes_type": ("object", N_("Write an object.")),
    "dict_type": ("object", N_("Write an object.")),
    "list_type": ("list", N_("Write a list.")),
    "union_tag_invalid": ("choice", N_("Choose one of %(expected_tags)s.")),
    "union_tag_not_found": ("required", N_("Give a value.")),
}
_OTHER = ("invalid", N_("This is not in the form that is documented."))


def _mistakes(error: ValidationError, *, tagged: bool) -> list[FieldError]:
    mistakes: dict[str, FieldError] = {}
    for found in error.errors(include_url=False, include_input=False):
        code, message = _MESSAGES.get(found["type"], _OTHER)
        # One of several forms, told apart by its action: the location then begins with the action itself.
        place = _place(found["loc"][1:]) or "action" if tagged else _place(found["loc"])
        context = found.get("ctx", {})
        shown = {name: context[name] for name in re.findall(r"%\((\w+)\)s", message) if name in context}
        mistakes.setdefault(place, FieldError(place, code, message, {k: str(v) for k, v in shown.items()}))
    return list(mistakes.values())


def _place(location: tuple[int | str, ...]) -> str:
    """`talent.id_number`, `engagements.0.start`; empty for the body itself. Names unknown to us are shown as sent."""
    place = ".".join(str(part) for part in location)[:200]
    return place.encode("utf-8", "replace").decode()
