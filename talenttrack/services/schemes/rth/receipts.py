"""The receipts of an engagement, newest first."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.receipts import ReceiptView, told
from talenttrack.services.schemes.rth.case import SUBJECT
from talenttrack.storage.audit import AuditEntry, ReceiptRow


def latest_of(session: Session, actor: Actor, engagement_id: int) -> ReceiptView | None:
    """The engagement's newest receipt of something that was judged."""
    row = session.scalars(judged(engagement_id).limit(1)).one_or_none()
    return told(session, actor, row) if row else None


def judged(engagement_id: int) -> Select[tuple[ReceiptRow]]:
    """The engagement's receipts that have facts, newest first: in the order of their audit entries."""
    return (
        select(ReceiptRow)
        .join(AuditEntry, AuditEntry.receipt_id == ReceiptRow.id)
        .where(
            AuditEntry.subject_type == SUBJECT, AuditEntry.subject_id == engagement_id, ReceiptRow.facts.is_not(None)
        )
        .order_by(AuditEntry.id.desc())
    )
