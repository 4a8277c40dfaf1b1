"""What findings are about, by name: one query for each type of record, however many a page or a report names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.scope import only_company
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.schemes.rth import Engagement

AT_ONCE: Final = 500

Subject = tuple[str, str]
"""Type and id, as a finding has them."""

Names = Mapping[Subject, tuple[str, str]]
"""English and Chinese name; a reference is the English one alone."""


def names(session: Session, actor: Actor, subjects: Iterable[Subject]) -> Names:
    """The names that the actor may read; a company reads its own records' and no person's. Raises Forbidden."""
    own = only_company(actor)
    wanted: dict[str, set[int]] = {}
    for kind, number in subjects:
        if number.isascii() and number.isdigit():
            wanted.setdefault("engagement" if kind == "case" else kind, set()).add(int(number))
    found = {
        (kind, str(row[0])): (row[1], row[2] if len(row) > 2 else "")
        for kind, ids in wanted.items()
        for row in _rows(session, kind, sorted(ids), own)
    }
    return found | {("case", number): told for (kind, number), told in found.items() if kind == "engagement"}


def _rows(session: Session, kind: str, ids: Sequence[int], own: int | None) -> Iterator[Sequence[Any]]:
    tables: dict[str, tuple[tuple[InstrumentedAttribute[Any], ...], ColumnElement[bool]]] = {
        "engagement": ((Engagement.id, Engagement.reference), Engagement.company_id == own),
        "nias_project": ((NiasProjectRow.id, NiasProjectRow.reference), NiasProjectRow.company_id == own),
        "company": ((Company.id, Company.name_en, Company.name_zh), Company.id == own),
        "person": ((Person.id, Person.name_en, Person.name_zh), false()),
    }
    if kind not in tables:
        return
    columns, theirs = tables[kind]
    for start in range(0, len(ids), AT_ONCE):
        query = select(*columns).where(columns[0].in_(ids[start : start + AT_ONCE]))
        yield from session.execute(query if own is None else query.where(theirs)).tuples()
