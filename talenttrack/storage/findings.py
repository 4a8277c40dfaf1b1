"""The night's memory: which run did which date, its report, and every finding with its life."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from talenttrack.storage.base import Base


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
    __table_args__ = (Index("ix_finding_state_kind", "state", "kind"),)

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
