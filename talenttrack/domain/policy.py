"""Limits as dated data: a parameter, its versions, and the one that a given day picks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talenttrack.domain.calendar import ONE_DAY, Period

Value = int | Fraction | bool | str | None
"""Heads, months and days are int, shares Fraction, money int of cents; None says "no limit published"."""


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a parameter, from `effective_from` to `effective_to`, both included."""

    parameter: str
    number: int
    value: Value
    effective_from: date | None
    effective_to: date | None
    citation: str

    @property
    def id(self) -> str:
        """How receipts and answers name this version: `rth.concurrent/1`."""
        return f"{self.parameter}/{self.number}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named limit with its versions in force; `reaches_back` lets the earliest one hold for all days before it."""

    name: str
    kind: str
    picked_by: str
    reaches_back: bool
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version | None:
        """The version that `day` picks, or None where none is in force on it.

        Of versions that start on the same day, the one published last holds.
        """
        chosen: Version | None = None
        for version in self.versions:
            if version.effective_from is not None and version.effective_from > day:
                continue
            if version.effective_to is not None and version.effective_to < day:
                continue
            if chosen is None or _starts(chosen) <= _starts(version):
                chosen = version
        if chosen is None and self.reaches_back and self.versions:
            earliest = min(self.versions, key=lambda v: (_starts(v), -v.number))
            chosen = earliest if day < _starts(earliest) else None
        return chosen

    def steps(self, period: Period) -> Iterator[tuple[Period, Version | None]]:
        """The period cut where the version changes, in rising order."""
        cuts = {period.first_day}
        for version in self.versions:
            if version.effective_from is not None:
                cuts.add(version.effective_from)
            if version.effective_to is not None:
                cuts.add(version.effective_to + ONE_DAY)
        starts = sorted(cut for cut in cuts if period.touches(cut))
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            last = period.last_day if following is None else following - ONE_DAY
            yield Period(start, last), self.on(start)


def _starts(version: Version) -> date:
    return version.effective_from or date.min


class UnknownParameter(LookupError):
    """No parameter has this name: a mistake in the code or the seed, never in what a user sent."""


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Every parameter with the versions known at one moment."""

    parameters: Mapping[str, Parameter]

    def __getitem__(self, name: str) -> Parameter:
        try:
            return self.parameters[name]
        except KeyError:
            raise UnknownParameter(name) from None

    def on(self, name: str, day: date) -> Version | None:
        """The version of `name` that `day` picks. Raises UnknownParameter."""
        return self[name].on(day)

    def only(self, version_ids: Iterable[str]) -> PolicyBook:
        """The book as it was when just these versions were known: what a receipt replays with."""
        kept = set(version_ids)
        return PolicyBook(
            {
                name: Parameter(
                    parameter.name,
                    parameter.kind,
                    parameter.picked_by,
                    parameter.reaches_back,
                    tuple(v for v in parameter.versions if v.id in kept),
                )
                for name, parameter in self.parameters.items()
            }
        )

    def version_ids(self, prefixes: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of all versions of the parameters whose names begin with one of `prefixes`, sorted."""
        return tuple(
            version.id
            for name, parameter in sorted(self.parameters.items())
            if name.startswith(prefixes)
            for version in parameter.versions
        )
