"""Codes, names, values and histories as they are read, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from talenttrack.domain.months import month_units, months_text
from talenttrack.language import ENGLISH, _, date_text, language, money_text
from talenttrack.services.schemes.rth.history import HistoryLine
from talenttrack.web.frame import role_name
from talenttrack.web.words.cases import ACTIONS, FIELDS, STATES
from talenttrack.web.words.rth import DEGREES, EXTENSION_ACTIONS, INSTITUTIONS, POOLS, TOLD
from talenttrack.wording import reason_text

_OF_VALUES: Final[Mapping[str, Mapping[str, Any]]] = {
    "state": STATES,
    "variation_state": STATES,
    "pool": POOLS,
    "degree": DEGREES,
    "institution_kind": INSTITUTIONS,
}


def word(table: Mapping[str, Any], code: str | None) -> str:
    """A code in words; one that has none is shown as it is."""
    return "" if code is None else str(table.get(code, code))


def act_word(action: str, variation_state: str | None) -> str:
    """An act on a case as its button says it; while an extension is open, which of the two it is about."""
    return word({**ACTIONS, **EXTENSION_ACTIONS} if variation_state else ACTIONS, action)


def named(name_en: str, name_zh: str | None) -> str:
    """Both names, that of the language spoken first."""
    first, second = (name_en, name_zh) if language() is ENGLISH else (name_zh, name_en)
    return " ".join(name for name in (first, second) if name)


def spoken_name(name_en: str, name_zh: str | None) -> str:
    """The name in the language spoken, where a list has room for one."""
    return (name_en if language() is ENGLISH else name_zh) or name_en or name_zh or ""


def several(texts: Iterable[str]) -> str:
    """Some things one after the other, parted as the language spoken parts them."""
    return (", " if language() is ENGLISH else "、").join(str(text) for text in texts)


def length_text(first_day: date, last_day: date) -> str:
    """The length of a period in months, whole ones without decimals."""
    units = month_units(first_day, last_day)
    return months_text(units).removesuffix(".00")


def value_text(field: str, value: Any) -> str:
    """A recorded value as its field is read."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return date_text(value)
    if field.endswith("_cents"):
        return money_text(value)
    return word(_OF_VALUES.get(field, {}), str(value))


def history_entries(lines: list[HistoryLine]) -> list[dict[str, Any]]:
    """A case's history for the template, newest first."""
    return [
        {
            "at": line.at,
            "sentence": word(TOLD, line.action),
            "who": " · ".join(filter(None, (line.actor_name, role_name(line.actor_role)))),
            "reasons": reasons_told(line),
            "internal": line.internal,
            "changes": [_change(change.field, change.before, change.after) for change in line.changes],
        }
        for line in reversed(lines)
    ]


def reasons_told(line: HistoryLine) -> list[str]:
    """The reasons of an act: those picked from its list in the language spoken, then the officer's own words."""
    return [*(reason_text(code) for code in line.reason_codes), *([line.reason] if line.reason else [])]


def _change(field: str, before: Any, after: Any) -> dict[str, str]:
    label = word(FIELDS, field)
    if before is None and after is None:
        return {"label": label, "before": _("as recorded"), "after": _("corrected")}
    return {"label": label, "before": value_text(field, before), "after": value_text(field, after)}
