"""What happened to a company, its awards and its people, in plain sentences with before and after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from flask import url_for

from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.language import _, date_text, lazy, money_text
from talenttrack.services.changes import FieldChange
from talenttrack.services.history import Entry
from talenttrack.web.frame import role_name
from talenttrack.web.words.cases import ACTIONS, FIELDS
from talenttrack.web.words.rth import TOLD as TOLD_OF_ENGAGEMENTS
from talenttrack.web.words.telling import named, value_text, word
from talenttrack.wording import reason_text

TOLD: Final = {
    **TOLD_OF_ENGAGEMENTS,
    "engagement.check": lazy("It was asked whether the person can be engaged."),
    "company.create": lazy("The company was added to the register."),
    "company.edit": lazy("The details of the company were changed."),
    "company.suspend": lazy("The company was suspended: nothing new is admitted."),
    "company.reinstate": lazy("The company was reinstated."),
    "nias_project.create": lazy("The project was entered."),
    "nias_project.create_refused": lazy("A project was refused by the terms of the scheme."),
    "nias_project.approve": lazy("The project was approved: its window for extra places opened."),
    "nias_project.approve_refused": lazy("The approval of the project was refused by the terms of the scheme."),
    "nias_project.reject": lazy("The project was rejected."),
    "nias_project.withdraw": lazy("The project was withdrawn."),
    "nias_project.complete": lazy("The project was completed."),
    "nias_project.terminate": lazy("The project was terminated: no extra talent may stay after that day."),
    "nias_project.move_window": lazy("The window of the extra places was moved."),
    "person.unmask": lazy("The whole number of a document was looked at."),
    "person.add_document": lazy("An identity document was added."),
    "person.propose_merge": lazy("A merge with another record was proposed."),
    "person.confirm_merge": lazy("Two records became one."),
    "person.reject_merge": lazy("A proposed merge was rejected: the records are of two persons."),
}
KINDS: Final = {
    "engagement": lazy("Engagements"),
    "nias_project": lazy("NIAS projects"),
    "company": lazy("The company itself"),
}
COMPANY_FIELDS: Final = {
    **FIELDS,
    "brn": lazy("Business registration number"),
    "address": lazy("Address"),
    "phone": lazy("Phone"),
    "directors": lazy("Directors"),
    "bank_account": lazy("Bank account"),
    "operating_since": lazy("First day of operation"),
    "registered": lazy("Registered in Hong Kong"),
    "subvented": lazy("A government-subvented body"),
    "subvented_subsidiary": lazy("A subsidiary of a government-subvented body"),
    "approved_on": lazy("Approved on"),
    "completed_on": lazy("Completed on"),
    "allowance_from": lazy("Window from"),
    "allowance_to": lazy("Window to"),
    "grant_cents": lazy("Grant"),
}
_DAYS: Final = frozenset({"operating_since"})
"""Fields that the log keeps as text, since it is JSON."""


def record_entries(entries: Iterable[Entry], *, with_subject: bool) -> list[dict[str, Any]]:
    """For the component: each act in a sentence, led by the record it was on where several are told of."""
    return [
        {
            "at": entry.at,
            "subject": _subject(entry) if with_subject else None,
            "sentence": word(TOLD, entry.action) if entry.action in TOLD else word(ACTIONS, entry.action),
            "who": _who(entry),
            "reasons": [
                *(reason_text(code) for code in entry.details.get("reason_codes", ())),
                *([entry.reason] if entry.reason else []),
            ],
            "changes": [_change(change) for change in entry.changes],
        }
        for entry in entries
    ]


def _who(entry: Entry) -> str:
    if entry.actor_role == SYSTEM_ACTOR.role:
        return _("TalentTrack by itself")
    return " · ".join(filter(None, (entry.actor_name, role_name(entry.actor_role))))


def _subject(entry: Entry) -> dict[str, str] | None:
    if entry.subject is None or entry.subject_id is None:
        return None
    about = named(*entry.subject.about) if entry.subject.about else ""
    address = {
        "engagement": lambda: url_for("engagements.show", engagement_id=entry.subject_id),
        "nias_project": lambda: url_for("projects.show", project_id=entry.subject_id),
    }[entry.kind]()
    return {"text": " ".join(filter(None, (entry.subject.reference, about))), "href": address}


def _change(change: FieldChange) -> dict[str, str]:
    label = word(COMPANY_FIELDS, change.field)
    if change.before is None and change.after is None:
        return {"label": label, "before": _("as recorded"), "after": _("corrected")}
    return {"label": label, "before": _value(change.field, change.before), "after": _value(change.field, change.after)}


def _value(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(value)
    if field in _DAYS and value:
        return date_text(date.fromisoformat(str(value)))
    if isinstance(value, int) and field.endswith("_cents"):
        return money_text(value)
    return value_text(field, value)
