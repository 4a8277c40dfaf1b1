"""Small, dense, nasty portfolios from a seed: month ends, leap days, cut terms, windows, lowered limits.

They are histories: nothing was checked when they were drawn, so breaches of every kind are common.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from tests.brute.calendar import days_in_month, iso, ordinal
from tests.brute.months import add_months, months
from tests.brute.rth import total

Plain = dict[str, Any]

AWKWARD_DAYS = (
    "2023-12-31", "2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-31", "2024-04-30",
    "2024-08-30", "2024-09-16", "2024-12-31", "2025-01-01", "2025-01-31", "2025-02-28", "2025-03-30",
    "2025-03-31", "2025-04-01", "2025-06-30", "2025-12-31", "2026-02-28", "2026-08-31", "2027-02-28",
    "2027-09-15", "2027-09-16", "2028-02-28", "2028-02-29", "2028-03-01",
)  # fmt: skip
STATES = ("approved",) * 9 + ("terminated",) * 4 + (
    "submitted", "submitted", "returned", "recommended", "draft", "rejected", "withdrawn", "lapsed",
)  # fmt: skip
ITF_SPELLINGS = ("ITF-001", "itf-001", " ITF-001 ", "Itf - 001", "ITF-002", "itf-002\t", "I T F - 002")


def _day(rng: random.Random, year: int) -> int:
    """A day of this year or the next that is at a month's edge three times out of four."""
    near = [day for day in AWKWARD_DAYS if year <= int(day[:4]) <= year + 1]
    if near and rng.random() < 0.4:
        return ordinal(rng.choice(near))
    year, month = rng.randint(year, year + 1), rng.randint(1, 12)
    last = days_in_month(year, month)
    number = rng.choice((1, 2, 15, last - 1, last, last, rng.randint(1, last)))
    return date(year, month, number).toordinal()


def _last(rng: random.Random, first: int) -> int:
    whole = rng.choice((0, 1, 2, 3, 6, 6, 9, 11, 12, 12, 12, 18, 24, 36))
    over = rng.choice((-1, -1, -1, 0, 1, 2, 27, 28, 29, 30, rng.randint(0, 30)))
    return max(first, add_months(first, whole) + over)


def _versions(rng: random.Random, year: int, values: tuple[int, ...]) -> list[Plain]:
    """One to three versions of a limit, the first of them before or amid the days that the portfolio uses."""
    starts = sorted({_day(rng, year + rng.choice((-1, 0, 0))) for _ in range(rng.choice((1, 1, 2, 3)))})
    return [{"from": iso(start), "value": rng.choice(values)} for start in starts]


def _policy(rng: random.Random, year: int) -> dict[str, list[Plain]]:
    return {
        "rth.concurrent": _versions(rng, year, (1, 1, 2, 2, 3)),
        "rth.total_months": _versions(rng, year, (12, 24, 36, 48, 60, 144)),
        "rth.talent_months": _versions(rng, year, (12, 24, 36, 36, 36)),
        "rth.itf_project_concurrent": _versions(rng, year, (1, 1, 2, 2, 3)),
        "nias.extra_concurrent": _versions(rng, year, (1, 1, 2, 3, 36)),
        "nias.extra_technical_concurrent": _versions(rng, year, (0, 1, 1, 2)),
    }


def _company(rng: random.Random, number: int) -> Plain:
    return {
        "id": number,
        "suspended": rng.random() < 0.02,
        "registered": rng.random() > 0.02,
        "subvented": rng.random() < 0.02,
        "subvented_subsidiary": rng.random() < 0.02,
    }


def _project(rng: random.Random, number: int, company: int, year: int) -> Plain:
    state = rng.choice(("approved",) * 6 + ("completed", "terminated", "terminated", "submitted"))
    approved = _day(rng, year - 1)
    window_from = approved + rng.choice((0, 0, 0, 30, -20))
    window_to = add_months(window_from, rng.choice((36, 36, 36, 12, 6))) - 1 + rng.choice((0, 0, 0, 1, 31))
    ever = state in ("approved", "completed", "terminated")
    ended = approved + rng.randint(0, 1200) if state == "terminated" else None
    return {
        "id": number,
        "company_id": company,
        "approved_on": iso(approved) if ever else None,
        "window_from": iso(window_from),
        "window_to": iso(window_to),
        "terminated_on": iso(ended) if ended else None,
        "state": state,
    }


def _where(rng: random.Random, portfolio: Plain, company: int) -> Plain:
    """A pool with the stream, project and role that go with it."""
    pool = rng.choice(("base",) * 5 + ("nias_extra",) * 4 + ("itf",) * 3)
    stream = {"itf": "ITF", "nias_extra": "NIAS"}.get(pool) or rng.choice(("TC", "SPC", "TC", "NIAS"))
    own = [project["id"] for project in portfolio["nias_projects"] if project["company_id"] == company]
    foreign = [project["id"] for project in portfolio["nias_projects"]]
    project = None
    if stream == "NIAS":
        choice = own if own and rng.random() < 0.95 else foreign
        project = rng.choice(choice) if choice and rng.random() < 0.98 else None
    technical = rng.random() < (0.3 if pool == "nias_extra" else 0.02)
    return {
        "company_id": company,
        "pool": pool,
        "stream": stream,
        "role": "technical" if technical else "research",
        "itf_project": rng.choice(ITF_SPELLINGS) if pool == "itf" else None,
        "nias_project_id": project,
    }


def _talent(rng: random.Random, first: int) -> Plain:
    resident = rng.random() < 0.7
    permit = None if resident or rng.random() < 0.1 else iso(first + rng.choice((-1, 0, 1, 30, 90, 300, 900)))
    conflict = rng.choice(("proprietor", "partner", "shareholder", "manager", "relative"))
    return {
        "degree": rng.choice(("bachelor", "master", "doctorate") * 15 + ("none",)),
        "stem": rng.random() > 0.02,
        "institution_kind": rng.choice(("local", "joint", "recognised_non_local") * 15 + ("other",)),
        "permanent_resident": resident,
        "permit_until": permit,
        "conflicts": [conflict] if rng.random() < 0.02 else [],
        "exceptions": ["rth.talent_months"] if rng.random() < 0.06 else [],
    }


def _engagement(rng: random.Random, portfolio: Plain, number: int, persons: int) -> Plain:
    first = _day(rng, portfolio["year"])
    earlier = [ordinal(e["last_day"]) for e in portfolio["engagements"]]
    if earlier and rng.random() < 0.3:  # hand-overs: on the day, the day before, the day after
        first = rng.choice(earlier) + rng.choice((-1, 0, 1, 1, 2))
    last = _last(rng, first)
    state = rng.choice(STATES)
    ended = None
    if state == "terminated":
        ended = min(last, first + rng.choice((-1, 0, 1, 27, 28, 30, rng.randint(0, 1200))))
    extended = state == "approved" and rng.random() < 0.25
    submitted = first + rng.choice((-400, -60, -1, 0, 1, 40, rng.randint(-900, 100)))
    return {
        "id": number,
        "person_id": rng.randint(1, persons),
        **_where(rng, portfolio, rng.randint(1, len(portfolio["companies"]))),
        "first_day": iso(first),
        "last_day": iso(last),
        "terminated_on": iso(ended) if ended else None,
        "state": state,
        "submitted_on": iso(submitted),
        "variation_end": iso(last + rng.choice((1, 2, 31, 180, 365))) if extended else None,
        "variation_submitted_on": iso(submitted + rng.randint(1, 500)) if extended else None,
        **_talent(rng, first),
    }


def draw_portfolio(seed: int) -> Plain:
    """The portfolio of this seed; the same for ever."""
    rng = random.Random(seed)
    companies = rng.choice((1, 1, 2, 2, 3))
    year = rng.randint(2023, 2027)
    portfolio: Plain = {
        "year": year,
        "companies": [_company(rng, number) for number in range(1, companies + 1)],
        "nias_projects": [],
        "engagements": [],
        "policy": _policy(rng, year),
        "settings": {"nias.window_applies_to": "every_day" if rng.random() < 0.25 else "start"},
    }
    for number in range(companies + rng.randint(0, 2)):
        project = _project(rng, 101 + number, number % companies + 1, year)
        portfolio["nias_projects"].append(project)
    persons = rng.randint(2, 16)
    for number in range(1001, 1001 + rng.choice((2, 4, 7, 10, 14, 18))):
        portfolio["engagements"].append(_engagement(rng, portfolio, number, persons))
    changeable = [e for e in portfolio["engagements"] if e["state"] == "approved" and not e["variation_end"]]
    if changeable and rng.random() < 0.2:
        _reach_a_sum(rng, portfolio, rng.choice(changeable))
    return portfolio


def draw_proposal(portfolio: Plain, seed: int) -> tuple[Plain, str]:
    """A draft to judge against the portfolio (a few end before they start), and its submission date."""
    rng = random.Random(seed * 7919 + 17)
    persons = max(engagement["person_id"] for engagement in portfolio["engagements"]) + 2
    proposal = _engagement(rng, portfolio, 9001, persons)
    proposal |= {"state": "draft", "terminated_on": None}
    proposal |= {"variation_end": None, "variation_submitted_on": None}
    if rng.random() < 0.2:
        _reach_a_sum(rng, portfolio, proposal)
    if rng.random() < 0.02:
        proposal["last_day"] = iso(ordinal(proposal["first_day"]) - rng.choice((1, 40)))
    return proposal, str(proposal["submitted_on"])


def _reach_a_sum(rng: random.Random, portfolio: Plain, engagement: Plain) -> None:
    """Moves the end to where a sum of months comes out whole, or a day beside it, and sets the limit there."""
    first = ordinal(engagement["first_day"])
    others = {**portfolio, "engagements": [e for e in portfolio["engagements"] if e["id"] != engagement["id"]]}
    if engagement["pool"] == "base" and rng.random() < 0.5:
        parameter = "rth.total_months"
        used = total(others, lambda e: e["pool"] == "base" and e["company_id"] == engagement["company_id"])
    else:
        parameter = "rth.talent_months"
        used = total(others, lambda e: bool(e["person_id"] == engagement["person_id"]))
    ends = [last for last in range(first, first + 500) if (used + months(first, last)).denominator == 1]
    if ends:
        last = rng.choice(ends)
        limit = int(used + months(first, last))
        portfolio["policy"][parameter] = [{"from": "2020-07-01", "value": limit}]
        engagement["last_day"] = iso(max(first, last + rng.choice((-1, 0, 0, 1))))


def draw_extension(portfolio: Plain, seed: int) -> tuple[Plain, str] | None:
    """An approved engagement asked to end later, judged without itself; None where there is none."""
    rng = random.Random(seed * 6007 + 3)
    approved = [e for e in portfolio["engagements"] if e["state"] == "approved" and not e["variation_end"]]
    if not approved:
        return None
    proposal = dict(rng.choice(approved))
    proposal["last_day"] = iso(ordinal(proposal["last_day"]) + rng.choice((1, 28, 31, 184, 365)))
    return proposal, iso(ordinal(proposal["submitted_on"]) + rng.randint(1, 300))


def draw_soluble(portfolio: Plain, seed: int) -> tuple[Plain, str]:
    """A proposal amid the others of its pool, with nothing wrong but its dates: another start or end may help.

    Sound companies, generous sums and the proposal's own fitness are written over what was drawn.
    """
    rng = random.Random(seed * 3571 + 11)
    proposal, submitted_on = draw_proposal(portfolio, seed)
    anchor = rng.choice(portfolio["engagements"])
    if rng.random() < 0.8:
        proposal |= {name: anchor[name] for name in ("company_id", "pool", "stream", "role", "itf_project")}
        first = ordinal(anchor["first_day"]) + rng.choice((-200, -40, -1, 0, 1, 30, 200))
        last = add_months(first, rng.choice((0, 1, 2, 6, 12, 24))) + rng.choice((-1, 0, 1, 15, 29))
        proposal |= {"first_day": iso(first), "last_day": iso(max(first, last))}
    proposal["last_day"] = max(proposal["first_day"], proposal["last_day"])
    proposal |= {"degree": "master", "stem": True, "institution_kind": "local", "conflicts": []}
    proposal["nias_project_id"] = 100 + proposal["company_id"]
    if proposal["pool"] != "nias_extra":
        proposal["role"] = "research"
    if rng.random() < 0.7:
        proposal |= {"permanent_resident": True, "permit_until": None, "person_id": 999}
    if rng.random() < 0.6:
        portfolio["policy"]["rth.total_months"] = [{"from": "2020-07-01", "value": 144}]
    for project in portfolio["nias_projects"]:
        if project["id"] == proposal["nias_project_id"] and rng.random() < 0.7:
            begins = ordinal(proposal["first_day"]) + rng.choice((-600, -30, 0, 1, 45))
            project |= {"state": "approved", "terminated_on": None, "approved_on": iso(begins)}
            project |= {"window_from": iso(begins), "window_to": iso(add_months(begins, 36) - 1)}
    for company in portfolio["companies"]:
        company |= {"suspended": False, "registered": True, "subvented": False, "subvented_subsidiary": False}
    return proposal, submitted_on


def draw_business_date(portfolio: Plain, seed: int) -> str:
    """A date at or near the edge of something in the portfolio, so that thresholds and severities are hit."""
    rng = random.Random(seed * 104_729 + 5)
    edges = [e[name] for e in portfolio["engagements"] for name in ("first_day", "last_day", "permit_until")]
    edges += [project["window_to"] for project in portfolio["nias_projects"]]
    edge = ordinal(rng.choice([day for day in edges if day]))
    return iso(edge + rng.choice((0, 0, 1, -1, -7, -8, -6, -30, -60, -90, -91, -89, rng.randint(-300, 300))))
