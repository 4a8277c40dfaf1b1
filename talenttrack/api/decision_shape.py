"""A decision as JSON: the same keys for a check, a refusal and a receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from talenttrack import wording
from talenttrack.api import problems
from talenttrack.api.registry import Answer
from talenttrack.api.shapes import (
    Days,
    DayText,
    Instant,
    Measured,
    MeasureUnit,
    Told,
    day,
    days,
    instant,
    measure,
)
from talenttrack.domain.decision import Check, Decision
from talenttrack.services.schemes.rth.case import Outcome


class CheckTold(Told):
    """One rule. `used` is without and `after` with the case at hand, both on the worst day, in `unit`."""

    code: str
    verdict: Literal["pass", "fail", "warn"]
    unit: MeasureUnit
    limit: Measured
    used: Measured
    after: Measured
    binding: Days | None = Field(description="The first run of failing days; null where days do not matter.")
    parameter_version: str | None
    citation: str
    message: str
    members: list[int] = Field(description="Ids of the engagements counted, as far as the asker may know of them.")


class RemedyTold(Told):
    action: Literal["start_on", "end_on", "shorten_to", "terminate_other"]
    value: DayText


class DecisionTold(Told):
    """All checks of a case. `receipt_id` is null for a mere check."""

    receipt_id: str | None
    verdict: Literal["admit", "refuse"]
    decided_at: Instant
    checks: list[CheckTold]
    remedies: list[RemedyTold]


def decision_told(decision: Decision, receipt_id: str | None, decided_at: datetime) -> DecisionTold:
    """The decision with its sentences in the language spoken."""
    return DecisionTold.model_validate(
        {
            "receipt_id": receipt_id,
            "verdict": decision.verdict,
            "decided_at": instant(decided_at),
            "checks": [_check(check) for check in decision.checks],
            "remedies": [{"action": remedy.action, "value": day(remedy.value)} for remedy in decision.remedies],
        }
    )


def _check(check: Check) -> CheckTold:
    unit = check.unit.value
    return CheckTold.model_validate(
        {
            "code": check.code,
            "verdict": check.verdict.value,
            "unit": unit,
            "limit": measure(check.limit, unit),
            "used": measure(check.used, unit),
            "after": measure(check.after, unit),
            "binding": days(check.binding.first_day, check.binding.last_day) if check.binding else None,
            "parameter_version": check.parameter_version,
            "citation": wording.citation_text(check.citation),
            "message": wording.sentence(check),
            "members": [member for member in check.members if member > 0],
        }
    )


def refused(outcome: Outcome) -> Answer:
    """The 409 of an act that the rules refused: committed with its receipt, so an answer and not an error."""
    told = decision_told(outcome.decision, outcome.receipt_id, outcome.decided_at)
    members: dict[str, Any] = {}
    if outcome.changes:
        members["changes"] = [
            {"code": change.code, "was": _plain(change.was), "now": _plain(change.now)} for change in outcome.changes
        ]
    body = problems.refusal("refused", told.model_dump(mode="json", by_alias=True), **members)
    return Answer(body, status=409, problem=True)


def _plain(check: Check) -> dict[str, Any]:
    return _check(check).model_dump(mode="json", by_alias=True)
