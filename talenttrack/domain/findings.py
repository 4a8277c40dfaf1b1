"""Findings of the night: what is wrong, of whom, on which days; and the life of a finding from night to night.

A finding is one kind of problem of one subject, whatever its days, so that its fingerprint stays the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from talenttrack.domain.calendar import Period
from talenttrack.domain.pools import Run


class Severity(StrEnum):
    """Of breaches, gravest first; then what an expiry and a duty have instead."""

    BREACH = "breach"
    FORECAST = "forecast"
    PAST = "past"
    NOTICE = "notice"
    DUE = "due"
    OVERDUE = "overdue"


_GRAVEST_FIRST = (Severity.BREACH, Severity.FORECAST, Severity.PAST)


class FindingState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    WAIVED = "waived"


class Event(StrEnum):
    """What a night did to a finding."""

    OPENED = "opened"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RESOLVED = "resolved"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A record that is part of the problem; `company_id` says whose it is, and so who may be told of it."""

    type: str
    id: int
    company_id: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a finding is about; `id` is text, since a subject may be known by a reference."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class FindingPeriod:
    """Days of a problem, both ends included; `peak` over `limit` where something was counted."""

    period: Period
    severity: Severity
    peak: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem as one night sees it. `threshold` and `due_on` belong to expiries and duties."""

    kind: str
    subject: Subject
    severity: Severity
    periods: tuple[FindingPeriod, ...] = ()
    members: tuple[Member, ...] = ()
    company_ids: tuple[int, ...] = ()
    threshold: int | None = None
    due_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """The same every night for the same kind and subject; it holds no date."""
        name = "\n".join((self.kind, self.subject.type, self.subject.id))
        return hashlib.sha256(name.encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[str, str, int, str]:
        """By kind and subject, numbers by their size."""
        return (self.kind, self.subject.type, len(self.subject.id), self.subject.id)


def severity_on(period: Period, business_date: date) -> Severity:
    """Breach while the period touches the business date, past before it, forecast after it (rules 8)."""
    if period.last_day < business_date:
        return Severity.PAST
    return Severity.FORECAST if period.first_day > business_date else Severity.BREACH


def periods_on(periods: Iterable[Period], business_date: date) -> tuple[FindingPeriod, ...]:
    """Days on which nothing was counted."""
    return tuple(FindingPeriod(period, severity_on(period, business_date)) for period in periods)


def runs_on(runs: Iterable[Run], business_date: date) -> tuple[FindingPeriod, ...]:
    """Runs of days over a limit, each with its peak and the limit of the first day of that peak."""
    return tuple(FindingPeriod(run.period, severity_on(run.period, business_date), run.peak, run.limit) for run in runs)


def breach(
    kind: str,
    subject: Subject,
    periods: tuple[FindingPeriod, ...],
    members: Iterable[Member],
) -> Finding:
    """A broken rule: as grave as its gravest period, and a breach where it has none, as sums have not."""
    found = {period.severity for period in periods} or {Severity.BREACH}
    severity = next(one for one in _GRAVEST_FIRST if one in found)
    listed = tuple(sorted(set(members)))
    return Finding(kind, subject, severity, periods, listed, _companies(listed))


def expiry(
    kind: str,
    subject: Subject,
    *,
    due_on: date,
    business_date: date,
    thresholds: Sequence[int],
    members: Iterable[Member] = (),
    company_ids: Iterable[int] = (),
) -> Finding | None:
    """A notice at the smallest threshold (in days) that the days left have reached; None before the first.

    Once `due_on` is gone the last threshold stays: the caller says how long an expiry is told.
    """
    left = (due_on - business_date).days
    reached = [threshold for threshold in thresholds if left <= threshold]
    if not reached:
        return None
    listed = tuple(sorted(set(members)))
    told = tuple(sorted({*company_ids, *_companies(listed)}))
    return Finding(kind, subject, Severity.NOTICE, (), listed, told, min(reached), due_on)


def night(previous: FindingState | None, *, found: bool, changed: bool) -> tuple[Event, FindingState] | None:
    """What a final run does to a finding and the state it has then; None where there is nothing to tell.

    `previous` is None for one never seen; `changed` says whether it looks other than last seen. Whoever
    acknowledged or waived a finding need not do so again when it changes.
    """
    if previous is None:
        return (Event.OPENED, FindingState.OPEN) if found else None
    if previous is FindingState.RESOLVED:
        return (Event.REOPENED, FindingState.OPEN) if found else None
    if not found:
        return Event.RESOLVED, FindingState.RESOLVED
    return (Event.CHANGED if changed else Event.UNCHANGED), previous


def to_json(finding: Finding) -> dict[str, Any]:
    """The finding as reports and rows keep it; members tell their company."""
    return {
        "fingerprint": finding.fingerprint,
        "kind": finding.kind,
        "subject": {"type": finding.subject.type, "id": finding.subject.id},
        "severity": finding.severity.value,
        "company_ids": list(finding.company_ids),
        "periods": [_period_to_json(period) for period in finding.periods],
        "members": [{"type": m.type, "id": m.id, "company_id": m.company_id} for m in finding.members],
        "threshold": finding.threshold,
        "due_on": finding.due_on.isoformat() if finding.due_on else None,
    }


def essence(told: Mapping[str, Any], seen_on: date) -> dict[str, Any]:
    """What makes a finding another one than last night: all of it but the end of a period that grows by the day.

    `told` is what to_json() wrote, `seen_on` the business date that it was written for.
    """
    growing = (Severity.BREACH.value, seen_on.isoformat())
    periods = [
        {**period, "to": None} if (period["severity"], period["to"]) == growing else dict(period)
        for period in told["periods"]
    ]
    kept = ("severity", "company_ids", "members", "threshold", "due_on")
    return {**{name: told[name] for name in kept}, "periods": periods}


def _period_to_json(told: FindingPeriod) -> dict[str, Any]:
    return {
        "from": told.period.first_day.isoformat(),
        "to": told.period.last_day.isoformat(),
        "peak": told.peak,
        "limit": told.limit,
        "severity": told.severity.value,
    }


def _companies(members: Iterable[Member]) -> tuple[int, ...]:
    return tuple(sorted({member.company_id for member in members}))
