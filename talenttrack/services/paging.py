"""Lists in pages by key: a cursor is the key of the last item seen, so that nothing is skipped or shown twice."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from talenttrack.domain.errors import FieldError, Invalid

N_ = str  # marks a text for translation without translating it here

LIMIT_MAX = 200
_ID_MAX = 2**63 - 1

Row = TypeVar("Row")
Item = TypeVar("Item")
Moment = TypeVar("Moment", date, datetime)


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


def cursor_by_day(day: date, *numbers: int) -> str:
    """The cursor of a list that is ordered by a day and then by whole numbers, its id the last of them."""
    return _encoded(day.isoformat(), numbers)


def day_and_id_after(cursor: str | None) -> tuple[date, int] | None:
    """The day and the id after which a page begins; None for the first page. Raises Invalid for what is no cursor."""
    found = day_and_numbers_after(cursor, 1)
    return None if found is None else (found[0], found[1][0])


def day_and_numbers_after(cursor: str | None, count: int) -> tuple[date, tuple[int, ...]] | None:
    """The same for a list that is ordered by a day and by `count` numbers."""
    return None if cursor is None else _decoded(cursor, date.fromisoformat, count)


def cursor_by_instant(instant: datetime, *numbers: int) -> str:
    """The cursor of a list that is ordered by an instant and then by whole numbers, its id the last of them."""
    return _encoded(instant.isoformat(), numbers)


def instant_and_numbers_after(cursor: str | None, count: int) -> tuple[datetime, tuple[int, ...]] | None:
    """The instant and the numbers after which a page begins. Raises Invalid for what is no cursor."""
    found = None if cursor is None else _decoded(cursor, datetime.fromisoformat, count)
    if found is not None and found[0].tzinfo is None:
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


def _encoded(moment: str, numbers: tuple[int, ...]) -> str:
    told = "/".join((moment, *map(str, numbers)))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _decoded(cursor: str, moment: Callable[[str], Moment], count: int) -> tuple[Moment, tuple[int, ...]]:
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        text, *texts = told.split("/")
        found, numbers = moment(text), tuple(map(int, texts))
    except (ValueError, binascii.Error) as error:
        raise _no_cursor() from error
    within = all(0 <= number <= _ID_MAX for number in numbers) and len(numbers) == count and numbers[-1] > 0
    if not within or cursor != _encoded(found.isoformat(), numbers):
        raise _no_cursor()
    return found, numbers


def _no_cursor() -> Invalid:
    return Invalid(FieldError("cursor", "format", N_("Send the cursor as it was given in next_cursor.")))
