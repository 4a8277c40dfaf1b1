"""NIAS projects as they stand, within the asker's sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period
from talenttrack.domain.errors import NotFound
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes.nias import NiasProject, ProjectState, window
from talenttrack.domain.schemes.nias_awards import MOVES
from talenttrack.services.paging import Page, checked_limit, id_after, page
from talenttrack.services.scope import company_id_for, only_company
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.nias import NiasProjectRow

N_ = str  # marks a text for translation without translating it here


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as it stands; `window` are the days on which an extra talent of it may start."""

    id: int
    company_id: int
    reference: str
    state: str
    version: int
    industry: str
    submitted_on: date | None
    committee_recommended_on: date | None
    approved_on: date | None
    completed_on: date | None
    terminated_on: date | None
    allowance_from: date | None
    allowance_to: date | None
    total_cost_cents: int
    own_share_cents: int
    grant_cents: int
    window: Period | None
    actions: tuple[str, ...]


def get(session: Session, actor: Actor, project_id: int) -> ProjectView:
    """Raises NotFound where there is none, or where it is another company's."""
    own = only_company(actor)
    row = session.get(NiasProjectRow, project_id)
    if row is None or own not in (None, row.company_id):
        raise NotFound(N_("There is no such project."))
    return _view(row, actor, policy_book(session))


def listing(
    session: Session,
    actor: Actor,
    *,
    company_id: int | None,
    reference: str | None,
    cursor: str | None,
    limit: int,
    state: str | None = None,
) -> Page[ProjectView]:
    """Projects by id; for a company's user those of their own company. Raises NotFound for another company."""
    limit = checked_limit(limit)
    company = only_company(actor) if company_id is None else company_id_for(actor, company_id)
    query = select(NiasProjectRow).where(NiasProjectRow.id > id_after(cursor)).order_by(NiasProjectRow.id)
    if company is not None:
        query = query.where(NiasProjectRow.company_id == company)
    if reference is not None:
        query = query.where(NiasProjectRow.reference == reference)
    if state is not None:
        query = query.where(NiasProjectRow.state == state)
    book = policy_book(session)
    rows = session.scalars(query.limit(limit + 1)).all()
    return page(rows, limit, key=lambda row: row.id, view=lambda row: _view(row, actor, book))


def _offered(actor: Actor, row: NiasProjectRow) -> tuple[str, ...]:
    if actor.role is not Role.APPROVING_OFFICER:
        return ()
    own = row.entered_by == actor.id
    return tuple(
        action for action, move in MOVES.items() if move.state.value == row.state and not (own and action == "approve")
    )


def _view(row: NiasProjectRow, actor: Actor, book: PolicyBook) -> ProjectView:
    project = NiasProject(
        row.id,
        row.company_id,
        row.reference,
        ProjectState(row.state),
        row.approved_on,
        row.allowance_from,
        row.allowance_to,
        row.terminated_on,
    )
    return ProjectView(
        id=row.id,
        company_id=row.company_id,
        reference=row.reference,
        state=row.state,
        version=row.version,
        industry=row.industry,
        submitted_on=row.submitted_on,
        committee_recommended_on=row.committee_recommended_on,
        approved_on=row.approved_on,
        completed_on=row.completed_on,
        terminated_on=row.terminated_on,
        allowance_from=row.allowance_from,
        allowance_to=row.allowance_to,
        total_cost_cents=row.total_cost_cents,
        own_share_cents=row.own_share_cents,
        grant_cents=row.grant_cents,
        window=window(project, book),
        actions=_offered(actor, row),
    )
