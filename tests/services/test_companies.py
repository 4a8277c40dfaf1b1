"""The register of companies: who enters one, who suspends one, and who sees which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import Role
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.companies import Company, CompanyVersion
from tests.office import Hire

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LANTERN = CompanyRequest(
    brn="12345678",
    name_en="Made-up Lantern Limited",
    name_zh="虛構燈籠有限公司",
    phone=" +852 0000  0001 ",
    directors=("CHAN Example", "WONG Example"),
    bank_account="000-123456-789",
)


def test_an_officer_enters_a_company_with_its_first_version_and_an_audit_entry(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    company_id = companies.create(session, officer, LANTERN, NOW)
    seen = companies.get(session, officer, company_id)
    assert (seen.brn, seen.phone, seen.directors) == ("12345678", "+852 0000  0001", ("CHAN Example", "WONG Example"))
    assert (seen.version, seen.state, seen.reference) == (1, "active", "12345678")
    versions = session.scalars(select(CompanyVersion).where(CompanyVersion.company_id == company_id)).all()
    assert [(v.version, v.action, v.actor_id, v.registered) for v in versions] == [(1, "create", officer.id, True)]
    assert versions[0].recorded_at == NOW
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == company_id)).one()
    assert (entry.action, entry.company_id) == ("company.create", company_id)


def test_the_bank_account_is_encrypted_and_shown_by_its_end_alone(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    company_id = companies.create(session, officer, LANTERN, NOW)
    stored = session.get_one(Company, company_id).bank_account_encrypted
    assert stored is not None
    assert b"123456" not in stored
    assert companies.get(session, officer, company_id).bank_account == "*" * 11 + "789"


def test_the_same_company_sent_again_is_the_same_and_other_content_is_a_conflict(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    company_id = companies.create(session, officer, LANTERN, NOW)
    assert companies.create(session, officer, replace(LANTERN, brn="１２３４ 5678"), NOW) == company_id
    with pytest.raises(Conflict):
        companies.create(session, officer, replace(LANTERN, bank_account="1"), NOW)


@pytest.mark.parametrize("brn", ["1234567", "123456789", "AB123456", "A12345678", "", "1234567é"])
def test_a_wrong_number_is_named_with_the_other_wrong_fields(session: Session, hire: Hire, brn: str) -> None:
    asked = replace(LANTERN, brn=brn, name_en="  ", name_zh="a\x00b", directors=("x" * 301,))
    with pytest.raises(Invalid) as raised:
        companies.create(session, hire(Role.CASE_OFFICER), asked, NOW)
    assert [error.field for error in raised.value.errors] == ["brn", "name_en", "name_zh", "directors.0"]


def test_a_letter_and_seven_digits_are_a_number_too(session: Session, hire: Hire) -> None:
    company_id = companies.create(session, hire(Role.CASE_OFFICER), replace(LANTERN, brn="f1234567"), NOW)
    assert companies.by_brn(session, "F1234567") == company_id
    assert companies.ids_by_brn(session, ["f1234567", "87654321"]) == {"F1234567": company_id}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_only_officers_and_imports_enter_companies(session: Session, hire: Hire, role: Role) -> None:
    with pytest.raises(Forbidden):
        companies.create(session, hire(role), LANTERN, NOW)


def test_a_company_user_sees_only_the_own_company(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    own = companies.create(session, officer, LANTERN, NOW)
    other = companies.create(session, officer, replace(LANTERN, brn="87654321"), NOW)
    user = hire(Role.COMPANY_USER, own)
    assert companies.get(session, user, own).id == own
    assert [item.id for item in companies.listing(session, user, cursor=None, limit=50).items] == [own]
    for missing in (other, other + 1000):
        with pytest.raises(NotFound):
            companies.get(session, user, missing)


def test_pages_follow_one_another_without_gap_or_repetition(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    ids = [companies.create(session, officer, replace(LANTERN, brn=f"1000000{n}"), NOW) for n in range(5)]
    seen: list[int] = []
    cursor = None
    while True:
        part = companies.listing(session, officer, cursor=cursor, limit=2)
        seen.extend(item.id for item in part.items)
        cursor = part.next_cursor
        if cursor is None:
            break
    assert seen == ids
    with pytest.raises(Invalid):
        companies.listing(session, officer, cursor="1; DROP", limit=2)
    with pytest.raises(Invalid):
        companies.listing(session, officer, cursor=None, limit=201)


def test_names_are_found_by_part_and_wildcards_are_letters(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    lantern = companies.create(session, officer, LANTERN, NOW)
    odd = companies.create(session, officer, replace(LANTERN, brn="87654321", name_en="100%_sure", name_zh=""), NOW)

    def found(text: str) -> list[int]:
        return [item.id for item in companies.listing(session, officer, cursor=None, limit=9, text=text).items]

    assert found("LANTERN") == [lantern]
    assert found("燈籠") == [lantern]
    assert found("%_") == [odd]


def test_an_approving_officer_suspends_and_reinstates_with_a_reason(session: Session, hire: Hire) -> None:
    officer, approver = hire(Role.CASE_OFFICER), hire(Role.APPROVING_OFFICER)
    company_id = companies.create(session, officer, LANTERN, NOW)
    with pytest.raises(Forbidden):
        companies.transition(session, officer, company_id, "suspend", "why", NOW)
    with pytest.raises(Invalid):
        companies.transition(session, approver, company_id, "suspend", "  ", NOW)
    companies.transition(session, approver, company_id, "suspend", "under enquiry", NOW, expected_version=1)
    assert companies.get(session, approver, company_id).suspended
    with pytest.raises(WrongState):
        companies.transition(session, approver, company_id, "suspend", "again", NOW)
    with pytest.raises(Stale):
        companies.transition(session, approver, company_id, "reinstate", "cleared", NOW, expected_version=1)
    companies.transition(session, approver, company_id, "reinstate", "cleared", NOW)
    query = select(CompanyVersion).where(CompanyVersion.company_id == company_id).order_by(CompanyVersion.version)
    history = [(v.version, v.action, v.suspended, v.reason) for v in session.scalars(query)]
    assert history == [
        (1, "create", False, ""),
        (2, "suspend", True, "under enquiry"),
        (3, "reinstate", False, "cleared"),
    ]
