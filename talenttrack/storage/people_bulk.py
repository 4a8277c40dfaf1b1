"""Many persons at once, found by the keyed hashes of their documents and recorded where nobody knew them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from talenttrack.domain.people import Identity
from talenttrack.storage.engine import is_sqlite
from talenttrack.storage.people import IdentityDocument, Person, canonical
from talenttrack.storage.vault import vault_of

AT_ONCE = 1_000

_PERSON = cast(Table, Person.__table__)
_DOCUMENT = cast(Table, IdentityDocument.__table__)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a file names them."""

    identity: Identity
    name_en: str
    name_zh: str


def ensure_persons(
    session: Session, named: Mapping[str, Named], *, recorded_by: int | None, now: datetime
) -> dict[str, int]:
    """The person, after all merges, of each document; keys are the documents' lookup texts.

    Names given for a person already recorded are left alone. Documents are added in the order of their hashes, so
    that two imports of the same persons wait for one another in one order. Nothing is locked.
    """
    vault = vault_of(session)
    hashes = {text: vault.fingerprint(text) for text in named}
    known = _persons_of(session, hashes)
    missing = sorted((text for text in named if text not in known), key=lambda text: hashes[text])
    for start in range(0, len(missing), AT_ONCE):
        _record(session, [(hashes[text], named[text]) for text in missing[start : start + AT_ONCE]], recorded_by, now)
    if missing:
        known |= _persons_of(session, {text: hashes[text] for text in missing})
    return known


def _persons_of(session: Session, hashes: Mapping[str, str]) -> dict[str, int]:
    text_of = {number_hash: text for text, number_hash in hashes.items()}
    wanted = sorted(text_of)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = (
            select(_DOCUMENT.c.number_hash, _PERSON.c.id, _PERSON.c.merged_into_id)
            .join(_PERSON, _PERSON.c.id == _DOCUMENT.c.person_id)
            .where(_DOCUMENT.c.number_hash.in_(wanted[start : start + AT_ONCE]))
        )
        for number_hash, person_id, merged in session.execute(query):
            found[text_of[number_hash]] = person_id if merged is None else canonical(session, person_id)
    return found


def _record(session: Session, new: list[tuple[str, Named]], recorded_by: int | None, now: datetime) -> None:
    people = [
        {"name_en": one.name_en, "name_zh": one.name_zh, "merged_into_id": None, "version": 1, "created_at": now}
        for _hash, one in new
    ]
    add_people = insert(_PERSON).returning(_PERSON.c.id, sort_by_parameter_order=True)
    person_ids = list(session.execute(add_people, people).scalars())
    vault = vault_of(session)
    documents: list[dict[str, Any]] = [
        {
            "person_id": person_id,
            "id_type": one.identity.type.value,
            "id_country": one.identity.country,
            "number_encrypted": vault.encrypt(one.identity.number),
            "number_hash": number_hash,
            "masked": one.identity.masked,
            "recorded_at": now,
            "recorded_by": recorded_by,
        }
        for person_id, (number_hash, one) in zip(person_ids, new, strict=True)
    ]
    dialect = sqlite if is_sqlite(session) else postgresql
    add_documents = dialect.insert(_DOCUMENT).on_conflict_do_nothing().returning(_DOCUMENT.c.person_id)
    documented = set(session.execute(add_documents, documents).scalars())
    # Somebody else recorded these documents a moment ago: this transaction's own persons were never seen.
    unseen = [person_id for person_id in person_ids if person_id not in documented]
    if unseen:
        session.execute(delete(_PERSON).where(_PERSON.c.id.in_(unseen)))
