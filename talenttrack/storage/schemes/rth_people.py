"""The engagements of persons over all companies, and how they follow a person whose records are merged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period
from talenttrack.domain.lifecycle import State
from talenttrack.domain.schemes.rth import Pool, Role
from talenttrack.domain.schemes.rth.night import Engaged
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.rth import Engagement, record_version


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """One engagement of a person; `held_from` to `held_until` are the days it counts, both included."""

    id: int
    reference: str
    company_id: int
    company_name_en: str
    company_name_zh: str
    pool: str
    state: str
    first_day: date
    last_day: date
    held_from: date | None
    held_until: date | None


def persons_engaged_by(company_id: int) -> Select[tuple[int]]:
    """The ids of all whom the company ever named in an engagement that officers may see."""
    shown = or_(Engagement.state != State.DRAFT.value, Engagement.shared_at.is_not(None))
    return select(Engagement.person_id).where(Engagement.company_id == company_id, shown)


def engagements_of(session: Session, person_id: int) -> tuple[EngagementLine, ...]:
    """The engagements of a person over all companies, by first day; drafts only where shown to officers."""
    row = Engagement
    query = (
        select(
            row.id,
            row.reference,
            row.company_id,
            Company.name_en,
            Company.name_zh,
            row.pool,
            row.state,
            row.first_day,
            row.last_day,
            row.held_from,
            row.held_until,
        )
        .join(Company, Company.id == row.company_id)
        .where(row.person_id == person_id, or_(row.state != State.DRAFT.value, row.shared_at.is_not(None)))
        .order_by(row.first_day, row.id)
    )
    return tuple(EngagementLine(*found) for found in session.execute(query))


def engaged_of(session: Session, person_ids: Collection[int]) -> list[Engaged]:
    """All that these persons hold now, with any company, by id."""
    row = Engagement.__table__.c
    query = (
        select(cast(Table, Engagement.__table__))
        .where(row.person_id.in_(person_ids), row.held_from.is_not(None))
        .order_by(row.id)
    )
    return [
        Engaged(
            id=one.id,
            company_id=one.company_id,
            person_id=one.person_id,
            pool=Pool(one.pool),
            role=Role(one.role),
            itf_project=one.itf_project_key,
            period=Period(one.held_from, one.held_until),
            submitted_on=max(
                filter(None, (one.latest_submission_on, one.variation_submitted_on)), default=one.held_from
            ),
            exceptions=frozenset(one.exceptions),
            state=State(one.state),
            nias_project_id=one.nias_project_id,
            permanent_resident=one.permanent_resident,
            permit_until=one.permit_until,
        )
        for one in session.execute(query)
    ]


def companies_of(session: Session, person_ids: Collection[int]) -> list[int]:
    """The companies with an engagement of one of these persons."""
    query = select(Engagement.company_id).where(Engagement.person_id.in_(person_ids)).distinct()
    return sorted(session.scalars(query))


def move_engagements(
    session: Session, *, kept_id: int, merged_id: int, actor_id: int | None, now: datetime
) -> tuple[int, ...]:
    """Gives the merged person's engagements to the kept one, each as a new version, and returns their ids.

    Those that share a day with an admitted one of the kept person are no longer admitted. The caller has
    locked both persons and their companies.
    """
    kept = _admitted_periods(session, kept_id)
    moving = _admitted_periods(session, merged_id)
    ids = tuple(session.scalars(select(Engagement.id).where(Engagement.person_id == merged_id).order_by(Engagement.id)))
    for engagement_id in ids:
        period = moving.get(engagement_id)
        overlaps = period is not None and any(period.shares_a_day_with(other) for other in kept.values())
        demoted = {"admitted": False} if overlaps else {}
        record_version(
            session,
            engagement_id,
            action="merge",
            actor_id=actor_id,
            receipt_id=None,
            now=now,
            person_id=kept_id,
            **demoted,
        )
    return ids


def _admitted_periods(session: Session, person_id: int) -> dict[int, Period]:
    row = Engagement
    query = select(row.id, row.held_from, row.held_until).where(
        row.person_id == person_id, row.admitted, row.held_from.is_not(None)
    )
    return {found.id: Period(found.held_from, found.held_until) for found in session.execute(query)}


def _latest_submission(row: Any) -> date:
    """An open extension holds its longer period at once, so its submission counts as well."""
    submissions: list[date] = [day for day in (row.latest_submission_on, row.variation_submitted_on) if day is not None]
    return max(submissions, default=row.held_from)
