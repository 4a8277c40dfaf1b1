"""Text that people typed, as one line that every database, file and page can carry."""

from __future__ import annotations

import unicodedata

from talenttrack.domain.errors import FieldError

N_ = str  # marks a text for translation without translating it here

LINE_MAX = 300


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
