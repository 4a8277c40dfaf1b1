"""Every list that can be taken away, by the name it has on the command line, and how each is read there: whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import Actor
from talenttrack.services import accounts, companies, compliance, findings_board, people, policy
from talenttrack.services.exported_lists import COMPANIES, FINDINGS, PEOPLE, RULES, RUNS, USERS
from talenttrack.services.exports import Export, Listing
from talenttrack.services.findings_board import Asked
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.nias_exports import PROJECTS
from talenttrack.services.schemes.rth import read, waiting
from talenttrack.services.schemes.rth.exports import ENGAGEMENTS, QUEUE
from talenttrack.storage.runs import StoredRun

EXPORTS: Final[Mapping[str, Export[Any]]] = {
    export.name: export for export in (ENGAGEMENTS, QUEUE, COMPANIES, PEOPLE, FINDINGS, RUNS, USERS, PROJECTS, RULES)
}

OF_A_COMPANY: Final = frozenset({"engagements", "companies", "people", "findings", "projects"})
"""Lists that can be narrowed to one company."""

Whole = Callable[[Session, Actor, datetime, int | None], Listing[Any]]


def run_page(session: Session, actor: Actor, cursor: str | None) -> Page[StoredRun]:
    found = compliance.latest_runs(session, actor, LIMIT_MAX, before=int(cursor) if cursor else None)
    return Page(tuple(found), str(found[-1].id) if len(found) == LIMIT_MAX else None)


def rule_page(session: Session, day: Any, language_code: str) -> Page[tuple[policy.PolicyLine, str]]:
    return Page(tuple((line, line.title(language_code)) for line in policy.on(session, day)), None)


def _engagements(session: Session, actor: Actor, now: datetime, company_id: int | None) -> Listing[Any]:
    which = read.Which(company_id=company_id)
    return lambda cursor: read.listing(session, actor, which, cursor=cursor, limit=LIMIT_MAX, now=now)


def _companies(session: Session, actor: Actor, now: datetime, company_id: int | None) -> Listing[Any]:
    if company_id is None:
        return lambda cursor: companies.listing(session, actor, cursor=cursor, limit=LIMIT_MAX)
    return lambda cursor: Page((companies.get(session, actor, company_id),), None)


def _people(session: Session, actor: Actor, now: datetime, company_id: int | None) -> Listing[Any]:
    return lambda cursor: people.search(session, actor, name="", cursor=cursor, limit=LIMIT_MAX, company_id=company_id)


def _projects(session: Session, actor: Actor, now: datetime, company_id: int | None) -> Listing[Any]:
    return lambda cursor: nias_read.listing(
        session, actor, company_id=company_id, reference=None, cursor=cursor, limit=LIMIT_MAX
    )


def whole(language_code: str) -> dict[str, Whole]:
    """How each list is read without filters; titles that the database keeps are in the language."""
    return {
        "engagements": _engagements,
        "companies": _companies,
        "people": _people,
        "projects": _projects,
        "queue": lambda session, actor, now, _company: (
            lambda cursor: waiting.queue(session, actor, cursor=cursor, limit=LIMIT_MAX, now=now)
        ),
        "findings": lambda session, actor, _now, company_id: (
            lambda cursor: findings_board.board(
                session, actor, Asked(company_id=company_id), cursor=cursor, limit=LIMIT_MAX
            )
        ),
        "runs": lambda session, actor, _now, _company: lambda cursor: run_page(session, actor, cursor),
        "users": lambda session, actor, _now, _company: (
            lambda cursor: accounts.users(session, actor, cursor=cursor, limit=LIMIT_MAX)
        ),
        "rules": lambda session, _actor, now, _company: (
            lambda cursor: rule_page(session, hong_kong_date(now), language_code)
        ),
    }
