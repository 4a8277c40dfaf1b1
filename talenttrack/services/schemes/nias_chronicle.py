"""The acts on NIAS projects in the history of their company, with what each changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.services.changes import FieldChange
from talenttrack.services.histories import Chronicle, Cited
from talenttrack.services.schemes.nias_record import SUBJECT
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.schemes.nias import NiasProjectRow, NiasProjectVersion

FOLLOWED = ("state", "approved_on", "completed_on", "terminated_on", "allowance_from", "allowance_to", "grant_cents")


def cited(session: Session, ids: Collection[int]) -> Mapping[int, Cited]:
    query = select(NiasProjectRow.id, NiasProjectRow.reference).where(NiasProjectRow.id.in_(ids))
    return {number: Cited(reference) for number, reference in session.execute(query).tuples()}


def changes(session: Session, entries: Sequence[AuditEntry]) -> Mapping[int, tuple[FieldChange, ...]]:
    row = NiasProjectVersion
    ids = {entry.subject_id for entry in entries if entry.subject_id}
    query = select(row).where(row.project_id.in_(ids)).order_by(row.project_id, row.version)
    by_act: dict[tuple[object, ...], tuple[FieldChange, ...]] = {}
    before: NiasProjectVersion | None = None
    for version in session.scalars(query) if ids else ():
        if before is not None and before.project_id == version.project_id:
            act = (version.project_id, f"{SUBJECT}.{version.action}", version.recorded_at)
            by_act[act] = tuple(
                FieldChange(name, getattr(before, name), getattr(version, name))
                for name in FOLLOWED
                if getattr(before, name) != getattr(version, name)
            )
        before = version
    return {entry.id: by_act.get((entry.subject_id, entry.action, entry.at), ()) for entry in entries}


CHRONICLE = Chronicle(SUBJECT, cited, changes)
