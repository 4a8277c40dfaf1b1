"""Lists by key: a cursor says after which row to go on, so that rows added meanwhile shift nothing."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated

from pydantic import Field

from talenttrack.api.shapes import ID_MAX, Asked
from talenttrack.domain.errors import FieldError, Invalid

N_ = str  # marks a text for translation without translating it here

LIMIT_MAX = 200
LIMIT_DEFAULT = 50
_KEY = re.compile(r"v1:([0-9A-Za-z|:.-]{1,100})")


class PageQuery(Asked):
    """`cursor` is the `next_cursor` of the page before."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    cursor: Annotated[str, Field(max_length=200)] | None = None

    @property
    def after(self) -> str | None:
        """The key of the last row seen, as services take it. Raises Invalid for a cursor that we did not give."""
        return None if self.cursor is None else decoded(self.cursor)

    @property
    def after_id(self) -> int | None:
        """The same, for lists whose key is an id."""
        after = self.after
        if after is None:
            return None
        if not after.isdigit() or int(after) > ID_MAX:
            raise Invalid(FieldError("cursor", "cursor", N_("Use next_cursor of the page before, unchanged.")))
        return int(after)


def encoded(after: str | None) -> str | None:
    """The cursor that goes on after the row with this key; None at the end."""
    if after is None:
        return None
    return base64.urlsafe_b64encode(f"v1:{after}".encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """Raises Invalid for anything that `encoded` did not make."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    match = _KEY.fullmatch(text)
    if not match or encoded(match[1]) != cursor:
        raise Invalid(FieldError("cursor", "cursor", N_("Use next_cursor of the page before, unchanged.")))
    return match[1]
