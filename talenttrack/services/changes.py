"""A recorded value before and after an act, as histories tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Shown = str | bool | int | date | list[str] | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a field was and what it is since; both None where the values are not told."""

    field: str
    before: Shown
    after: Shown
