"""What officers decided about a company's engagements lately, in one line each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.schemes.rth.case import SUBJECT
from talenttrack.services.scope import company_id_for
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement

DECISIONS: Final = tuple(
    f"{SUBJECT}.{action}" for action in ("approve", "reject", "return", "lapse", "confirm_correction")
)


@dataclass(frozen=True, slots=True)
class Decided:
    """`action` as the history tells it, `at` the instant."""

    at: datetime
    action: str
    engagement_id: int
    reference: str
    talent_name_en: str
    talent_name_zh: str


def latest_decisions(session: Session, actor: Actor, company_id: int, limit: int) -> list[Decided]:
    """Latest first. Raises NotFound for another company."""
    company_id_for(actor, company_id)
    query = (
        select(
            AuditEntry.at,
            AuditEntry.action,
            Engagement.id,
            Engagement.reference,
            func.coalesce(Engagement.talent_name_en, Person.name_en),
            func.coalesce(Engagement.talent_name_zh, Person.name_zh),
        )
        .join(Engagement, Engagement.id == AuditEntry.subject_id)
        .join(Person, Person.id == Engagement.person_id)
        .where(
            AuditEntry.company_id == company_id,
            AuditEntry.subject_type == SUBJECT,
            AuditEntry.action.in_(DECISIONS),
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [Decided(*row) for row in session.execute(query)]
