"""The engagements of a person on a line of time, with the days on which there is more than one."""

from __future__ import annotations

from datetime import date

from flask import url_for

from talenttrack.domain.lifecycle import PENDING
from talenttrack.services.people import PersonView
from talenttrack.services.schemes.rth.person import Standing
from talenttrack.web import words
from talenttrack.web.spans import Chart, Line, Span, chart


def engagements_of(person: PersonView, standing: Standing, today: date) -> Chart | None:
    """None where nothing holds a place."""
    twice = tuple(Span(days.first_day, days.last_day, "bad", quiet=True) for days in standing.overlaps)
    lines = [
        Line(
            one.reference,
            (*twice, Span(one.held_from, one.held_until, "pending" if one.state in PENDING else "plain")),
            href=url_for("engagements.show", engagement_id=one.id),
            note=words.named(one.company_name_en, one.company_name_zh),
        )
        for one in person.engagements
        if one.held_from is not None and one.held_until is not None
    ]
    return chart(lines, today) if lines else None
