"""The fictitious queue: cases in every state that waits for somebody, brought there by those who may."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import add_months, hong_kong_date
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.months import last_day_of_term
from talenttrack.domain.people import hkid_check_digit
from talenttrack.services.schemes.rth.act import act
from talenttrack.services.schemes.rth.register import save_draft
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.schemes.rth import Engagement

EXTENDED = "DEMO-028"
"""An engagement of the NIAS company in its base pool, with room to go on."""
EXTENDED_MONTHS = 24

CLEAR = "Papers complete, within the limits."
UNCLEAR = "Please add the employment contract."
AGAINST = "The post described is not research."


def work_queue(
    session: Session,
    *,
    company: Actor,
    nias_company: Actor,
    case_officer: Actor,
    approving_officer: Actor,
    now: datetime,
) -> None:
    """Moves some of what was submitted, opens an extension, and leaves a draft that needs an exception."""

    def move(actor: Actor, reference: str, action: str, **arguments: Any) -> None:
        outcome = act(session, actor, _id_of(session, reference), action, arguments, now, expected_version=None)
        if not outcome.admitted:
            raise ValueError(f"{reference} of the demo cannot {action}: {outcome.decision.failing}")

    for reference in ("QUEUE-05", "QUEUE-06", "QUEUE-09"):
        move(case_officer, reference, "recommend", reason=CLEAR)
    move(approving_officer, "QUEUE-09", "approve", reason=CLEAR)
    move(case_officer, "QUEUE-07", "return", reason=UNCLEAR)
    move(case_officer, "QUEUE-08", "reject", reason=AGAINST)
    first_day = session.execute(select(Engagement.first_day).where(Engagement.reference == EXTENDED)).scalar_one()
    move(nias_company, EXTENDED, "extend", end=last_day_of_term(first_day, EXTENDED_MONTHS))
    shared = save_draft(session, company, _long_draft(company, hong_kong_date(now)), now)
    act(session, company, shared.engagement_id or 0, "share_draft", {}, now, expected_version=None)


def _id_of(session: Session, reference: str) -> int:
    return session.execute(select(Engagement.id).where(Engagement.reference == reference)).scalar_one()


def _long_draft(company: Actor, today: date) -> EngagementRequest:
    """Longer than any one person may be engaged, without an exception."""
    start = add_months(today, 1)
    talent = TalentRequest(
        name_en="KWOK Fictitious 900",
        name_zh="郭虛構900",
        id_type="hkid",
        id_number=f"ZQ909000{hkid_check_digit('ZQ909000')}",
        id_country=None,
        degree="doctorate",
        stem=True,
        institution_kind="local",
        permanent_resident=True,
        permit_until=None,
    )
    return EngagementRequest(
        company_id=company.company_id or 0,
        pool="itf",
        stream="ITF",
        role="research",
        nias_project_id=None,
        itf_project="ITF/DEMO/003",
        start=start,
        end=last_day_of_term(start, 40),
        monthly_salary_cents=4_200_000,
        talent=talent,
        conflicts=frozenset(),
    )
