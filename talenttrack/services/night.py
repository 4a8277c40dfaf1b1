"""One night over all schemes: read what was known, find, and write the report's bytes; nothing here changes a record.

The bytes depend on the business date and on the facts recorded before it closed. History that is imported later,
and the names by which companies go, can still change them, so reports are kept rather than made again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, hong_kong_date, hong_kong_instant
from talenttrack.domain.findings import Finding, to_json
from talenttrack.storage.findings import company_names
from talenttrack.storage.night import Known, known

CLOSES_AT = time(0, 30)
"""The Hong Kong time of the following day at which a business date is closed."""

SHARED_PARAMETERS = ("case.", "findings.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scheme found, and how many records of each kind it looked at."""

    findings: tuple[Finding, ...]
    inputs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SchemeNight:
    """What a scheme does in the night: `look`, and before that `lapse`, which returns how many cases lapsed.

    `parameters` are the beginnings of the names of the limits that it decides by.
    """

    name: str
    parameters: tuple[str, ...]
    look: Callable[[Session, Known], Seen]
    lapse: Callable[[Session, date, datetime], int]


@dataclass(frozen=True, slots=True)
class Night:
    """The findings of a business date, and the report of them as it will be kept."""

    business_date: date
    findings: tuple[Finding, ...]
    counts: Mapping[str, Mapping[str, int]]
    inputs: Mapping[str, Mapping[str, int]]
    policy_versions: tuple[str, ...]
    report: bytes

    @property
    def report_hash(self) -> str:
        return hashlib.sha256(self.report).hexdigest()


def closing(business_date: date) -> datetime:
    """The instant at which the date closes: facts recorded before it belong to its night."""
    return hong_kong_instant(business_date + ONE_DAY, CLOSES_AT)


def latest_closed(now: datetime) -> date:
    """The latest business date that is closed."""
    return hong_kong_date(now - timedelta(hours=CLOSES_AT.hour, minutes=CLOSES_AT.minute)) - ONE_DAY


def look(session: Session, schemes: Iterable[SchemeNight], business_date: date, *, final: bool) -> Night:
    """Every finding of the date in every scheme, from the facts and the policy known when it closed."""
    at = known(session, business_date, closing(business_date))
    findings: list[Finding] = []
    inputs: dict[str, Mapping[str, int]] = {}
    prefixes: tuple[str, ...] = SHARED_PARAMETERS
    for scheme in schemes:
        seen = scheme.look(session, at)
        findings += seen.findings
        inputs[scheme.name] = seen.inputs
        prefixes += scheme.parameters
    findings.sort(key=lambda finding: finding.order)
    policy_versions = at.policy.version_ids(prefixes)
    counts = count(findings)
    concerned = {company for finding in findings for company in finding.company_ids}
    report = {
        "business_date": business_date.isoformat(),
        "final": final,
        "facts_before": at.before.isoformat(),
        "inputs": inputs,
        "policy_versions": policy_versions,
        "counts": counts,
        "companies": company_names(session, concerned),
        "findings": [to_json(finding) for finding in findings],
    }
    return Night(business_date, tuple(findings), counts, inputs, policy_versions, canonical(report))


def count(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """How many findings of each kind have each severity."""
    counted = Counter((finding.kind, finding.severity.value) for finding in findings)
    counts: dict[str, dict[str, int]] = {}
    for (kind, severity), number in sorted(counted.items()):
        counts.setdefault(kind, {})[severity] = number
    return counts


def canonical(report: Mapping[str, Any]) -> bytes:
    """The one way to write a report down: keys sorted, no spaces, UTF-8, a line's end."""
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"
