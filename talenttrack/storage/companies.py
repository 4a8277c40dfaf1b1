"""Companies, and the versions of what a rule asks of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from talenttrack.storage.base import Base


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
