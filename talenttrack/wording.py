"""The one sentence-maker: a check or an error as a sentence in the language spoken, for every way of asking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from talenttrack.domain.decision import Check
from talenttrack.domain.errors import DomainError, FieldError
from talenttrack.domain.mending import Mend
from talenttrack.domain.months import months_text
from talenttrack.domain.schemes.catalogue import MENDING, SENTENCES
from talenttrack.language import amount_text, date_text, gettext, money_text

N_ = str  # marks a text for translation without translating it here

STATES = (
    N_("draft"),
    N_("submitted"),
    N_("returned"),
    N_("recommended"),
    N_("approved"),
    N_("rejected"),
    N_("withdrawn"),
    N_("lapsed"),
    N_("terminated"),
    N_("completed"),
    N_("open"),
    N_("acknowledged"),
    N_("waived"),
    N_("resolved"),
)
"""The states that an error may name, of cases, projects and findings: their codes are their English words."""


def sentence(check: Check) -> str:
    """What the check says, with its figures: the same words on page, in letter, mail, API and terminal."""
    figures = {
        name: amount_text(value, check.unit)
        for name, value in (("limit", check.limit), ("used", check.used), ("after", check.after))
    }
    values = {name: _shown(name, value) for name, value in check.values.items()}
    return gettext(SENTENCES[check.wording]) % {**figures, **values}


def citation_text(citation: str | None) -> str:
    """A source in the language spoken: what the seed brought is translated, what an officer typed stays as typed."""
    return gettext(citation) if citation else ""


def mend_text(mend: Mend) -> str:
    """What would mend a finding."""
    return gettext(MENDING[mend.wording]) % {name: _shown(name, value) for name, value in mend.values.items()}


def error_text(error: DomainError | FieldError) -> str:
    """What an error says and what to do about it."""
    message = gettext(error.message)
    return message % {name: _shown(name, value) for name, value in error.values.items()} if error.values else message


def told(what: Check | DomainError | FieldError) -> str:
    """A check or an error, whichever it is."""
    return sentence(what) if isinstance(what, Check) else error_text(what)


def told_by_row(problems: Iterable[tuple[int, str, Check | DomainError | FieldError]]) -> dict[int, str]:
    """For each row of a file all that is wrong with it, each with its column."""
    lines: dict[int, list[str]] = {}
    for row, column, what in problems:
        lines.setdefault(row, []).append(f"{column}: {told(what)}" if column else told(what))
    return {row: " | ".join(texts) for row, texts in lines.items()}


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if name.endswith("_units"):
            return months_text(value)
        return money_text(value) if name.endswith("_cents") else f"{value:,}"
    return gettext(str(value)) if name == "state" else str(value)
