"""Engagements: the current row, its append-only versions, and the one function that adds a version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.domain.errors import NotFound, Stale
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import month_units
from talenttrack.domain.schemes.rth.life import held_period
from talenttrack.storage.base import Base


class EngagementFactColumns:
    """What rules count; the same columns on the current row and on every version of it.

    `held_from` to `held_until` (both included) are the days it draws on its pools, both null when it draws on
    none; `held_units` is their length. `admitted` is false for what came from history or was kept in breach.
    """

    pool: Mapped[str]
    stream: Mapped[str]
    role: Mapped[str]
    itf_project: Mapped[str]
    itf_project_key: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    terminated_on: Mapped[date | None]
    state: Mapped[str]
    submitted_on: Mapped[date | None]
    latest_submission_on: Mapped[date | None]
    variation_end: Mapped[date | None]
    variation_state: Mapped[str | None]
    variation_submitted_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    held_from: Mapped[date | None]
    held_until: Mapped[date | None]
    held_units: Mapped[int]
    admitted: Mapped[bool]
    degree: Mapped[str]
    stem: Mapped[bool]
    institution_kind: Mapped[str]
    permanent_resident: Mapped[bool]
    permit_until: Mapped[date | None]
    conflicts: Mapped[list[str]]
    exceptions: Mapped[list[str]]
    monthly_salary_encrypted: Mapped[bytes]


_OPEN_EXTENSIONS = text("variation_state IS NOT NULL")
_SHARED_DRAFTS = text("shared_at IS NOT NULL AND state = 'draft'")


class Engagement(EngagementFactColumns, Base):
    """The current row. `talent_name_*` and `document_hash` are as its company named the person, others may differ.

    `clock_from` is set while an application is undecided, with the office or returned: `domain.duties.counted_from`.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        UniqueConstraint("company_id", "reference"),
        Index("ix_engagement_company_id_pool_held_until", "company_id", "pool", "held_until"),
        Index("ix_engagement_person_id", "person_id"),
        Index("ix_engagement_itf_project_key", "itf_project_key"),
        Index("ix_engagement_state_submitted_on", "state", "submitted_on"),
        Index("ix_engagement_state_id", "state", "id"),
        Index("ix_engagement_pool_id", "pool", "id"),
        Index("ix_engagement_company_id_id", "company_id", "id"),
        Index("ix_engagement_shared_at", "shared_at", sqlite_where=_SHARED_DRAFTS, postgresql_where=_SHARED_DRAFTS),
        Index("ix_engagement_reference", "reference"),
        Index(
            "ix_engagement_variation_state",
            "variation_state",
            "variation_submitted_on",
            sqlite_where=_OPEN_EXTENSIONS,
            postgresql_where=_OPEN_EXTENSIONS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nias_project_id: Mapped[int | None] = mapped_column(ForeignKey("nias_project.id"))
    talent_name_en: Mapped[str | None]
    talent_name_zh: Mapped[str | None]
    document_hash: Mapped[str | None]
    version: Mapped[int]
    from_history: Mapped[bool]
    content_hash: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    excepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    variation_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    variation_recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    barred: Mapped[list[int]]
    reviewed: Mapped[bool]
    shared_at: Mapped[datetime | None]
    edit_encrypted: Mapped[bytes | None]
    clock_from: Mapped[date | None]
    created_at: Mapped[datetime]


class EngagementVersion(EngagementFactColumns, Base):
    """Append-only: what was known of the engagement from `recorded_at` on, and who made it so by which action."""

    __tablename__ = "engagement_version"
    __table_args__ = (
        UniqueConstraint("engagement_id", "version"),
        Index("ix_engagement_version_recorded_at", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    version: Mapped[int]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str]
    receipt_id: Mapped[str | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nias_project_id: Mapped[int | None] = mapped_column(ForeignKey("nias_project.id"))


class Correction(Base):
    """Fields recorded wrongly, as one officer proposes to put them right and another confirms."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    fields_encrypted: Mapped[bytes]
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]


_CURRENT = cast(Table, Engagement.__table__)
_HISTORY = cast(Table, EngagementVersion.__table__)
_COPIED = tuple(sorted({*_CURRENT.columns.keys()} & {*_HISTORY.columns.keys()} - {"id", "version"}))
_OPEN_VARIATION = frozenset({State.SUBMITTED.value, State.RECOMMENDED.value})


def add_engagement(
    session: Session, *, action: str, actor_id: int | None, receipt_id: str | None, now: datetime, **columns: Any
) -> int:
    """Adds the current row and its version 1, and returns its id; what it holds is computed here."""
    row = {**columns, "version": 1}
    row.update(_held(row))
    row["id"] = session.execute(insert(_CURRENT).values(**row).returning(_CURRENT.c.id)).scalar_one()
    _append(session, row, action=action, actor_id=actor_id, receipt_id=receipt_id, now=now)
    return int(row["id"])


def add_engagements(
    session: Session, rows: Sequence[Mapping[str, Any]], *, action: str, actor_id: int | None, now: datetime
) -> list[int]:
    """Adds many current rows at once, each with its version 1, and returns their ids in the order of the rows.

    Every row names the same columns. There are no receipts: nothing was decided.
    """
    complete = [{**row, "version": 1, **_held(row)} for row in rows]
    if not complete:
        return []
    adding = insert(_CURRENT).returning(_CURRENT.c.id, sort_by_parameter_order=True)
    ids = list(session.execute(adding, complete).scalars())
    versions = [
        {
            **{name: row[name] for name in _COPIED if name in row},
            "engagement_id": engagement_id,
            "version": 1,
            "recorded_at": now,
            "actor_id": actor_id,
            "action": action,
            "receipt_id": None,
        }
        for engagement_id, row in zip(ids, complete, strict=True)
    ]
    session.execute(insert(_HISTORY), versions)
    return ids


def references_of(session: Session, company_ids: Collection[int]) -> dict[tuple[int, str], tuple[int, str | None]]:
    """Id and content hash of the engagements of these companies, by company and reference."""
    wanted = sorted(company_ids)
    found: dict[tuple[int, str], tuple[int, str | None]] = {}
    for start in range(0, len(wanted), 1000):
        query = select(_CURRENT.c.company_id, _CURRENT.c.reference, _CURRENT.c.id, _CURRENT.c.content_hash).where(
            _CURRENT.c.company_id.in_(wanted[start : start + 1000])
        )
        found.update({(row[0], row[1]): (row[2], row[3]) for row in session.execute(query)})
    return found


def keep_content_hash(session: Session, engagement_id: int, content_hash: str) -> None:
    """Remembers what the sender sent, so that the same again is known as the same; no fact that a rule counts."""
    session.execute(update(_CURRENT).where(_CURRENT.c.id == engagement_id).values(content_hash=content_hash))


def record_version(
    session: Session,
    engagement_id: int,
    *,
    action: str,
    actor_id: int | None,
    receipt_id: str | None,
    now: datetime,
    expected_version: int | None = None,
    **changes: Any,
) -> int:
    """Makes the changes to the current row, keeps the result as its next version, and returns that version.

    Columns are set as they are stored; what the engagement holds is computed here. Nothing is locked: the
    caller has locked what the rules counted. Raises NotFound, and Stale where the version is not the expected one.
    """
    current = session.execute(select(_CURRENT).where(_CURRENT.c.id == engagement_id)).mappings().one_or_none()
    if current is None:
        raise NotFound("There is no such engagement.")
    if expected_version is not None and current["version"] != expected_version:
        raise _stale()
    row = {**current, **changes, "version": current["version"] + 1}
    changes = {**changes, **_held(row), "version": row["version"]}
    row.update(changes)
    unchanged = (_CURRENT.c.id == engagement_id) & (_CURRENT.c.version == current["version"])
    changed = session.execute(update(_CURRENT).where(unchanged).values(**changes).returning(_CURRENT.c.id))
    if changed.first() is None:
        raise _stale()
    _append(session, row, action=action, actor_id=actor_id, receipt_id=receipt_id, now=now)
    return int(row["version"])


def _stale() -> Stale:
    return Stale("The engagement was changed since you last saw it. Look at it again.")


def _held(row: Mapping[str, Any]) -> dict[str, Any]:
    variation_open = row.get("variation_state") in _OPEN_VARIATION
    held = held_period(
        state=State(row["state"]),
        first_day=row["first_day"],
        last_day=row["last_day"],
        terminated_on=row.get("terminated_on"),
        variation_end=row.get("variation_end") if variation_open else None,
    )
    if held is None:
        return {"held_from": None, "held_until": None, "held_units": 0}
    units = month_units(held.first_day, held.last_day)
    return {"held_from": held.first_day, "held_until": held.last_day, "held_units": units}


def _append(
    session: Session,
    row: Mapping[str, Any],
    *,
    action: str,
    actor_id: int | None,
    receipt_id: str | None,
    now: datetime,
) -> None:
    copied = {name: row[name] for name in _COPIED if name in row}
    session.execute(
        insert(_HISTORY).values(
            **copied,
            engagement_id=row["id"],
            version=row["version"],
            recorded_at=now,
            actor_id=actor_id,
            action=action,
            receipt_id=receipt_id,
        )
    )
