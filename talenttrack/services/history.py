"""What happened to a company and to all that is its, and to one record: newest first, in pages by key.

It is read from the audit log, with what each act changed; an import or a merge, audited as a whole, is told for each
record from its version. For officers alone: a company reads the history of its cases on their pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, hong_kong_instant
from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.domain.lifecycle import Actor as Asker
from talenttrack.services.changes import FieldChange
from talenttrack.services.histories import Chronicle, Cited, Unaudited
from talenttrack.services.paging import Page, checked_limit, cursor_by_instant, instant_and_numbers_after, page
from talenttrack.services.schemes.chronicles import CHRONICLES
from talenttrack.services.scope import require_reads_all
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.audit import AuditEntry

COMPANY = "company"
AUDITED = 1_000
"""The source of an audited act, after those of the chronicles: of one instant, it is the later."""

_BY_TYPE: Mapping[str, Chronicle] = {one.subject_type: one for one in CHRONICLES}
KINDS: tuple[str, ...] = (*_BY_TYPE, COMPANY)
"""What the entries of a company's history may be about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `subject` names the record it was on; None for the company itself, and where a refusal left none."""

    at: datetime
    kind: str
    subject_id: int | None
    subject: Cited | None
    company_id: int | None
    actor_name: str
    actor_role: str
    action: str
    reason: str
    receipt_id: str | None
    changes: tuple[FieldChange, ...]
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Within:
    """What a history is narrowed to: kinds of records, and Hong Kong days, both ends included."""

    kind: str | None = None
    since: date | None = None
    until: date | None = None


def of_company(
    session: Session, actor: Asker, company_id: int, within: Within, *, cursor: str | None, limit: int
) -> Page[Entry]:
    """Everything about the company. Raises Forbidden for whoever sees no others, Invalid for what is no cursor."""
    require_reads_all(actor)
    kinds = KINDS if within.kind is None else (within.kind,)
    entry = AuditEntry
    audited = select(entry.at.label("at"), literal(AUDITED).label("source"), entry.id.label("id"))
    sources = [audited.where(entry.company_id == company_id, entry.subject_type.in_(kinds))]
    for source, chronicle in enumerate(CHRONICLES):
        if chronicle.unaudited is not None and chronicle.subject_type in kinds:
            told = chronicle.unaudited(company_id).subquery()
            at, number = told.c
            sources.append(select(at.label("at"), literal(source).label("source"), number.label("id")))
    every = union_all(*sources).subquery().c
    query = select(every.at, every.source, every.id).order_by(every.at.desc(), every.source.desc(), every.id.desc())
    after = instant_and_numbers_after(cursor, 2)
    if after is not None:
        query = query.where(_before((every.at, every.source, every.id), (after[0], *after[1])))
    if within.since is not None:
        query = query.where(every.at >= hong_kong_instant(within.since, time()))
    if within.until is not None:
        query = query.where(every.at < hong_kong_instant(within.until + ONE_DAY, time()))
    keys = session.execute(query.limit(checked_limit(limit) + 1)).tuples().all()
    told_of = _told(session, keys[:limit])
    return page(keys, limit, key=lambda key: cursor_by_instant(*key), view=lambda key: told_of[key[1:]])


def of_record(
    session: Session, actor: Asker, subject_type: str, ids: Collection[int], *, cursor: str | None, limit: int
) -> Page[Entry]:
    """The acts on one record, known by each of `ids`. Raises as of_company does."""
    require_reads_all(actor)
    entry = AuditEntry
    query = select(entry.at, literal(AUDITED), entry.id)
    query = query.where(entry.subject_type == subject_type, entry.subject_id.in_(ids))
    after = instant_and_numbers_after(cursor, 2)
    if after is not None:
        query = query.where(_before((AuditEntry.__table__.c.at, AuditEntry.__table__.c.id), (after[0], after[1][1])))
    newest = query.order_by(entry.at.desc(), entry.id.desc()).limit(checked_limit(limit) + 1)
    keys = session.execute(newest).tuples().all()
    told_of = _told(session, keys[:limit])
    return page(keys, limit, key=lambda key: cursor_by_instant(*key), view=lambda key: told_of[key[1:]])


def _before(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    return tuple_(*columns) < tuple_(*map(literal, values, (column.type for column in columns)))


def _told(session: Session, keys: Iterable[Sequence[Any]]) -> dict[tuple[int, int], Entry]:
    """The entries by source and id, with as many queries for many as for one."""
    ids: dict[int, set[int]] = {}
    for _at, source, number in keys:
        ids.setdefault(source, set()).add(number)
    query = select(AuditEntry, UserAccount.role).outerjoin(UserAccount, UserAccount.id == AuditEntry.actor_id)
    audited = session.execute(query.where(AuditEntry.id.in_(ids.get(AUDITED, ())))).tuples().all()
    versions = {
        (source, number): (chronicle, version)
        for source, chronicle in enumerate(CHRONICLES)
        if source in ids and chronicle.versions is not None
        for number, version in chronicle.versions(session, ids[source]).items()
    }
    subjects = _subjects(session, [entry for entry, _role in audited], list(versions.values()))
    by = _actors(session, {version.actor_id for _chronicle, version in versions.values()})
    changed = {
        number: changes
        for kind, chronicle in _BY_TYPE.items()
        if (of_kind := [entry for entry, _role in audited if entry.subject_type == kind])
        for number, changes in chronicle.changes(session, of_kind).items()
    }
    told = {(AUDITED, entry.id): _entry(entry, role, subjects, changed) for entry, role in audited}
    return told | {key: _of_version(*version, subjects, by) for key, version in versions.items()}


def _subjects(
    session: Session, entries: list[AuditEntry], versions: list[tuple[Chronicle, Unaudited]]
) -> dict[tuple[str, int], Cited]:
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject_id is not None:
            wanted.setdefault(entry.subject_type, set()).add(entry.subject_id)
    for chronicle, version in versions:
        wanted.setdefault(chronicle.subject_type, set()).add(version.subject_id)
    return {
        (kind, number): cited
        for kind, chronicle in _BY_TYPE.items()
        if kind in wanted
        for number, cited in chronicle.cited(session, wanted[kind]).items()
    }


def _actors(session: Session, ids: Collection[int | None]) -> dict[int | None, tuple[str, str]]:
    query = select(UserAccount.id, UserAccount.name, UserAccount.role).where(UserAccount.id.in_(ids))
    return {row.id: (row.name, row.role) for row in session.execute(query)} if ids else {}


def _entry(
    entry: AuditEntry,
    role: str | None,
    subjects: Mapping[tuple[str, int], Cited],
    changed: Mapping[int, tuple[FieldChange, ...]],
) -> Entry:
    noted = tuple(FieldChange(**one) for one in entry.details.get("changes", ()))
    return Entry(
        at=entry.at,
        kind=entry.subject_type,
        subject_id=entry.subject_id,
        subject=subjects.get((entry.subject_type, entry.subject_id or 0)),
        company_id=entry.company_id,
        actor_name=entry.actor_name,
        actor_role=role or SYSTEM_ACTOR.role.value,
        action=entry.action,
        reason=entry.reason,
        receipt_id=entry.receipt_id,
        changes=noted or changed.get(entry.id, ()),
        details=entry.details,
    )


def _of_version(
    chronicle: Chronicle,
    version: Unaudited,
    subjects: Mapping[tuple[str, int], Cited],
    by: Mapping[int | None, tuple[str, str]],
) -> Entry:
    name, role = by.get(version.actor_id, (SYSTEM_ACTOR.name, SYSTEM_ACTOR.role.value))
    return Entry(
        at=version.at,
        kind=chronicle.subject_type,
        subject_id=version.subject_id,
        subject=subjects.get((chronicle.subject_type, version.subject_id)),
        company_id=None,
        actor_name=name,
        actor_role=role,
        action=version.action,
        reason="",
        receipt_id=None,
        changes=version.changes,
        details={},
    )
