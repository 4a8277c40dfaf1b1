"""What happened to an engagement, line by line: who did what, and what was recorded before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import COMPANY, SYSTEM_ACTOR, Actor, Role
from talenttrack.services.changes import FieldChange
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

OFFICERS_ONLY = frozenset({"merge"})
"""Acts of which a company is told nothing: that a person had two records shows that others recorded the person."""

INTERNAL_ACTS = frozenset({"engagement.claim", "engagement.release", "engagement.take_over", "engagement.note"})
"""Acts of officers among themselves, of which a company is told nothing."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`actor_name` is None where the reader, a company, is told the role alone; `version` where facts changed.

    `reason_codes` were picked from the list of the act; `internal` is what no company reads.
    """

    at: datetime
    actor_name: str | None
    actor_role: str
    action: str
    reason: str
    receipt_id: str | None
    version: int | None
    changes: tuple[FieldChange, ...]
    reason_codes: tuple[str, ...] = ()
    internal: bool = False


def history(session: Session, actor: Actor, engagement_id: int) -> list[HistoryLine]:
    """Oldest first. Raises NotFound as `case.find` does."""
    find(session, actor, engagement_id)
    versions = session.scalars(
        select(EngagementVersion)
        .where(EngagementVersion.engagement_id == engagement_id)
        .order_by(EngagementVersion.version)
    ).all()
    changes = [changes_at(versions, index, vault_of(session)) for index in range(len(versions))]
    entries = session.execute(
        select(AuditEntry, UserAccount.role)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_type == SUBJECT, AuditEntry.subject_id == engagement_id)
        .order_by(AuditEntry.id)
    ).all()
    index_of = {mark(version, f"{SUBJECT}.{version.action}"): index for index, version in enumerate(versions)}
    lines, told = [], set()
    for entry, role in entries:
        apart = entry.action in INTERNAL_ACTS
        if apart and not actor.reads_all:
            continue
        index = index_of.get(mark(entry, entry.action))
        told.add(index)
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
                version=None if index is None else versions[index].version,
                changes=() if index is None else changes[index],
                reason_codes=() if internal else tuple(entry.details.get("reason_codes", ())),
                internal=apart,
            )
        )
    lines += [
        _unaudited(session, actor, version, changes[index])
        for index, version in enumerate(versions)
        if index not in told and (actor.reads_all or version.action not in OFFICERS_ONLY)
    ]
    return sorted(lines, key=lambda line: (line.at, line.version != 1))


def mark(record: AuditEntry | EngagementVersion, action: str) -> tuple[object, ...]:
    """What a version and the audit entry of its act have in common: the receipt, or else the act and its instant."""
    if record.receipt_id:
        return (record.receipt_id,)
    return (action, record.at if isinstance(record, AuditEntry) else record.recorded_at)


def _unaudited(
    session: Session, actor: Actor, version: EngagementVersion, changes: tuple[FieldChange, ...]
) -> HistoryLine:
    """The line of a version whose act was audited as a whole: a file that was imported, a merge of two persons."""
    by = session.get(UserAccount, version.actor_id) if version.actor_id is not None else None
    role, name = (by.role, by.name) if by else (SYSTEM_ACTOR.role.value, SYSTEM_ACTOR.name)
    first = (FieldChange("state", None, version.state),) if version.version == 1 else ()
    return HistoryLine(
        at=version.recorded_at,
        actor_name=name if actor.reads_all or role in COMPANY else None,
        actor_role=role,
        action=f"{SUBJECT}.{version.action}",
        reason="",
        receipt_id=version.receipt_id,
        version=version.version,
        changes=first or changes,
    )


def changes_at(versions: Sequence[EngagementVersion], index: int, vault: Vault) -> tuple[FieldChange, ...]:
    """What this version changed of the one before it; nothing for the first."""
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
    if _salary_changed(before, after, vault):
        changed.append(FieldChange("monthly_salary", None, None))
    return tuple(changed)


def _salary_changed(before: EngagementVersion, after: EngagementVersion, vault: Vault) -> bool:
    """A version that leaves the salary alone keeps its very bytes, so that few are decrypted."""
    was, became = before.monthly_salary_encrypted, after.monthly_salary_encrypted
    return was != became and vault.decrypt(was) != vault.decrypt(became)
