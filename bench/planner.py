"""Goal 10: a plan of 40 hires over ten years against one admission check, in one process."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from bench.goals import Result
from bench.portfolio import add_large_company
from talenttrack.api.engagement_shapes import CheckedEngagement, request_of
from talenttrack.domain.calendar import add_months
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services.schemes.rth.plan import plan
from talenttrack.services.schemes.rth.register import check
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.wiring import Wiring
from tests.races.clients import engagement
from tests.services.schemes.office import an_actor

HIRES, YEARS = 40, 10
PERSONS = 25
"""A company may name 30 new ones a day, so some are planned twice."""

EACH_ROUND = 10
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def planner(database: str, wiring: Wiring, rounds: int, company_id: int) -> Iterator[Result]:
    """For a company with ten engagements and for one with 200; about a third of the hires of a plan is refused."""
    with wiring.write_session() as session:
        large = add_large_company(session)
        actors = {number: an_actor(session, Role.COMPANY_USER, number) for number in (company_id, large)}
    for number, size in ((company_id, 10), (large, 200)):
        requests = _hires(number)
        plans, checks, refused = [], [], 0
        for _ in range(rounds):
            with wiring.write_session() as session:
                taken, refused = _plan(session, actors[number], requests)
                plans.append(taken)
                checks.append(_check(session, actors[number], requests[0]))
                session.rollback()
        ratio = statistics.median(mine / its for mine, its in zip(plans, checks, strict=True))
        figure = f"{statistics.median(plans) * 1000:.0f} ms against {statistics.median(checks) * 1000:.1f} ms"
        what = f"plan of {HIRES} hires over {YEARS} years, {refused} refused, beside {size} engagements"
        yield Result(10, what, database, figure, ratio, "<= 60", ratio <= 60)


def _plan(session: Session, actor: Actor, requests: list[EngagementRequest]) -> tuple[float, int]:
    started = time.perf_counter()
    answers = plan(session, actor, requests, NOW)
    took = time.perf_counter() - started
    return took, sum(1 for decision, _start in answers if not decision.admitted)


def _check(session: Session, actor: Actor, request: EngagementRequest) -> float:
    return statistics.median(_seconds(lambda: check(session, actor, request, NOW)) for _ in range(EACH_ROUND))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _hires(company_id: int) -> list[EngagementRequest]:
    """Spread over the years by a seed; late ones meet the end of the company's talent-months."""
    chance = random.Random(10)  # noqa: S311 - a plan, no secret
    starts = sorted(date(2027, 1, 1) + timedelta(days=chance.randrange(365 * YEARS)) for _ in range(HIRES))
    hires = []
    for place, start in enumerate(starts):
        end = add_months(start, chance.choice((3, 4, 6, 9))) - timedelta(days=1)
        number = f"Q{company_id:06d}{place % PERSONS:02d}"
        sent = engagement(company_id, id_number=number, start=start.isoformat(), end=end.isoformat())
        hires.append(request_of(CheckedEngagement.model_validate(sent)))
    return hires
