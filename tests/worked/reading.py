"""Fills in what a worked case leaves out; README.md beside this file tells what that is."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

Plain = dict[str, Any]
HERE = Path(__file__).parent

POLICY = {
    "rth.concurrent": [{"from": "2020-07-01", "value": 4}],
    "rth.total_months": [{"from": "2020-07-01", "value": 144}],
    "rth.talent_months": [{"from": "2018-01-01", "value": 24}, {"from": "2019-02-27", "value": 36}],
    "rth.itf_project_concurrent": [{"from": "2020-07-01", "value": 4}],
    "nias.extra_concurrent": [{"from": "2024-09-16", "value": 36}],
    "nias.extra_technical_concurrent": [{"from": "2024-09-16", "value": 0}],
}
COMPANY = {"suspended": False, "registered": True, "subvented": False, "subvented_subsidiary": False}
TALENT = {
    "degree": "bachelor",
    "stem": True,
    "institution_kind": "local",
    "permanent_resident": True,
    "permit_until": None,
    "conflicts": [],
    "exceptions": [],
}


class Names:
    """Letters for people, numbers for the product: `P1` is the same person throughout a case."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)

    def name(self, number: int | str) -> str:
        if isinstance(number, str):
            return number
        return next(name for name, known in self._numbers.items() if known == number)


def load(file: str) -> Plain:
    with (HERE / file).open("rb") as opened:
        return tomllib.load(opened)


def text(value: Any) -> Any:
    """TOML's own dates as ISO text, at any depth."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [text(item) for item in value]
    if isinstance(value, dict):
        return {key: text(item) for key, item in value.items()}
    return value


def portfolio(case: Plain, names: Names) -> Plain:
    """The whole portfolio that a case describes."""
    case = text(case)
    companies = {"A": {"id": "A"}} | {company["id"]: company for company in case.get("companies", [])}
    policy = dict(POLICY)
    for name, versions in case.get("policy", {}).items():
        policy[name] = versions if isinstance(versions, list) else [{"from": "2020-07-01", "value": versions}]
    engagements = []
    for number, record in enumerate(case.get("given", [])):
        for copy in range(record.get("count", 1)):
            engagements.append(engagement(record, f"{number}.{copy}", names))
    return {
        "companies": [COMPANY | company | {"id": names.number(company["id"])} for company in companies.values()],
        "nias_projects": [_project(project, names) for project in case.get("projects", [])],
        "engagements": engagements,
        "policy": policy,
        "settings": {"nias.window_applies_to": "start"} | case.get("settings", {}),
    }


def engagement(record: Plain, key: str, names: Names) -> Plain:
    """One engagement; `key` tells its otherwise equal neighbours apart."""
    record = text(record)
    pool = "nias_extra" if record.get("nias_pool") else "itf" if record.get("itf") else "base"
    stream = {"nias_extra": "NIAS", "itf": "ITF", "base": "TC"}[pool]
    project = record.get("project")
    filled = {
        "id": names.number(record.get("id", f"engagement {key}")),
        "company_id": names.number(record.get("company", "A")),
        "person_id": names.number(record.get("person", f"person {key}")),
        "pool": pool,
        "stream": record.get("stream", stream),
        "role": record.get("role", "research"),
        "itf_project": record.get("itf"),
        "nias_project_id": names.number(project) if project else None,
        "first_day": record["start"],
        "last_day": record["end"],
        "state": record.get("state", "approved"),
        "terminated_on": record.get("terminated_on"),
        "submitted_on": record.get("submitted_on", "2024-12-01"),
        "variation_end": record.get("variation_end"),
        "variation_submitted_on": record.get("variation_submitted_on"),
    }
    return filled | {name: record.get(name, usual) for name, usual in TALENT.items()}


def _project(record: Plain, names: Names) -> Plain:
    return {
        "id": names.number(record["id"]),
        "company_id": names.number(record.get("company", "A")),
        "approved_on": record.get("approved_on"),
        "window_from": record["window_from"],
        "window_to": record["window_to"],
        "terminated_on": record.get("terminated_on"),
        "state": record.get("state", "approved"),
    }
