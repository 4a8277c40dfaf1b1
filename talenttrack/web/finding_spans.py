"""The days of a finding on a line of time, above the engagements that are in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from talenttrack.services.findings import FindingView
from talenttrack.services.schemes.rth.read import EngagementSummary
from talenttrack.web import words
from talenttrack.web.spans import Chart, Line, Span, chart

TONES: Final = {"breach": "bad", "forecast": "near", "past": "plain"}
DRAWN: Final = 45
"""Engagements in one picture; the table beside it names all."""


def days_of(finding: FindingView, members: Mapping[int, EngagementSummary], today: date) -> Chart | None:
    """None where there is nothing to draw: no days and nobody who holds a place."""
    wrong = tuple(
        Span(date.fromisoformat(one["from"]), date.fromisoformat(one["to"]), TONES.get(one["severity"], "plain"))
        for one in finding.periods
    )
    behind = tuple(Span(one.first_day, one.last_day, one.tone, quiet=True) for one in wrong)
    held = [members[one["id"]] for one in finding.members if one["id"] in members]
    lines = [
        Line(one.reference, (*behind, Span(one.held_from, one.held_until)), note=_name(one))
        for one in sorted(held, key=lambda one: (one.held_from or one.start, one.id))[:DRAWN]
        if one.held_from is not None and one.held_until is not None
    ]
    if wrong:
        lines.insert(0, Line(words.word(words.FINDINGS, finding.kind), wrong))
    return chart(lines, today) if lines else None


def _name(one: EngagementSummary) -> str:
    return words.named(one.talent_name_en, one.talent_name_zh)
