"""What every act on a NIAS project leaves behind: a version, a receipt where it was judged, an audit entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes import nias_awards
from talenttrack.domain.schemes.nias_awards import AwardFacts
from talenttrack.services import records
from talenttrack.storage.schemes import nias as storage
from talenttrack.storage.schemes.nias import NiasProjectRow

SCHEME = "nias"
SUBJECT = "nias_project"


def record(
    session: Session,
    actor: Actor,
    row: NiasProjectRow,
    action: str,
    now: datetime,
    reason: str,
    receipt_id: str | None,
    **changes: Any,
) -> None:
    """Makes the changes, keeps the version, and audits it; `row` is read again."""
    storage.record_version(session, row.id, action=action, actor_id=actor.id, reason=reason, now=now, **changes)
    session.refresh(row)
    audit(session, actor, action, row.id, row.company_id, now, reason, receipt_id)


def receipt(
    session: Session,
    actor: Actor,
    action: str,
    company_id: int,
    project_id: int | None,
    facts: AwardFacts,
    decision: Decision,
    book: PolicyBook,
    now: datetime,
) -> str:
    """Keeps the decision on a project, and returns the receipt's id."""
    receipt_id = records.new_receipt_id(now)
    records.receipt(
        session,
        actor,
        action,
        decision,
        scheme=SCHEME,
        subject_type=SUBJECT,
        subject_id=project_id,
        company_id=company_id,
        facts=nias_awards.facts_to_json(facts),
        policy_versions=book.version_ids(nias_awards.PARAMETERS),
        receipt_id=receipt_id,
        now=now,
    )
    return receipt_id


def audit(
    session: Session,
    actor: Actor,
    action: str,
    project_id: int | None,
    company_id: int,
    now: datetime,
    reason: str,
    receipt_id: str | None,
) -> None:
    """Tells of an act on a project; `project_id` is None where a refusal left none."""
    records.audit(
        session,
        actor,
        f"{SUBJECT}.{action}",
        subject_type=SUBJECT,
        subject_id=project_id,
        company_id=company_id,
        now=now,
        reason=reason,
        receipt_id=receipt_id,
    )
