"""Codes as people read them, in the language spoken; templates see this package as `words`."""

from __future__ import annotations

from talenttrack.web.words.cases import ACTIONS, DOCUMENTS, FIELDS, INDUSTRIES, PHASES, PROJECT_STATES, STATES
from talenttrack.web.words.findings import EVENTS, FINDINGS, SEVERITIES, SUBJECTS
from talenttrack.web.words.places import outlook_text
from talenttrack.web.words.records import KINDS, record_entries
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
from talenttrack.web.words.telling import act_word, history_entries, length_text, named, several, value_text, word

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
    "KINDS",
    "METERS",
    "PHASES",
    "POOLS",
    "PROJECT_STATES",
    "PUBLIC_LIMITS",
    "SEVERITIES",
    "STATES",
    "STREAMS",
    "SUBJECTS",
    "TOLD",
    "WORK",
    "act_word",
    "history_entries",
    "length_text",
    "named",
    "outlook_text",
    "record_entries",
    "several",
    "value_text",
    "word",
]
