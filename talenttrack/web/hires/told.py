"""A hire in preparation as its pages tell it: its parts with their states, and its answers in words."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from talenttrack.domain.errors import Invalid
from talenttrack.domain.months import month_units, months_text
from talenttrack.domain.people import identity
from talenttrack.language import _, date_text, lazy, money_text, period_text
from talenttrack.services.schemes.rth.preparing import Part, Preparation
from talenttrack.services.schemes.rth.so_far import PARTS
from talenttrack.web import words
from talenttrack.web.hires.typed import projects, whole
from talenttrack.web.schemes.rth_parts import FORMS

TITLES: Final = {
    "place": lazy("The place"),
    "days": lazy("Days and work"),
    "person": lazy("The person"),
    "qualification": lazy("Qualification"),
    "right_to_work": lazy("Right to work"),
    "ties": lazy("Ties to the company"),
}

Row = tuple[str, str]


def tasks(found: Preparation) -> list[dict[str, Any]]:
    """The parts for the task list, each with what was answered, and the last task, which needs them all."""
    answers = rows(found)
    items = [
        {
            "title": TITLES[part],
            "href": url_for("hires.part", hire_id=found.id, part=part),
            "state": _state(found.parts.get(part, Part())),
            "hint": " · ".join(value for _label, value in answers[part] if value) if part in found.answered else None,
        }
        for part in PARTS
    ]
    ready = found.next_part is None
    last = {
        "title": _("Check your answers and submit"),
        "href": url_for("hires.check", hire_id=found.id) if ready else None,
        "state": "todo" if ready else "later",
    }
    return [*items, last]


def listed(found: Preparation) -> dict[str, Any]:
    """A line of the list of hires in preparation: `named` is empty until somebody is named."""
    typed = whole(found)
    return {
        "hire": found,
        "named": words.named(typed.name_en.data or "", typed.name_zh.data),
        "days": days_told(typed) if "days" in found.answered else "",
        "parts": len(PARTS),
    }


def rows(found: Preparation) -> dict[str, list[Row]]:
    """The answers of each part as label and words; the number of the document is masked."""
    typed: Any = whole(found)
    return {
        "place": _place(typed, found.company_id),
        "days": [
            (_("Days"), days_told(typed)),
            (_("Work"), words.word(words.WORK, typed.role.data)),
            (_("Monthly salary"), money_text(typed.monthly_salary.data)),
        ],
        "person": [
            (_("Person"), words.named(typed.name_en.data or "", typed.name_zh.data)),
            (_("Identity document"), _document(typed)),
        ],
        "qualification": _qualification(typed),
        "right_to_work": [(_("Right to work"), _right_to_work(typed))],
        "ties": [(_("Ties to the company"), _ties(typed))],
    }


def masked(part: Part) -> str:
    """The number of the document that is kept, for showing; empty where there is none."""
    typed: Any = FORMS["person"](data={name: "".join(values) for name, values in part.words.items()})
    return _masked(typed.id_type.data, typed.id_number.data, typed.id_country.data) if part.words else ""


def _state(part: Part) -> str:
    begun = any(any(values) for values in part.words.values())
    return "done" if part.complete else "begun" if begun else "todo"


def _place(typed: Any, company_id: int) -> list[Row]:
    pool, stream = typed.pool.data, typed.stream.data
    found = [(_("Pool"), words.word(words.POOLS, pool))]
    if pool == "base":
        found.append((_("Kind of company"), words.word(words.STREAMS, stream)))
    if pool == "itf":
        found.append((_("ITF project"), typed.itf_project.data or ""))
    elif pool == "nias_extra" or stream == "NIAS":
        names = {str(one.id): one.reference for one in projects(company_id)}
        found.append((_("NIAS project"), names.get(typed.nias_project.data or "", "")))
    return found


def days_told(typed: Any) -> str:
    """First and last day with their length; empty while there are none."""
    first, last = typed.start.data, typed.last_day()
    if first is None or last is None or last < first:
        return ""
    length = months_text(month_units(first, last))
    return _("%(days)s (%(months)s months)", days=period_text(first, last), months=length)


def _document(typed: Any) -> str:
    kind = words.word(words.DOCUMENTS, typed.id_type.data)
    country = typed.id_country.data if typed.id_type.data == "passport" else ""
    shown = _masked(typed.id_type.data, typed.id_number.data, typed.id_country.data)
    return " ".join(filter(None, (kind, shown, country)))


def _masked(id_type: str | None, number: str | None, country: str | None) -> str:
    if not number:
        return ""
    try:
        return identity(id_type or "", number, country if id_type == "passport" else None).masked
    except Invalid:
        return number[:2] + "*" * max(0, len(number) - 2)


def _qualification(typed: Any) -> list[Row]:
    degree = words.word(words.DEGREES, typed.degree.data or None)
    if typed.degree.data == "none":
        return [(_("Degree"), degree)]
    subject = {
        "yes": _("Science, technology, engineering or mathematics"),
        "no": _("Not in science, technology, engineering or mathematics"),
    }
    return [
        (_("Degree"), degree),
        (_("Subject"), subject.get(typed.stem.data or "", "")),
        (_("Degree from"), words.word(words.INSTITUTIONS, typed.institution_kind.data or None)),
    ]


def _right_to_work(typed: Any) -> str:
    if typed.permanent_resident.data == "yes":
        return _("Permanent resident")
    if typed.permanent_resident.data != "no":
        return ""
    until = typed.permit_until.data
    return _("Permit until %(day)s", day=date_text(until)) if until else _("No permit named")


def _ties(typed: Any) -> str:
    chosen = [words.word(words.CONFLICTS, code) for code in typed.conflicts.data or () if code in words.CONFLICTS]
    return words.several(chosen) or (_("None declared") if typed.conflicts.data else "")
