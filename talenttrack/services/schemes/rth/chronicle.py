"""The acts on engagements in the history of their company: what each changed, and those that no entry tells of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from talenttrack.services.changes import FieldChange
from talenttrack.services.histories import Chronicle, Cited, Unaudited
from talenttrack.services.schemes.rth.case import SUBJECT
from talenttrack.services.schemes.rth.history import changes_at, mark
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from talenttrack.storage.vault import vault_of

AS_A_WHOLE = ("import", "merge")
"""Acts on many engagements at once, which have one entry for all of them."""


def cited(session: Session, ids: Collection[int]) -> Mapping[int, Cited]:
    query = select(
        Engagement.id,
        Engagement.reference,
        func.coalesce(Engagement.talent_name_en, Person.name_en),
        func.coalesce(Engagement.talent_name_zh, Person.name_zh),
    ).join(Person, Person.id == Engagement.person_id)
    rows = session.execute(query.where(Engagement.id.in_(ids))).tuples()
    return {number: Cited(reference, (name_en, name_zh)) for number, reference, name_en, name_zh in rows}


def changes(session: Session, entries: Sequence[AuditEntry]) -> Mapping[int, tuple[FieldChange, ...]]:
    found: dict[int, tuple[FieldChange, ...]] = {}
    by_mark = {
        (version.engagement_id, *mark(version, f"{SUBJECT}.{version.action}")): changed
        for version, changed in _changed(session, {entry.subject_id for entry in entries if entry.subject_id})
    }
    for entry in entries:
        found[entry.id] = by_mark.get((entry.subject_id, *mark(entry, entry.action)), ())
    return found


def unaudited(company_id: int) -> Select[Any]:
    of_company = select(EngagementVersion.recorded_at, EngagementVersion.id).join(
        Engagement, Engagement.id == EngagementVersion.engagement_id
    )
    return of_company.where(
        Engagement.company_id == company_id,
        EngagementVersion.action.in_(AS_A_WHOLE),
        EngagementVersion.receipt_id.is_(None),
    )


def versions(session: Session, ids: Collection[int]) -> Mapping[int, Unaudited]:
    owners = select(EngagementVersion.engagement_id).where(EngagementVersion.id.in_(ids))
    found = {version.id: (version, changed) for version, changed in _changed(session, set(session.scalars(owners)))}
    return {
        number: Unaudited(
            at=version.recorded_at,
            subject_id=version.engagement_id,
            action=f"{SUBJECT}.{version.action}",
            actor_id=version.actor_id,
            changes=changed,
        )
        for number, (version, changed) in found.items()
        if number in ids
    }


def _changed(session: Session, ids: Collection[int]) -> list[tuple[EngagementVersion, tuple[FieldChange, ...]]]:
    if not ids:
        return []
    row = EngagementVersion
    rows = session.scalars(select(row).where(row.engagement_id.in_(ids)).order_by(row.engagement_id, row.version))
    vault = vault_of(session)
    found = []
    for _engagement, of_one in groupby(rows, key=lambda version: version.engagement_id):
        listed = list(of_one)
        found += [(version, changes_at(listed, index, vault)) for index, version in enumerate(listed)]
    return found


CHRONICLE = Chronicle(SUBJECT, cited, changes, unaudited, versions)
