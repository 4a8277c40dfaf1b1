"""The JSON forms of days, instants, money, months and texts: what is accepted, and how it is always written.

Bodies are strict: unknown fields, numbers for booleans and texts for numbers are mistakes. Money is a decimal text
with at most two places; a JSON integer is read as whole dollars, a JSON float is refused because it may already have
lost cents.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from talenttrack.domain.money import decimal_text, parse_cents
from talenttrack.domain.months import months_text

N_ = str  # marks a text for translation without translating it here

ID_MAX = 2**63 - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONEY = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?")
MONEY_DOLLARS_MAX = 99_999_999_999


class Sent(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Asked(BaseModel):
    """The query of a request; every value is a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Told(BaseModel):
    """What we answer, and nothing beside it. `None` is written as null."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _day(value: Any) -> Any:
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            raise PydanticCustomError("day", "not a day")
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "not a day") from None
        if not FIRST_DAY <= value <= LAST_DAY:
            raise PydanticCustomError("day_range", "out of range")
        return value
    raise PydanticCustomError("day", "not a day")


def _cents(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("money", "not money")
    if isinstance(value, int):
        if not 0 <= value <= MONEY_DOLLARS_MAX:
            raise PydanticCustomError("money", "not money")
        return value * 100
    if not _MONEY.fullmatch(value):
        raise PydanticCustomError("money", "not money")
    return parse_cents(value)


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise PydanticCustomError("characters", "control characters")
    return value


def _lines(value: str) -> str:
    value = value.replace("\r\n", "\n")
    _printable(value.replace("\n", " ").replace("\t", " "))
    return value


A_DAY = N_("A Hong Kong day, from 1900 to 2199.")
DOLLARS = N_("Hong Kong dollars: a decimal text with at most two places, or an integer of whole dollars.")
OF_TYPES = frozenset({A_DAY, DOLLARS})
"""What is said of a type, wherever it stands."""

Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "description": A_DAY}),
]
Cents = Annotated[
    int,
    BeforeValidator(_cents),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$", "examples": ["20000.00"]},
                {"type": "integer", "minimum": 0, "maximum": MONEY_DOLLARS_MAX},
            ],
            "description": DOLLARS,
        }
    ),
]
Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_printable)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_lines)]
IdNumber = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_printable)]

Money = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["20000.00"]})]
Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
DayText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


class Months(Told):
    """Talent-months: exact in units, 377 580 to a month, and rounded to two places for reading."""

    units: int
    display: str


class Days(Told):
    """A period with both ends inside."""

    first: DayText = Field(alias="from")
    last: DayText = Field(alias="to")


Measured = int | str | Months | None
"""Heads and units are integers, talent-months an object, money a decimal text."""

MeasureUnit = Literal["heads", "month_units", "HKD", "units", "none"]


def money(cents: int) -> str:
    """Cents as JSON has them: `"20000.00"`."""
    return decimal_text(cents)


def money_or_none(cents: int | None) -> str | None:
    return None if cents is None else decimal_text(cents)


def months(units: int) -> Months:
    return Months(units=units, display=months_text(units))


def measure(value: int | str | None, unit: str) -> Measured:
    """A limit or a use in its JSON form."""
    if value is None or isinstance(value, str):
        return value
    if unit == "month_units":
        return months(value)
    return decimal_text(value) if unit == "HKD" else value


def day(value: date) -> str:
    return value.isoformat()


def day_or_none(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def days(first_day: date, last_day: date) -> Days:
    return Days(first=first_day.isoformat(), last=last_day.isoformat())


def instant(value: datetime) -> str:
    """RFC 3339 in UTC: `2026-11-23T04:00:00Z`."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def instant_or_none(value: datetime | None) -> str | None:
    return None if value is None else instant(value)
