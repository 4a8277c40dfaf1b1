"""Made-up persons, their documents and their engagements, written as tests need them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Role
from talenttrack.domain.people import Identity, hkid_check_digit, identity
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest
from talenttrack.storage.people import ensure_person
from talenttrack.storage.schemes.rth import add_engagement
from tests.office import hired

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HKID = identity("hkid", "A123456(3)", None)
PASSPORT = identity("passport", "K1234567", "GBR")


def number(n: int) -> Identity:
    body = f"Z{n:06d}"
    return identity("hkid", body + hkid_check_digit(body), None)


def record(session: Session, document: Identity, name_en: str = "TEST Person", name_zh: str = "") -> int:
    return ensure_person(session, document, name_en=name_en, name_zh=name_zh, recorded_by=None, now=NOW)


def company(session: Session, brn: str = "12345678") -> int:
    return companies.create(session, hired(session, Role.CASE_OFFICER), CompanyRequest(brn, f"Made-up {brn}"), NOW)


def engage(session: Session, company_id: int, person_id: int, first_day: date, last_day: date, **changed: Any) -> int:
    columns: dict[str, Any] = {
        "reference": f"RTH-{company_id}-{person_id}-{first_day}",
        "company_id": company_id,
        "person_id": person_id,
        "nias_project_id": None,
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "itf_project": "",
        "itf_project_key": "",
        "first_day": first_day,
        "last_day": last_day,
        "terminated_on": None,
        "state": "approved",
        "submitted_on": first_day,
        "latest_submission_on": first_day,
        "variation_end": None,
        "variation_state": None,
        "variation_submitted_on": None,
        "returned_on": None,
        "admitted": True,
        "degree": "bachelor",
        "stem": True,
        "institution_kind": "local",
        "permanent_resident": True,
        "permit_until": None,
        "conflicts": [],
        "exceptions": [],
        "monthly_salary_encrypted": b"",
        "from_history": False,
        "barred": [],
        "reviewed": False,
        "created_at": NOW,
    }
    return add_engagement(session, action="submit", actor_id=None, receipt_id=None, now=NOW, **{**columns, **changed})
