"""Finds English left in a Chinese page: whatever is no name of a record, code, reference, address or abbreviation."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from bs4.element import NavigableString, PreformattedString, Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.schemes.rth import Correction, Engagement
from talenttrack.storage.schemes.rth_preparing import HirePreparation
from talenttrack.storage.vault import vault_of

NAMES = (
    Company.name_en,
    Company.address,
    Person.name_en,
    UserAccount.name,
    Engagement.talent_name_en,
    Engagement.reference,
    Engagement.itf_project,
    NiasProjectRow.reference,
    AuditEntry.reason,
    AuditEntry.actor_name,
    Correction.reason,
)
"""What people typed and pages show as it was typed."""

ABBREVIATIONS = frozenset(
    {
        *("TalentTrack", "HK", "NIAS", "NIFS", "ITF", "RTH", "RTH-ITF", "STEM", "TechTAS", "NITTP"),
        *("CSV", "XLSX", "PDF", "JSON", "API", "GBR", "CHN"),
    }
)
"""Names that Chinese texts have in Latin letters too."""

ADDRESSES = re.compile(r"https?://\S+|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+")
CODES = re.compile(
    r"(?<![A-Za-z0-9])(?:[a-z_]+(?:\.[a-z_]+)+(?:/[0-9]+)?"  # rth.concurrent/1
    r"|[A-Z]{1,4}-[0-9][0-9A-Z-]*|[A-Z]{2,4}/[0-9]{4}/[0-9]+"  # references
    r"|[A-Z]{1,2}[0-9*][0-9*]*(?: [A-Z]{3}\b)?(?:\([0-9A*]\))?|\[[A-Z][0-9]*\]"  # documents, sources
    r"|[a-f0-9]{24,})"  # hashes, numbers of requests
)
WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "aria-description")
NOT_PROSE = ("script", "style", "code", "pre", "textarea")


def names_in(session: Session) -> re.Pattern[str]:
    """Every name of a record, the longest first."""
    found = {str(value) for column in NAMES for value in session.scalars(select(column)) if value}
    found |= {name for names in session.scalars(select(Company.directors)) for name in names}
    for sealed in session.scalars(select(HirePreparation.answers_encrypted)):
        answers = vault_of(session).decrypt(sealed) if sealed else "{}"
        found |= set(re.findall(r'"name_en": \[?"([^"]+)"', answers))
    return names_of(found)


def names_of(found: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the names, each as a whole word where it ends in letters."""
    names = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True)) or "(?!)"
    return re.compile(f"(?<![A-Za-z])(?:{names})(?![A-Za-z])")


def english_in(page: Any, names: re.Pattern[str], abbreviations: Container[str] = ABBREVIATIONS) -> list[str]:
    """The texts of a page, its title and labels included, in which an English word is left."""
    return [text for text in _texts(page.html, page.html["lang"]) if _words(text, names, abbreviations)]


def _words(text: str, names: re.Pattern[str], abbreviations: Container[str]) -> list[str]:
    if not WORD.search(text):
        return []
    rest = CODES.sub(" ", names.sub(" ", ADDRESSES.sub(" ", text)))
    return [word for word in WORD.findall(rest) if word not in abbreviations]


def _texts(element: Any, spoken: str) -> Iterator[str]:
    """Of an element and all within, but for code and for what says by itself that it is in another language."""
    if element.name in NOT_PROSE or (element.get("lang") or spoken) != spoken:
        return
    yield from (str(element[name]) for name in SPOKEN if element.get(name))
    if element.name == "input" and element.get("type") in ("submit", "button"):
        yield str(element.get("value", ""))
    for child in element.children:
        if isinstance(child, Tag):
            yield from _texts(child, spoken)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString) and child.strip():
            yield str(child).strip()
