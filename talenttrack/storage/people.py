"""Persons and their identity documents: numbers encrypted, found by keyed hash, shown masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

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


def persons_documented(session: Session, identities: Collection[Identity]) -> list[int]:
    """The persons who have one of these documents, by id, in one query; a merge gives documents to whom stays."""
    vault = vault_of(session)
    wanted = [vault.fingerprint(identity.lookup_text) for identity in identities]
    query = select(IdentityDocument.person_id).where(IdentityDocument.number_hash.in_(wanted)).distinct()
    return sorted(session.scalars(query)) if wanted else []


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


def documents_by_person(session: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[IdentityDocument]]:
    """The documents of several persons at once; no entry for a person without any."""
    query = select(IdentityDocument).where(IdentityDocument.person_id.in_(person_ids)).order_by(IdentityDocument.id)
    grouped: dict[int, list[IdentityDocument]] = defaultdict(list)
    for document in session.scalars(query):
        grouped[document.person_id].append(document)
    return grouped


def document_id(session: Session, identity: Identity) -> int:
    """The id of a document that is known to be recorded."""
    fingerprint = vault_of(session).fingerprint(identity.lookup_text)
    return session.execute(select(IdentityDocument.id).where(IdentityDocument.number_hash == fingerprint)).scalar_one()


def persons_named(
    session: Session, text: str, *, after: int, limit: int, among: Select[tuple[int]] | None = None
) -> Sequence[Person]:
    """Persons by id, each once and never a merged record, with the text in a name of theirs, old records' included.

    `among` picks the ids that may be answered with; None: all.
    """
    query = select(Person).where(Person.merged_into_id.is_(None), Person.id > after).order_by(Person.id).limit(limit)
    if among is not None:
        query = query.where(Person.id.in_(among))
    if text:
        old = aliased(Person)
        among_old = select(old.merged_into_id).where(
            old.merged_into_id.is_not(None),
            or_(old.name_en.icontains(text, autoescape=True), old.name_zh.icontains(text, autoescape=True)),
        )
        query = query.where(
            or_(
                Person.name_en.icontains(text, autoescape=True),
                Person.name_zh.icontains(text, autoescape=True),
                Person.id.in_(among_old),
            )
        )
    return session.scalars(query).all()


def join(session: Session, *, kept_id: int, merged_id: int) -> None:
    """Gives the documents of the merged person to the kept one, who stands for all that the merged one stood for."""
    session.execute(update(IdentityDocument).where(IdentityDocument.person_id == merged_id).values(person_id=kept_id))
    older = or_(Person.id == merged_id, Person.merged_into_id == merged_id)
    session.execute(update(Person).where(older).values(merged_into_id=kept_id))
    session.execute(update(Person).where(Person.id.in_([kept_id, merged_id])).values(version=Person.version + 1))


def open_merge(session: Session, one_id: int, other_id: int) -> PersonMerge | None:
    """The proposal about these two that waits for another officer, whichever of them is to stay."""
    both = PersonMerge.kept_id.in_([one_id, other_id]) & PersonMerge.merged_id.in_([one_id, other_id])
    return session.scalars(select(PersonMerge).where(both, PersonMerge.state == "proposed")).first()


def merges_of(session: Session, person_id: int | None) -> Sequence[PersonMerge]:
    """Every merge that names the person, oldest first; for None the open ones of anybody."""
    query = select(PersonMerge).order_by(PersonMerge.id)
    if person_id is None:
        query = query.where(PersonMerge.state == "proposed")
    else:
        query = query.where(or_(PersonMerge.kept_id == person_id, PersonMerge.merged_id == person_id))
    return session.scalars(query).all()


def was_named(session: Session, company_id: int, number_hash: str) -> bool:
    """Whether the company has ever named the person of this number."""
    same = (PersonEnquiry.company_id == company_id) & (PersonEnquiry.number_hash == number_hash)
    return session.scalar(select(PersonEnquiry.id).where(same)) is not None


def named_on(session: Session, company_id: int, day: date) -> int:
    """How many persons the company named for the first time on that Hong Kong day."""
    on_day = (PersonEnquiry.company_id == company_id) & (PersonEnquiry.asked_on == day)
    return session.execute(select(func.count()).select_from(PersonEnquiry).where(on_day)).scalar_one()


def record_enquiry(session: Session, company_id: int, number_hash: str, day: date) -> None:
    insert_if_absent(session, PersonEnquiry, {"company_id": company_id, "number_hash": number_hash, "asked_on": day})
