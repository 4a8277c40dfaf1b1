"""The data of a bench, made from a seed: companies with ten engagements each, all admitted and none in the way."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import add_months
from talenttrack.domain.lifecycle import Role
from talenttrack.domain.months import month_units
from talenttrack.storage.companies import Company
from talenttrack.storage.findings import FindingCompany, FindingRow
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from tests.races.clients import a_token

ENGAGEMENTS_EACH = 10
WAITING_EACH = 5
"""Of so many companies one has its last engagement still before the officers."""
RECORDED_AT = datetime(2026, 1, 2, tzinfo=UTC)
_AT_ONCE = 5_000
_VERSIONED = sorted({c.name for c in Engagement.__table__.c} & {c.name for c in EngagementVersion.__table__.c})


FOUND_ON, SEVERITY = date(2026, 11, 22), "forecast"
"""Since when every finding is known, and how bad it is."""


def fill(session: Session, companies: int, seed: int) -> list[int]:
    """The ids of the new companies. Their engagements lie before 2027 and leave more than half of their months."""
    chance = random.Random(seed)  # noqa: S311 - data, not secrets
    first = _next_id(session, Company)
    ids = list(range(first, first + companies))
    _insert(session, Company, [_company(company_id) for company_id in ids])
    person = _next_id(session, Person)
    engagement = _next_id(session, Engagement)
    rows: list[dict[str, Any]] = []
    for company_id in ids:
        for number in range(ENGAGEMENTS_EACH):
            row = _engagement(chance, company_id, number)
            rows.append({**row, "id": engagement + len(rows), "person_id": person + len(rows)})
    _insert(session, Person, [_person(row["person_id"]) for row in rows])
    _insert(session, Engagement, rows)
    _insert(session, EngagementVersion, [_version(row) for row in rows])
    _move_sequences(session)
    return ids


def add_findings(session: Session, company_ids: list[int]) -> None:
    """An open finding for every company."""
    first = _next_id(session, FindingRow)
    ids = range(first, first + len(company_ids))
    rows = [_finding(number, company_id) for number, company_id in zip(ids, company_ids, strict=True)]
    _insert(session, FindingRow, rows)
    pairs = zip(ids, company_ids, strict=True)
    _insert(session, FindingCompany, [{"finding_id": number, "company_id": company_id} for number, company_id in pairs])
    _move_sequences(session)


def add_large_company(session: Session, engagements: int = 200) -> int:
    """A company with a long history: its engagements follow one another, one month each."""
    company_id, person, first = (_next_id(session, model) for model in (Company, Person, Engagement))
    chance = random.Random(engagements)  # noqa: S311 - data, not secrets
    rows = []
    for number in range(engagements):
        start = add_months(date(2009, 1, 1), number)
        days = {"first_day": start, "last_day": add_months(start, 1) - timedelta(days=1)}
        held = {"held_from": days["first_day"], "held_until": days["last_day"]}
        known = {"id": first + number, "person_id": person + number, "admitted": False, "from_history": True}
        units = month_units(days["first_day"], days["last_day"])
        rows.append({**_engagement(chance, company_id, number), **days, **held, **known, "held_units": units})
    _insert(session, Company, [_company(company_id)])
    _insert(session, Person, [_person(row["person_id"]) for row in rows])
    _insert(session, Engagement, rows)
    _insert(session, EngagementVersion, [_version(row) for row in rows])
    _move_sequences(session)
    return company_id


def tokens(session: Session, company_ids: list[int]) -> list[tuple[int, str]]:
    """Each company with the token of a user of its own."""
    return [(company_id, a_token(session, Role.COMPANY_USER, company_id)) for company_id in company_ids]


def _company(company_id: int) -> dict[str, Any]:
    return {
        "id": company_id,
        "brn": f"{60_000_000 + company_id}",
        "name_en": f"Bench {company_id} Limited",
        "name_zh": "",
        "address": "",
        "phone": "",
        "directors": [],
        "registered": True,
        "subvented": False,
        "subvented_subsidiary": False,
        "suspended": False,
        "version": 1,
        "created_at": RECORDED_AT,
    }


def _person(person_id: int) -> dict[str, Any]:
    return {"id": person_id, "name_en": f"Talent {person_id}", "name_zh": "", "version": 1, "created_at": RECORDED_AT}


def _finding(number: int, company_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "fingerprint": f"bench {number}",
        "kind": "rth.total_months",
        "subject_type": "company",
        "subject_id": str(company_id),
        "severity": SEVERITY,
        "state": "open",
        "periods": [{"from": "2026-11-22", "to": "2026-12-31", "peak": 150, "limit": 144, "severity": "forecast"}],
        "members": [],
        "first_seen": FOUND_ON,
        "last_seen": FOUND_ON,
        "reopened": 0,
        "version": 1,
    }


def _engagement(chance: random.Random, company_id: int, number: int) -> dict[str, Any]:
    start = date(2021, 1, 1) + timedelta(days=200 * number + chance.randrange(60))
    end = add_months(start, chance.randrange(3, 7)) - timedelta(days=1)
    return {
        "reference": f"B-{company_id}-{number}",
        "company_id": company_id,
        "nias_project_id": None,
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "itf_project": "",
        "itf_project_key": "",
        "first_day": start,
        "last_day": end,
        "state": "submitted" if _waits(company_id, number) else "approved",
        "submitted_on": start,
        "latest_submission_on": start,
        "held_from": start,
        "held_until": end,
        "held_units": month_units(start, end),
        "admitted": True,
        "degree": "master",
        "stem": True,
        "institution_kind": "local",
        "permanent_resident": True,
        "conflicts": [],
        "exceptions": [],
        "monthly_salary_encrypted": b"",
        "version": 1,
        "from_history": False,
        "barred": [],
        "reviewed": False,
        "created_at": RECORDED_AT,
    }


def _waits(company_id: int, number: int) -> bool:
    return number == ENGAGEMENTS_EACH - 1 and company_id % WAITING_EACH == 0


def _version(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in _VERSIONED if name in row and name != "id"}
    return {**kept, "engagement_id": row["id"], "recorded_at": RECORDED_AT, "action": "import"}


def _next_id(session: Session, model: Any) -> int:
    return int(session.execute(select(func.coalesce(func.max(model.id), 0))).scalar_one()) + 1


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(model.__table__), rows[start : start + _AT_ONCE])


def _move_sequences(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    for model in (Company, Person, Engagement, FindingRow):
        name = model.__tablename__
        highest = select(func.max(model.id)).scalar_subquery()
        session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), highest)))
