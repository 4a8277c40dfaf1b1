"""Persons: how many a company may name in a day, their documents, and what officers see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.errors import Conflict, FieldError, Invalid, NotFound, TooMany
from talenttrack.domain.lifecycle import OFFICERS, Actor
from talenttrack.domain.people import Identity, IdType
from talenttrack.domain.text import one_line
from talenttrack.services.paging import Page, checked_limit, id_after, page
from talenttrack.services.people_merge import (
    MergeView,
    confirm_merge,
    current_person,
    merge_views,
    open_merges,
    propose_merge,
    reject_merge,
    require_reader,
)
from talenttrack.services.records import audit
from talenttrack.services.scope import require_reason, require_role
from talenttrack.storage import people as storage
from talenttrack.storage.locks import lock_companies, lock_persons
from talenttrack.storage.people import IdentityDocument, Person
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes import rth_people
from talenttrack.storage.schemes.rth_people import EngagementLine
from talenttrack.storage.vault import vault_of

__all__ = [
    "DocumentView",
    "EngagementLine",
    "MergeView",
    "PersonLine",
    "PersonView",
    "add_document",
    "asked_today",
    "confirm_merge",
    "enquire",
    "find",
    "get",
    "open_merges",
    "propose_merge",
    "reject_merge",
    "search",
    "unmask",
]

N_ = str  # marks a text for translation without translating it here

SEARCH_MIN = 2
NEW_A_DAY = 30
"""Where no version of the setting is in force."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    id: int
    id_type: str
    id_country: str
    masked: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as officers see them: numbers masked, engagements of all companies by first day."""

    id: int
    name_en: str
    name_zh: str
    version: int
    documents: tuple[DocumentView, ...]
    engagements: tuple[EngagementLine, ...]
    merges: tuple[MergeView, ...]

    @property
    def reference(self) -> str:
        return f"P-{self.id}"

    @property
    def state(self) -> str:
        return "recorded"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list, with their documents masked."""

    id: int
    name_en: str
    name_zh: str
    version: int
    documents: tuple[DocumentView, ...]


def enquire(session: Session, actor: Actor, company_id: int, identity: Identity, now: datetime) -> None:
    """Counts a person whom a company names for the first time, whether or not anybody knows the person.

    The limit is a company's for a Hong Kong day. Officers and imports are not counted, nor is anything where
    `session.info["person_limit_off"]` is set. Raises TooMany. Locks the company before it counts.
    """
    if not actor.is_company or session.info.get("person_limit_off"):
        return
    number_hash = vault_of(session).fingerprint(identity.lookup_text)
    if storage.was_named(session, company_id, number_hash):
        return
    today = hong_kong_date(now)
    version = policy_book(session).on("people.new_a_day", today)
    limit = version.value if version and isinstance(version.value, int) else NEW_A_DAY
    lock_companies(session, [company_id])
    if storage.named_on(session, company_id, today) >= limit:
        message = N_("Your company has named %(limit)s new persons today, the most for one day. Go on tomorrow.")
        raise TooMany(message, limit=limit)
    storage.record_enquiry(session, company_id, number_hash, today)


def unmask(session: Session, actor: Actor, document_id: int, reason: str, now: datetime) -> str:
    """The whole number as written on the document, for an officer with a reason; the audit entry tells of it.

    Raises Forbidden, NotFound, and Invalid where the reason is missing.
    """
    require_role(actor, OFFICERS)
    reason = require_reason(reason)
    document = session.get(IdentityDocument, document_id)
    if document is None:
        raise NotFound(N_("There is no such document."))
    number = vault_of(session).decrypt(document.number_encrypted)
    audit(
        session,
        actor,
        "person.unmask",
        subject_type="person",
        subject_id=document.person_id,
        company_id=None,
        now=now,
        reason=reason,
        details={"document_id": document_id, "id_type": document.id_type},
    )
    return Identity(IdType(document.id_type), document.id_country, number).written


def add_document(session: Session, actor: Actor, person_id: int, identity: Identity, now: datetime) -> int:
    """The id of the document, recorded now or before as this person's.

    Raises Forbidden, NotFound, and Conflict where it is another person's, for then the two records are merged, or
    a second HKID: nobody has two.
    """
    require_role(actor, OFFICERS)
    person_id = _locked_person(session, person_id)
    if identity.type is IdType.HKID and storage.find_person(session, identity) is None:
        _require_no_hkid(session, person_id)
    document_id = storage.add_document(session, identity, person_id=person_id, recorded_by=actor.id, now=now)
    if document_id is None:
        owner = storage.find_person(session, identity)
        if owner != person_id:
            message = N_("This document is recorded for person %(person)s. If the two are one, merge their records.")
            raise Conflict(message, person=owner)
        return storage.document_id(session, identity)
    audit(
        session,
        actor,
        "person.add_document",
        subject_type="person",
        subject_id=person_id,
        company_id=None,
        now=now,
        details={"document_id": document_id, "id_type": identity.type.value},
    )
    return document_id


def get(session: Session, actor: Actor, person_id: int) -> PersonView:
    """The person who stands for this id. To a company's user there are no persons: NotFound; Forbidden to an admin."""
    require_reader(actor)
    if session.get(Person, person_id) is None:
        raise NotFound(N_("There is no such person."))
    row = session.get_one(Person, storage.canonical(session, person_id))
    return PersonView(
        row.id,
        row.name_en,
        row.name_zh,
        row.version,
        tuple(map(_document, storage.documents_of(session, row.id))),
        rth_people.engagements_of(session, row.id),
        merge_views(session, storage.merges_of(session, row.id)),
    )


def search(
    session: Session, actor: Actor, *, name: str, cursor: str | None, limit: int, company_id: int | None = None
) -> Page[PersonLine]:
    """Persons by id whose name, or the name of a record merged into theirs, contains the text; empty text: all.

    `company_id` keeps those whom that company ever named in an engagement that officers may see.
    Raises NotFound for a company's user, and Invalid for less than two characters.
    """
    require_reader(actor)
    limit = checked_limit(limit)
    text = one_line(name)
    if text and len(text) < SEARCH_MIN:
        raise Invalid(FieldError("name", "too_short", N_("Type at least two characters of the name.")))
    among = None if company_id is None else rth_people.persons_engaged_by(company_id)
    rows = storage.persons_named(session, text, after=id_after(cursor), limit=limit + 1, among=among)
    documents = storage.documents_by_person(session, [row.id for row in rows])

    def line(row: Person) -> PersonLine:
        shown = tuple(map(_document, documents.get(row.id, ())))
        return PersonLine(row.id, row.name_en, row.name_zh, row.version, shown)

    return page(rows, limit, key=lambda row: row.id, view=line)


def find(session: Session, actor: Actor, identity: Identity) -> int | None:
    """The person of a document, by the keyed hash of its number; raises as `get` does."""
    require_reader(actor)
    return storage.find_person(session, identity)


def asked_today(session: Session, company_id: int, today: date) -> int:
    """How many new persons the company has named on this Hong Kong day."""
    return storage.named_on(session, company_id, today)


def _require_no_hkid(session: Session, person_id: int) -> None:
    if any(document.id_type == IdType.HKID for document in storage.documents_of(session, person_id)):
        message = N_(
            "This person has an HKID, and nobody has two. Correct the engagement that names the wrong one, "
            "or merge the two records of the person."
        )
        raise Conflict(message)


def _locked_person(session: Session, person_id: int) -> int:
    person_id = current_person(session, person_id)
    lock_persons(session, [person_id])
    return current_person(session, person_id)


def _document(row: IdentityDocument) -> DocumentView:
    return DocumentView(row.id, row.id_type, row.id_country, row.masked, row.recorded_at)
