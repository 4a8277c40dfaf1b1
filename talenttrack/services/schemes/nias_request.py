"""A NIAS project as sent: what must be there, and what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.schemes.nias import Industry
from talenttrack.domain.text import day_error, line_error, one_line

N_ = str  # marks a text for translation without translating it here

AMOUNT_MAX = 10**15
"""Cents; more than any project costs, and still a whole number on both databases."""
DAYS = ("approved_on", "committee_recommended_on", "submitted_on", "terminated_on")


@dataclass(frozen=True, slots=True)
class NiasProjectRequest:
    """A project as sent, money in cents. With `approved_on` it is entered as approved; `terminated_on` is for history.

    `allowance_from` and `allowance_to` (included) move the window of extra talents; the latter needs a `reason`.
    """

    reference: str
    total_cost_cents: int
    own_share_cents: int
    industry: str
    approved_on: date | None = None
    committee_recommended_on: date | None = None
    grant_cents: int | None = None
    submitted_on: date | None = None
    allowance_from: date | None = None
    allowance_to: date | None = None
    reason: str = ""
    terminated_on: date | None = None

    @property
    def judged_on(self) -> date | None:
        """The day that picks the versions of the terms: submission, else approval."""
        return self.submitted_on or self.approved_on


def validate(request: NiasProjectRequest, *, as_history: bool) -> NiasProjectRequest:
    """The request with its texts trimmed. Raises Invalid naming every wrong field."""
    asked = replace(request, reference=one_line(request.reference), reason=request.reason.strip())
    found = [line_error("reference", asked.reference, required=True), _industry_error(asked.industry)]
    for field in ("total_cost_cents", "own_share_cents"):
        found.append(_amount_error(field.removesuffix("_cents"), getattr(asked, field)))
    if asked.grant_cents is not None:
        found.append(_amount_error("grant", asked.grant_cents, least=0))
    found.extend(day_error(field, getattr(asked, field)) for field in DAYS)
    found.extend(_date_errors(asked, as_history=as_history))
    errors = [error for error in found if error is not None]
    if errors:
        raise Invalid(*errors)
    return asked


def window_errors(
    *, approved_on: date | None, allowance_from: date | None, allowance_to: date | None, reason: str
) -> list[FieldError]:
    """What is wrong with a moved window; none where nothing is moved."""
    moved = (day_error("allowance_from", allowance_from), day_error("allowance_to", allowance_to))
    errors = [error for error in moved if error is not None]
    first = allowance_from or approved_on
    if allowance_to is not None and not reason:
        errors.append(FieldError("reason", "required", N_("Give the reason for moving the end of the window.")))
    if allowance_to is not None and first is not None and allowance_to < first:
        message = N_("The window must not end before it begins.")
        errors.append(FieldError("allowance_to", "order", message))
    return errors


def columns_of(asked: NiasProjectRequest) -> dict[str, Any]:
    """The columns of a project as it is entered, but for company, state and version."""
    return {
        "reference": asked.reference,
        "industry": asked.industry,
        "submitted_on": asked.submitted_on,
        "committee_recommended_on": asked.committee_recommended_on,
        "approved_on": asked.approved_on,
        "completed_on": None,
        "terminated_on": asked.terminated_on,
        "allowance_from": asked.allowance_from,
        "allowance_to": asked.allowance_to,
        "total_cost_cents": asked.total_cost_cents,
        "own_share_cents": asked.own_share_cents,
        "grant_cents": asked.grant_cents,
    }


def _industry_error(industry: str) -> FieldError | None:
    if industry in {known.value for known in Industry}:
        return None
    message = N_("Name one of the strategic industries: %(industries)s.")
    return FieldError("industry", "unknown", message, {"industries": ", ".join(known.value for known in Industry)})


def _amount_error(field: str, cents: int, *, least: int = 1) -> FieldError | None:
    if least <= cents <= AMOUNT_MAX:
        return None
    return FieldError(field, "range", N_("Give an amount of Hong Kong dollars that can be."))


def _date_errors(asked: NiasProjectRequest, *, as_history: bool) -> list[FieldError]:
    errors = window_errors(
        approved_on=asked.approved_on,
        allowance_from=asked.allowance_from,
        allowance_to=asked.allowance_to,
        reason=asked.reason,
    )
    approved = asked.approved_on
    if asked.terminated_on is not None and not as_history:
        message = N_("Leave this empty: terminate the project after it is entered.")
        errors.append(FieldError("terminated_on", "unexpected", message))
    elif asked.terminated_on is not None and (approved is None or asked.terminated_on < approved):
        message = N_("A terminated project was approved before: give the day of its approval.")
        errors.append(FieldError("approved_on", "order", message))
    for field in ("submitted_on", "committee_recommended_on"):
        day = getattr(asked, field)
        if day is not None and approved is not None and day > approved:
            message = N_("This day must not be after the approval.")
            errors.append(FieldError(field, "order", message))
    return errors
