"""The life of an engagement: the shared transitions, its own, those of an extension, and the days it holds."""

from __future__ import annotations

from datetime import date

from talenttrack.domain.calendar import Period
from talenttrack.domain.lifecycle import (
    CASE,
    COMPANY,
    HOLDING,
    OFFICERS,
    Lifecycle,
    Role,
    State,
    Transition,
)

_APPROVED = frozenset({State.APPROVED})
_SETTLED = frozenset({State.APPROVED, State.TERMINATED})
_CASE_OFFICER = frozenset({Role.CASE_OFFICER})
_APPROVER = frozenset({Role.APPROVING_OFFICER})

_OWN = (
    Transition("terminate", _APPROVED, COMPANY | _CASE_OFFICER, State.TERMINATED),
    Transition("shorten", _APPROVED, COMPANY),
    Transition("extend", _APPROVED, COMPANY),
    Transition("replace", _APPROVED, COMPANY),
    Transition("renew_permit", _APPROVED, COMPANY),
    Transition("grant_exception", frozenset({State.DRAFT}), _APPROVER),
    Transition("correct", _SETTLED, _CASE_OFFICER),
    Transition("confirm_correction", _SETTLED, _APPROVER, None, ("correction_by",)),
    Transition(
        "reject_correction", _SETTLED, _APPROVER | _CASE_OFFICER, None, ("correction_by",), takes_back=_CASE_OFFICER
    ),
)

ENGAGEMENT = Lifecycle({**CASE, **{transition.action: transition for transition in _OWN}})

VARIATION = Lifecycle(
    {
        transition.action: transition
        for transition in (
            Transition("recommend", frozenset({State.SUBMITTED}), _CASE_OFFICER, State.RECOMMENDED, ("entered_by",)),
            Transition(
                "approve",
                frozenset({State.RECOMMENDED}),
                _APPROVER,
                State.APPROVED,
                ("entered_by", "recommended_by", "excepted_by"),
            ),
            Transition("reject", frozenset({State.SUBMITTED, State.RECOMMENDED}), OFFICERS, State.REJECTED),
            Transition("withdraw", frozenset({State.SUBMITTED, State.RECOMMENDED}), COMPANY, State.WITHDRAWN),
        )
    }
)
"""An open extension takes these actions; it has no return."""


def held_period(
    *,
    state: State,
    first_day: date,
    last_day: date,
    terminated_on: date | None,
    variation_end: date | None,
) -> Period | None:
    """The days an engagement holds its place: up to the longer end while an extension is open.

    A termination cuts at its day (included) and gives the rest back; one before the start leaves nothing.
    """
    if state not in HOLDING:
        return None
    end = last_day
    if state is State.TERMINATED and terminated_on is not None:
        end = min(last_day, terminated_on)
    elif variation_end is not None:
        end = max(last_day, variation_end)
    return Period(first_day, end) if end >= first_day else None
