"""Why a finding is one, and what would mend it: the limit it is measured by, and its months as things stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.mending import Days, Mend, Problem
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.domain.policy import PolicyBook, Version
from talenttrack.domain.schemes.rth.facts import Holding, total_units
from talenttrack.domain.schemes.rth.mending import PARAMETER_OF, SUMS, mend
from talenttrack.domain.schemes.rth.rules import ONE_AT_A_TIME
from talenttrack.services.findings import FindingView
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.schemes.rth_facts import holdings


@dataclass(frozen=True, slots=True)
class Why:
    """`used_units` and `limit_units` are None where a sum may not be told; `parameter` None where there is none."""

    parameter: str | None
    version: str | None
    citation: str
    limit: int | None
    peak: int | None
    used_units: int | None
    limit_units: int | None
    mend: Mend | None


def explained(session: Session, actor: Actor, findings: Iterable[FindingView]) -> dict[int, Why]:
    """By the id of the finding; two queries, however many there are."""
    listed = list(findings)
    if not listed:
        return {}
    book = policy_book(session)
    looked_at = [finding for finding in listed if _tells_sum(actor, finding) or len(finding.members) == 1]
    members = {one["id"] for finding in looked_at for one in finding.members}
    held = {one.id: one for one in holdings(session, Engagement.id.in_(members))} if members else {}
    return {finding.id: _why(actor, finding, book, held) for finding in listed}


def _tells_sum(actor: Actor, finding: FindingView) -> bool:
    """A company is not told the months of a person: others may have engaged the person as well."""
    return finding.kind in SUMS and not (actor.is_company and finding.subject_type == "person")


def _why(actor: Actor, finding: FindingView, book: PolicyBook, held: Mapping[int, Holding]) -> Why:
    members = [held[one["id"]] for one in finding.members if one["id"] in held]
    used = total_units(members) if members and _tells_sum(actor, finding) else None
    version = _version(finding, book, members)
    value = version.value if version and isinstance(version.value, int) else None
    limit = value * UNITS_PER_MONTH if value is not None and used is not None else None
    problem = _problem(finding, members, used, limit)
    worst = problem.worst
    return Why(
        parameter=PARAMETER_OF.get(finding.kind),
        version=version.id if version else None,
        citation=version.citation if version else "",
        limit=worst.limit if worst and worst.limit is not None else value if finding.kind in SUMS else None,
        peak=worst.peak if worst else None,
        used_units=used,
        limit_units=limit,
        mend=mend(problem),
    )


def _version(finding: FindingView, book: PolicyBook, members: list[Holding]) -> Version | None:
    """The version in force on the first day of the worst period; of a sum, that of the latest submission."""
    if finding.kind == ONE_AT_A_TIME.name:
        return ONE_AT_A_TIME.on(finding.last_seen)
    name = PARAMETER_OF.get(finding.kind)
    if name is None:
        return None
    if finding.kind in SUMS:
        day = max((one.submitted_on for one in members), default=finding.last_seen)
    else:
        worst = _problem(finding, members, None, None).worst
        day = worst.first_day if worst else finding.last_seen
    return book.on(name, day)


def _problem(finding: FindingView, members: list[Holding], used: int | None, limit: int | None) -> Problem:
    return Problem(
        kind=finding.kind,
        severity=finding.severity,
        days=tuple(
            Days(
                date.fromisoformat(one["from"]),
                date.fromisoformat(one["to"]),
                one["severity"],
                one.get("peak"),
                one.get("limit"),
            )
            for one in finding.periods
        ),
        due_on=finding.due_on,
        seen_on=finding.last_seen,
        first_day=members[0].period.first_day if len(members) == 1 else None,
        used_units=used,
        limit_units=limit,
    )
