"""Several engagements planned at once, each judged as if the earlier ones had been submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period, hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes import rth
from talenttrack.services.people import enquire
from talenttrack.services.schemes.rth.case import Judgement, judge_facts
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of, validate
from talenttrack.services.scope import company_id_for
from talenttrack.storage.people import find_person
from talenttrack.storage.schemes.rth_facts import facts as read_facts


def plan(
    session: Session, actor: Actor, requests: Sequence[EngagementRequest], now: datetime
) -> list[tuple[Decision, date | None]]:
    """Judges the requests in order, each as if the earlier ones had been submitted; writes no case.

    With each decision the earliest start that fits: its own where admitted, else the remedy, else None. What is
    refused is not counted for those that follow.
    """
    planned: list[rth.Holding] = []
    answers: list[tuple[Decision, date | None]] = []
    strangers: dict[str, int] = {}
    for place, request in enumerate(requests, start=1):
        company_id_for(actor, request.company_id)
        found = validate(request)
        enquire(session, actor, request.company_id, found, now)
        person_id = find_person(session, found) or strangers.setdefault(found.lookup_text, -len(strangers) - 1)
        proposal = proposal_of(request, person_id)
        judgement = _judge_beside(session, actor, proposal, planned, hong_kong_date(now))
        decision = judgement.told
        if decision.admitted:
            planned.append(_as_holding(judgement.facts, -place))
        answers.append((decision, request.start if decision.admitted else decision.remedy("start_on")))
    return answers


def _judge_beside(
    session: Session, actor: Actor, proposal: rth.Proposal, planned: Sequence[rth.Holding], today: date
) -> Judgement:
    known = read_facts(session, proposal, submitted_on=today, without=None)
    return judge_facts(session, actor, replace(known, others=(*known.others, *planned)))


def _as_holding(known: rth.Facts, number: int) -> rth.Holding:
    asked = known.proposal
    return rth.Holding(
        id=number,
        company_id=asked.company_id,
        person_id=asked.person_id,
        pool=asked.pool,
        role=asked.role,
        itf_project=asked.itf_project,
        period=Period(asked.first_day, asked.last_day),
        submitted_on=known.submitted_on,
    )
