"""A company's details put right: who may, what is kept of it, and what is not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from talenttrack.domain.lifecycle import Role
from talenttrack.services import companies, company_edit
from talenttrack.services.companies import CompanyRequest
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.companies import CompanyVersion
from tests.office import Hire
from tests.persons import NOW
from tests.services.test_companies import LANTERN


@pytest.fixture
def lantern(session: Session, hire: Hire) -> int:
    return companies.create(session, hire(Role.CASE_OFFICER), LANTERN, NOW)


def edit(session: Session, hire: Hire, company_id: int, asked: CompanyRequest, role: Role = Role.CASE_OFFICER) -> None:
    reason = "the notice of 1 March"
    company_edit.edit(session, hire(role), company_id, asked, reason, NOW, expected_version=None)


def told(session: Session, company_id: int) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.action == "company.edit", AuditEntry.company_id == company_id)
    return list(session.scalars(query.order_by(AuditEntry.id)))


def test_a_change_makes_a_version_and_an_entry_with_before_and_after(
    session: Session, hire: Hire, lantern: int
) -> None:
    changed = replace(LANTERN, directors=("WONG Example",), operating_since=date(2020, 1, 2), subvented=True)
    edit(session, hire, lantern, changed)
    seen = companies.get(session, hire(Role.AUDITOR), lantern)
    assert (seen.version, seen.directors, seen.subvented) == (2, ("WONG Example",), True)
    [entry] = told(session, lantern)
    assert entry.reason == "the notice of 1 March"
    assert entry.details["changes"] == [
        {"field": "directors", "before": ["CHAN Example", "WONG Example"], "after": ["WONG Example"]},
        {"field": "operating_since", "before": None, "after": "2020-01-02"},
        {"field": "subvented", "before": False, "after": True},
    ]
    query = select(CompanyVersion.action, CompanyVersion.subvented).where(CompanyVersion.company_id == lantern)
    assert [tuple(row) for row in session.execute(query.order_by(CompanyVersion.version))] == [
        ("create", False),
        ("edit", True),
    ]


def test_the_account_is_told_by_its_end_and_an_empty_one_leaves_it_alone(
    session: Session, hire: Hire, lantern: int
) -> None:
    edit(session, hire, lantern, replace(LANTERN, bank_account=""))
    assert told(session, lantern) == []
    edit(session, hire, lantern, replace(LANTERN, bank_account="111-654321-456"))
    [entry] = told(session, lantern)
    assert entry.details["changes"] == [
        {"field": "bank_account", "before": "*" * 11 + "789", "after": "*" * 11 + "456"}
    ]


def test_the_same_details_again_are_no_act(session: Session, hire: Hire, lantern: int) -> None:
    edit(session, hire, lantern, LANTERN)
    assert told(session, lantern) == []
    assert companies.get(session, hire(Role.AUDITOR), lantern).version == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.SERVICE])
def test_only_officers_change_details(session: Session, hire: Hire, lantern: int, role: Role) -> None:
    with pytest.raises(Forbidden):
        edit(session, hire, lantern, LANTERN, role)
    user = hire(Role.COMPANY_ADMIN, lantern)
    with pytest.raises(Forbidden):
        company_edit.edit(session, user, lantern, LANTERN, "why", NOW, expected_version=None)


def test_what_cannot_be_is_refused(session: Session, hire: Hire, lantern: int) -> None:
    officer = hire(Role.APPROVING_OFFICER)
    companies.create(session, officer, CompanyRequest("87654321", "Another"), NOW)
    with pytest.raises(Conflict):
        edit(session, hire, lantern, replace(LANTERN, brn="87654321"))
    with pytest.raises(Invalid):
        edit(session, hire, lantern, replace(LANTERN, name_en=" "))
    with pytest.raises(Invalid):
        company_edit.edit(session, officer, lantern, LANTERN, " ", NOW, expected_version=None)
    with pytest.raises(Stale):
        company_edit.edit(session, officer, lantern, LANTERN, "why", NOW, expected_version=9)
    with pytest.raises(NotFound):
        edit(session, hire, lantern + 1000, LANTERN)
