"""Engagements: the check that writes no case, the submission, the draft and its changes, and what is on record."""

from __future__ import annotations

from typing import Any, Literal

from talenttrack.api.decision_shape import DecisionTold, decision_told, refused
from talenttrack.api.engagement_shapes import (
    CONFLICTS,
    CheckedEngagement,
    EngagementChanged,
    EngagementPage,
    EngagementTold,
    NewEngagement,
    PoolName,
    request_of,
)
from talenttrack.api.engagement_told import engagement_listed, engagement_told
from talenttrack.api.paging import PageQuery, encoded
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Day, Id, MaybeText
from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.services.schemes.rth import read, register
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.scope import company_id_for

N_ = str  # marks a text for translation without translating it here

routes = Routes("engagements")

StateName = Literal[
    "draft",
    "submitted",
    "returned",
    "recommended",
    "approved",
    "rejected",
    "withdrawn",
    "lapsed",
    "terminated",
]
MAY_BE_EMPTY = frozenset({"nias_project_id", "itf_project", "name_zh", "id_country", "permit_until"})


class EngagementQuery(PageQuery):
    """`on` picks the engagements that hold their place on that day."""

    company_id: Id | None = None
    reference: MaybeText | None = None
    state: StateName | None = None
    pool: PoolName | None = None
    on: Day | None = None


@routes.post(
    "/engagements/check", N_("Judge an engagement without submitting it"), DecisionTold, body=CheckedEngagement
)
def check(call: Call) -> Answer:
    """Leaves no receipt and no case; that a person was named is on record, and new persons are limited by day."""
    decision = register.check(call.session, call.actor, request_of(call.body(CheckedEngagement)), call.now)
    return Answer(decision_told(decision, None, call.now))


@routes.post(
    "/engagements",
    N_("Submit an engagement, or keep it as a draft"),
    EngagementTold,
    body=NewEngagement,
    status=201,
    refusable=True,
)
def create(call: Call) -> Answer:
    """A refusal is 409 with the decision and a receipt, and leaves no engagement; a draft is always kept."""
    sent = call.body(NewEngagement)
    request = request_of(sent)
    if sent.draft:
        return answered(call, register.save_draft(call.session, call.actor, request, call.now), status=201)
    outcome = register.submit_new(call.session, call.actor, request, call.now, reference=None)
    return answered(call, outcome, status=201) if outcome.admitted else refused(outcome)


@routes.get("/engagements", N_("List engagements"), EngagementPage, query=EngagementQuery)
def listing(call: Call) -> Answer:
    """All of them for officers; a company's user sees the own company's. Decisions are told one by one only."""
    asked = call.query(EngagementQuery)
    if asked.company_id is not None:
        company_id_for(call.actor, asked.company_id)
    page = read.listing(
        call.session,
        call.actor,
        read.Which(
            company_id=asked.company_id,
            state=asked.state,
            pool=asked.pool,
            on=asked.on,
            reference=asked.reference,
        ),
        cursor=asked.after,
        limit=asked.limit,
        now=call.now,
    )
    items = [engagement_listed(summary) for summary in page.items]
    return Answer(EngagementPage(items=items, next_cursor=encoded(page.next_cursor)))


@routes.get("/engagements/{engagement_id}", N_("Look up an engagement"), EngagementTold)
def get(call: Call) -> Answer:
    """With its latest decision, as far as the asker may read it."""
    return told(call, call.id("engagement_id"), None, status=200)


@routes.patch(
    "/engagements/{engagement_id}",
    N_("Change a draft or a returned engagement"),
    EngagementTold,
    body=EngagementChanged,
    conditional=True,
)
def edit(call: Call) -> Answer:
    """A returned engagement keeps its old period until it is resubmitted and judged again."""
    changes = changes_of(call.body(EngagementChanged))
    engagement_id = call.id("engagement_id")
    register.edit(call.session, call.actor, engagement_id, changes, call.now, expected_version=call.expected_version)
    return told(call, engagement_id, None, status=200)


def changes_of(sent: EngagementChanged) -> dict[str, Any]:
    """The fields that were sent, under the names that services know. Raises Invalid where one cannot be emptied."""
    changes = {name: getattr(sent, name) for name in sorted(sent.model_fields_set)}
    if sent.talent is not None:
        changes["talent"] = {name: getattr(sent.talent, name) for name in sorted(sent.talent.model_fields_set)}
    empty = [name for name, value in changes.items() if value is None and name not in MAY_BE_EMPTY]
    empty += [
        f"talent.{name}"
        for name, value in (changes.get("talent") or {}).items()
        if value is None and name not in MAY_BE_EMPTY
    ]
    if empty:
        raise Invalid(*(FieldError(name, "required", N_("Give a value, or leave the field out.")) for name in empty))
    if "monthly_salary" in changes:
        changes["monthly_salary_cents"] = changes.pop("monthly_salary")
    if sent.conflicts is not None:
        changes["conflicts"] = frozenset(name for name in CONFLICTS if getattr(sent.conflicts, name))
    for holder, name in ((changes, "itf_project"), (changes.get("talent", {}), "name_zh")):
        if name in holder:
            holder[name] = holder[name] or ""
    return changes


def answered(call: Call, outcome: Outcome, *, status: int) -> Answer:
    """The engagement that came of an act, with the decision just made."""
    assert outcome.engagement_id is not None  # noqa: S101 - what was admitted is on record
    return told(call, outcome.engagement_id, outcome, status=status)


def told(call: Call, engagement_id: int, outcome: Outcome | None, *, status: int) -> Answer:
    judged = outcome is not None and bool(outcome.decision.checks)
    view = read.view(call.session, call.actor, engagement_id, call.now, with_receipt=not judged)
    location = f"/api/v1/engagements/{engagement_id}" if status == 201 else None
    return Answer(engagement_told(view, outcome), status=status, version=view.summary.version, location=location)
