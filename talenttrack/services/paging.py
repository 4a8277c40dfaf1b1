"""Lists in pages by key: a cursor is the key of the last item seen, so that nothing is skipped or shown twice."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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
    raise _no_cursor()


def cursor_by_day(day: date, number: int) -> str:
    """The cursor of a list that is ordered by a day and then by id."""
    return base64.urlsafe_b64encode(f"{day.isoformat()}/{number}".encode()).decode().rstrip("=")


def day_and_id_after(cursor: str | None) -> tuple[date, int] | None:
    """The day and the id after which a page begins; None for the first page. Raises Invalid for what is no cursor."""
    if cursor is None:
        return None
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        day, _, number = told.partition("/")
        found = date.fromisoformat(day), int(number)
    except (ValueError, binascii.Error) as error:
        raise _no_cursor() from error
    if cursor != cursor_by_day(*found) or not 0 < found[1] <= _ID_MAX:
        raise _no_cursor()
    return found


def checked_limit(limit: int) -> int:
    """The number of items asked for, from 1 to LIMIT_MAX. Raises Invalid."""
    if 1 <= limit <= LIMIT_MAX:
        return limit
    message = N_("Ask for 1 to %(most)s items.")
    raise Invalid(FieldError("limit", "range", message, {"most": LIMIT_MAX}))


def page(
    rows: Sequence[Row], limit: int, *, key: Callable[[Row], int | str], view: Callable[[Row], Item]
) -> Page[Item]:
    """A page of `limit` items from rows that were read with LIMIT `limit` + 1."""
    shown = rows[:limit]
    cursor = str(key(shown[-1])) if len(rows) > limit else None
    return Page(tuple(view(row) for row in shown), cursor)


def _no_cursor() -> Invalid:
    return Invalid(FieldError("cursor", "format", N_("Send the cursor as it was given in next_cursor.")))
