"""What happened to an engagement, line by line: who did what, and what was recorded before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import COMPANY, Actor, Role
from talenttrack.services.schemes.rth.case import SUBJECT, find
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.schemes.rth import EngagementVersion
from talenttrack.storage.vault import Vault, vault_of

FOLLOWED = (
    "state",
    "first_day",
    "last_day",
    "terminated_on",
    "variation_end",
    "variation_state",
    "permit_until",
    "pool",
    "degree",
)
"""The columns whose changes are told; a changed person or salary is told without its value."""

INTERNAL_REASONS = frozenset(
    {
        "engagement.recommend",
        "engagement.grant_exception",
        "engagement.confirm_correction",
        "engagement.reject_correction",
        "engagement.kept_in_breach",
    }
)
"""Acts, done or refused, whose reasons are written for officers, not for the company."""

Shown = str | bool | date | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`actor_name` is None where the reader, a company, is told the role alone; `version` where facts changed."""

    at: datetime
    actor_name: str | None
    actor_role: str
    action: str
    reason: str
    receipt_id: str | None
    version: int | None
    changes: tuple[FieldChange, ...]


def history(session: Session, actor: Actor, engagement_id: int) -> list[HistoryLine]:
    """Oldest first. Raises NotFound as `case.find` does."""
    find(session, actor, engagement_id)
    versions = session.scalars(
        select(EngagementVersion)
        .where(EngagementVersion.engagement_id == engagement_id)
        .order_by(EngagementVersion.version)
    ).all()
    by_receipt = {
        version.receipt_id: (version.version, _changes(versions, index, vault_of(session)))
        for index, version in enumerate(versions)
        if version.receipt_id
    }
    entries = session.execute(
        select(AuditEntry, UserAccount.role)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_type == SUBJECT, AuditEntry.subject_id == engagement_id)
        .order_by(AuditEntry.id)
    )
    lines = []
    for entry, role in entries:
        number, changes = by_receipt.get(entry.receipt_id, (None, ()))
        named = actor.reads_all or role in COMPANY
        internal = entry.action.removesuffix(".refused") in INTERNAL_REASONS and not actor.reads_all
        lines.append(
            HistoryLine(
                at=entry.at,
                actor_name=entry.actor_name if named else None,
                actor_role=role or Role.SYSTEM.value,
                action=entry.action,
                reason="" if internal else entry.reason,
                receipt_id=entry.receipt_id,
                version=number,
                changes=changes,
            )
        )
    return lines


def _changes(versions: Sequence[EngagementVersion], index: int, vault: Vault) -> tuple[FieldChange, ...]:
    if index == 0:
        return ()
    before, after = versions[index - 1], versions[index]
    changed = [
        FieldChange(name, getattr(before, name), getattr(after, name))
        for name in FOLLOWED
        if getattr(before, name) != getattr(after, name)
    ]
    if before.person_id != after.person_id:
        changed.append(FieldChange("person_id", None, None))
    if vault.decrypt(before.monthly_salary_encrypted) != vault.decrypt(after.monthly_salary_encrypted):
        changed.append(FieldChange("monthly_salary", None, None))
    return tuple(changed)
