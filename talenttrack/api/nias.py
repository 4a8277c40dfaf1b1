"""NIAS projects: entered by officers, decided by approving officers, opening the window of the extra places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from talenttrack.api import problems
from talenttrack.api.decision_shape import DecisionTold, decision_told
from talenttrack.api.paging import PageQuery, encoded
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import (
    Cents,
    Day,
    Days,
    DayText,
    Id,
    MaybeText,
    Money,
    Reason,
    Sent,
    Text,
    Told,
    day_or_none,
    days,
    money,
)
from talenttrack.services.schemes import nias
from talenttrack.services.schemes.nias import NiasProjectRequest, ProjectOutcome, ProjectView

N_ = str  # marks a text for translation without translating it here

routes = Routes("nias_projects")

IndustryName = Literal["life_and_health_technology", "ai_and_data_science", "advanced_manufacturing_and_new_energy"]


class NewNiasProject(Sent):
    """With `approved_on` it is entered as approved. A `grant` that differs from ours is an error.

    `allowance_from` and `allowance_to` move the window of the extra places; the latter needs a `reason`.
    """

    reference: Text
    total_cost: Cents
    own_share: Cents
    industry: IndustryName
    approved_on: Day | None = None
    committee_recommended_on: Day | None = None
    grant: Cents | None = None
    submitted_on: Day | None = None
    allowance_from: Day | None = None
    allowance_to: Day | None = None
    reason: Reason | None = None


class NiasProjectTold(Told):
    """`window`: the days on which an extra talent of the project may start; null before its approval."""

    id: int
    reference: str
    state: Literal["submitted", "approved", "rejected", "withdrawn", "completed", "terminated"]
    version: int
    company_id: int
    industry: IndustryName
    submitted_on: DayText | None
    committee_recommended_on: DayText | None
    approved_on: DayText | None
    completed_on: DayText | None
    terminated_on: DayText | None
    allowance_from: DayText | None
    allowance_to: DayText | None
    total_cost: Money
    own_share: Money
    grant: Money
    window: Days | None
    actions: list[str] = Field(description="The transitions that the asker may make now.")
    decision: DecisionTold | None = Field(description="The decision just made, where one was.")


class NiasProjectPage(Told):
    items: list[NiasProjectTold]
    next_cursor: str | None


class NiasProjectQuery(PageQuery):
    company_id: Id | None = None
    reference: MaybeText | None = None


class Dated(Sent):
    action: Literal["approve", "complete", "terminate"]
    on: Day
    reason: Reason | None = None


class Undated(Sent):
    action: Literal["reject", "withdraw"]
    reason: Reason | None = None


class MoveWindow(Sent):
    """By any officer. Both ends are set; null gives an end back to the rule."""

    action: Literal["move_window"]
    allowance_from: Day | None
    allowance_to: Day | None
    reason: Reason


class NiasProjectTransition(RootModel[Dated | Undated | MoveWindow]):
    """One transition, by its `action`. A termination's day is still inside."""

    root: Annotated[Dated | Undated | MoveWindow, Field(discriminator="action")]


@routes.post(
    "/companies/{company_id}/nias-projects",
    N_("Enter a NIAS project"),
    NiasProjectTold,
    body=NewNiasProject,
    status=201,
    refusable=True,
)
def create(call: Call) -> Answer:
    """The Government's grant is fixed here. The same reference and content again changes nothing."""
    sent = call.body(NewNiasProject)
    request = NiasProjectRequest(
        reference=sent.reference,
        total_cost_cents=sent.total_cost,
        own_share_cents=sent.own_share,
        industry=sent.industry,
        approved_on=sent.approved_on,
        committee_recommended_on=sent.committee_recommended_on,
        grant_cents=sent.grant,
        submitted_on=sent.submitted_on,
        allowance_from=sent.allowance_from,
        allowance_to=sent.allowance_to,
        reason=sent.reason or "",
    )
    return _came_of(call, nias.create(call.session, call.actor, call.id("company_id"), request, call.now), status=201)


@routes.get("/nias-projects", N_("List NIAS projects"), NiasProjectPage, query=NiasProjectQuery)
def listing(call: Call) -> Answer:
    """All of them for officers; a company's user sees the own company's."""
    asked = call.query(NiasProjectQuery)
    page = nias.listing(
        call.session,
        call.actor,
        company_id=asked.company_id,
        reference=asked.reference,
        cursor=asked.after,
        limit=asked.limit,
    )
    items = [_told(view, None) for view in page.items]
    return Answer(NiasProjectPage(items=items, next_cursor=encoded(page.next_cursor)))


@routes.get("/nias-projects/{project_id}", N_("Look up a NIAS project"), NiasProjectTold)
def get(call: Call) -> Answer:
    return _answer(call, call.id("project_id"), None, status=200)


@routes.post(
    "/nias-projects/{project_id}/transitions",
    N_("Move a NIAS project on"),
    NiasProjectTold,
    body=NiasProjectTransition,
    refusable=True,
    conditional=True,
)
def transition(call: Call) -> Answer:
    """By an approving officer, and an approval not by the one who entered the project."""
    sent = call.body(NiasProjectTransition).root
    project_id = call.id("project_id")
    if isinstance(sent, MoveWindow):
        nias.move_window(
            call.session,
            call.actor,
            project_id,
            allowance_from=sent.allowance_from,
            allowance_to=sent.allowance_to,
            reason=sent.reason,
            now=call.now,
            expected_version=call.expected_version,
        )
        return _answer(call, project_id, None, status=200)
    outcome = nias.transition(
        call.session,
        call.actor,
        project_id,
        sent.action,
        call.now,
        on=sent.on if isinstance(sent, Dated) else None,
        reason=sent.reason or "",
        expected_version=call.expected_version,
    )
    return _came_of(call, outcome, status=200)


def _came_of(call: Call, outcome: ProjectOutcome, *, status: int) -> Answer:
    decision = None
    if outcome.decision is not None:
        decision = decision_told(outcome.decision, outcome.receipt_id, outcome.decided_at)
    if decision is not None and not outcome.admitted:
        body = problems.refusal("refused", decision.model_dump(mode="json", by_alias=True))
        return Answer(body, status=409, problem=True)
    assert outcome.project_id is not None  # noqa: S101 - what was admitted is on record
    return _answer(call, outcome.project_id, decision, status=status)


def _answer(call: Call, project_id: int, decision: DecisionTold | None, *, status: int) -> Answer:
    view = nias.get(call.session, call.actor, project_id)
    location = f"/api/v1/nias-projects/{project_id}" if status == 201 else None
    return Answer(_told(view, decision), status=status, version=view.version, location=location)


def _told(view: ProjectView, decision: DecisionTold | None) -> NiasProjectTold:
    return NiasProjectTold.model_validate(
        {
            "id": view.id,
            "reference": view.reference,
            "state": view.state,
            "version": view.version,
            "company_id": view.company_id,
            "industry": view.industry,
            "submitted_on": day_or_none(view.submitted_on),
            "committee_recommended_on": day_or_none(view.committee_recommended_on),
            "approved_on": day_or_none(view.approved_on),
            "completed_on": day_or_none(view.completed_on),
            "terminated_on": day_or_none(view.terminated_on),
            "allowance_from": day_or_none(view.allowance_from),
            "allowance_to": day_or_none(view.allowance_to),
            "total_cost": money(view.total_cost_cents),
            "own_share": money(view.own_share_cents),
            "grant": money(view.grant_cents),
            "window": days(view.window.first_day, view.window.last_day) if view.window else None,
            "actions": list(view.actions),
            "decision": decision,
        }
    )
