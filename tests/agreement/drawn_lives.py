"""What happens in a random life: limits known from the beginning, a few persons, and far too many wishes."""

from __future__ import annotations

import random
from typing import Any

from tests.brute.calendar import iso, ordinal
from tests.brute.months import add_months

Plain = dict[str, Any]

ACTS = (
    *("submit_new",) * 6,
    *("save_draft", "submit", "submit", "edit", "edit"),
    *("recommend",) * 6,
    *("approve",) * 6,
    *("return", "return", "resubmit", "resubmit", "resubmit"),
    *("reject", "review", "withdraw"),
    *("extend", "extend", "extend", "shorten", "terminate", "replace", "replace", "renew_permit"),
    *("suspend", "lapse"),
)
PERSONS = range(1, 8)


def _by_day(rng: random.Random, start: int, values: tuple[int, ...]) -> list[Plain]:
    """Limits by the day of service may fall: what is admitted knows of it."""
    cuts = sorted({start + rng.randint(0, 900) for _ in range(rng.choice((0, 1, 2)))})
    return [{"from": iso(day), "value": rng.choice(values)} for day in (ordinal("2020-07-01"), *cuts)]


def _by_submission(rng: random.Random, start: int, values: tuple[int, ...]) -> list[Plain]:
    """Sums only rise: a case sent back keeps the version of its first submission, the night takes the latest."""
    chosen = sorted(rng.sample(values, 2))
    return [
        {"from": "2020-07-01", "value": chosen[0]},
        {"from": iso(start + rng.randint(30, 400)), "value": chosen[1]},
    ]


def draw_world(rng: random.Random) -> Plain:
    """Companies, their NIAS projects and the limits, before anybody is engaged."""
    start = ordinal("2026-01-01") + rng.randint(0, 700)
    companies = [
        {"id": n, "suspended": False, "registered": True, "subvented": False, "subvented_subsidiary": False}
        for n in range(1, rng.choice((2, 3)))
    ] + [{"id": 9, "suspended": False, "registered": True, "subvented": False, "subvented_subsidiary": False}]
    projects = []
    for number, company in enumerate(companies):
        approved = start + rng.randint(-700, 60)
        end = add_months(approved, 36) - 1 + rng.choice((0, 0, -200, 31))
        projects.append(
            {
                "id": 101 + number,
                "company_id": company["id"],
                "approved_on": iso(approved),
                "window_from": iso(approved),
                "window_to": iso(end),
                "terminated_on": None,
                "state": "approved",
            }
        )
    return {
        "first_day": iso(start),
        "companies": companies,
        "nias_projects": projects,
        "persons": list(PERSONS),
        "engagements": [],
        "policy": {
            "rth.concurrent": _by_day(rng, start, (1, 2, 2, 3)),
            "rth.total_months": _by_submission(rng, start, (24, 36, 48, 72, 144)),
            "rth.talent_months": _by_submission(rng, start, (12, 24, 36, 48)),
            "rth.itf_project_concurrent": _by_day(rng, start, (1, 2)),
            "nias.extra_concurrent": _by_day(rng, start, (1, 2, 3)),
            "nias.extra_technical_concurrent": _by_day(rng, start, (0, 1, 2)),
        },
        "settings": {"nias.window_applies_to": rng.choice(("start", "every_day"))},
    }


def draw_proposal(rng: random.Random, portfolio: Plain, today: int, company_id: int | None, pool: str | None) -> Plain:
    """A wish of this company in this pool, of any where none is named; seldom with a flaw of its own."""
    company = company_id or rng.choice(portfolio["companies"])["id"]
    pool = pool or rng.choice(("base", "base", "nias_extra", "itf"))
    stream = {"itf": "ITF", "nias_extra": "NIAS"}.get(pool) or rng.choice(("TC", "SPC", "NIAS"))
    own = [project["id"] for project in portfolio["nias_projects"] if project["company_id"] == company]
    ends = [ordinal(e["last_day"]) + 1 for e in portfolio["engagements"]]
    first = rng.choice(ends) if ends and rng.random() < 0.3 else today + rng.choice((-20, 0, 1, 31, 90, 200))
    whole, over = rng.choice((0, 1, 3, 6, 6, 12, 12, 24)), rng.choice((-1, -1, -1, 0, 14, 30))
    last = max(first, add_months(first, whole) + over)
    resident = rng.random() < 0.6
    return {
        "id": 0,
        "company_id": company,
        "person_id": rng.choice(portfolio["persons"]),
        "pool": pool,
        "stream": stream,
        "role": "technical" if pool == "nias_extra" and rng.random() < 0.4 else "research",
        "itf_project": rng.choice(("ITF-001", "itf 001", "ITF-002")) if pool == "itf" else None,
        "nias_project_id": rng.choice(own) if stream == "NIAS" else None,
        "first_day": iso(first),
        "last_day": iso(last),
        "terminated_on": None,
        "variation_end": None,
        "variation_submitted_on": None,
        "variation_state": None,
        "degree": "none" if rng.random() < 0.02 else rng.choice(("bachelor", "master", "doctorate")),
        "stem": True,
        "institution_kind": rng.choice(("local", "joint", "recognised_non_local")),
        "permanent_resident": resident,
        "permit_until": None if resident else iso(first + rng.choice((-1, 20, 200, 900))),
        "conflicts": ["manager"] if rng.random() < 0.02 else [],
        "exceptions": [],
    }
