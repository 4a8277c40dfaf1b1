"""What a night run has to find in a portfolio on a business date, recounted day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.brute.calendar import iso, ordinal, runs
from tests.brute.rth import (
    heads,
    held,
    limit_on,
    outside_window,
    project_name,
    project_of,
    total,
)

Plain = dict[str, Any]
THRESHOLDS = (90, 60, 30, 7, 0)
GRAVEST_FIRST = ("breach", "forecast", "past")


def night(portfolio: Plain, business_date: str) -> list[Plain]:
    """Every finding of RTH, NIAS, person and expiry kinds, sorted by kind and subject."""
    today = ordinal(business_date)
    found: list[Plain] = []
    for company in portfolio["companies"]:
        found += _of_a_company(portfolio, company["id"], today)
    references = {project_name(e["itf_project"]) for e in portfolio["engagements"] if e["pool"] == "itf"}
    for reference in references:
        found += _crowding(
            portfolio,
            "rth.itf_concurrent",
            ("itf_project", reference),
            _on_itf_project(reference),
            lambda day: limit_on(portfolio, "rth.itf_project_concurrent", day),
            today,
        )
    for person in {e["person_id"] for e in portfolio["engagements"]}:
        found += _of_a_person(portfolio, person, today)
    for engagement in portfolio["engagements"]:
        found += _of_an_engagement(portfolio, engagement, today)
    for project in portfolio["nias_projects"]:
        if project["state"] in ("approved", "completed") and not project["terminated_on"]:
            subject = ("nias_project", project["id"])
            left = ordinal(project["window_to"]) - today
            if left >= 0:
                found += _expiry("nias.window_ending", subject, left, [])
    return sorted(found, key=lambda f: (f["kind"], str(f["subject"]["id"])))


def timeline(portfolio: Plain, company_id: Any, first: str, last: str) -> list[Plain]:
    """Heads a day of one company as steps between two dates; an ITF project counts every company on it."""
    scopes: list[tuple[str, str | None, str, Callable[[Plain], bool]]] = [
        ("base", None, "rth.concurrent", lambda e: e["pool"] == "base" and e["company_id"] == company_id),
        (
            "nias_extra",
            None,
            "nias.extra_concurrent",
            lambda e: e["pool"] == "nias_extra" and e["company_id"] == company_id,
        ),
    ]
    own = [e for e in portfolio["engagements"] if e["company_id"] == company_id and held(e)]
    for reference in sorted({project_name(e["itf_project"]) for e in own if e["pool"] == "itf"}):
        scopes.append(
            (
                "itf",
                reference,
                "rth.itf_project_concurrent",
                _on_itf_project(reference),
            )
        )
    steps: list[Plain] = []
    for pool, scope, parameter, wanted in scopes:
        count = heads(portfolio, wanted)
        open_step: Plain | None = None
        for day in range(ordinal(first), ordinal(last) + 1):
            limit = limit_on(portfolio, parameter, day)
            if open_step and (open_step["heads"], open_step["limit"]) == (count[day], limit):
                open_step["to"] = iso(day)
                continue
            open_step = None
            if count[day]:
                open_step = {"pool": pool, "scope": scope, "from": iso(day), "to": iso(day)}
                open_step |= {"heads": count[day], "limit": limit}
                steps.append(open_step)
    return steps


def _on_itf_project(reference: str) -> Callable[[Plain], bool]:
    return lambda e: e["pool"] == "itf" and project_name(e["itf_project"]) == reference


def _of_a_company(portfolio: Plain, company: Any, today: int) -> Iterator[Plain]:
    subject = ("company", company)

    def base(e: Plain) -> bool:
        return bool(e["company_id"] == company and e["pool"] == "base")

    def extra(e: Plain) -> bool:
        return bool(e["company_id"] == company and e["pool"] == "nias_extra")

    def technical(e: Plain) -> bool:
        return extra(e) and bool(e["role"] == "technical")

    def misplaced(e: Plain) -> bool:
        return bool(e["company_id"] == company and e["role"] == "technical" and e["pool"] != "nias_extra")

    yield from _crowding(
        portfolio, "rth.concurrent", subject, base, lambda d: limit_on(portfolio, "rth.concurrent", d), today
    )
    yield from _sum(portfolio, "rth.total_months", subject, base)
    yield from _crowding(
        portfolio,
        "nias.extra_concurrent",
        subject,
        extra,
        lambda d: limit_on(portfolio, "nias.extra_concurrent", d),
        today,
    )
    yield from _technical(portfolio, subject, technical, misplaced, today)


def _of_a_person(portfolio: Plain, person: Any, today: int) -> Iterator[Plain]:
    subject = ("person", person)

    def theirs(e: Plain) -> bool:
        return bool(e["person_id"] == person)

    yield from _crowding(portfolio, "rth.talent_overlap", subject, theirs, lambda day: 1, today)
    holding = [e for e in portfolio["engagements"] if theirs(e) and held(e)]
    if not any("rth.talent_months" in e["exceptions"] for e in holding):
        yield from _sum(portfolio, "rth.talent_months", subject, theirs)


def _of_an_engagement(portfolio: Plain, engagement: Plain, today: int) -> Iterator[Plain]:
    period = held(engagement)
    if period is None:
        return
    first, last = period
    subject = ("engagement", engagement["id"])
    permit = None if engagement["permanent_resident"] else engagement["permit_until"]
    served = engagement["state"] in ("approved", "terminated")

    if served and not engagement["permanent_resident"]:
        covered_to = ordinal(permit) if permit else first - 1
        without = [day for day in range(first, min(last, today) + 1) if day > covered_to]
        yield from _days("rth.right_to_work", subject, without, today, [engagement["id"]])

    project = project_of(portfolio, engagement)
    if engagement["pool"] == "nias_extra" and project:
        every = portfolio["settings"]["nias.window_applies_to"] == "every_day"
        outside = [day for day in range(first, last + 1) if outside_window(project, every, first, day)]
        yield from _days("nias.window", subject, outside, today, [engagement["id"]])

    if engagement["state"] == "approved" and last >= today:
        yield from _expiry("rth.engagement_ending", subject, last - today, [engagement["id"]])
    if served and permit and ordinal(permit) < last and today <= last:
        yield from _expiry("rth.permit_ending", subject, ordinal(permit) - today, [engagement["id"]])


def _severity(first: int, last: int, today: int) -> str:
    if last < today:
        return "past"
    return "forecast" if first > today else "breach"


def _finding(kind: str, subject: tuple[str, Any], periods: list[Plain], members: Iterable[Any]) -> Plain:
    present = {period["severity"] for period in periods} or {"breach"}
    return {
        "kind": kind,
        "subject": {"type": subject[0], "id": subject[1]},
        "severity": next(name for name in GRAVEST_FIRST if name in present),
        "periods": periods,
        "members": sorted(set(members)),
    }


def _period(first: int, last: int, peak: int | None, limit: int | None, today: int) -> Plain:
    bounds = {"from": iso(first), "to": iso(last), "peak": peak, "limit": limit}
    return {**bounds, "severity": _severity(first, last, today)}


def _days(kind: str, subject: tuple[str, Any], days: list[int], today: int, members: list[Any]) -> Iterator[Plain]:
    periods = [_period(first, last, None, None, today) for first, last in runs(days)]
    if periods:
        yield _finding(kind, subject, periods, members)


def _crowding(
    portfolio: Plain,
    kind: str,
    subject: tuple[str, Any],
    wanted: Callable[[Plain], bool],
    limit: Callable[[int], int],
    today: int,
) -> Iterator[Plain]:
    count = heads(portfolio, wanted)
    over = {day for day, number in count.items() if number > limit(day)}
    periods = []
    for first, last in runs(over):
        days = range(first, last + 1)
        peak = max(count[day] for day in days)
        peak_day = next(day for day in days if count[day] == peak)
        periods.append(_period(first, last, peak, limit(peak_day), today))
    if periods:
        yield _finding(kind, subject, periods, _holders(portfolio, wanted, over))


def _technical(
    portfolio: Plain,
    subject: tuple[str, Any],
    technical: Callable[[Plain], bool],
    misplaced: Callable[[Plain], bool],
    today: int,
) -> Iterator[Plain]:
    """Technical heads over their limit, and any technical talent in a pool that has no room for one."""
    count, astray = heads(portfolio, technical), heads(portfolio, misplaced)
    over = {d for d in count if count[d] > limit_on(portfolio, "nias.extra_technical_concurrent", d)}
    periods = []
    for first, last in runs(over | set(astray)):
        days = range(first, last + 1)
        peak = max(count[day] + astray[day] for day in days)
        peak_day = next(day for day in days if count[day] + astray[day] == peak)
        limit = limit_on(portfolio, "nias.extra_technical_concurrent", peak_day)
        periods.append(_period(first, last, peak, limit, today))
    if periods:
        members = _holders(portfolio, technical, over) | _holders(portfolio, misplaced, set(astray))
        yield _finding("nias.extra_technical", subject, periods, members)


def _holders(portfolio: Plain, wanted: Callable[[Plain], bool], days: set[int]) -> set[Any]:
    inside = set()
    for engagement in portfolio["engagements"]:
        period = held(engagement)
        if period and wanted(engagement) and any(d in days for d in range(period[0], period[1] + 1)):
            inside.add(engagement["id"])
    return inside


def _sum(portfolio: Plain, kind: str, subject: tuple[str, Any], wanted: Callable[[Plain], bool]) -> Iterator[Plain]:
    holding = [e for e in portfolio["engagements"] if wanted(e) and held(e)]
    if not holding:
        return
    submissions = [ordinal(e["submitted_on"]) for e in holding]
    for engagement in holding:
        if engagement["state"] == "approved" and engagement.get("variation_end"):
            submissions.append(ordinal(engagement["variation_submitted_on"]))
    if total(portfolio, wanted) > limit_on(portfolio, kind, max(submissions)):
        yield _finding(kind, subject, [], [e["id"] for e in holding])


def _expiry(kind: str, subject: tuple[str, Any], left: int, members: list[Any]) -> Iterator[Plain]:
    """`left` days to go; below nought the last threshold stays."""
    reached = [threshold for threshold in THRESHOLDS if left <= threshold]
    if reached:
        found = _finding(kind, subject, [], members)
        yield {**found, "severity": "notice", "threshold": min(reached)}
