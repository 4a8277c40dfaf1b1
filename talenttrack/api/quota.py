"""Quotas: meters of a day, and heads day by day as steps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from talenttrack import clock
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Asked, Day, DayText, Measured, Told, day, measure
from talenttrack.services.schemes.rth import quota
from talenttrack.services.schemes.rth.quota import Meter, TimelineStep

N_ = str  # marks a text for translation without translating it here

routes = Routes("companies")


class QuotaQuery(Asked):
    """`on` picks heads, limit and year; the facts are today's. Today where it is left out."""

    on: Day | None = None


class TimelineQuery(Asked):
    """The days asked for, both included, ten years at most."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")


Scope = Annotated[
    dict[str, str | int],
    Field(description="What it is of where a pool has several: `itf_project`, `nias_project_id`; else empty."),
]


class MeterTold(Told):
    """`limit_code` is the check's code. `used` counts all that holds, `held_pending` the part not yet approved.

    `limit` and `free` are null where no limit is published.
    """

    pool: str
    limit_code: str
    limit: Measured
    used: Measured
    held_pending: Measured
    free: Measured
    unit: Literal["heads", "month_units", "HKD", "units"]
    scope: Scope


class QuotaTold(Told):
    on: DayText
    meters: list[MeterTold]


class StepTold(Told):
    first: DayText = Field(alias="from")
    last: DayText = Field(alias="to")
    pool: str
    scope: Scope
    heads: int
    limit: int | None


class TimelineTold(Told):
    items: list[StepTold]


@routes.get("/companies/{company_id}/quota", N_("How much of each quota is used"), QuotaTold, query=QuotaQuery)
def meters(call: Call) -> Answer:
    on = call.query(QuotaQuery).on or clock.today(call.wiring.config)
    found = quota.meters(call.session, call.actor, call.id("company_id"), on)
    return Answer(QuotaTold(on=day(on), meters=[_meter(meter) for meter in found]))


@routes.get("/companies/{company_id}/timeline", N_("Heads per quota, day by day"), TimelineTold, query=TimelineQuery)
def timeline(call: Call) -> Answer:
    """Steps on which neither heads nor limit change; steps of no heads are left out."""
    asked = call.query(TimelineQuery)
    steps = quota.timeline(call.session, call.actor, call.id("company_id"), asked.first, asked.last)
    return Answer(TimelineTold(items=[_step(step) for step in steps]))


def _meter(meter: Meter) -> MeterTold:
    return MeterTold.model_validate(
        {
            "pool": meter.pool,
            "limit_code": meter.limit_code,
            "limit": measure(meter.limit, meter.unit),
            "used": measure(meter.used, meter.unit),
            "held_pending": measure(meter.held_pending, meter.unit),
            "free": measure(meter.free, meter.unit),
            "unit": meter.unit,
            "scope": dict(meter.scope),
        }
    )


def _step(step: TimelineStep) -> StepTold:
    return StepTold(
        first=day(step.period.first_day),
        last=day(step.period.last_day),
        pool=step.pool,
        scope=dict(step.scope),
        heads=step.heads,
        limit=step.limit,
    )
