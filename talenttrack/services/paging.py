"""Lists in pages by key: a cursor is the key of the last item seen, so that nothing is skipped or shown twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from talenttrack.domain.errors import FieldError, Invalid

N_ = str  # marks a text for translation without translating it here

LIMIT_MAX = 200
_ID_MAX = 2**63 - 1

Row = TypeVar("Row")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`next_cursor` asks for what follows; None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None


def id_after(cursor: str | None) -> int:
    """The id after which a page begins; 0 for the first page. Raises Invalid for what is no cursor."""
    if cursor is None:
        return 0
    if cursor.isascii() and cursor.isdigit() and len(cursor) <= 19 and int(cursor) <= _ID_MAX:
        return int(cursor)
    raise Invalid(FieldError("cursor", "format", N_("Send the cursor as it was given in next_cursor.")))


def checked_limit(limit: int) -> int:
    """The number of items asked for, from 1 to LIMIT_MAX. Raises Invalid."""
    if 1 <= limit <= LIMIT_MAX:
        return limit
    message = N_("Ask for 1 to %(most)s items.")
    raise Invalid(FieldError("limit", "range", message, {"most": LIMIT_MAX}))


def page(rows: Sequence[Row], limit: int, *, key: Callable[[Row], int], view: Callable[[Row], Item]) -> Page[Item]:
    """A page of `limit` items from rows that were read with LIMIT `limit` + 1."""
    shown = rows[:limit]
    cursor = str(key(shown[-1])) if len(rows) > limit else None
    return Page(tuple(view(row) for row in shown), cursor)
