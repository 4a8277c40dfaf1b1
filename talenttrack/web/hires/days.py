"""The days of a hire moved by the button of a remedy, whatever page it stands on."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash

from talenttrack import access
from talenttrack.language import _, date_text
from talenttrack.services.schemes.rth import places, preparing
from talenttrack.services.schemes.rth.preparing import Part, Preparation
from talenttrack.web.schemes.rth_parts import length_words


def remedy_taken(act: str, typed: Any) -> dict[str, list[str]] | None:
    """The words of the days that a remedy's button (`start_on:2027-01-01`) leads to; None for any other button."""
    action, _sep, value = act.partition(":")
    first, last = typed.start.data, typed.last_day()
    if action not in ("start_on", "end_on") or first is None or last is None:
        return None
    try:
        moved = places.moved(first, last, action, date.fromisoformat(value))
    except ValueError:
        return None
    days = {"first": date_text(moved.first_day), "last": date_text(moved.last_day)}
    flash(_("The days are now %(first)s to %(last)s. Nothing is submitted yet.", **days))
    return length_words(moved.first_day, moved.last_day)


def move(found: Preparation, days: dict[str, list[str]]) -> None:
    """Keeps other days, and of their part all else as it is."""
    session, actor, now = access.session(), access.actor(), access.now()
    kept = found.parts.get("days", Part())
    words = {**kept.words, **days}
    preparing.answer(session, actor, found.id, "days", words, now, complete=kept.complete, expected_version=None)
