"""Receipts read again and replayed: the verdict is recomputed from the facts and versions kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_from_json
from talenttrack.domain.errors import NotFound
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes import rth
from talenttrack.domain.schemes.rth.facts_json import facts_from_json
from talenttrack.services.schemes.rth.case import NOTHING_TO_JUDGE, SUBJECT
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.policy import policy_book


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as the actor may read it; `engagement_id` is None where a submission was refused."""

    id: str
    action: str
    engagement_id: int | None
    company_id: int
    decided_at: datetime
    decision: Decision


def get(session: Session, actor: Actor, receipt_id: str) -> ReceiptView:
    """Raises NotFound for another company's too."""
    return _told(session, actor, _find(session, actor, receipt_id))


def latest_of(session: Session, actor: Actor, engagement_id: int) -> ReceiptView | None:
    """The engagement's newest receipt of something that was judged."""
    row = session.scalars(judged(engagement_id).limit(1)).one_or_none()
    return _told(session, actor, row) if row else None


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


def replay(session: Session, actor: Actor, receipt_id: str) -> bool:
    """Whether deciding again on the stored facts, by the stored versions, gives the stored decision.

    Compared is all that was decided and measured; the wording of a sentence or of a source may improve.
    """
    row = _find(session, actor, receipt_id)
    return _measured(_recomputed(session, row)) == _measured(decision_from_json(row.decision))


def _measured(decision: Decision) -> tuple[object, ...]:
    checks = tuple(
        (c.code, c.verdict, c.unit, c.limit, c.used, c.after, c.binding, c.parameter_version, c.members)
        for c in decision.checks
    )
    return checks, decision.remedies


def _recomputed(session: Session, row: ReceiptRow) -> Decision:
    if row.facts is None:
        return NOTHING_TO_JUDGE
    book = policy_book(session, known_at=None).only(row.policy_versions)
    return rth.decide(facts_from_json(row.facts), book)


def _find(session: Session, actor: Actor, receipt_id: str) -> ReceiptRow:
    row = session.get(ReceiptRow, receipt_id)
    if row is None or not (actor.reads_all or (actor.is_company and actor.company_id == row.company_id)):
        raise NotFound("There is no such receipt.")
    return row


def _told(session: Session, actor: Actor, row: ReceiptRow) -> ReceiptView:
    decision = decision_from_json(row.decision)
    if not actor.reads_all and row.facts is not None:
        book = policy_book(session, known_at=None).only(row.policy_versions)
        decision = rth.disclosed(facts_from_json(row.facts), book, decision)
    return ReceiptView(row.id, row.action, row.subject_id, row.company_id, row.decided_at, decision)
