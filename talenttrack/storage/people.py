"""Persons and their identity documents: numbers encrypted, found by keyed hash, shown masked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from talenttrack.storage.base import Base


class Person(Base):
    """One human being; `merged_into_id` leads to the record that stands for both after a merge."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    created_at: Mapped[datetime]


class IdentityDocument(Base):
    __tablename__ = "identity_document"
    __table_args__ = (Index("ix_identity_document_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    id_type: Mapped[str]
    id_country: Mapped[str]
    number_encrypted: Mapped[bytes]
    number_hash: Mapped[str] = mapped_column(unique=True)
    masked: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class PersonMerge(Base):
    """Two records of one person, joined when a second officer agrees; `kept_id` stays."""

    __tablename__ = "person_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]


class PersonEnquiry(Base):
    """A company named this person on this day: what the daily limit on probing counts."""

    __tablename__ = "person_enquiry"
    __table_args__ = (
        UniqueConstraint("company_id", "number_hash"),
        Index("ix_person_enquiry_company_id_asked_on", "company_id", "asked_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    number_hash: Mapped[str]
    asked_on: Mapped[date]
