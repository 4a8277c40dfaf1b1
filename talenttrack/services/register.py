"""The register of findings, moved by final runs alone: what each night opened, changed, resolved and reopened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.findings import Event, Finding, FindingState, essence, night, to_json
from talenttrack.storage import findings as storage


@dataclass(frozen=True, slots=True)
class Move:
    """What a night does to one finding; `row` is the finding as recorded so far, `found` as seen now."""

    event: Event
    state: FindingState
    row: Any | None
    found: Finding | None


def moves(session: Session, findings: Iterable[Finding], business_date: date) -> list[Move]:
    """What the findings of a date do to the register. Locks it; the caller holds the lock of the runs."""
    seen = {finding.fingerprint: finding for finding in findings}
    recorded = storage.register(session)
    planned: list[Move] = []
    for fingerprint, (row, company_ids) in recorded.items():
        found = seen.pop(fingerprint, None)
        changed = found is not None and essence(to_json(found), business_date) != _essence_of(row, company_ids)
        step = night(FindingState(row.state), found=found is not None, changed=changed)
        if step is not None:
            planned.append(Move(*step, row, found))
    for found in seen.values():
        step = night(None, found=True, changed=False)
        if step is not None:
            planned.append(Move(*step, None, found))
    return planned


def count(planned: Iterable[Move]) -> dict[str, int]:
    """How often each event happened, those that did not included."""
    counted = Counter(move.event for move in planned)
    return {event.value: counted[event] for event in Event}


def write(session: Session, planned: Iterable[Move], *, run_id: int, business_date: date) -> None:
    """Carries the moves out; every event but `unchanged` becomes part of the finding's history."""
    new, resolved, updated = [], [], []
    companies: dict[int, tuple[int, ...]] = {}
    listed = list(planned)
    for move in listed:
        if move.found is None:
            resolved.append(_resolved_row(move, business_date))
        elif move.row is None:
            new.append(_new_row(move.found, business_date))
        else:
            updated.append(_updated_row(move, move.found, business_date))
            companies[move.row.id] = move.found.company_ids
    ids = storage.add_findings(session, new)
    storage.update_findings(session, updated)
    storage.update_findings(session, resolved)
    for move in listed:
        if move.row is None and move.found is not None:
            companies[ids[move.found.fingerprint]] = move.found.company_ids
    storage.set_companies(session, companies)
    told = [move for move in listed if move.event is not Event.UNCHANGED]
    storage.add_events(session, [_event(move, ids, run_id, business_date) for move in told])


def _new_row(found: Finding, business_date: date) -> dict[str, Any]:
    return {
        **_content(found),
        "fingerprint": found.fingerprint,
        "kind": found.kind,
        "subject_type": found.subject.type,
        "subject_id": found.subject.id,
        "state": FindingState.OPEN.value,
        "first_seen": business_date,
        "last_seen": business_date,
        "resolved_on": None,
        "reopened": 0,
        "version": 1,
    }


def _updated_row(move: Move, found: Finding, business_date: date) -> dict[str, Any]:
    assert move.row is not None  # noqa: S101 - told apart by the caller
    again = move.event is Event.REOPENED
    return {
        "row_id": move.row.id,
        **_content(found),
        "state": move.state.value,
        "last_seen": business_date,
        "resolved_on": None,
        "reopened": move.row.reopened + again,
        "version": move.row.version + (move.event is not Event.UNCHANGED),
    }


def _resolved_row(move: Move, business_date: date) -> dict[str, Any]:
    assert move.row is not None  # noqa: S101 - nothing that was never seen is resolved
    return {
        "row_id": move.row.id,
        "state": move.state.value,
        "resolved_on": business_date,
        "version": move.row.version + 1,
    }


def _event(move: Move, ids: Mapping[str, int], run_id: int, business_date: date) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if move.found is not None:
        details = {"severity": move.found.severity.value, "threshold": move.found.threshold}
    return {
        "finding_id": move.row.id if move.row is not None else ids[move.found.fingerprint if move.found else ""],
        "run_id": run_id,
        "actor_id": None,
        "on": business_date,
        "event": move.event.value,
        "details": details,
    }


def _content(found: Finding) -> dict[str, Any]:
    told = to_json(found)
    return {
        "severity": told["severity"],
        "threshold": found.threshold,
        "due_on": found.due_on,
        "periods": told["periods"],
        "members": told["members"],
    }


def _essence_of(row: Any, company_ids: tuple[int, ...]) -> dict[str, Any]:
    told = {
        "severity": row.severity,
        "threshold": row.threshold,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "periods": row.periods,
        "members": row.members,
        "company_ids": list(company_ids),
    }
    return essence(told, row.last_seen)
