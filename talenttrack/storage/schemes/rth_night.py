"""Engagements and NIAS projects as known when a business date closed, streamed by company, ITF project and person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period, hong_kong_date
from talenttrack.domain.duties import Handover
from talenttrack.domain.lifecycle import State
from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.domain.schemes.rth import Pool, Role
from talenttrack.domain.schemes.rth.night import Engaged
from talenttrack.storage.night import ROWS_AT_ONCE, Known, persons_merged, versions_known
from talenttrack.storage.schemes.nias import NiasProjectRow, NiasProjectVersion
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion

WITH_OFFICE = frozenset({State.SUBMITTED, State.RECOMMENDED})

_now = Engagement.__table__.c
_then = EngagementVersion.__table__.c
_project = NiasProjectRow.__table__.c
_project_then = NiasProjectVersion.__table__.c


@dataclass(frozen=True, slots=True)
class PendingCase:
    """A case that waits for the office, and the days on which it came and went."""

    id: int
    company_id: int
    handovers: list[Handover]


def by_company(session: Session, at: Known) -> Iterator[tuple[int, list[Engaged]]]:
    """What each company holds, companies in rising order."""
    for company_id, rows in groupby(_rows(session, at, _now.company_id), key=lambda row: row.company_id):
        engaged = [one for row in rows if (one := _engaged(row, row.person_id, at)) is not None]
        if engaged:
            yield company_id, engaged


def by_itf_project(session: Session, at: Known) -> Iterator[tuple[str, list[Engaged]]]:
    """What is held for each ITF project by any company."""
    rows = _rows(session, at, _then.itf_project_key, _then.pool == Pool.ITF.value)
    for reference, members in groupby(rows, key=lambda row: row.itf_project_key):
        engaged = [one for row in members if (one := _engaged(row, row.person_id, at)) is not None]
        if engaged:
            yield reference, engaged


def by_person(session: Session, at: Known) -> Iterator[tuple[int, list[Engaged]]]:
    """What each person holds with any company; two records merged by then are one person."""
    merged = persons_merged(session, at.before)
    apart = {*merged, *merged.values()}
    joined: dict[int, list[Engaged]] = {}
    for person_id, rows in groupby(_rows(session, at, _then.person_id), key=lambda row: row.person_id):
        canonical = merged.get(person_id, person_id)
        engaged = [one for row in rows if (one := _engaged(row, canonical, at)) is not None]
        if person_id in apart:
            joined.setdefault(canonical, []).extend(engaged)
        elif engaged:
            yield person_id, engaged
    yield from ((person_id, engaged) for person_id, engaged in sorted(joined.items()) if engaged)


def pending_cases(session: Session, at: Known) -> Iterator[PendingCase]:
    """Cases, and extensions, that the office had in its hands when the date closed, by company and id."""
    pending = [state.value for state in WITH_OFFICE]
    wanted = or_(_then.state.in_(pending), _then.variation_state.in_(pending))
    for row in list(_rows(session, at, _now.company_id, wanted)):
        if row.state not in pending:
            yield PendingCase(row.id, row.company_id, [(row.variation_submitted_on, True)])
            continue
        yield PendingCase(row.id, row.company_id, handovers(session, row.id, row.submitted_on, before=at.before))


def handovers(session: Session, engagement_id: int, came_on: date, *, before: datetime) -> list[Handover]:
    """The days on which an application came to the office, the first on `came_on`, and left it, until an instant."""
    changes = session.execute(
        select(_then.recorded_at, _then.state)
        .where(_then.engagement_id == engagement_id, _then.recorded_at < before)
        .order_by(_then.version)
    )
    later = [(hong_kong_date(recorded_at), state) for recorded_at, state in changes]
    moves = [(day, state in WITH_OFFICE) for day, state in later if day >= came_on and state != State.DRAFT]
    return [(came_on, True), *moves]


def projects_known(session: Session, at: Known) -> Mapping[int, NiasProject]:
    """Every NIAS project by id; one that was written down later counts as first recorded."""
    chosen = versions_known(
        _project_then.project_id,
        _project_then.version,
        _project_then.recorded_at,
        at.before,
        source=NiasProjectVersion.__table__,
        else_first=_project_then.version.is_not(None),
    )
    query = (
        select(
            _project.id,
            _project.company_id,
            _project.reference,
            _project_then.state,
            _project_then.approved_on,
            _project_then.allowance_from,
            _project_then.allowance_to,
            _project_then.terminated_on,
        )
        .join(chosen, chosen.c.owner_id == _project.id)
        .join(
            NiasProjectVersion.__table__,
            and_(_project_then.project_id == _project.id, _project_then.version == chosen.c.version),
        )
        .order_by(_project.id)
    )
    found = session.execute(query)
    return {row[0]: NiasProject(row[0], row[1], row[2], ProjectState(row[3]), *row[4:]) for row in found}


def _rows(
    session: Session, at: Known, first: ColumnElement[Any], wanted: ColumnElement[bool] | None = None
) -> Iterator[Any]:
    """Rows that hold, in the order of `first` and then by id.

    What was imported as history happened before it was written down, so it counts from the first.
    """
    versions = EngagementVersion.__table__
    chosen = versions_known(
        _then.engagement_id,
        _then.version,
        _then.recorded_at,
        at.before,
        source=versions.join(Engagement.__table__, _now.id == _then.engagement_id),
        else_first=_now.from_history,
    )
    query = (
        select(
            _now.id,
            _now.company_id,
            _then.person_id,
            _then.pool,
            _then.role,
            _then.itf_project_key,
            _then.held_from,
            _then.held_until,
            _then.latest_submission_on,
            _then.exceptions,
            _then.state,
            _then.nias_project_id,
            _then.permanent_resident,
            _then.permit_until,
            _then.returned_on,
            _then.submitted_on,
            _then.variation_state,
            _then.variation_submitted_on,
        )
        .join(chosen, chosen.c.owner_id == _now.id)
        .join(versions, and_(_then.engagement_id == _now.id, _then.version == chosen.c.version))
        .where(_then.held_from.is_not(None))
        .order_by(first, _now.id)
    )
    if wanted is not None:
        query = query.where(wanted)
    yield from session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})


def _engaged(row: Any, person_id: int, at: Known) -> Engaged | None:
    state = State(row.state)
    if state is State.RETURNED and _lapsed(row, at):
        return None
    return Engaged(
        id=row.id,
        company_id=row.company_id,
        person_id=person_id,
        pool=Pool(row.pool),
        role=Role(row.role),
        itf_project=row.itf_project_key,
        period=Period(row.held_from, row.held_until),
        submitted_on=_latest_submission(row),
        exceptions=frozenset(row.exceptions),
        state=state,
        nias_project_id=row.nias_project_id,
        permanent_resident=row.permanent_resident,
        permit_until=row.permit_until,
    )


def _latest_submission(row: Any) -> date:
    """An open extension holds its longer period at once, so its submission counts from then on as well."""
    submissions: list[date] = [day for day in (row.latest_submission_on, row.variation_submitted_on) if day is not None]
    return max(submissions, default=row.held_from)


def _lapsed(row: Any, at: Known) -> bool:
    """Whether the night of the business date lets a returned case lapse, which it does before it looks."""
    version = at.policy.on("case.lapse_days", at.business_date)
    days = version.value if version else None
    if row.returned_on is None or not isinstance(days, int):
        return False
    lapses: bool = row.returned_on + timedelta(days=days) <= at.business_date
    return lapses
