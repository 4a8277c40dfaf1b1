"""Persons and their identity documents: numbers encrypted, found by keyed hash, shown masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.domain.people import Identity
from talenttrack.storage.base import Base, insert_if_absent
from talenttrack.storage.vault import vault_of


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


def find_person(session: Session, identity: Identity) -> int | None:
    """Whose document this is, after all merges; None where nobody's is recorded."""
    fingerprint = vault_of(session).fingerprint(identity.lookup_text)
    found = session.scalar(select(IdentityDocument.person_id).where(IdentityDocument.number_hash == fingerprint))
    return None if found is None else canonical(session, found)


def canonical(session: Session, person_id: int) -> int:
    """The person who stands for this one after all merges."""
    current = person_id
    while True:
        into = session.scalar(select(Person.merged_into_id).where(Person.id == current))
        if into is None:
            return current
        current = into


def ensure_person(
    session: Session, identity: Identity, *, name_en: str, name_zh: str, recorded_by: int | None, now: datetime
) -> int:
    """The person of this document, after all merges, recorded now if nobody knew it.

    Names given for a person already recorded are left alone: the first ones stay. Two transactions that record
    the same document wait for one another and end with one person. The caller who relies on the answer locks
    the person and asks again, since a merge may have come between.
    """
    known = find_person(session, identity)
    if known is not None:
        return known
    new = insert(Person).values(name_en=name_en, name_zh=name_zh, merged_into_id=None, version=1, created_at=now)
    person_id: int = session.execute(new.returning(Person.id)).scalar_one()
    if add_document(session, identity, person_id=person_id, recorded_by=recorded_by, now=now) is not None:
        return person_id
    # Somebody else recorded it a moment ago and has committed: this transaction's own person was never seen.
    session.execute(delete(Person).where(Person.id == person_id))
    winner = find_person(session, identity)
    assert winner is not None  # noqa: S101 (documents are never deleted)
    return winner


def add_document(
    session: Session, identity: Identity, *, person_id: int, recorded_by: int | None, now: datetime
) -> int | None:
    """The id of the new document, or None where that document is recorded already, of whomever."""
    vault = vault_of(session)
    row = {
        "person_id": person_id,
        "id_type": identity.type.value,
        "id_country": identity.country,
        "number_encrypted": vault.encrypt(identity.number),
        "number_hash": vault.fingerprint(identity.lookup_text),
        "masked": identity.masked,
        "recorded_at": now,
        "recorded_by": recorded_by,
    }
    return insert_if_absent(session, IdentityDocument, row)


def documents_of(session: Session, person_id: int) -> Sequence[IdentityDocument]:
    """The documents of a person, in the order in which they were recorded."""
    query = select(IdentityDocument).where(IdentityDocument.person_id == person_id).order_by(IdentityDocument.id)
    return session.scalars(query).all()
