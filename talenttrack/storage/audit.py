"""What happened, who did it, and the answers already given; rows are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from talenttrack.storage.base import Base


class AuditEntry(Base):
    """One act; triggers refuse UPDATE and DELETE. `details` never hold an identity number."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    receipt_id: Mapped[str | None]
    reason: Mapped[str]
    details: Mapped[dict[str, Any]]


class ReceiptRow(Base):
    """A decision kept whole, with the facts and the versions it was made from; never changed."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
    verdict: Mapped[str]
    facts: Mapped[dict[str, Any] | None]
    policy_versions: Mapped[list[str]]
    decision: Mapped[dict[str, Any]]


class IdempotencyRecord(Base):
    """The answer given to a key, so that the same request again gets the same answer and does nothing."""

    __tablename__ = "idempotency_record"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    created_at: Mapped[datetime]
