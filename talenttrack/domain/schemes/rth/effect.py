"""What a change of an engagement does to each quota that counts it, measured by the steps and sums of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Unit
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.domain.policy import PolicyBook, Version
from talenttrack.domain.pools import steps_against, tightest
from talenttrack.domain.schemes.rth.facts import Facts, Holding, Pool, Role, total_units


@dataclass(frozen=True, slots=True)
class Effect:
    """One quota before and after: heads on the tightest of the days concerned, or months over all time."""

    code: str
    unit: Unit
    limit: int | None
    before: int
    after: int

    @property
    def changes(self) -> bool:
        return self.before != self.after


def effects(before: Facts, after: Facts, days: Period, policy: PolicyBook) -> tuple[Effect, ...]:
    """The quotas of the pool and the person that `after.proposal` names, heads over `days`.

    Both facts count the engagement itself, as it holds before and as it would hold after.
    """
    return (
        *(_heads(code, parameter, before, after, days, policy) for code, parameter in _of_heads(after)),
        *(_months(code, before, after, policy) for code in _of_months(after)),
    )


def holding_until(known: Facts, engagement_id: int, period: Period | None) -> Facts:
    """The same facts with that engagement holding `period` instead; None where it holds nothing."""
    others = []
    for holding in known.others:
        if holding.id != engagement_id:
            others.append(holding)
        elif period is not None:
            others.append(replace(holding, period=period))
    return replace(known, others=tuple(others))


def holding_too(known: Facts, engagement_id: int) -> Facts:
    """The same facts as if the proposal itself held, in place of whatever that engagement holds."""
    others = tuple(holding for holding in known.others if holding.id != engagement_id)
    return replace(known, others=(*others, as_holding(known, engagement_id)))


def as_holding(known: Facts, engagement_id: int) -> Holding:
    """The proposal as an engagement that holds its place."""
    asked = known.proposal
    return Holding(
        id=engagement_id,
        company_id=asked.company_id,
        person_id=asked.person_id,
        pool=asked.pool,
        role=asked.role,
        itf_project=asked.itf_project,
        period=Period(asked.first_day, asked.last_day),
        submitted_on=known.submitted_on,
        exceptions=known.exceptions,
    )


def _of_heads(known: Facts) -> Iterable[tuple[str, str]]:
    pool = known.proposal.pool
    if pool is Pool.BASE:
        yield "rth.concurrent", "rth.concurrent"
    elif pool is Pool.ITF:
        yield "rth.itf_concurrent", "rth.itf_project_concurrent"
    else:
        yield "nias.extra_concurrent", "nias.extra_concurrent"
        if known.proposal.role is Role.TECHNICAL:
            yield "nias.extra_technical", "nias.extra_technical_concurrent"


def _of_months(known: Facts) -> Iterable[str]:
    if known.proposal.pool is Pool.BASE:
        yield "rth.total_months"
    if known.proposal.person_id:
        yield "rth.talent_months"


def _heads(code: str, parameter: str, before: Facts, after: Facts, days: Period, policy: PolicyBook) -> Effect:
    earlier, later = (
        tightest(steps_against((h.period for h in _counted(known, code)), policy[parameter], days))
        for known in (before, after)
    )
    return Effect(code, Unit.HEADS, later.limit, earlier.heads, later.heads)


def _months(code: str, before: Facts, after: Facts, policy: PolicyBook) -> Effect:
    limit = _whole(policy.on(code, after.submitted_on))
    units = None if limit is None else limit * UNITS_PER_MONTH
    earlier, later = (total_units(_counted(known, code)) for known in (before, after))
    return Effect(code, Unit.MONTH_UNITS, units, earlier, later)


def _counted(known: Facts, code: str) -> tuple[Holding, ...]:
    if code == "rth.itf_concurrent":
        return known.on_itf_project
    if code == "nias.extra_technical":
        return known.technical_in_company_pool
    return known.of_person if code == "rth.talent_months" else known.in_company_pool


def _whole(version: Version | None) -> int | None:
    return version.value if version and isinstance(version.value, int) else None
