"""What the rules read of engagements, as plain rows: everything that one judgement may look at, in two queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period
from talenttrack.domain.errors import NotFound
from talenttrack.domain.schemes.rth import CompanyFacts, Facts, Holding, Pool, Proposal, Role
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.nias import projects_of
from talenttrack.storage.schemes.rth import Engagement

_company = Company.__table__.c
_held = Engagement.__table__.c


def facts(
    session: Session,
    proposal: Proposal,
    *,
    submitted_on: date,
    without: int | None,
    exceptions: frozenset[str] = frozenset(),
) -> Facts:
    """The facts of a proposal as they stand in this transaction; `without` is the engagement to leave out.

    Raises NotFound where there is no such company. Who is going to write by the answer has locked the company,
    the ITF project and the person before.
    """
    company = session.execute(
        select(
            _company.id,
            _company.suspended,
            _company.registered,
            _company.subvented,
            _company.subvented_subsidiary,
        ).where(_company.id == proposal.company_id)
    ).one_or_none()
    if company is None:
        raise NotFound("There is no such company.")
    names_a_project = proposal.nias_project_id is not None
    return Facts(
        proposal=proposal,
        submitted_on=submitted_on,
        company=CompanyFacts(*company),
        nias_projects=projects_of(session, [proposal.company_id]) if names_a_project else (),
        others=holdings(session, _beside(proposal), without=without),
        exceptions=exceptions,
    )


def holdings(session: Session, which: ColumnElement[bool], *, without: int | None = None) -> tuple[Holding, ...]:
    """The engagements that hold their place and meet the condition, by id."""
    query = select(
        _held.id,
        _held.company_id,
        _held.person_id,
        _held.pool,
        _held.role,
        _held.itf_project_key,
        _held.held_from,
        _held.held_until,
        _held.latest_submission_on,
        _held.exceptions,
    ).where(_held.held_from.is_not(None), which)
    if without is not None:
        query = query.where(_held.id != without)
    return tuple(
        Holding(r[0], r[1], r[2], Pool(r[3]), Role(r[4]), r[5], Period(r[6], r[7]), r[8], frozenset(r[9]))
        for r in session.execute(query.order_by(_held.id))
    )


def cut_short(known: Facts, engagement_id: int, last_day: date) -> Facts:
    """The same facts as if that engagement had ended on `last_day` (included); nothing of it if that is earlier."""
    others = []
    for holding in known.others:
        if holding.id != engagement_id:
            others.append(holding)
        elif last_day >= holding.period.first_day:
            ended = Period(holding.period.first_day, min(last_day, holding.period.last_day))
            others.append(replace(holding, period=ended))
    return replace(known, others=tuple(others))


def _beside(proposal: Proposal) -> ColumnElement[bool]:
    of_company = and_(_held.company_id == proposal.company_id, _held.pool == proposal.pool.value)
    conditions: list[ColumnElement[bool]] = [of_company]
    if proposal.pool is Pool.ITF:
        conditions.append(and_(_held.pool == Pool.ITF.value, _held.itf_project_key == proposal.itf_project))
    if proposal.person_id:
        conditions.append(_held.person_id == proposal.person_id)
    return or_(*conditions)
