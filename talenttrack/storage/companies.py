"""Companies, and the versions of what a rule asks of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, insert, literal, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.base import Base, insert_if_absent


class CompanyFactColumns:
    """What rules ask of a company; the same columns on the current row and on every version of it."""

    registered: Mapped[bool]
    subvented: Mapped[bool]
    subvented_subsidiary: Mapped[bool]
    suspended: Mapped[bool]


class Company(CompanyFactColumns, Base):
    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    brn: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    directors: Mapped[list[str]]
    bank_account_encrypted: Mapped[bytes | None]
    operating_since: Mapped[date | None]
    version: Mapped[int]
    created_at: Mapped[datetime]


class CompanyVersion(CompanyFactColumns, Base):
    """Append-only: what was known of the company from `recorded_at` on."""

    __tablename__ = "company_version"
    __table_args__ = (UniqueConstraint("company_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    version: Mapped[int]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str]
    reason: Mapped[str]


_VERSIONED = ("registered", "subvented", "subvented_subsidiary", "suspended")


def insert_company(session: Session, columns: Mapping[str, Any]) -> int | None:
    """The id of the new company, or None where its BRN is registered already."""
    return insert_if_absent(session, Company, columns)


def append_version(
    session: Session, company_id: int, *, actor_id: int | None, action: str, reason: str, now: datetime
) -> None:
    """Keeps the current row as its next version; the caller has changed it and counted `version` up."""
    own = Company.__table__.c
    current = select(
        own.id,
        own.version,
        *(own[name] for name in _VERSIONED),
        literal(now, CompanyVersion.__table__.c.recorded_at.type),
        literal(actor_id, CompanyVersion.__table__.c.actor_id.type),
        literal(action),
        literal(reason),
    ).where(own.id == company_id)
    names = ["company_id", "version", *_VERSIONED, "recorded_at", "actor_id", "action", "reason"]
    session.execute(insert(CompanyVersion).from_select(names, current))


def ids_by_brn(session: Session, brns: Collection[str]) -> dict[str, int]:
    wanted = sorted(brns)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 1000):
        query = select(Company.brn, Company.id).where(Company.brn.in_(wanted[start : start + 1000]))
        found.update((brn, company_id) for brn, company_id in session.execute(query))
    return found


def brns_of(session: Session, company_ids: Collection[int]) -> dict[int, str]:
    """The business registration numbers of these companies."""
    rows = session.execute(select(Company.id, Company.brn).where(Company.id.in_(company_ids)))
    return {company_id: brn for company_id, brn in rows}


def name_contains(text: str) -> ColumnElement[bool]:
    """Companies with the text in either name, in either case."""
    return or_(Company.name_en.icontains(text, autoescape=True), Company.name_zh.icontains(text, autoescape=True))
