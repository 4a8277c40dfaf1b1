"""Hires in preparation: what has been answered so far, whole and encrypted, until it is submitted or given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, Table, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.base import Base

OPEN = "open"


class HirePreparation(Base):
    """`state` is `open`, or what became of it: `submitted`, `shown` to officers as a draft, `discarded`.

    The answers are there while it is open and erased with the act that closes it; the row stays, so that its number
    is never another's.
    """

    __tablename__ = "hire_preparation"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (answers_encrypted IS NOT NULL)", name="answers_while_open"),
        Index("ix_hire_preparation_company_id_state", "company_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    state: Mapped[str]
    answers_encrypted: Mapped[bytes | None]
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    version: Mapped[int]
    begun_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    updated_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


_TABLE = cast(Table, HirePreparation.__table__)


def add_preparation(session: Session, **columns: Any) -> int:
    """Adds an open one, version 1, and returns its id."""
    row = {"state": OPEN, "engagement_id": None, "version": 1, **columns}
    return int(session.execute(insert(_TABLE).values(**row).returning(_TABLE.c.id)).scalar_one())


def change_preparation(session: Session, hire_id: int, **columns: Any) -> None:
    """Sets columns and counts the version up; the caller has locked the company and read the row since."""
    changed = {"version": _TABLE.c.version + 1, **columns}
    session.execute(update(_TABLE).where(_TABLE.c.id == hire_id).values(**changed))


def preparation(session: Session, hire_id: int) -> Any | None:
    """The row with `begun_by_name` and `updated_by_name`."""
    return session.execute(_rows().where(_TABLE.c.id == hire_id)).mappings().one_or_none()


def open_preparations(session: Session, company_id: int, begun_by: int | None, limit: int) -> Sequence[Any]:
    """A company's open ones, last saved first; with `begun_by` that user's alone."""
    query = _rows().where(_TABLE.c.company_id == company_id, _TABLE.c.state == OPEN)
    if begun_by is not None:
        query = query.where(_TABLE.c.begun_by == begun_by)
    return session.execute(query.order_by(_TABLE.c.updated_at.desc(), _TABLE.c.id.desc()).limit(limit)).mappings().all()


def _rows() -> Select[Any]:
    beginner, saver = UserAccount.__table__.alias("beginner"), UserAccount.__table__.alias("saver")
    return (
        select(_TABLE, beginner.c.name.label("begun_by_name"), saver.c.name.label("updated_by_name"))
        .join(beginner, beginner.c.id == _TABLE.c.begun_by)
        .join(saver, saver.c.id == _TABLE.c.updated_by)
    )
