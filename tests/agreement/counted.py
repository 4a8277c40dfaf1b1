"""What the meters and the timeline must say, counted engagement by engagement."""

from __future__ import annotations

from typing import Any

from talenttrack.services.schemes.rth.quota import Meter, TimelineStep
from tests.brute.calendar import ordinal
from tests.brute.months import UNITS_IN_A_MONTH, months
from tests.brute.rth import EVER_APPROVED, held, limit_on, project_name

Plain = dict[str, Any]
PENDING = ("submitted", "returned", "recommended")


def meters(portfolio: Plain, company_id: int, on: str) -> list[Plain]:
    """Every meter of a company on a day, in the order of pages."""
    today = ordinal(on)
    holding = [(e, *period) for e in portfolio["engagements"] if (period := held(e))]
    own = [row for row in holding if row[0]["company_id"] == company_id]

    def heads(pool: str, code: str, parameter: str, rows: list[Any], scope: Plain) -> Plain:
        there = [e for e, first, last in rows if first <= today <= last]
        limit = limit_on(portfolio, parameter, today)
        waiting = len([e for e in there if undecided(e, today)])
        return _meter(pool, code, limit, len(there), waiting, "heads", scope)

    base = [row for row in own if row[0]["pool"] == "base"]
    told = [heads("base", "rth.concurrent", "rth.concurrent", base, {})]
    units = [(e, int(months(first, last) * UNITS_IN_A_MONTH)) for e, first, last in base]
    limit = limit_on(portfolio, "rth.total_months", today) * UNITS_IN_A_MONTH
    waiting = sum(length - decided_units(e) for e, length in units)
    told.append(_meter("base", "rth.total_months", limit, sum(u for _, u in units), waiting, "month_units", {}))
    extra = [row for row in own if row[0]["pool"] == "nias_extra"]
    projects = [p for p in portfolio["nias_projects"] if p["company_id"] == company_id]
    if extra or any(p["state"] in EVER_APPROVED and p["approved_on"] for p in projects):
        technical = [row for row in extra if row[0]["role"] == "technical"]
        told.append(heads("nias_extra", "nias.extra_concurrent", "nias.extra_concurrent", extra, {}))
        told.append(heads("nias_extra", "nias.extra_technical", "nias.extra_technical_concurrent", technical, {}))
    references = {project_name(e["itf_project"]) for e, _, last in own if e["pool"] == "itf" and last >= today}
    for reference in sorted(references):
        rows = [row for row in holding if row[0]["pool"] == "itf" and project_name(row[0]["itf_project"]) == reference]
        scope = {"itf_project": reference}
        told.append(heads("itf", "rth.itf_concurrent", "rth.itf_project_concurrent", rows, scope))
    return told


def undecided(engagement: Plain, day: int) -> bool:
    """A day of a case before its approval, or one that only an open extension asks for."""
    if engagement["state"] in PENDING:
        return True
    return bool(engagement.get("variation_end")) and day > ordinal(engagement["last_day"])


def decided_units(engagement: Plain) -> int:
    """What would be left of the months if all that is pending were refused."""
    if engagement["state"] in PENDING:
        return 0
    first, last = held({**engagement, "variation_end": None}) or (0, -1)
    return int(months(first, last) * UNITS_IN_A_MONTH)


def _meter(pool: str, code: str, limit: int, used: int, waiting: int, unit: str, scope: Plain) -> Plain:
    free = limit - used if used < limit else 0
    return {
        "pool": pool,
        "code": code,
        "limit": limit,
        "used": used,
        "held_pending": waiting,
        "free": free,
        "unit": unit,
        "scope": scope,
    }


def plain_meter(meter: Meter) -> Plain:
    return {
        "pool": meter.pool,
        "code": meter.limit_code,
        "limit": meter.limit,
        "used": meter.used,
        "held_pending": meter.held_pending,
        "free": meter.free,
        "unit": meter.unit,
        "scope": dict(meter.scope),
    }


def plain_step(step: TimelineStep) -> Plain:
    """The step in the shape of tests.brute.findings.timeline()."""
    return {
        "pool": step.pool,
        "scope": step.scope.get("itf_project"),
        "from": step.period.first_day.isoformat(),
        "to": step.period.last_day.isoformat(),
        "heads": step.heads,
        "limit": step.limit,
    }
