"""Receipts of every scheme: read as the asker may, and decided again from the facts and versions kept with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_from_json
from talenttrack.domain.errors import NotFound
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.schemes.judges import JUDGES
from talenttrack.storage.audit import ReceiptRow
from talenttrack.storage.policy import policy_book


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as the asker may read it; `subject_id` is None where a refusal left no record."""

    id: str
    scheme: str
    action: str
    subject_type: str
    subject_id: int | None
    company_id: int
    decided_at: datetime
    decision: Decision


def get(session: Session, actor: Actor, receipt_id: str) -> ReceiptView:
    """Raises NotFound for another company's too."""
    return told(session, actor, _find(session, actor, receipt_id))


def told(session: Session, actor: Actor, row: ReceiptRow) -> ReceiptView:
    """The receipt as this actor, who may see it, may read it."""
    decision = decision_from_json(row.decision)
    if not actor.reads_all and row.facts is not None:
        book = policy_book(session).only(row.policy_versions)
        decision = JUDGES[row.scheme].disclosed(row.facts, book, decision)
    return ReceiptView(
        row.id,
        row.scheme,
        row.action,
        row.subject_type,
        row.subject_id,
        row.company_id,
        row.decided_at,
        decision,
    )


def replay(session: Session, actor: Actor, receipt_id: str) -> bool:
    """Whether deciding again on the stored facts, by the stored versions, gives the stored decision.

    Compared is all that was decided and measured; the wording of a sentence or of a source may improve. An act
    that nothing had to be judged for has no facts and no checks, and replays to none.
    """
    row = _find(session, actor, receipt_id)
    again = Decision(())
    if row.facts is not None:
        again = JUDGES[row.scheme].decide(row.facts, policy_book(session).only(row.policy_versions))
    return _measured(again) == _measured(decision_from_json(row.decision))


def _measured(decision: Decision) -> tuple[object, ...]:
    checks = tuple(
        (c.code, c.verdict, c.unit, c.limit, c.used, c.after, c.binding, c.parameter_version, c.members)
        for c in decision.checks
    )
    return checks, decision.remedies


def _find(session: Session, actor: Actor, receipt_id: str) -> ReceiptRow:
    row = session.get(ReceiptRow, receipt_id)
    if row is None or not (actor.reads_all or (actor.is_company and actor.company_id == row.company_id)):
        raise NotFound("There is no such receipt.")
    return row
