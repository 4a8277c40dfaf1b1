"""The officers' queue: what waits for an officer, soonest due first, narrowed and counted. Nothing here writes.

A line is one thing to decide: an application, an extension, a correction or a draft shown for an exception; one
engagement may have several. Lines are ordered by the day from which their clock counts (`clock.py`): of two, the
one counted from an earlier day is due earlier, whatever is pledged. What no pledge covers stands among them by the
day since which it waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from talenttrack.domain.duties import Clock
from talenttrack.domain.lifecycle import PENDING, Actor, Role, State
from talenttrack.services.paging import Page, checked_limit, cursor_by_day, day_and_id_after, page
from talenttrack.services.schemes.rth.case import SUBJECT
from talenttrack.services.schemes.rth.clock import Pledge, pledge_of
from talenttrack.services.schemes.rth.correct import PROPOSED
from talenttrack.services.schemes.rth.read import EngagementSummary, summarised, visible
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.casework import CaseClaim
from talenttrack.storage.companies import Company
from talenttrack.storage.days import hong_kong_day
from talenttrack.storage.schemes.rth import Correction, Engagement

KINDS: Final = ("case", "extension", "correction", "exception")
"""The kinds of work, in the order in which one engagement's lines of the same day stand."""

PLEDGED: Final = ("case", "extension")
"""What the office has pledged to decide in time."""

DESKS: Final = ("recommend", "approve", "company")
"""Where a line lies: with the case officers, with the approving officers, or with the company, its clock stopped."""

DUE: Final = ("overdue", "week")
WHOSE: Final = ("mine", "nobody")

COMPANIES_MAX: Final = 500

_PLACES = 8
"""A line's number in its order is the engagement's id times this, and the place of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """What the queue is narrowed to. Without `desk`: what waits for the reader's role, for an auditor for either."""

    kind: str | None = None
    pool: str | None = None
    company_id: int | None = None
    due: str | None = None
    whose: str | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who is on a case, and since when."""

    user_id: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, counted from the Hong Kong day `since`; `clock` is None for what no pledge covers."""

    kind: str
    desk: str
    since: date
    waited_days: int
    clock: Clock | None
    claim: Claimed | None
    engagement: EngagementSummary
    cursor: str


def queue(
    session: Session, actor: Actor, *, cursor: str | None, limit: int, now: datetime, which: Which | None = None
) -> Page[Waiting]:
    """What waits, soonest due first. Raises Invalid for what is no cursor."""
    checked_limit(limit)
    pledge, lines = pledge_of(session, now), _lines()
    query = _whole(actor, lines).where(*_narrowed(actor, which or Which(), pledge, lines))
    after = day_and_id_after(cursor)
    if after is not None:
        day, place = after
        query = query.where(or_(lines.c.day > day, and_(lines.c.day == day, lines.c.place > place)))
    rows = session.execute(query.limit(limit + 1)).mappings().all()
    return page(
        rows,
        limit,
        key=lambda row: cursor_by_day(row["day"], row["place"]),
        view=lambda row: _told(actor, row, pledge),
    )


def counts(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many lines each single filter leaves, by its value: kinds, `overdue`, `week`, `mine`, `nobody`, `company`.

    `all` counts what waits without any filter.
    """
    pledge, lines = pledge_of(session, now), _lines()
    asked = {
        "all": Which(),
        **{kind: Which(kind=kind) for kind in KINDS},
        **{due: Which(due=due) for due in DUE},
        **{whose: Which(whose=whose) for whose in WHOSE},
        **{desk: Which(desk=desk) for desk in DESKS},
    }
    wanted = [
        func.count(lines.c.id).filter(*_narrowed(actor, which, pledge, lines)).label(name)
        for name, which in asked.items()
    ]
    source = select(*wanted).select_from(lines).join(Engagement, Engagement.id == lines.c.id)
    return dict(session.execute(_claimed(source, lines)).mappings().one())


def companies(session: Session, actor: Actor, now: datetime) -> list[tuple[int, str, str]]:
    """Id and both names of the companies of which something waits for the reader, by name; at most COMPANIES_MAX."""
    lines, pledge = _lines(), pledge_of(session, now)
    query = (
        select(Company.id, Company.name_en, Company.name_zh)
        .distinct()
        .join(Engagement, Engagement.company_id == Company.id)
        .join(lines, lines.c.id == Engagement.id)
        .where(*_narrowed(actor, Which(), pledge, lines))
        .order_by(Company.name_en, Company.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query.limit(COMPANIES_MAX))]


def lines_of(session: Session, actor: Actor, engagement_id: int, now: datetime) -> tuple[Waiting, ...]:
    """The lines of one engagement on any desk: none where nothing of it waits, or where it may not be seen."""
    pledge = pledge_of(session, now)
    rows = session.execute(_whole(actor, _lines(engagement_id))).mappings()
    return tuple(_told(actor, row, pledge) for row in rows)


def following(
    session: Session, actor: Actor, which: Which, *, after: str | None, without: int, now: datetime
) -> int | None:
    """The engagement of the line after a place in the list, else of its first line; never `without`."""
    for cursor in (after, None):
        for line in queue(session, actor, cursor=cursor, limit=5, now=now, which=which).items:
            if line.engagement.id != without:
                return line.engagement.id
    return None


def _lines(engagement_id: int | None = None) -> Subquery:
    """Every line of the queue, or those of one engagement, with the day and the place by which it is ordered."""
    # A case from a file need not say when it was submitted: here it waits since it came in.
    came_on = func.coalesce(Engagement.clock_from, Engagement.submitted_on, hong_kong_day(Engagement.created_at))
    returned = Engagement.state == State.RETURNED.value
    proposed_on, shared_on = hong_kong_day(Correction.proposed_at), hong_kong_day(Engagement.shared_at)
    asked_on = Engagement.variation_submitted_on
    pending = Engagement.state.in_([state.value for state in PENDING])
    granted = func.json_array_length(Engagement.exceptions) > 0
    shared = and_(Engagement.state == State.DRAFT.value, Engagement.shared_at.is_not(None), not_(granted))
    waits_from = case((returned, Engagement.returned_on), else_=came_on)
    kinds = [
        _kind("case", _desk(Engagement.state), waits_from, came_on).where(pending),
        _kind("extension", _desk(Engagement.variation_state), asked_on, asked_on).where(asked_on.is_not(None)),
        _kind("exception", literal("approve"), shared_on, shared_on).where(shared),
        _kind("correction", literal("approve"), proposed_on, proposed_on)
        .join(Correction, Correction.engagement_id == Engagement.id)
        .where(Correction.state == PROPOSED),
    ]
    if engagement_id is not None:
        kinds = [kind.where(Engagement.id == engagement_id) for kind in kinds]
    return union_all(*kinds).subquery()


def _kind(kind: str, desk: Any, day: Any, clock_from: Any) -> Select[Any]:
    place = Engagement.id * _PLACES + KINDS.index(kind)
    return select(
        Engagement.id,
        literal(kind).label("kind"),
        desk.label("desk"),
        day.label("day"),
        clock_from.label("clock_from"),
        place.label("place"),
    )


def _desk(state: Any) -> ColumnElement[str]:
    desks = {State.SUBMITTED.value: "recommend", State.RECOMMENDED.value: "approve"}
    return case(desks, value=state, else_="company")


def _whole(actor: Actor, lines: Subquery) -> Select[Any]:
    """The lines that the actor may see, in order, each with its engagement and who is on it."""
    shown = ("kind", "desk", "day", "clock_from", "place")
    query = visible(actor).join(lines, lines.c.id == Engagement.id).add_columns(*(lines.c[name] for name in shown))
    query = _claimed(query, lines).add_columns(CaseClaim.user_id, CaseClaim.claimed_at, UserAccount.name)
    return query.order_by(lines.c.day, lines.c.place)


def _told(actor: Actor, row: Any, pledge: Pledge) -> Waiting:
    own = ("kind", "desk", "day", "clock_from", "place", "user_id", "claimed_at", "name")
    summary = summarised(actor, {name: row[name] for name in row if name not in own}, pledge.today)
    stopped_on = row["day"] if row["desk"] == "company" else None
    clock = pledge.clock(row["clock_from"], stopped_on) if row["kind"] in PLEDGED else None
    claim = Claimed(row["user_id"], row["name"], row["claimed_at"]) if row["user_id"] else None
    waited = pledge.waited(row["day"])
    cursor = cursor_by_day(row["day"], row["place"])
    return Waiting(row["kind"], row["desk"], row["day"], waited, clock, claim, summary, cursor)


def _narrowed(actor: Actor, which: Which, pledge: Pledge, lines: Subquery) -> list[ColumnElement[bool]]:
    wanted = [_on_desk(actor, which.desk, lines)]
    if which.kind is not None:
        wanted.append(lines.c.kind == which.kind)
    if which.pool is not None:
        wanted.append(Engagement.pool == which.pool)
    if which.company_id is not None:
        wanted.append(Engagement.company_id == which.company_id)
    if which.due is not None:
        wanted.append(_due(which.due, pledge, lines))
    if which.whose is not None:
        wanted.append(CaseClaim.user_id == actor.id if which.whose == "mine" else CaseClaim.user_id.is_(None))
    return wanted


def _on_desk(actor: Actor, desk: str | None, lines: Subquery) -> ColumnElement[bool]:
    if desk is not None:
        return lines.c.desk == desk
    of_role = {Role.CASE_OFFICER: ("recommend",), Role.APPROVING_OFFICER: ("approve",)}
    return lines.c.desk.in_(of_role.get(actor.role, ("recommend", "approve")))


def _due(due: str, pledge: Pledge, lines: Subquery) -> ColumnElement[bool]:
    """Overdue, or due from today to the Sunday of this week."""
    overdue_until = pledge.overdue_until()
    until = pledge.due_until(pledge.week_ends_on()) if due == "week" else overdue_until
    if overdue_until is None or until is None:
        return literal(False)
    running = and_(lines.c.kind.in_(PLEDGED), lines.c.desk != "company", lines.c.clock_from <= until)
    return and_(running, lines.c.clock_from > overdue_until) if due == "week" else running


def _claimed(query: Select[Any], lines: Subquery) -> Select[Any]:
    on = and_(CaseClaim.subject_type == SUBJECT, CaseClaim.subject_id == lines.c.id)
    return query.outerjoin(CaseClaim, on).outerjoin(UserAccount, UserAccount.id == CaseClaim.user_id)
