"""Records as tests of the night need them, written as storage writes them and judged by nobody."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.nias import NiasProjectRow, append_version
from talenttrack.storage.schemes.rth import add_engagement

LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)
_numbers = itertools.count(1)


def a_company(session: Session) -> int:
    number = next(_numbers)
    row = {
        "brn": f"{70_000_000 + number}",
        "name_en": f"Company {number} Limited",
        "name_zh": f"公司{number}有限公司",
        "address": "",
        "phone": "",
        "directors": [],
        "registered": True,
        "subvented": False,
        "subvented_subsidiary": False,
        "suspended": False,
        "version": 1,
        "created_at": LONG_AGO,
    }
    return _added(session, Company, row)


def a_person(session: Session) -> int:
    row = {"name_en": f"Talent {next(_numbers)}", "name_zh": "", "version": 1, "created_at": LONG_AGO}
    return _added(session, Person, row)


def an_officer(session: Session, role: str = "case_officer") -> int:
    row = {
        "email": f"officer{next(_numbers)}@example.hk",
        "name": "An officer",
        "role": role,
        "password_hash": "",
        "language": "en",
        "active": True,
        "created_at": LONG_AGO,
        "password_changed_at": LONG_AGO,
    }
    return _added(session, UserAccount, row)


def a_nias_project(session: Session, company_id: int, approved_on: date, **columns: Any) -> int:
    row = {
        "company_id": company_id,
        "reference": f"NIAS-{next(_numbers)}",
        "industry": "ai_and_data_science",
        "state": "approved",
        "approved_on": approved_on,
        "total_cost_cents": 0,
        "own_share_cents": 0,
        "grant_cents": 0,
        "version": 1,
        **columns,
    }
    project_id = _added(session, NiasProjectRow, row)
    append_version(session, project_id, actor_id=None, action="create", reason="", now=LONG_AGO)
    return project_id


def an_engagement(
    session: Session,
    company_id: int,
    first_day: str,
    last_day: str,
    *,
    person_id: int | None = None,
    recorded_at: datetime = LONG_AGO,
    **columns: Any,
) -> int:
    """An approved engagement of a new person in the base pool, unless `columns` say otherwise."""
    row = {
        "reference": f"E-{next(_numbers)}",
        "company_id": company_id,
        "person_id": person_id or a_person(session),
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "itf_project": "",
        "itf_project_key": "",
        "first_day": date.fromisoformat(first_day),
        "last_day": date.fromisoformat(last_day),
        "state": "approved",
        "submitted_on": date.fromisoformat(first_day),
        "latest_submission_on": date.fromisoformat(first_day),
        "admitted": False,
        "degree": "master",
        "stem": True,
        "institution_kind": "local",
        "permanent_resident": True,
        "conflicts": [],
        "exceptions": [],
        "monthly_salary_encrypted": b"",
        "from_history": False,
        "barred": [],
        "reviewed": False,
        "created_at": recorded_at,
        **columns,
    }
    return add_engagement(session, action="import", actor_id=None, receipt_id=None, now=recorded_at, **row)


def _added(session: Session, model: Any, row: dict[str, Any]) -> int:
    return int(session.execute(insert(model).values(**row).returning(model.id)).scalar_one())
