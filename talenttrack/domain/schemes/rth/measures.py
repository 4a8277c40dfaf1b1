"""Checks made from what a rule measured: heads against a limit day by day, a sum of months, or a plain yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Check, Unit, Verdict
from talenttrack.domain.months import UNITS_PER_MONTH, month_units
from talenttrack.domain.policy import Parameter, Version
from talenttrack.domain.pools import Step, runs_over, steps_against, tightest
from talenttrack.domain.schemes.rth.facts import Holding, total_units


def heads_check(code: str, held: tuple[Holding, ...], period: Period, parameter: Parameter) -> Check:
    steps = steps_against((h.period for h in held), parameter, period)
    runs = runs_over(steps, adding=1)
    if not runs:
        return _worst_step_check(code, tightest(steps), held)
    run = runs[0]
    worst = Step(run.period, run.peak - 1, run.version)
    return _worst_step_check(code, worst, held, fails=True)


def _worst_step_check(code: str, worst: Step, held: tuple[Holding, ...], *, fails: bool = False) -> Check:
    binding = worst.period if fails else None
    return Check(
        code,
        Verdict.FAIL if fails else Verdict.PASS,
        outcome(code, fails=fails),
        unit=Unit.HEADS,
        limit=worst.limit,
        used=worst.heads,
        after=worst.heads + 1,
        binding=binding,
        parameter_version=worst.version.id if worst.version else None,
        citation=worst.version.citation if worst.version else "",
        values=days_of(binding),
        members=members_of(held, binding),
    )


def sum_check(code: str, held: tuple[Holding, ...], period: Period, version: Version | None) -> Check:
    limit = version.value * UNITS_PER_MONTH if version and isinstance(version.value, int) else None
    used = total_units(held)
    after = used + month_units(period.first_day, period.last_day)
    fails = limit is not None and after > limit
    return Check(
        code,
        Verdict.FAIL if fails else Verdict.PASS,
        outcome(code, fails=fails),
        unit=Unit.MONTH_UNITS,
        limit=limit,
        used=used,
        after=after,
        parameter_version=version.id if version else None,
        citation=version.citation if version else "",
        members=tuple(sorted(h.id for h in held)),
    )


def plain_check(code: str, fine: bool, citation: str, **values: int | str | date | None) -> Check:
    verdict = Verdict.PASS if fine else Verdict.FAIL
    return Check(code, verdict, outcome(code, fails=not fine), citation=citation, values=values)


def with_verdict(check: Check, verdict: Verdict, wording: str) -> Check:
    return replace(check, verdict=verdict, wording=wording)


def outcome(code: str, *, fails: bool) -> str:
    return f"{code}.{'fail' if fails else 'pass'}"


def days_of(binding: Period | None) -> Mapping[str, int | str | date | None]:
    return {"from": binding.first_day, "to": binding.last_day} if binding else {}


def members_of(held: Iterable[Holding], binding: Period | None) -> tuple[int, ...]:
    if binding is None:
        return ()
    return tuple(sorted(h.id for h in held if h.id and h.period.shares_a_day_with(binding)))
