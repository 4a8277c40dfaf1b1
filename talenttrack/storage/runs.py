"""Runs of the night and the ledger of jobs: which dates are done, and the reports as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, and_, func, insert, select, update
from sqlalchemy.orm import Session

from talenttrack.storage.findings import ComplianceRun, JobRun
from talenttrack.storage.locks import insert_missing, lock_shared_pools

_RUN = cast(Table, ComplianceRun.__table__)
_JOB = cast(Table, JobRun.__table__)
_run = _RUN.c
_job = _JOB.c


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One run without its report."""

    id: int
    business_date: date
    final: bool
    started_at: datetime
    finished_at: datetime
    requested_by: int | None
    counts: Mapping[str, Any]
    manifest: Mapping[str, Any]
    report_hash: str


def lock_register(session: Session) -> None:
    """Let one final run at a time look at the register of findings; the next one waits for this transaction."""
    lock_shared_pools(session, ["compliance.register"])


def last_final_date(session: Session) -> date | None:
    """The latest business date that has its final run."""
    latest: date | None = session.execute(select(func.max(_run.business_date)).where(_run.final)).scalar_one()
    return latest


def final_run(session: Session, business_date: date) -> StoredRun | None:
    return _one(session, and_(_run.business_date == business_date, _run.final))


def newest_run(session: Session, business_date: date) -> StoredRun | None:
    """The final run of the date, else the latest provisional one."""
    return final_run(session, business_date) or _one(session, _run.business_date == business_date)


def final_before(session: Session, business_date: date) -> StoredRun | None:
    """The final run of the latest date before this one."""
    latest = select(func.max(_run.business_date)).where(_run.final, _run.business_date < business_date)
    return _one(session, and_(_run.business_date == latest.scalar_subquery(), _run.final))


def run_by_id(session: Session, run_id: int) -> StoredRun | None:
    return _one(session, _run.id == run_id)


def stored(session: Session, run_id: int) -> StoredRun:
    """A run that is known to be there."""
    return StoredRun(*session.execute(select(*_COLUMNS).where(_run.id == run_id)).one())


def newest_runs(session: Session, limit: int, *, before: int | None = None) -> list[StoredRun]:
    """Final and provisional, latest recorded first; with `before` those of lower ids."""
    query = select(*_COLUMNS).order_by(_run.id.desc()).limit(limit)
    rows = session.execute(query if before is None else query.where(_run.id < before))
    return [StoredRun(*row) for row in rows]


def report_of(session: Session, run_id: int) -> bytes:
    report: bytes = session.execute(select(_run.report).where(_run.id == run_id)).scalar_one()
    return report


def record_run(session: Session, run: Mapping[str, Any]) -> int:
    """Adds a run; the database refuses a second final one for a date. Returns its id."""
    statement = insert(_RUN).values(**run).returning(_run.id)
    return int(session.execute(statement).scalar_one())


def record_job(
    session: Session,
    job: str,
    business_date: date,
    *,
    state: str,
    runner: str,
    started_at: datetime,
    finished_at: datetime,
    detail: str,
) -> None:
    """Writes how a job ended for a business date; one that is done stays done."""
    told = {
        "state": state,
        "runner": runner,
        "started_at": started_at,
        "finished_at": finished_at,
        "detail": detail,
    }
    insert_missing(session, JobRun, [{"job": job, "business_date": business_date, **told}])
    mine = and_(_job.job == job, _job.business_date == business_date, _job.state != "done")
    session.execute(update(_JOB).where(mine).values(**told))


def failed_at(session: Session, job: str, business_date: date) -> datetime | None:
    """When the last attempt failed, if the job has not been done since."""
    query = select(_job.finished_at).where(_job.job == job, _job.business_date == business_date, _job.state == "failed")
    return session.execute(query).scalar_one_or_none()


_COLUMNS = (
    _run.id,
    _run.business_date,
    _run.final,
    _run.started_at,
    _run.finished_at,
    _run.requested_by,
    _run.counts,
    _run.manifest,
    _run.report_hash,
)


def _one(session: Session, wanted: Any) -> StoredRun | None:
    row = session.execute(select(*_COLUMNS).where(wanted).order_by(_run.id.desc()).limit(1)).one_or_none()
    return StoredRun(*row) if row else None
