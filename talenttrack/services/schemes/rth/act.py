"""The one dispatcher of transitions: pages and API name an action and its arguments, and nothing else differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.errors import FieldError, Invalid, WrongState
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes.rth.reasons import REASONS
from talenttrack.services.schemes.rth import change, correct, register, review
from talenttrack.services.schemes.rth.case import Outcome


@dataclass(frozen=True, slots=True)
class Action:
    """An action's use case and the arguments it takes by name: `on`, `end`, `until` (days), `reason`, `fields`.

    What is in the lists of `domain.schemes.rth.reasons` takes `reason_codes` besides.
    """

    use_case: Callable[..., Outcome]
    arguments: tuple[str, ...] = ("reason",)


ACTIONS: dict[str, Action] = {
    "submit": Action(register.submit, ()),
    "share_draft": Action(register.share_draft, ()),
    "resubmit": Action(register.resubmit, ()),
    "withdraw": Action(review.withdraw),
    "recommend": Action(review.recommend),
    "return": Action(review.send_back),
    "approve": Action(review.approve),
    "reject": Action(review.reject),
    "review": Action(review.ask_review),
    "terminate": Action(change.terminate, ("on", "reason")),
    "shorten": Action(change.shorten, ("end", "reason")),
    "extend": Action(change.extend, ("end", "reason")),
    "renew_permit": Action(change.renew_permit, ("until", "reason")),
    "correct": Action(correct.propose, ("fields", "reason")),
    "confirm_correction": Action(correct.confirm),
    "reject_correction": Action(correct.reject),
}
"""Every transition but `replace`, which names a new engagement, and `grant_exception`, which names a check."""


def act(
    session: Session,
    actor: Actor,
    engagement_id: int,
    action: str,
    arguments: Mapping[str, Any],
    now: datetime,
    *,
    expected_version: int | None,
) -> Outcome:
    """Carries out one transition. `arguments` may hold `reason` for every action, and `reason_codes`; days are dates.

    Raises Invalid for an argument that is missing or not the action's, WrongState for an unknown action, and
    whatever the use case raises.
    """
    known = ACTIONS.get(action)
    if known is None:
        raise WrongState("There is no such action.", action=action)
    given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
    errors = [
        FieldError(name, "not_expected", "This action does not take this field.")
        for name in sorted(set(given) - {*known.arguments, "reason", *(["reason_codes"] if action in REASONS else [])})
    ]
    for name in known.arguments:
        if name == "reason":
            given.setdefault("reason", "")
        elif name not in given:
            errors.append(FieldError(name, "required", "This action needs this field."))
        elif name in ("on", "end", "until") and not isinstance(given[name], date):
            errors.append(FieldError(name, "date", "Enter a date."))
    if errors:
        raise Invalid(*errors)
    if "reason" not in known.arguments:
        given.pop("reason", None)
    return known.use_case(session, actor, engagement_id, now, expected_version=expected_version, **given)
