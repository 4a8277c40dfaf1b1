"""The window of a NIAS project on a line of time, above the people who draw on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for

from talenttrack.domain.lifecycle import PENDING
from talenttrack.language import _
from talenttrack.services.schemes.nias import ProjectView
from talenttrack.services.schemes.rth.read import EngagementSummary
from talenttrack.web import words
from talenttrack.web.spans import Chart, Line, Span, chart

FAR = 2190
"""Days after which a window without an end is no longer drawn."""


def days_of(project: ProjectView, people: Sequence[EngagementSummary], today: date) -> Chart | None:
    """None before the project is approved."""
    window = project.window
    if window is None:
        return None
    closed = min(window.last_day, date.fromordinal(window.first_day.toordinal() + FAR))
    if project.terminated_on is not None:
        closed = max(window.first_day, min(closed, project.terminated_on))
    lines = [Line(_("Window of the extra places"), (Span(window.first_day, closed, "good"),))]
    lines += [
        Line(
            one.reference,
            (Span(one.held_from, one.held_until, "pending" if one.state in PENDING else "plain"),),
            href=url_for("engagements.show", engagement_id=one.id),
            note=words.named(one.talent_name_en, one.talent_name_zh),
        )
        for one in sorted(people, key=lambda one: (one.held_from or one.start, one.id))
        if one.held_from is not None and one.held_until is not None
    ]
    return chart(lines, today)
