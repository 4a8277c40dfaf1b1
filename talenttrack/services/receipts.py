"""Receipts of every scheme under one address: read as the asker may, and decided again from what they kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_from_json, decision_to_json
from talenttrack.domain.errors import NotFound
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes import nias_awards
from talenttrack.services.schemes.rth import receipts as rth
from talenttrack.storage.audit import ReceiptRow
from talenttrack.storage.policy import policy_book

N_ = str  # marks a text for translation without translating it here


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


def _decide_nias(facts: Mapping[str, Any], book: PolicyBook) -> Decision:
    return nias_awards.decide(nias_awards.facts_from_json(facts), book)


DECIDES: Mapping[str, Callable[[Mapping[str, Any], PolicyBook], Decision]] = {"nias": _decide_nias}
"""Schemes whose decisions rest on the company's own facts alone, so that nothing in them is to be held back."""


def get(session: Session, actor: Actor, receipt_id: str) -> ReceiptView:
    """Raises NotFound for another company's too."""
    row = _find(session, actor, receipt_id)
    if row.scheme in DECIDES:
        decision = decision_from_json(row.decision)
    else:
        decision = rth.get(session, actor, receipt_id).decision
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
    """Whether deciding again on the stored facts, by the stored versions, gives the stored decision."""
    row = _find(session, actor, receipt_id)
    decides = DECIDES.get(row.scheme)
    if decides is None or row.facts is None:
        return rth.replay(session, actor, receipt_id)
    book = policy_book(session).only(row.policy_versions)
    return decision_to_json(decides(row.facts, book)) == row.decision


def _find(session: Session, actor: Actor, receipt_id: str) -> ReceiptRow:
    row = session.get(ReceiptRow, receipt_id)
    if row is None or not (actor.reads_all or (actor.is_company and actor.company_id == row.company_id)):
        raise NotFound(N_("There is no such receipt."))
    return row
