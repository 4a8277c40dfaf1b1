"""An export in the language spoken: the titles of its columns, and its codes as words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from talenttrack.files import Head, Style, Value
from talenttrack.language import ENGLISH, gettext, language, lazy
from talenttrack.services.exports import Export
from talenttrack.web.frame import role_name
from talenttrack.web.words.cases import INDUSTRIES, PHASES, PROJECT_STATES, STATES
from talenttrack.web.words.findings import FINDING_STATES, FINDINGS, SEVERITIES, SUBJECTS
from talenttrack.web.words.rth import POOLS, STREAMS, WORK
from talenttrack.web.words.rules import CERTAINTIES, SCHEMES, UNITS

_MORE_STATES: Final = {
    "active": lazy("Active"),
    "suspended": lazy("Suspended"),
    "in_force": lazy("In force"),
    "proposed": lazy("Proposed"),
}
TABLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "state": {**STATES, **FINDING_STATES, **_MORE_STATES},
    "phase": PHASES,
    "project": PROJECT_STATES,
    "industry": INDUSTRIES,
    "finding": FINDINGS,
    "severity": {code: shown[0] for code, shown in SEVERITIES.items()},
    "subject": SUBJECTS,
    "pool": POOLS,
    "stream": STREAMS,
    "work": WORK,
    "scheme": SCHEMES,
    "unit": UNITS,
    "certainty": CERTAINTIES,
    "truth": {"yes": lazy("Yes"), "no": lazy("No")},
    "run": {"final": lazy("Final"), "provisional": lazy("Provisional")},
    "user": {"active": lazy("Active"), "shut_out": lazy("Shut out")},
}


def heads(export: Export[Any]) -> list[Head]:
    return [Head(gettext(column.title), column.sort) for column in export.columns]


def style(export: Export[Any]) -> Style:
    """How a workbook writes days: as the pages do."""
    day = "d mmmm yyyy" if language() is ENGLISH else 'yyyy"年"m"月"d"日"'
    return Style(gettext(export.title), day)


def in_words(export: Export[Any], rows: Iterable[Sequence[Value]]) -> Iterator[list[Value]]:
    """The same rows with codes as words; a code that has none stays."""
    said = [_sayer(column.words) for column in export.columns]
    for row in rows:
        yield [say(value) if say and isinstance(value, str) else value for say, value in zip(said, row, strict=True)]


def _sayer(words: str) -> Callable[[str], str] | None:
    if not words:
        return None
    if words == "role":
        return role_name
    known = {code: str(text) for code, text in TABLES[words].items()}
    return lambda code: known.get(code, code)
