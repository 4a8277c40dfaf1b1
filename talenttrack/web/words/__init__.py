"""Codes as people read them, in the language spoken; templates see this package as `words`."""

from __future__ import annotations

from talenttrack.web.words.cases import ACTIONS, DOCUMENTS, FIELDS, INDUSTRIES, STATES
from talenttrack.web.words.casework import DESKS, DUE, HELD_BACK, KINDS, SEEN_BY, WHOSE, WHY_NOT, clock_text, clock_tone
from talenttrack.web.words.findings import EVENTS, FINDINGS, SEVERITIES, SUBJECTS
from talenttrack.web.words.rth import (
    CONFLICTS,
    DEGREES,
    EXPLAINED,
    EXTENSION_ACTIONS,
    INSTITUTIONS,
    METERS,
    POOLS,
    STREAMS,
    TOLD,
    WORK,
)
from talenttrack.web.words.telling import act_word, history_entries, named, reasons_told, value_text, word

__all__ = [
    "ACTIONS",
    "CONFLICTS",
    "DEGREES",
    "DESKS",
    "DOCUMENTS",
    "DUE",
    "EVENTS",
    "EXPLAINED",
    "EXTENSION_ACTIONS",
    "FIELDS",
    "FINDINGS",
    "HELD_BACK",
    "INDUSTRIES",
    "INSTITUTIONS",
    "KINDS",
    "METERS",
    "POOLS",
    "SEEN_BY",
    "SEVERITIES",
    "STATES",
    "STREAMS",
    "SUBJECTS",
    "TOLD",
    "WHOSE",
    "WHY_NOT",
    "WORK",
    "act_word",
    "clock_text",
    "clock_tone",
    "history_entries",
    "named",
    "reasons_told",
    "value_text",
    "word",
]
