"""Codes as people read them, in the language spoken; templates see this package as `words`."""

from __future__ import annotations

from talenttrack.web.words.cases import ACTIONS, DOCUMENTS, FIELDS, INDUSTRIES, PHASES, STATES
from talenttrack.web.words.findings import EVENTS, FINDINGS, SEVERITIES, SUBJECTS
from talenttrack.web.words.places import outlook_text
from talenttrack.web.words.rth import (
    CONFLICTS,
    DEGREES,
    EXPLAINED,
    EXTENSION_ACTIONS,
    INSTITUTIONS,
    METERS,
    POOLS,
    PUBLIC_LIMITS,
    STREAMS,
    TOLD,
    WORK,
)
from talenttrack.web.words.telling import act_word, history_entries, named, value_text, word

__all__ = [
    "ACTIONS",
    "CONFLICTS",
    "DEGREES",
    "DOCUMENTS",
    "EVENTS",
    "EXPLAINED",
    "EXTENSION_ACTIONS",
    "FIELDS",
    "FINDINGS",
    "INDUSTRIES",
    "INSTITUTIONS",
    "METERS",
    "PHASES",
    "POOLS",
    "PUBLIC_LIMITS",
    "SEVERITIES",
    "STATES",
    "STREAMS",
    "SUBJECTS",
    "TOLD",
    "WORK",
    "act_word",
    "history_entries",
    "named",
    "outlook_text",
    "value_text",
    "word",
]
