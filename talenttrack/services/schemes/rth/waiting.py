"""The officers' queue: what waits for an officer of a role, and since which day. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.lifecycle import Actor, Role, State
from talenttrack.services.paging import Page, checked_limit, cursor_by_day, day_and_id_after, page
from talenttrack.services.schemes.rth.correct import PROPOSED
from talenttrack.services.schemes.rth.read import EngagementSummary, summarised, visible
from talenttrack.storage.days import hong_kong_day
from talenttrack.storage.schemes.rth import Correction, Engagement


@dataclass(frozen=True, slots=True)
class Waiting:
    """An engagement of which something waits since the Hong Kong day `since`."""

    since: date
    engagement: EngagementSummary


def queue(session: Session, actor: Actor, *, cursor: str | None, limit: int, now: datetime) -> Page[Waiting]:
    """What waits for an officer of the actor's role, longest first: cases, extensions, corrections, shared drafts.

    A case waits since its submission, an extension and a correction since each was asked for, a draft since it was
    shared; where several things of one engagement wait, since the first of them. Raises Invalid for what is no cursor.
    """
    checked_limit(limit)
    waiting = _waiting(actor)
    query = visible(actor).add_columns(waiting.c.since).join(waiting, waiting.c.id == Engagement.id)
    after = day_and_id_after(cursor)
    if after is not None:
        day, number = after
        query = query.where(or_(waiting.c.since > day, and_(waiting.c.since == day, Engagement.id > number)))
    rows = session.execute(query.order_by(waiting.c.since, Engagement.id).limit(limit + 1)).mappings().all()
    today = hong_kong_date(now)
    lines = [(row["since"], {name: row[name] for name in row if name != "since"}) for row in rows]
    return page(
        lines,
        limit,
        key=lambda line: cursor_by_day(line[0], line[1]["id"]),
        view=lambda line: Waiting(line[0], summarised(actor, line[1], today)),
    )


def _waiting(actor: Actor) -> Subquery:
    """The id of every engagement of which something waits, once, and the first day on which it did."""
    approves = actor.role is Role.APPROVING_OFFICER
    state = State.RECOMMENDED.value if approves else State.SUBMITTED.value
    # A case from a file need not say when it was submitted: here it waits since it came in.
    submitted_on = func.coalesce(Engagement.submitted_on, hong_kong_day(Engagement.created_at))
    kinds: list[Select[Any]] = [
        select(Engagement.id.label("id"), submitted_on.label("day")).where(Engagement.state == state),
        select(Engagement.id, Engagement.variation_submitted_on).where(Engagement.variation_state == state),
    ]
    if approves:
        shared = and_(Engagement.state == State.DRAFT.value, Engagement.shared_at.is_not(None))
        proposed = Correction.state == PROPOSED
        kinds.append(select(Correction.engagement_id, hong_kong_day(Correction.proposed_at)).where(proposed))
        kinds.append(select(Engagement.id, hong_kong_day(Engagement.shared_at)).where(shared))
    every = union_all(*kinds).subquery()
    return select(every.c.id, func.min(every.c.day).label("since")).group_by(every.c.id).subquery()
