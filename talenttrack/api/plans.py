"""Plans: several engagements judged in order, each as if the earlier ones had been submitted."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from talenttrack.api.decision_shape import DecisionTold, decision_told
from talenttrack.api.engagement_shapes import CheckedEngagement, request_of
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import DayText, Id, Sent, Told, day_or_none
from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.services.schemes.rth.plan import plan

N_ = str  # marks a text for translation without translating it here

routes = Routes("plans")

ENGAGEMENTS_MAX = 100


class PlannedEngagement(CheckedEngagement):
    """An engagement of the plan; its company is the plan's, and need not be named again."""

    company_id: Id | None = None  # type: ignore[assignment]


class PlanSent(Sent):
    company_id: Id
    engagements: Annotated[list[PlannedEngagement], Field(min_length=1, max_length=ENGAGEMENTS_MAX)]


class PlanItem(Told):
    """`earliest_start`: the own start if admitted, else the earliest that is, else null."""

    decision: DecisionTold
    earliest_start: DayText | None


class PlanTold(Told):
    items: list[PlanItem]


@routes.post("/plans/check", N_("Judge several engagements in order"), PlanTold, body=PlanSent)
def check(call: Call) -> Answer:
    """Writes no case. What is refused is not counted for those that follow."""
    sent = call.body(PlanSent)
    others = [n for n, one in enumerate(sent.engagements) if one.company_id not in (None, sent.company_id)]
    if others:
        message = N_("Leave this out, or name the company of the plan.")
        raise Invalid(*(FieldError(f"engagements.{n}.company_id", "company", message) for n in others))
    named = [one.model_copy(update={"company_id": sent.company_id}) for one in sent.engagements]
    answers = plan(call.session, call.actor, [request_of(one) for one in named], call.now)
    items = [
        PlanItem(decision=decision_told(decision, None, call.now), earliest_start=day_or_none(earliest))
        for decision, earliest in answers
    ]
    return Answer(PlanTold(items=items))
