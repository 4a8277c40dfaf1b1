"""The night's memory: which run did which date, its report, and every finding with its life."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.base import Base
from talenttrack.storage.companies import Company
from talenttrack.storage.engine import is_sqlite

ROWS_AT_ONCE = 500


class JobRun(Base):
    """Who does a job for a business date: the unique pair lets exactly one process claim it."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "business_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    business_date: Mapped[date]
    state: Mapped[str]
    runner: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    detail: Mapped[str]


class ComplianceRun(Base):
    """One run for one business date; at most one of them is final. `report` is kept byte for byte."""

    __tablename__ = "compliance_run"
    __table_args__ = (
        Index(
            "uq_compliance_run_final_business_date",
            "business_date",
            unique=True,
            sqlite_where=text("final"),
            postgresql_where=text("final"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_date: Mapped[date]
    final: Mapped[bool]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    counts: Mapped[dict[str, Any]]
    manifest: Mapped[dict[str, Any]]
    report: Mapped[bytes]
    report_hash: Mapped[str]


class FindingRow(Base):
    """One problem of one subject, from the night it was first seen; its fingerprint holds no date."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_state_kind", "state", "kind"),
        Index("ix_finding_state_id", "state", "id"),
        Index("ix_finding_kind_id", "kind", "id"),
        Index("ix_finding_subject_id_subject_type", "subject_id", "subject_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str]
    threshold: Mapped[int | None]
    due_on: Mapped[date | None]
    periods: Mapped[list[dict[str, Any]]]
    members: Mapped[list[dict[str, Any]]]
    first_seen: Mapped[date]
    last_seen: Mapped[date]
    resolved_on: Mapped[date | None]
    reopened: Mapped[int]
    version: Mapped[int]


class FindingCompany(Base):
    __tablename__ = "finding_company"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True, index=True)


class FindingEvent(Base):
    """Opened, changed, resolved, reopened, acknowledged: the finding's own history."""

    __tablename__ = "finding_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("compliance_run.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    on: Mapped[date]
    event: Mapped[str]
    details: Mapped[dict[str, Any]]


_FINDING = cast(Table, FindingRow.__table__)
_COMPANY = cast(Table, FindingCompany.__table__)
_EVENT = cast(Table, FindingEvent.__table__)
_finding = _FINDING.c
_company = _COMPANY.c


def register(session: Session) -> dict[str, Any]:
    """Every finding ever seen, by fingerprint, locked against whoever would acknowledge it meanwhile."""
    query = select(_FINDING).order_by(_finding.id)
    if not is_sqlite(session):
        query = query.with_for_update()
    rows = {row.fingerprint: row for row in session.execute(query)}
    companies: dict[int, list[int]] = {}
    for finding_id, company_id in session.execute(select(_company.finding_id, _company.company_id)):
        companies.setdefault(finding_id, []).append(company_id)
    return {fingerprint: (row, tuple(sorted(companies.get(row.id, ())))) for fingerprint, row in rows.items()}


def add_findings(session: Session, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Adds findings seen for the first time; returns their ids by fingerprint."""
    if not rows:
        return {}
    session.execute(insert(_FINDING), rows)
    added = [row["fingerprint"] for row in rows]
    found: dict[str, int] = {}
    for start in range(0, len(added), ROWS_AT_ONCE):
        some = _finding.fingerprint.in_(added[start : start + ROWS_AT_ONCE])
        found.update(
            (name, number) for name, number in session.execute(select(_finding.fingerprint, _finding.id).where(some))
        )
    return found


def update_findings(session: Session, rows: list[dict[str, Any]]) -> None:
    """Overwrites findings by `row_id`; every row names the same columns."""
    if rows:
        table = _FINDING
        names = [name for name in rows[0] if name != "row_id"]
        statement = update(table).where(_finding.id == bindparam("row_id"))
        session.execute(
            statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}),
            [{"row_id": row["row_id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
        )


def set_companies(session: Session, companies_by_finding: dict[int, tuple[int, ...]]) -> None:
    """Whom each of these findings concerns, in place of what was recorded."""
    ids = sorted(companies_by_finding)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        some = _company.finding_id.in_(ids[start : start + ROWS_AT_ONCE])
        session.execute(delete(_COMPANY).where(some))
    rows = [{"finding_id": one, "company_id": company} for one in ids for company in companies_by_finding[one]]
    if rows:
        session.execute(insert(_COMPANY), rows)


def add_events(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(_EVENT), rows)


def events_of(session: Session, finding_id: int) -> list[Any]:
    """The history of a finding, oldest first."""
    event = _EVENT.c
    return list(
        session.execute(
            select(event.id, event.on, event.event, event.actor_id, event.run_id, event.details, UserAccount.name)
            .outerjoin(UserAccount, UserAccount.id == event.actor_id)
            .where(event.finding_id == finding_id)
            .order_by(event.id)
        )
    )


def find(
    session: Session,
    wanted: list[ColumnElement[bool]],
    *,
    concerning: int | None,
    limit: int,
    order: tuple[ColumnElement[Any], ...] = (_finding.id.desc(),),
) -> list[Any]:
    """Findings that meet all conditions and concern the company, if one is given; latest recorded first."""
    query = select(_FINDING).where(*wanted, *_of_company(concerning)).order_by(*order).limit(limit)
    return list(session.execute(query))


def counted(session: Session, wanted: list[ColumnElement[bool]], *, concerning: int | None) -> list[Any]:
    """Severity, kind and number of the findings that meet all conditions."""
    query = select(_finding.severity, _finding.kind, func.count()).where(*wanted, *_of_company(concerning))
    return list(session.execute(query.group_by(_finding.severity, _finding.kind)).tuples())


def counted_by_company(
    session: Session, company_ids: Collection[int], wanted: list[ColumnElement[bool]]
) -> dict[int, int]:
    """How many findings that meet all conditions concern each of the companies; none: no entry."""
    joined = select(_company.company_id, func.count()).join(_FINDING, _finding.id == _company.finding_id)
    query = joined.where(_company.company_id.in_(company_ids), *wanted).group_by(_company.company_id)
    return {company_id: number for company_id, number in session.execute(query).tuples()}


def _of_company(company_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if company_id is None:
        return ()
    return (_finding.id.in_(select(_company.finding_id).where(_company.company_id == company_id)),)


def companies_of(session: Session, finding_ids: list[int]) -> dict[int, list[int]]:
    """The companies that each finding concerns, by id."""
    found: dict[int, list[int]] = {one: [] for one in finding_ids}
    query = select(_company.finding_id, _company.company_id).where(_company.finding_id.in_(finding_ids))
    for finding_id, company_id in session.execute(query.order_by(_company.company_id)):
        found[finding_id].append(company_id)
    return found


def change_state(session: Session, finding_id: int, *, state: str, version: int) -> bool:
    """Moves a finding that is still at `version`; False when it is not."""
    still = (_finding.id == finding_id, _finding.version == version)
    move = update(_FINDING).where(*still).values(state=state, version=version + 1)
    return session.execute(move.returning(_finding.id)).one_or_none() is not None


def company_names(session: Session, company_ids: Collection[int]) -> list[dict[str, Any]]:
    """How a report names companies, by id."""
    named: list[dict[str, Any]] = []
    ids = sorted(company_ids)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        some = Company.id.in_(ids[start : start + ROWS_AT_ONCE])
        query = select(Company.id, Company.brn, Company.name_en, Company.name_zh).where(some).order_by(Company.id)
        named += [dict(row._mapping) for row in session.execute(query)]
    return named
