"""Nights run for tests, and what they reported."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.services import compliance
from talenttrack.services.night import closing
from talenttrack.storage.runs import StoredRun
from talenttrack.wiring import Wiring
from tests.engagements_written import a_company, an_engagement

D = date(2026, 11, 20)
AUDITOR = Actor(None, "An auditor", Role.AUDITOR)


def after(day: date) -> datetime:
    """A moment in the morning after the day closed."""
    return closing(day) + timedelta(hours=6)


def run(wiring: Wiring, day: date, now: datetime | None = None) -> StoredRun:
    return compliance.run(wiring, SYSTEM_ACTOR, day, now or after(day))


def told(wiring: Wiring, day: date) -> dict[str, Any]:
    """The report of the day."""
    with wiring.read_session() as session:
        found: dict[str, Any] = json.loads(compliance.latest_report(session, AUDITOR, day).content)
    return found


def kinds(wiring: Wiring, day: date) -> list[str]:
    return [finding["kind"] for finding in told(wiring, day)["findings"]]


def count(wiring: Wiring, model: Any) -> int:
    with wiring.read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def a_crowded_company(wiring: Wiring) -> list[int]:
    """The five engagements of a company that hold on the same days of the base pool."""
    with wiring.write_session() as session:
        company = a_company(session)
        return [an_engagement(session, company, "2026-02-01", "2028-01-31") for _ in range(5)]
