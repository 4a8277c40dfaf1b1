"""What would mend a finding: a sentence and the figures that fill it in, from what the finding itself says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Days:
    """A period of a finding, with its peak and limit where something was counted; both ends included."""

    first_day: date
    last_day: date
    severity: str
    peak: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding as its reader may see it. `used_units` and `limit_units` are those of a sum, where they may be told.

    `first_day` is that of the one engagement that is in it, None where there are several.
    """

    kind: str
    severity: str
    days: tuple[Days, ...]
    due_on: date | None
    seen_on: date
    first_day: date | None = None
    used_units: int | None = None
    limit_units: int | None = None

    @property
    def worst(self) -> Days | None:
        """The first of the periods that make the finding as grave as it is."""
        return next((days for days in self.days if days.severity == self.severity), None)


@dataclass(frozen=True, slots=True)
class Mend:
    """`wording` is the key of the sentence; `values` fill it in, months as `…_units`."""

    wording: str
    values: Mapping[str, object]
