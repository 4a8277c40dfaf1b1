"""One search over all registers, for officers: by name, reference, business registration number or document.

The number of a document is compared by its keyed hash, whole; it is looked for only where the caller says that the
text came by a way that keeps no trace of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.people import Identity, documents_numbered
from talenttrack.domain.text import one_line
from talenttrack.services.companies import normalised_brn
from talenttrack.services.registers import Hit, Register
from talenttrack.services.schemes.registers import REGISTERS
from talenttrack.services.scope import require_reads_all
from talenttrack.storage import companies, people
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person

TEXT_MAX = 100
SHOWN = 6
"""Hits of a group where all groups are shown."""

_RECORD = re.compile(r"P-([0-9]{1,17})")

COUNTED = 100
"""So many are counted; of more it is said that there are more."""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind by id. `more` says that `count` is not all; `next_cursor` asks for those that follow."""

    kind: str
    hits: tuple[Hit, ...]
    count: int
    more: bool
    next_cursor: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found; `only` is the one record that the text cites, by kind and id."""

    text: str
    only: tuple[str, int] | None
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def find(session: Session, actor: Actor, text: str, *, numbers: bool) -> Found:
    """All groups that have a hit, a few hits of each; `numbers` also looks for a document of this number.

    Raises Forbidden for whoever does not read all records.
    """
    require_reads_all(actor)
    asked = one_line(text)[:TEXT_MAX]
    if not asked:
        return Found("", None, ())
    documented = people.persons_documented(session, _documents(asked)) if numbers else []
    cited = [("person", person_id) for person_id in documented]
    cited += [(register.kind, one) for register in ALL for one in register.exact(session, actor, asked)]
    groups = [_group(session, actor, register, asked, after=0, shown=SHOWN) for register in ALL]
    return Found(asked, cited[0] if len(cited) == 1 else None, tuple(group for group in groups if group.hits))


def find_in(session: Session, actor: Actor, text: str, kind: str, *, after: int, limit: int) -> Group:
    """One group, page by page. Raises Forbidden, and KeyError for what is no kind of KINDS."""
    require_reads_all(actor)
    return _group(session, actor, KINDS[kind], one_line(text)[:TEXT_MAX], after=after, shown=limit)


def _group(session: Session, actor: Actor, register: Register, text: str, *, after: int, shown: int) -> Group:
    hits = register.found(session, actor, text, after=after, limit=max(COUNTED, shown) + 1) if text else []
    more = hits[shown - 1].id if len(hits) > shown else None
    return Group(register.kind, tuple(hits[:shown]), min(len(hits), COUNTED), len(hits) > COUNTED, more)


def _documents(text: str) -> list[Identity]:
    """Those of the whole text, and of each of its words, as in `HKID A123456(3)`."""
    return [document for part in {text, *text.split()} for document in documents_numbered(part)]


def _companies_exact(session: Session, _actor: Actor, text: str) -> list[int]:
    return list(companies.ids_by_brn(session, {normalised_brn(text)}).values())


def _companies_found(session: Session, _actor: Actor, text: str, *, after: int, limit: int) -> list[Hit]:
    of_text = or_(companies.name_contains(text), Company.brn.startswith(normalised_brn(text), autoescape=True))
    query = select(Company.id, Company.brn, Company.name_en, Company.name_zh, Company.suspended)
    query = query.where(of_text, Company.id > after).order_by(Company.id).limit(limit)
    return [
        Hit("company", row.id, row.brn, (row.name_en, row.name_zh), state="suspended" if row.suspended else "active")
        for row in session.execute(query)
    ]


def _persons_exact(session: Session, _actor: Actor, text: str) -> list[int]:
    number = _RECORD.fullmatch(text.upper())
    person = session.get(Person, int(number[1])) if number else None
    return [] if person is None else [people.canonical(session, person.id)]


def _persons_found(session: Session, _actor: Actor, text: str, *, after: int, limit: int) -> list[Hit]:
    rows = people.persons_named(session, text, after=after, limit=limit)
    documents = people.documents_by_person(session, [row.id for row in rows])
    return [
        Hit(
            "person",
            row.id,
            f"P-{row.id}",
            (row.name_en, row.name_zh),
            documents=tuple(document.masked for document in documents.get(row.id, ())),
        )
        for row in rows
    ]


ALL: tuple[Register, ...] = (
    Register("company", _companies_exact, _companies_found),
    Register("person", _persons_exact, _persons_found),
    *REGISTERS,
)
KINDS = {register.kind: register for register in ALL}
