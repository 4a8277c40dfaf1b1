"""A decision as templates show it, its sentences made in the language spoken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from talenttrack.domain.decision import Check, Decision
from talenttrack.services.receipts import ReceiptView
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.wording import citation_text, sentence

COUNTED = ("heads", "month_units", "HKD", "units")


def decision_view(decision: Decision, receipt_id: str | None, decided_at: datetime | None) -> dict[str, Any]:
    """The shape of the component: measures raw, each with its unit beside it."""
    return {
        "receipt_id": receipt_id,
        "decided_at": decided_at,
        "verdict": decision.verdict,
        "checks": [_check(check) for check in decision.checks],
        "remedies": [{"action": remedy.action, "value": remedy.value} for remedy in decision.remedies],
    }


def outcome_view(outcome: Outcome) -> dict[str, Any]:
    return decision_view(outcome.decision, outcome.receipt_id, outcome.decided_at)


def receipt_view(receipt: ReceiptView) -> dict[str, Any]:
    return decision_view(receipt.decision, receipt.id, receipt.decided_at)


def measured(decision: Decision) -> list[Check]:
    """The checks that count something: what a pool holds before and after."""
    return [
        check
        for check in decision.checks
        if check.unit.value in COUNTED and isinstance(check.used, int) and isinstance(check.after, int)
    ]


def _check(check: Check) -> dict[str, Any]:
    binding = check.binding
    return {
        "code": check.code,
        "verdict": check.verdict.value,
        "message": sentence(check),
        "unit": check.unit.value,
        "limit": check.limit,
        "used": check.used,
        "after": check.after,
        "binding": {"from": binding.first_day, "to": binding.last_day} if binding else None,
        "citation": citation_text(check.citation),
    }
