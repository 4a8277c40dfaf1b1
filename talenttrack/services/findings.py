"""The register of findings as it may be read: officers all of it, a company what concerns it and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.errors import Forbidden, NotFound, Stale, WrongState
from talenttrack.domain.findings import FindingState
from talenttrack.domain.lifecycle import OFFICERS, Actor
from talenttrack.services.records import audit
from talenttrack.storage import findings as storage
from talenttrack.storage.findings import FindingRow

OFFICERS_ONLY = "link."
"""Kinds that tell what several companies share; no company is told of them."""

PAGE_MAX = 200


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as its reader may see it. Periods and members are JSON values; bounds are both included."""

    id: int
    fingerprint: str
    kind: str
    subject_type: str
    subject_id: str
    severity: str
    state: str
    periods: tuple[Mapping[str, Any], ...]
    members: tuple[Mapping[str, Any], ...]
    company_ids: tuple[int, ...]
    threshold: int | None
    due_on: date | None
    first_seen: date
    last_seen: date
    resolved_on: date | None
    reopened: int
    version: int


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Some findings, latest recorded first; `next_before` asks for those that follow, None at the end."""

    items: tuple[FindingView, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class FindingEventView:
    """A line of a finding's history; `actor_id` is None for what a night did."""

    on: date
    event: str
    actor_id: int | None
    run_id: int | None
    details: Mapping[str, Any]
    actor_name: str | None


def listing(
    session: Session,
    actor: Actor,
    *,
    state: str | None = None,
    kind: str | None = None,
    company_id: int | None = None,
    severity: str | None = None,
    before: int | None = None,
    limit: int,
) -> FindingPage:
    """Findings that meet all that is asked; `before` is the `next_before` of the page before.

    Raises Forbidden for a role that reads no cases, NotFound for a company asking for another company.
    """
    company = concerning(actor, company_id)
    row = FindingRow.__table__.c
    wanted: list[ColumnElement[bool]] = [
        column == value
        for column, value in ((row.state, state), (row.kind, kind), (row.severity, severity))
        if value is not None
    ]
    if before is not None:
        wanted.append(row.id < before)
    if actor.is_company:
        wanted.append(~row.kind.startswith(OFFICERS_ONLY, autoescape=True))
    size = min(limit, PAGE_MAX)
    rows = storage.find(session, wanted, concerning=company, limit=size + 1)
    shown = views(session, actor, rows[:size])
    return FindingPage(shown, shown[-1].id if len(rows) > size else None)


def get(session: Session, actor: Actor, finding_id: int) -> FindingView:
    """Raises Forbidden as listing() does, NotFound for one that does not concern the asking company."""
    row = FindingRow.__table__.c
    wanted: list[ColumnElement[bool]] = [row.id == finding_id]
    if actor.is_company:
        wanted.append(~row.kind.startswith(OFFICERS_ONLY, autoescape=True))
    rows = storage.find(session, wanted, concerning=concerning(actor, None), limit=1)
    if not rows:
        raise NotFound("There is no such finding.")
    return views(session, actor, rows)[0]


def history(session: Session, actor: Actor, finding_id: int) -> list[FindingEventView]:
    """What became of the finding, oldest first; a company does not learn which officer did what."""
    get(session, actor, finding_id)
    return [
        FindingEventView(
            row.on,
            row.event,
            row.actor_id if actor.reads_all else None,
            row.run_id,
            row.details if actor.reads_all else {},
            row.name if actor.reads_all else None,
        )
        for row in storage.events_of(session, finding_id)
    ]


def act(
    session: Session,
    actor: Actor,
    finding_id: int,
    action: str,
    arguments: Mapping[str, Any],
    now: datetime,
    *,
    expected_version: int | None,
) -> FindingView:
    """Carries out a transition by its name. Raises WrongState for a name that is none."""
    if action != "acknowledge":
        raise WrongState("There is no such action.", action=action)
    reason = str(arguments.get("reason") or "")
    return acknowledge(session, actor, finding_id, now, reason=reason, expected_version=expected_version)


def acknowledge(
    session: Session, actor: Actor, finding_id: int, now: datetime, *, reason: str, expected_version: int | None
) -> FindingView:
    """An officer has seen an open finding. Raises Forbidden, NotFound, Stale, WrongState."""
    if actor.role not in OFFICERS:
        raise Forbidden("Your role may not do this.", action="acknowledge")
    seen = get(session, actor, finding_id)
    if expected_version is not None and expected_version != seen.version:
        raise Stale("This finding changed since you opened it. Look at it again.")
    if seen.state != FindingState.OPEN:
        raise WrongState("This cannot be done while the finding is %(state)s.", action="acknowledge", state=seen.state)
    if not storage.change_state(session, finding_id, state=FindingState.ACKNOWLEDGED.value, version=seen.version):
        raise Stale("This finding changed since you opened it. Look at it again.")
    event = {
        "finding_id": finding_id,
        "run_id": None,
        "actor_id": actor.id,
        "on": hong_kong_date(now),
        "event": FindingState.ACKNOWLEDGED.value,
        "details": {"reason": reason} if reason else {},
    }
    storage.add_events(session, [event])
    audit(
        session,
        actor,
        "finding.acknowledge",
        subject_type="finding",
        subject_id=finding_id,
        company_id=None,
        now=now,
        reason=reason,
        details={"kind": seen.kind},
    )
    return get(session, actor, finding_id)


def concerning(actor: Actor, company_id: int | None) -> int | None:
    """The company whose findings are asked for; None: everybody's. Raises Forbidden, NotFound for another company."""
    if actor.reads_all:
        return company_id
    if not actor.is_company:
        raise Forbidden("Your role may not do this.")
    if company_id is not None and company_id != actor.company_id:
        raise NotFound("There is no such company.")
    return actor.company_id


def views(session: Session, actor: Actor, rows: list[Any]) -> tuple[FindingView, ...]:
    """The rows as this actor may see them."""
    companies = storage.companies_of(session, [row.id for row in rows]) if rows else {}
    return tuple(_view(actor, row, companies[row.id]) for row in rows)


def _view(actor: Actor, row: Any, company_ids: list[int]) -> FindingView:
    """A company sees of a person's finding what its own records show, and of members its own alone."""
    members, periods, told = row.members, row.periods, company_ids
    if actor.is_company:
        shared = company_ids != [actor.company_id]
        if shared and row.subject_type == "person":
            periods = []
        members = [member for member in members if member["company_id"] == actor.company_id]
        told = [company for company in company_ids if company == actor.company_id]
    return FindingView(
        id=row.id,
        fingerprint=row.fingerprint,
        kind=row.kind,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        severity=row.severity,
        state=row.state,
        periods=tuple(periods),
        members=tuple({"type": member["type"], "id": member["id"]} for member in members),
        company_ids=tuple(told),
        threshold=row.threshold,
        due_on=row.due_on,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        resolved_on=row.resolved_on,
        reopened=row.reopened,
        version=row.version,
    )
