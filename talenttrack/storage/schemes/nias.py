"""NIAS projects and the versions of what rules ask of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.storage.base import Base


class NiasProjectFactColumns:
    """What rules ask of a project; the same columns on the current row and on every version of it."""

    state: Mapped[str]
    approved_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    allowance_from: Mapped[date | None]
    allowance_to: Mapped[date | None]
    total_cost_cents: Mapped[int]
    own_share_cents: Mapped[int]
    grant_cents: Mapped[int]


class NiasProjectRow(NiasProjectFactColumns, Base):
    __tablename__ = "nias_project"
    __table_args__ = (UniqueConstraint("company_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    reference: Mapped[str]
    industry: Mapped[str]
    submitted_on: Mapped[date | None]
    committee_recommended_on: Mapped[date | None]
    version: Mapped[int]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class NiasProjectVersion(NiasProjectFactColumns, Base):
    """Append-only: what was known of the project from `recorded_at` on."""

    __tablename__ = "nias_project_version"
    __table_args__ = (
        UniqueConstraint("project_id", "version"),
        Index("ix_nias_project_version_recorded_at", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("nias_project.id"))
    version: Mapped[int]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str]
    reason: Mapped[str]


def projects_of(session: Session, company_ids: Iterable[int]) -> tuple[NiasProject, ...]:
    """The projects of these companies as rules see them, by id."""
    row = NiasProjectRow
    found = session.execute(
        select(
            row.id,
            row.company_id,
            row.reference,
            row.state,
            row.approved_on,
            row.allowance_from,
            row.allowance_to,
            row.terminated_on,
        )
        .where(row.company_id.in_(list(company_ids)))
        .order_by(row.id)
    )
    return tuple(NiasProject(r[0], r[1], r[2], ProjectState(r[3]), *r[4:]) for r in found)
