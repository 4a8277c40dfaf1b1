"""Persons: one for each document, masked, rationed to companies, and shown to officers alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.people import identity
from talenttrack.services import people
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.people import IdentityDocument, Person, find_person
from talenttrack.wiring import Wiring
from tests.office import Hire, hired
from tests.persons import HKID, NOW, PASSPORT, company, engage, number, record


def count(session: Session, model: type[Person] | type[IdentityDocument]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_document_is_one_person_in_every_spelling_and_the_first_name_stays(session: Session) -> None:
    first = record(session, HKID, "CHAN Example", "陳例")
    again = record(session, identity("HKID", "ａ１２３４５６（３）", None), "WONG Other", "")
    assert again == first == find_person(session, HKID)
    person = session.get_one(Person, first)
    assert (person.name_en, person.name_zh) == ("CHAN Example", "陳例")
    assert (count(session, Person), count(session, IdentityDocument)) == (1, 1)


def test_numbers_are_kept_encrypted_and_found_by_a_keyed_hash(session: Session) -> None:
    record(session, HKID)
    row = session.scalars(select(IdentityDocument)).one()
    stored = repr([row.number_encrypted, row.number_hash, row.masked, row.id_type])
    assert "123456" not in stored
    assert row.masked == "A12****(*)"


def test_eight_who_record_one_document_at_once_end_with_one_person(wiring: Wiring) -> None:
    barrier = Barrier(8)

    def attempt(_: int) -> int:
        barrier.wait()
        with wiring.write_session() as session:
            return record(session, HKID)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(attempt, range(8)))
    with wiring.read_session() as session:
        assert len(found) == 1
        assert (count(session, Person), count(session, IdentityDocument)) == (1, 1)


@pytest.fixture
def limited(session: Session) -> tuple[Actor, int]:
    session.info["person_limit_off"] = False
    company_id = company(session)
    return hired(session, Role.COMPANY_USER, company_id), company_id


def test_a_company_names_thirty_new_persons_a_day_and_not_one_more(
    session: Session, limited: tuple[Actor, int]
) -> None:
    actor, company_id = limited
    for n in range(30):
        people.enquire(session, actor, company_id, number(n), NOW)
    people.enquire(session, actor, company_id, number(3), NOW)
    with pytest.raises(TooMany) as raised:
        people.enquire(session, actor, company_id, number(30), NOW)
    assert raised.value.values == {"limit": 30}


def test_the_next_day_begins_at_midnight_in_hong_kong(session: Session, limited: tuple[Actor, int]) -> None:
    actor, company_id = limited
    last_minute = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    for n in range(30):
        people.enquire(session, actor, company_id, number(n), last_minute)
    with pytest.raises(TooMany):
        people.enquire(session, actor, company_id, number(30), last_minute)
    people.enquire(session, actor, company_id, number(30), last_minute + timedelta(minutes=1))


def test_officers_imports_and_frozen_days_are_not_limited(session: Session, limited: tuple[Actor, int]) -> None:
    actor, company_id = limited
    for n in range(31):
        people.enquire(session, hired(session, Role.CASE_OFFICER), company_id, number(n), NOW)
        people.enquire(session, hired(session, Role.SERVICE), company_id, number(n), NOW)
    session.info["person_limit_off"] = True
    for n in range(31):
        people.enquire(session, actor, company_id, number(n), NOW)
    assert people.asked_today(session, company_id, NOW.date()) == 0


def test_an_officer_unmasks_with_a_reason_and_the_log_tells_it_without_the_number(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    record(session, HKID)
    document = session.scalars(select(IdentityDocument)).one()
    with pytest.raises(Invalid):
        people.unmask(session, officer, document.id, " ", NOW)
    for role in (Role.AUDITOR, Role.ADMIN, Role.SERVICE):
        with pytest.raises(Forbidden):
            people.unmask(session, hire(role), document.id, "curious", NOW)
    assert people.unmask(session, officer, document.id, "compare with the letter", NOW) == "A123456(3)"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.unmask")).one()
    assert entry.reason == "compare with the letter"
    assert "123456" not in str(entry.details)


def test_a_second_document_leads_to_the_same_person(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    person_id = record(session, PASSPORT)
    document_id = people.add_document(session, officer, person_id, HKID, NOW)
    assert find_person(session, HKID) == person_id
    assert people.add_document(session, officer, person_id, HKID, NOW) == document_id
    masked = [document.masked for document in people.get(session, officer, person_id).documents]
    assert masked == ["K1******", "A12****(*)"]


def test_a_second_hkid_of_one_person_is_refused_and_a_second_passport_is_not(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    person_id = record(session, HKID)
    with pytest.raises(Conflict) as raised:
        people.add_document(session, officer, person_id, number(1), NOW)
    assert "nobody has two" in raised.value.message
    people.add_document(session, officer, person_id, PASSPORT, NOW)
    people.add_document(session, officer, person_id, identity("passport", "K7654321", "GBR"), NOW)
    assert find_person(session, number(1)) is None
    assert len(people.get(session, officer, person_id).documents) == 3


def test_a_document_of_another_person_asks_for_a_merge(session: Session, hire: Hire) -> None:
    person_id, other = record(session, PASSPORT), record(session, HKID)
    with pytest.raises(Conflict) as raised:
        people.add_document(session, hire(Role.CASE_OFFICER), person_id, HKID, NOW)
    assert "merge" in raised.value.message
    assert raised.value.values == {"person": other}


def test_companies_have_no_persons_to_look_at(session: Session) -> None:
    person_id = record(session, HKID)
    user = hired(session, Role.COMPANY_ADMIN, company(session))
    for missing in (person_id, person_id + 1000):
        with pytest.raises(NotFound):
            people.get(session, user, missing)
    with pytest.raises(NotFound):
        people.search(session, user, name="TEST", cursor=None, limit=9)
    with pytest.raises(NotFound):
        people.find(session, user, HKID)


def test_two_characters_of_a_name_find_a_person_and_wildcards_are_letters(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    chan = record(session, number(1), "CHAN Tai Man", "陳大文")
    odd = record(session, number(2), "100%_sure", "")

    def found(text: str) -> list[int]:
        return [line.id for line in people.search(session, officer, name=text, cursor=None, limit=9).items]

    assert found("an") == found("大文") == found("tai m") == [chan]
    assert found("%_") == [odd]
    assert found("") == [chan, odd]
    for short in ("陳", "%"):
        with pytest.raises(Invalid):
            found(short)
    assert people.find(session, officer, number(2)) == odd


def test_a_draft_that_its_company_keeps_to_itself_is_not_shown_with_the_person(session: Session, hire: Hire) -> None:
    person_id = record(session, HKID)
    engage(session, company(session), person_id, date(2025, 1, 1), date(2025, 12, 31), state="draft")
    assert people.get(session, hire(Role.CASE_OFFICER), person_id).engagements == ()
