"""Engagements: the current row, its append-only versions, and the facts that rules read from them as plain rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from talenttrack.storage.base import Base


class EngagementFactColumns:
    """What rules count; the same columns on the current row and on every version of it.

    `held_from` to `held_until` (both included) are the days it draws on its pools, both null when it draws on
    none; `held_units` is their length. `admitted` is false for what came from history or was kept in breach.
    """

    pool: Mapped[str]
    stream: Mapped[str]
    role: Mapped[str]
    itf_project: Mapped[str]
    itf_project_key: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    terminated_on: Mapped[date | None]
    state: Mapped[str]
    submitted_on: Mapped[date | None]
    latest_submission_on: Mapped[date | None]
    variation_end: Mapped[date | None]
    variation_state: Mapped[str | None]
    variation_submitted_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    held_from: Mapped[date | None]
    held_until: Mapped[date | None]
    held_units: Mapped[int]
    admitted: Mapped[bool]
    degree: Mapped[str]
    stem: Mapped[bool]
    institution_kind: Mapped[str]
    permanent_resident: Mapped[bool]
    permit_until: Mapped[date | None]
    conflicts: Mapped[list[str]]
    exceptions: Mapped[list[str]]
    monthly_salary_encrypted: Mapped[bytes]


class Engagement(EngagementFactColumns, Base):
    __tablename__ = "engagement"
    __table_args__ = (
        UniqueConstraint("company_id", "reference"),
        Index("ix_engagement_company_id_pool_held_until", "company_id", "pool", "held_until"),
        Index("ix_engagement_person_id", "person_id"),
        Index("ix_engagement_itf_project_key", "itf_project_key"),
        Index("ix_engagement_state_submitted_on", "state", "submitted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nias_project_id: Mapped[int | None] = mapped_column(ForeignKey("nias_project.id"))
    version: Mapped[int]
    from_history: Mapped[bool]
    content_hash: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    excepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    variation_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    variation_recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    barred: Mapped[list[int]]
    reviewed: Mapped[bool]
    shared_at: Mapped[datetime | None]
    edit_encrypted: Mapped[bytes | None]
    created_at: Mapped[datetime]


class EngagementVersion(EngagementFactColumns, Base):
    """Append-only: what was known of the engagement from `recorded_at` on, and who made it so by which action."""

    __tablename__ = "engagement_version"
    __table_args__ = (
        UniqueConstraint("engagement_id", "version"),
        Index("ix_engagement_version_recorded_at", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    version: Mapped[int]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str]
    receipt_id: Mapped[str | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nias_project_id: Mapped[int | None] = mapped_column(ForeignKey("nias_project.id"))


class Correction(Base):
    """Fields recorded wrongly, as one officer proposes to put them right and another confirms."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    fields_encrypted: Mapped[bytes]
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
