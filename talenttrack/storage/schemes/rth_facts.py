"""What the rules read of engagements, as plain rows: everything that one judgement may look at, in two queries."""

from __future__ import annotations

from collections.abc import Sequence
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
    names_a_project = proposal.nias_project_id is not None
    return Facts(
        proposal=proposal,
        submitted_on=submitted_on,
        company=_about(session, proposal.company_id),
        nias_projects=projects_of(session, [proposal.company_id]) if names_a_project else (),
        others=holdings(session, _beside(proposal), without=without),
        exceptions=exceptions,
    )


def facts_of_all(session: Session, proposals: Sequence[Proposal], *, submitted_on: date) -> tuple[Facts, ...]:
    """The facts of several proposals of one company, read together: as many queries for forty as for one.

    Each has in `others` what any of them counts; the rules look at what is their own. Raises as `facts` does.
    """
    if not proposals:
        return ()
    company_id = proposals[0].company_id
    company = _about(session, company_id)
    projects = projects_of(session, [company_id]) if any(one.nias_project_id for one in proposals) else ()
    others = holdings(session, or_(*_beside_all(proposals)))
    return tuple(Facts(one, submitted_on, company, projects, others) for one in proposals)


def _about(session: Session, company_id: int) -> CompanyFacts:
    found = session.execute(
        select(
            _company.id,
            _company.suspended,
            _company.registered,
            _company.subvented,
            _company.subvented_subsidiary,
        ).where(_company.id == company_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such company.")
    return CompanyFacts(*found)


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
    return or_(*_beside_all([proposal]))


def _beside_all(proposals: Sequence[Proposal]) -> list[ColumnElement[bool]]:
    """What proposals of one company count: its own engagements in their pools, their ITF projects', their persons'."""
    pools = sorted({one.pool.value for one in proposals})
    itf_projects = sorted({one.itf_project for one in proposals if one.pool is Pool.ITF})
    persons = sorted({one.person_id for one in proposals if one.person_id > 0})
    conditions: list[ColumnElement[bool]] = [
        and_(_held.company_id == proposals[0].company_id, _held.pool.in_(pools)),
    ]
    if itf_projects:
        conditions.append(and_(_held.pool == Pool.ITF.value, _held.itf_project_key.in_(itf_projects)))
    if persons:
        conditions.append(_held.person_id.in_(persons))
    return conditions
