"""Engagements as people read them: one whole, and a list by key. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.domain.schemes.rth.life import ENGAGEMENT, VARIATION
from talenttrack.services.paging import Page, checked_limit, id_after, page
from talenttrack.services.receipts import ReceiptView
from talenttrack.services.schemes.rth.case import (
    OF_OTHERS,
    Recorded,
    find,
    involved_in,
    involved_in_variation,
    makers,
)
from talenttrack.services.schemes.rth.columns import document_of, salary_cents
from talenttrack.services.schemes.rth.correct import open_correction
from talenttrack.services.schemes.rth.receipts import latest_of
from talenttrack.services.schemes.rth.which import Which, conditions, counts, seen
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.schemes.rth import Correction, Engagement

__all__ = [
    "EngagementSummary",
    "EngagementView",
    "Which",
    "counts",
    "listing",
    "offered",
    "phase",
    "summarised",
    "view",
    "visible",
]


@dataclass(frozen=True, slots=True)
class EngagementSummary:
    """A line of a list; `person_id` is None for a company.

    `held_from` and `held_until` are the days it draws on its pool, both included.
    """

    id: int
    reference: str
    state: str
    version: int
    company_id: int
    company_name_en: str
    company_name_zh: str
    person_id: int | None
    talent_name_en: str
    talent_name_zh: str
    pool: str
    stream: str
    role: str
    start: date
    end: date
    terminated_on: date | None
    submitted_on: date | None
    variation_end: date | None
    variation_state: str | None
    held_from: date | None
    held_until: date | None
    phase: str | None


@dataclass(frozen=True, slots=True)
class EngagementView:
    """One engagement whole, for those who may see it. The identity number is masked."""

    summary: EngagementSummary
    document_id: int
    id_type: str
    id_country: str
    id_masked: str
    nias_project_id: int | None
    nias_project_reference: str | None
    itf_project: str
    monthly_salary_cents: int
    held_units: int
    degree: str
    stem: bool
    institution_kind: str
    permanent_resident: bool
    permit_until: date | None
    conflicts: tuple[str, ...]
    exceptions: tuple[str, ...]
    shared: bool
    edited: bool
    returned_on: date | None
    from_history: bool
    correction_open: bool
    actions: tuple[str, ...]
    receipt: ReceiptView | None


def view(
    session: Session, actor: Actor, engagement_id: int, now: datetime, *, with_receipt: bool = True
) -> EngagementView:
    """Raises NotFound as `case.find` does. Whoever was just given the receipt need not have it read again."""
    row = find(session, actor, engagement_id)
    document = document_of(session, row)
    correction = open_correction(session, row["id"])
    project = session.get(NiasProjectRow, row["nias_project_id"]) if row["nias_project_id"] else None
    own_project = project if project and project.company_id == row["company_id"] else None
    line = session.execute(_lines().where(Engagement.id == engagement_id)).mappings().one()
    return EngagementView(
        summary=summarised(actor, line, hong_kong_date(now)),
        document_id=document.id,
        id_type=document.id_type,
        id_country=document.id_country,
        id_masked=document.masked,
        nias_project_id=row["nias_project_id"],
        nias_project_reference=own_project.reference if own_project else None,
        itf_project=row["itf_project"],
        monthly_salary_cents=salary_cents(session, row),
        held_units=row["held_units"],
        degree=row["degree"],
        stem=row["stem"],
        institution_kind=row["institution_kind"],
        permanent_resident=row["permanent_resident"],
        permit_until=row["permit_until"],
        conflicts=tuple(row["conflicts"]),
        exceptions=tuple(row["exceptions"]),
        shared=row["shared_at"] is not None,
        edited=row["edit_encrypted"] is not None,
        returned_on=row["returned_on"],
        from_history=row["from_history"],
        correction_open=correction is not None,
        actions=offered(actor, row, correction, makers(session, engagement_id)),
        receipt=latest_of(session, actor, engagement_id) if with_receipt else None,
    )


def offered(actor: Actor, row: Recorded, correction: Correction | None, made_by: frozenset[int]) -> tuple[str, ...]:
    """The actions this actor could take now, those of an open extension first."""
    actions: list[str] = []
    if row["variation_state"] is not None:
        involved = involved_in_variation(row)
        actions += VARIATION.offered(actor=actor, state=State(row["variation_state"]), involved=involved)
    own = ENGAGEMENT.offered(
        actor=actor,
        state=State(row["state"]),
        involved=involved_in(row, correction.proposed_by if correction else None),
        barred=row["barred"],
    )
    pointless = {
        "extend": row["variation_state"] is not None,
        "confirm_correction": correction is None,
        "reject_correction": correction is None,
        "review": row["reviewed"],
        "share_draft": row["shared_at"] is not None,
        "grant_exception": row["shared_at"] is None,
        "renew_permit": row["permanent_resident"],
        **dict.fromkeys(OF_OTHERS, actor.id in made_by),
    }
    return (*actions, *(action for action in own if not pointless.get(action, False) and action not in actions))


def listing(
    session: Session, actor: Actor, which: Which, *, cursor: str | None, limit: int, now: datetime
) -> Page[EngagementSummary]:
    """The engagements the actor may see, by id."""
    checked_limit(limit)
    wanted = conditions(which, hong_kong_date(now))
    query = visible(actor).where(Engagement.id > id_after(cursor), *wanted)
    return _page(session, actor, query.order_by(Engagement.id).limit(limit + 1), limit, now)


def visible(actor: Actor) -> Select[Any]:
    """The lines of all engagements that the actor may see, in no order yet."""
    return _lines().where(seen(actor))


@cache
def _lines() -> Select[Any]:
    """Made once: what it costs to put such a statement together is more than to run it."""
    company, person = aliased(Company), aliased(Person)
    return (
        select(
            Engagement.id,
            Engagement.reference,
            Engagement.state,
            Engagement.version,
            Engagement.company_id,
            company.name_en.label("company_name_en"),
            company.name_zh.label("company_name_zh"),
            Engagement.person_id,
            func.coalesce(Engagement.talent_name_en, person.name_en).label("talent_name_en"),
            func.coalesce(Engagement.talent_name_zh, person.name_zh).label("talent_name_zh"),
            Engagement.pool,
            Engagement.stream,
            Engagement.role,
            Engagement.first_day.label("start"),
            Engagement.last_day.label("end"),
            Engagement.terminated_on,
            Engagement.submitted_on,
            Engagement.variation_end,
            Engagement.variation_state,
            Engagement.held_from,
            Engagement.held_until,
        )
        .join(company, company.id == Engagement.company_id)
        .join(person, person.id == Engagement.person_id)
    )


def _page(session: Session, actor: Actor, query: Select[Any], limit: int, now: datetime) -> Page[EngagementSummary]:
    rows = session.execute(query).mappings().all()
    today = hong_kong_date(now)
    return page(rows, limit, key=lambda row: row["id"], view=lambda row: summarised(actor, row, today))


def summarised(actor: Actor, row: Mapping[Any, Any], today: date) -> EngagementSummary:
    """A low number of a person tells that others recorded that person before: companies are not told it."""
    summary = EngagementSummary(**{str(name): value for name, value in row.items()}, phase=phase(row, today))
    return replace(summary, person_id=None) if actor.is_company else summary


def phase(row: Mapping[Any, Any], today: date) -> str | None:
    """Upcoming, active or ended: derived from the dates of what was approved, never stored."""
    if row["state"] not in (State.APPROVED, State.TERMINATED):
        return None
    if row["held_until"] is None or today > row["held_until"]:
        return "ended"
    return "upcoming" if today < row["held_from"] else "active"
