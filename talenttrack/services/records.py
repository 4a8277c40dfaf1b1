"""What every act leaves behind, in its own transaction: an audit entry, and where it was judged a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_to_json
from talenttrack.domain.lifecycle import Actor
from talenttrack.storage.audit import AuditEntry, ReceiptRow

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference(prefix: str, now: datetime) -> str:
    """A reference to read out on the telephone, that nobody can count on from: `RTH-26-7K3M9Q2P`."""
    return f"{prefix}-{now:%y}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"


def new_receipt_id(now: datetime) -> str:
    """An id nobody can guess, since a receipt is asked for by its id alone."""
    return f"R-{now:%Y%m%d}-{''.join(secrets.choice(_ALPHABET) for _ in range(12))}"


def audit(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject_type: str,
    subject_id: int | None,
    company_id: int | None,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    receipt_id: str | None = None,
) -> None:
    """Adds the entry that tells of the act. `details` are JSON values and never hold an identity number."""
    session.execute(
        insert(AuditEntry.__table__).values(  # type: ignore[arg-type]
            at=now,
            actor_id=actor.id,
            actor_name=actor.name,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            company_id=company_id,
            receipt_id=receipt_id,
            reason=reason,
            details=dict(details or {}),
        )
    )


def receipt(
    session: Session,
    actor: Actor,
    action: str,
    decision: Decision,
    *,
    scheme: str,
    subject_type: str,
    subject_id: int | None,
    company_id: int,
    facts: Mapping[str, Any] | None,
    policy_versions: tuple[str, ...],
    receipt_id: str,
    now: datetime,
) -> None:
    """Keeps the decision whole with all that it was made from, under an id from `new_receipt_id`.

    `facts` is None for an act that nothing had to be judged for; such a receipt has no checks.
    """
    session.execute(
        insert(ReceiptRow.__table__).values(  # type: ignore[arg-type]
            id=receipt_id,
            scheme=scheme,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            company_id=company_id,
            actor_id=actor.id,
            decided_at=now,
            verdict=decision.verdict,
            facts=dict(facts) if facts is not None else None,
            policy_versions=list(policy_versions),
            decision=decision_to_json(decision),
        )
    )
