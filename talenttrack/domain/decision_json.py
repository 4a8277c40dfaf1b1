"""Decisions as JSON values and back, so that a receipt keeps them whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Check, Decision, Remedy, Unit, Verdict


def decision_to_json(decision: Decision) -> dict[str, Any]:
    return {
        "checks": [check_to_json(check) for check in decision.checks],
        "remedies": [{"action": r.action, "value": r.value.isoformat()} for r in decision.remedies],
    }


def decision_from_json(stored: Mapping[str, Any]) -> Decision:
    return Decision(
        tuple(check_from_json(check) for check in stored["checks"]),
        tuple(Remedy(r["action"], date.fromisoformat(r["value"])) for r in stored["remedies"]),
    )


def period_to_json(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"from": period.first_day.isoformat(), "to": period.last_day.isoformat()}


def period_from_json(stored: Mapping[str, str] | None) -> Period | None:
    if stored is None:
        return None
    return Period(date.fromisoformat(stored["from"]), date.fromisoformat(stored["to"]))


def check_to_json(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "verdict": check.verdict.value,
        "wording": check.wording,
        "unit": check.unit.value,
        "limit": check.limit,
        "used": check.used,
        "after": check.after,
        "binding": period_to_json(check.binding),
        "parameter_version": check.parameter_version,
        "citation": check.citation,
        "values": {name: value_to_json(value) for name, value in check.values.items()},
        "members": list(check.members),
    }


def check_from_json(stored: Mapping[str, Any]) -> Check:
    return Check(
        code=stored["code"],
        verdict=Verdict(stored["verdict"]),
        wording=stored["wording"],
        unit=Unit(stored["unit"]),
        limit=stored["limit"],
        used=stored["used"],
        after=stored["after"],
        binding=period_from_json(stored["binding"]),
        parameter_version=stored["parameter_version"],
        citation=stored["citation"],
        values={name: value_from_json(value) for name, value in stored["values"].items()},
        members=tuple(stored["members"]),
    )


def value_to_json(value: int | str | date | None) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def value_from_json(value: Any) -> int | str | date | None:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    assert value is None or isinstance(value, int | str)  # noqa: S101 - what value_to_json wrote
    return value
