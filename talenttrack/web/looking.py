"""Forms that are looked at while they are filled in: what is still missing, and what may be missing for a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wtforms import FormField

from talenttrack.services.schemes.rth import places
from talenttrack.web.forms import DayField

OF_THE_PERSON: Final = frozenset({"name_en", "name_zh", "id_type", "id_number", "id_country", "monthly_salary"})
"""What a look at a place does not need: who it is, and what is paid."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """Why there is no answer yet: the labels of what is not filled in, and what is wrong with what is."""

    missing: tuple[str, ...]
    wrong: tuple[str, ...]


def holds(form: Any, without: Collection[str] = ()) -> bool:
    """Whether a sent form holds, the fields named in `without` apart; their errors are forgotten."""
    form.validate_on_submit()
    for name in without:
        if name in form:
            form[name].errors = []
    return not form.errors and form.is_submitted()


def wanting(form: Any) -> Wanting:
    """What a form that does not hold wants, each said once; call it after `holds`."""
    missing: list[str] = []
    wrong: list[str] = [str(error) for error in form.form_errors]
    for field in form:
        if isinstance(field, FormField) or not field.errors:
            continue
        if filled(field):
            wrong.append(f"{field.label.text}: {field.errors[0]}")
        else:
            missing.append(str(field.label.text))
    return Wanting(tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(wrong)))


def move_by_button(form: Any, act: str) -> bool:
    """Moves the days of a form as the button of a remedy says (`start_on:2027-01-01`); False for any other button.

    A new start keeps the length where both days are there, and else leaves the end to be found.
    """
    kind, _sep, value = act.partition(":")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    if kind == "end_on":
        form.end.show(day)
    elif kind == "start_on" and form.start.data and form.end.data:
        try:
            moved = places.moved(form.start.data, form.end.data, kind, day)
        except ValueError:
            return False
        form.start.show(moved.first_day)
        form.end.show(moved.last_day)
    elif kind == "start_on":
        form.start.show(day)
    return kind in ("start_on", "end_on")


def filled(field: Any) -> bool:
    return any(field.typed.values()) if isinstance(field, DayField) else bool(field.data)
