"""Several engagements planned at once, each judged as if the earlier ones had been submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes import rth
from talenttrack.services.people import enquire
from talenttrack.services.schemes.rth.case import judge_by
from talenttrack.services.schemes.rth.places import validate_place
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of, validate
from talenttrack.services.scope import company_id_for
from talenttrack.storage.people import find_person
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_facts import facts_of_all

Planned = list[tuple[Decision, date | None]]
"""With each decision the earliest start that fits: its own where admitted, else the remedy, else None."""


def plan(session: Session, actor: Actor, requests: Sequence[EngagementRequest], now: datetime) -> Planned:
    """Judges the requests in order, each as if the earlier ones had been submitted; writes no case.

    What is refused is not counted for those that follow.
    """
    proposals: list[rth.Proposal] = []
    strangers: dict[str, int] = {}
    for request in requests:
        company_id_for(actor, request.company_id)
        found = validate(request)
        enquire(session, actor, request.company_id, found, now)
        person_id = find_person(session, found) or strangers.setdefault(found.lookup_text, -len(strangers) - 1)
        proposals.append(proposal_of(request, person_id))
    return _in_order(session, actor, proposals, hong_kong_date(now))


def plan_places(session: Session, actor: Actor, requests: Sequence[EngagementRequest], now: datetime) -> Planned:
    """The same before anybody is named: each request is for another person new to the scheme; nobody is enquired."""
    proposals = []
    for number, request in enumerate(requests, start=1):
        company_id_for(actor, request.company_id)
        validate_place(request)
        proposals.append(proposal_of(request, -number))
    return _in_order(session, actor, proposals, hong_kong_date(now))


def _in_order(session: Session, actor: Actor, proposals: Iterable[rth.Proposal], today: date) -> Planned:
    book = policy_book(session, known_at=None)
    planned: list[rth.Holding] = []
    answers: Planned = []
    for place, known in enumerate(facts_of_all(session, list(proposals), submitted_on=today), start=1):
        judgement = judge_by(book, actor, replace(known, others=(*known.others, *planned)))
        decision = judgement.told
        if decision.admitted:
            planned.append(rth.as_holding(judgement.facts, -place))
        own = known.proposal.first_day
        answers.append((decision, own if decision.admitted else decision.remedy("start_on")))
    return answers
