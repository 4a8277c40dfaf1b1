"""Lists as tables of typed values, read page by page with the very listing that its page shows.

What a column is called and how a code is said is left to whoever writes the file in a reader's language. Every
export leaves an audit entry; nothing else is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.months import months_text
from talenttrack.domain.people import may_be_number
from talenttrack.files import Sort, Value
from talenttrack.services.paging import Page
from talenttrack.services.records import audit

N_ = str  # marks a text for translation without translating it here

WITHHELD: Final = "withheld"
"""What the audit entry says of a filter that may be the number of a document."""

IDS: Final = frozenset({"company"})
"""Filters that hold the id of a record."""

Item = TypeVar("Item")

Listing = Callable[[str | None], Page[Item]]
"""The page of a list that begins after a cursor."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English title (a msgid), what it holds, and the vocabulary of its codes if it holds codes."""

    name: str
    title: str
    sort: Sort = Sort.TEXT
    words: str = ""


@dataclass(frozen=True, slots=True)
class Export(Generic[Item]):
    """A list that can be taken away: `rows` gives the values of a page's items, in the order of the columns."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Session, Actor, Sequence[Item]], Iterable[Sequence[Value]]]


def every_row(
    session: Session, actor: Actor, export: Export[Item], listing: Listing[Item]
) -> Iterator[Sequence[Value]]:
    """The values of all items, page after page, so that however long the list is only a page is held."""
    cursor: str | None = None
    while True:
        found = listing(cursor)
        yield from export.rows(session, actor, found.items)
        cursor = found.next_cursor
        if cursor is None:
            return


def note(
    session: Session, actor: Actor, name: str, form: str, filters: Mapping[str, str], rows: int, now: datetime
) -> None:
    """Adds the audit entry: who took away which list, narrowed to what, and how many rows."""
    audit(
        session,
        actor,
        f"export.{name}",
        subject_type="export",
        subject_id=None,
        company_id=actor.company_id,
        now=now,
        details={"format": form, "filters": _unnumbered(filters), "rows": rows},
    )


def _unnumbered(filters: Mapping[str, str]) -> dict[str, str]:
    """Without what may be the number of a document, typed where a name belongs; ids of records stay."""
    named = {name: value for name, value in filters.items() if not may_be_number(name)}
    return {name: WITHHELD if name not in IDS and may_be_number(value) else value for name, value in named.items()}


def dollars(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def months(units: int | None) -> Decimal | None:
    """Month units as months, to two places."""
    return None if units is None else Decimal(months_text(units))


def flag(value: bool) -> str:
    """A code of the vocabulary `truth`."""
    return "yes" if value else "no"


def column_values(columns: Sequence[Column], item: Any) -> list[Value]:
    """The values of attributes that are named like the columns."""
    return [getattr(item, column.name) for column in columns]
