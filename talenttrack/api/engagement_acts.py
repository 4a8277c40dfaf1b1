"""What is done with an engagement: one address for its transitions, one for a replacement, one for exceptions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from talenttrack.api.decision_shape import refused
from talenttrack.api.engagement_shapes import (
    EngagementTold,
    Replacement,
    TalentChanged,
    request_of_replacement,
)
from talenttrack.api.engagements import answered, told
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Cents, Day, Reason, Sent, Text
from talenttrack.services.schemes.rth import act, change, review

N_ = str  # marks a text for translation without translating it here

routes = Routes("engagements")


class _Act(Sent):
    reason: Reason | None = None


class Plain(_Act):
    """Transitions that need no more than a reason: `return`, `reject` and `review` must give one.

    So must `reject_correction`, unless a case officer takes back the correction that he or she proposed.
    `recommend`, `return`, `approve` and `reject` take `reason_codes` from the office's lists, with or without a reason.
    """

    reason_codes: list[Text] | None = None

    action: Literal[
        "submit",
        "share_draft",
        "withdraw",
        "resubmit",
        "review",
        "recommend",
        "return",
        "approve",
        "reject",
        "confirm_correction",
        "reject_correction",
    ]


class Terminate(_Act):
    """`on` is the last day; the day before the start says that it never began."""

    action: Literal["terminate"]
    on: Day


class ChangeEnd(_Act):
    action: Literal["extend", "shorten"]
    end: Day


class RenewPermit(_Act):
    action: Literal["renew_permit"]
    until: Day


class CorrectedFields(Sent):
    """What should have been recorded. Another identity document names another person."""

    start: Day | None = None
    end: Day | None = None
    terminated_on: Day | None = None
    monthly_salary: Cents | None = None
    talent: TalentChanged | None = None


class Correct(Sent):
    action: Literal["correct"]
    fields: CorrectedFields
    reason: Reason


class EngagementTransition(RootModel[Plain | Terminate | ChangeEnd | RenewPermit | Correct]):
    """One transition, by its `action`."""

    root: Annotated[Plain | Terminate | ChangeEnd | RenewPermit | Correct, Field(discriminator="action")]


class NewException(Sent):
    code: Text
    reason: Reason


@routes.post(
    "/engagements/{engagement_id}/transitions",
    N_("Move an engagement on"),
    EngagementTold,
    body=EngagementTransition,
    refusable=True,
    conditional=True,
)
def transition(call: Call) -> Answer:
    """Who may do what from which state: `actions` of the engagement. What rules refuse is 409 with the decision."""
    sent = call.body(EngagementTransition).root
    arguments: dict[str, Any] = {"reason": sent.reason}
    if isinstance(sent, Terminate):
        arguments["on"] = sent.on
    elif isinstance(sent, ChangeEnd):
        arguments["end"] = sent.end
    elif isinstance(sent, RenewPermit):
        arguments["until"] = sent.until
    elif isinstance(sent, Plain):
        arguments["reason_codes"] = sent.reason_codes
    elif isinstance(sent, Correct):
        arguments["fields"] = corrected(sent.fields)
    outcome = act.act(
        call.session,
        call.actor,
        call.id("engagement_id"),
        sent.action,
        arguments,
        call.now,
        expected_version=call.expected_version,
    )
    # A correction may be kept in breach, with a reason: then it was done although the rules refuse it.
    done = outcome.admitted or (sent.action == "confirm_correction" and sent.reason is not None)
    return answered(call, outcome, status=200) if done else refused(outcome)


@routes.post(
    "/engagements/{engagement_id}/replace",
    N_("End an engagement and submit another in its place"),
    EngagementTold,
    body=Replacement,
    status=201,
    refusable=True,
    conditional=True,
)
def replace(call: Call) -> Answer:
    """Both or neither; company and pool stay. Without `end` the new one runs to the latest end that fits."""
    sent = call.body(Replacement)
    outcome = change.replace(
        call.session,
        call.actor,
        call.id("engagement_id"),
        call.now,
        on=sent.on,
        request=request_of_replacement(sent),
        end_given=sent.end is not None,
        expected_version=call.expected_version,
    )
    return answered(call, outcome, status=201) if outcome.admitted else refused(outcome)


@routes.post(
    "/engagements/{engagement_id}/exceptions",
    N_("Grant an exception on a draft shown to officers"),
    EngagementTold,
    body=NewException,
    conditional=True,
)
def exception(call: Call) -> Answer:
    """The check then warns instead of failing. Who grants it does not approve the case."""
    sent = call.body(NewException)
    review.grant_exception(
        call.session,
        call.actor,
        call.id("engagement_id"),
        call.now,
        code=sent.code,
        reason=sent.reason,
        expected_version=call.expected_version,
    )
    return told(call, call.id("engagement_id"), None, status=200)


def corrected(sent: CorrectedFields) -> dict[str, Any]:
    """The fields that were sent, under the names that services know."""
    fields = {name: getattr(sent, name) for name in sorted(sent.model_fields_set)}
    fields = {name: value for name, value in fields.items() if value is not None}
    if "monthly_salary" in fields:
        fields["monthly_salary_cents"] = fields.pop("monthly_salary")
    if sent.talent is not None:
        fields["talent"] = {
            name: getattr(sent.talent, name)
            for name in sorted(sent.talent.model_fields_set)
            if getattr(sent.talent, name) is not None
        }
    return fields
