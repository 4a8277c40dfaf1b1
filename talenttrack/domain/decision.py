"""What a rule answers, and what all rules together decide: frozen values that explain themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from talenttrack.domain.calendar import Period

Measure = int | str | None


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    WARN = "warn"


class Unit(StrEnum):
    """What `limit`, `used` and `after` of a check count."""

    HEADS = "heads"
    MONTH_UNITS = "month_units"
    HKD = "HKD"
    UNITS = "units"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's answer. `used` is without, `after` with the case at hand, both on the worst day.

    `binding` is the first maximal run of failing days inside the case; None for rules that are no matter
    of days. `values` fill the sentence whose template `wording` names; `members` are the records counted.
    """

    code: str
    verdict: Verdict
    wording: str
    unit: Unit = Unit.NONE
    limit: Measure = None
    used: Measure = None
    after: Measure = None
    binding: Period | None = None
    parameter_version: str | None = None
    citation: str = ""
    values: Mapping[str, int | str | date | None] = field(default_factory=dict)
    members: tuple[int, ...] = ()

    @property
    def fails(self) -> bool:
        return self.verdict is Verdict.FAIL


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of one thing alone that would be admitted: `start_on` or `end_on` a day."""

    action: str
    value: date


@dataclass(frozen=True, slots=True)
class Decision:
    """All checks of a case, failing ones included; refused if any fails."""

    checks: tuple[Check, ...]
    remedies: tuple[Remedy, ...] = ()

    @property
    def admitted(self) -> bool:
        return not any(check.fails for check in self.checks)

    @property
    def verdict(self) -> str:
        return "admit" if self.admitted else "refuse"

    @property
    def failing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.fails)

    def remedy(self, action: str) -> date | None:
        return next((remedy.value for remedy in self.remedies if remedy.action == action), None)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A decision as it was given: kept whole, and replayed from the facts and versions kept with it."""

    id: str
    decided_at: datetime
    decision: Decision
