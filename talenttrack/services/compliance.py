"""Runs of the night: provisional ones report, final ones in rising order of dates also move the register.

A date is looked at outside the write transaction and written inside it, so that a long night holds up nobody; a
rival who was quicker is noticed under the lock.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, hong_kong_date
from talenttrack.domain.errors import FieldError, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import OFFICERS, Actor, Role
from talenttrack.services import register
from talenttrack.services.night import Night, closing, latest_closed, look
from talenttrack.services.records import audit
from talenttrack.services.schemes.nights import NIGHTS
from talenttrack.storage import runs
from talenttrack.storage.engine import DatabaseBusy
from talenttrack.storage.night import hold_still
from talenttrack.storage.runs import StoredRun

T = TypeVar("T")

JOB = "compliance"
MAY_RUN = OFFICERS | {Role.SERVICE, Role.SYSTEM}


class Sessions(Protocol):
    """Who opens transactions: the wiring."""

    def read_session(self) -> AbstractContextManager[Session]: ...
    def write_session(self) -> AbstractContextManager[Session]: ...
    def retrying(self, work: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was given: `content` is JSON, the same bytes every time."""

    run: StoredRun
    content: bytes


def run(sessions: Sessions, actor: Actor, business_date: date, now: datetime) -> StoredRun:
    """The run of a business date, final if the date is closed and none later is final yet.

    Dates that were missed since the last final run are made up first, in order, each for its own date. The final
    run of a date that has one is that one. Opens its own transactions, one for each date that it writes.
    Raises Forbidden, or Invalid for a date to come.
    """
    if actor.role not in MAY_RUN:
        raise Forbidden("Your role may not do this.")
    if business_date > hong_kong_date(now):
        raise Invalid(FieldError("date", "date.future", "This date is still to come. Choose today or an earlier date."))
    while True:
        with sessions.read_session() as session:
            done = runs.final_run(session, business_date)
            last = runs.last_final_date(session)
        if done is not None:
            return done
        if business_date > latest_closed(now) or (last is not None and business_date < last):
            return _provisional(sessions, actor, business_date, now)
        following = business_date if last is None else last + ONE_DAY
        try:
            _final(sessions, actor, following, now, after=last, made_up=following != business_date)
        except Exception as error:
            with suppress(DatabaseBusy), sessions.write_session() as session:
                _ledger(session, following, "failed", type(error).__name__, now, time.perf_counter())
            raise


def is_done(session: Session, business_date: date) -> bool:
    """Whether the date has its final run, so that `run` only looks it up."""
    return runs.final_run(session, business_date) is not None


def latest_report(session: Session, actor: Actor, business_date: date) -> Report:
    """The report of the date's final run, else of its latest provisional one. Raises Forbidden, NotFound."""
    _may_read(actor)
    found = runs.newest_run(session, business_date)
    if found is None:
        raise NotFound("There is no run for this date.")
    return Report(found, runs.report_of(session, found.id))


def run_before(session: Session, actor: Actor, business_date: date) -> StoredRun | None:
    """The final run before the one of this date, to compare with; None for the first. Raises Forbidden."""
    _may_read(actor)
    return runs.final_before(session, business_date)


def get_run(session: Session, actor: Actor, run_id: int) -> StoredRun:
    """Raises Forbidden, NotFound."""
    _may_read(actor)
    found = runs.run_by_id(session, run_id)
    if found is None:
        raise NotFound("There is no such run.")
    return found


def latest_runs(session: Session, actor: Actor, limit: int, *, before: int | None = None) -> list[StoredRun]:
    """The runs recorded last, latest first; with `before` those of lower ids. Raises Forbidden."""
    _may_read(actor)
    return runs.newest_runs(session, limit, before=before)


def due_date(session: Session, now: datetime) -> date | None:
    """The latest closed date, unless it has its final run already or a later one has."""
    closed = latest_closed(now)
    last = runs.last_final_date(session)
    return None if last is not None and last >= closed else closed


def failed_since(session: Session, business_date: date, since: datetime) -> bool:
    """Whether the date, or one to be made up before it, was tried after the instant and failed."""
    last = runs.last_final_date(session)
    following = business_date if last is None else last + ONE_DAY
    failed = runs.failed_at(session, JOB, following)
    return failed is not None and failed > since


def _provisional(sessions: Sessions, actor: Actor, business_date: date, now: datetime) -> StoredRun:
    began = time.perf_counter()
    night = _look(sessions, business_date, final=False)
    with sessions.write_session() as session:
        newest = runs.newest_run(session, business_date)
        if newest is not None and newest.report_hash == night.report_hash:
            return newest
        run_id = runs.record_run(session, _row(actor, night, now, began, counts={}, manifest={}))
        return runs.stored(session, run_id)


def _final(
    sessions: Sessions, actor: Actor, business_date: date, now: datetime, *, after: date | None, made_up: bool
) -> None:
    """One transaction for the date: lapses, run, register, ledger and audit entry, all or none.

    Does nothing where a rival finished a date since `after` was read as the last final one.
    """
    began = time.perf_counter()
    night = _look(sessions, business_date, final=True)

    def record(session: Session) -> None:
        runs.lock_register(session)
        if runs.last_final_date(session) != after:
            return
        lapsed = sum(scheme.lapse(session, business_date, now) for scheme in NIGHTS)
        moves = register.moves(session, night.findings, business_date)
        counts = {"register": register.count(moves)}
        manifest = {"made_up": made_up, "lapsed": lapsed}
        row = _row(actor, night, now, began, counts=counts, manifest=manifest) | {"final": True}
        run_id = runs.record_run(session, row)
        register.write(session, moves, run_id=run_id, business_date=business_date)
        _ledger(session, business_date, "done", f"run {run_id}", now, began)
        audit(
            session,
            actor,
            "compliance.run",
            subject_type="compliance_run",
            subject_id=run_id,
            company_id=None,
            now=now,
            details={"business_date": business_date.isoformat(), "report_hash": night.report_hash, **counts},
        )

    sessions.retrying(record)


def _look(sessions: Sessions, business_date: date, *, final: bool) -> Night:
    with sessions.read_session() as session:
        hold_still(session)
        return look(session, NIGHTS, business_date, final=final)


def _row(
    actor: Actor,
    night: Night,
    now: datetime,
    began: float,
    *,
    counts: Mapping[str, Any],
    manifest: Mapping[str, Any],
) -> dict[str, Any]:
    took = time.perf_counter() - began
    made_from = {
        "facts_before": closing(night.business_date).isoformat(),
        "inputs": night.inputs,
        "policy_versions": list(night.policy_versions),
        "seconds": round(took, 3),
    }
    return {
        "business_date": night.business_date,
        "final": False,
        "started_at": now,
        "finished_at": now + timedelta(seconds=took),
        "requested_by": actor.id,
        "counts": {"findings": len(night.findings), "by_kind": night.counts, **counts},
        "manifest": {**made_from, **manifest},
        "report": night.report,
        "report_hash": night.report_hash,
    }


def _ledger(session: Session, business_date: date, state: str, detail: str, now: datetime, began: float) -> None:
    runs.record_job(
        session,
        JOB,
        business_date,
        state=state,
        runner=f"{socket.gethostname()}:{os.getpid()}",
        started_at=now,
        finished_at=now + timedelta(seconds=time.perf_counter() - began),
        detail=detail,
    )


def _may_read(actor: Actor) -> None:
    if not actor.reads_all:
        raise Forbidden("Your role may not do this.")
