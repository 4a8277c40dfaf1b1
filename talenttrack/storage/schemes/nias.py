"""NIAS projects and the versions of what rules ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.domain.schemes.nias_awards import COUNTED, EarlierAward
from talenttrack.storage.base import Base, insert_if_absent


class NiasProjectFactColumns:
    """What rules ask of a project; the same columns on the current row and on every version of it."""

    state: Mapped[str]
    approved_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    allowance_from: Mapped[date | None]
    allowance_to: Mapped[date | None]
    total_cost_cents: Mapped[int]
    own_share_cents: Mapped[int]
    grant_cents: Mapped[int]


class NiasProjectRow(NiasProjectFactColumns, Base):
    __tablename__ = "nias_project"
    __table_args__ = (UniqueConstraint("company_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    reference: Mapped[str]
    industry: Mapped[str]
    submitted_on: Mapped[date | None]
    committee_recommended_on: Mapped[date | None]
    version: Mapped[int]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class NiasProjectVersion(NiasProjectFactColumns, Base):
    """Append-only: what was known of the project from `recorded_at` on."""

    __tablename__ = "nias_project_version"
    __table_args__ = (
        UniqueConstraint("project_id", "version"),
        Index("ix_nias_project_version_recorded_at", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("nias_project.id"))
    version: Mapped[int]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str]
    reason: Mapped[str]


def projects_of(session: Session, company_ids: Iterable[int]) -> tuple[NiasProject, ...]:
    """The projects of these companies as rules see them, by id."""
    row = NiasProjectRow
    found = session.execute(
        select(
            row.id,
            row.company_id,
            row.reference,
            row.state,
            row.approved_on,
            row.allowance_from,
            row.allowance_to,
            row.terminated_on,
        )
        .where(row.company_id.in_(list(company_ids)))
        .order_by(row.id)
    )
    return tuple(NiasProject(r[0], r[1], r[2], ProjectState(r[3]), *r[4:]) for r in found)


_CURRENT = cast(Table, NiasProjectRow.__table__)
_FACTS = tuple(column.name for column in _CURRENT.columns if column.name in NiasProjectFactColumns.__annotations__)


def insert_project(session: Session, columns: Mapping[str, Any]) -> int | None:
    """The id of the new project, or None where the company has one of this reference."""
    return insert_if_absent(session, NiasProjectRow, columns)


def append_version(
    session: Session, project_id: int, *, actor_id: int | None, action: str, reason: str, now: datetime
) -> None:
    """Keeps the current row as the version it says it is."""
    row = session.execute(select(_CURRENT).where(_CURRENT.c.id == project_id)).mappings().one()
    session.execute(
        insert(NiasProjectVersion).values(
            **{name: row[name] for name in _FACTS},
            project_id=project_id,
            version=row["version"],
            recorded_at=now,
            actor_id=actor_id,
            action=action,
            reason=reason,
        )
    )


def record_version(
    session: Session,
    project_id: int,
    *,
    action: str,
    actor_id: int | None,
    reason: str,
    now: datetime,
    **changes: Any,
) -> None:
    """Makes the changes and keeps the result as the next version; the caller has locked the company."""
    changes["version"] = _CURRENT.c.version + 1
    session.execute(update(_CURRENT).where(_CURRENT.c.id == project_id).values(**changes))
    append_version(session, project_id, actor_id=actor_id, action=action, reason=reason, now=now)


def first_version(session: Session, project_id: int) -> NiasProjectVersion:
    """The project as it was entered."""
    row = NiasProjectVersion
    return session.scalars(select(row).where(row.project_id == project_id, row.version == 1)).one()


def awards_of(session: Session, company_id: int, *, without: int | None) -> tuple[EarlierAward, ...]:
    """The projects of a company that count for their number and the cap, by id; `without` is left out."""
    row = NiasProjectRow
    counted = [state.value for state in COUNTED]
    query = select(row.id, row.grant_cents).where(row.company_id == company_id, row.state.in_(counted)).order_by(row.id)
    return tuple(EarlierAward(found.id, found.grant_cents) for found in session.execute(query) if found.id != without)


def ids_by_reference(session: Session, company_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Project ids by company and reference."""
    row = NiasProjectRow
    query = select(row.company_id, row.reference, row.id).where(row.company_id.in_(list(company_ids)))
    return {(found.company_id, found.reference): found.id for found in session.execute(query)}
