"""What people typed, in bounds that every database, file and page can carry: lines of text, and days."""

from __future__ import annotations

import unicodedata
from datetime import date

from talenttrack.domain.errors import FieldError

N_ = str  # marks a text for translation without translating it here

LINE_MAX = 300
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the pen, and sums of months must not run out of the calendar."""


def one_line(text: str) -> str:
    """Composed and trimmed, with single spaces inside; nothing else is changed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def line_error(field: str, text: str, *, required: bool) -> FieldError | None:
    """What is wrong with a line already brought into one_line form, or None."""
    if not text:
        return FieldError(field, "required", N_("Fill this in.")) if required else None
    if len(text) > LINE_MAX:
        return FieldError(field, "too_long", N_("Use at most %(most)s characters."), {"most": LINE_MAX})
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return FieldError(field, "characters", N_("Remove control characters from this text."))
    return None


def day_error(field: str, day: date | None) -> FieldError | None:
    """What is wrong with a day, or None; no day is fine."""
    if day is None or EARLIEST <= day <= LATEST:
        return None
    message = N_("Give a day from %(first)s to %(last)s.")
    return FieldError(field, "range", message, {"first": EARLIEST, "last": LATEST})
