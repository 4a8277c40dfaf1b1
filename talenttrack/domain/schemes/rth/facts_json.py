"""Facts as JSON values and back: a receipt keeps what was known, and replays from exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision_json import period_to_json
from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.domain.schemes.rth.facts import (
    CompanyFacts,
    Conflict,
    Degree,
    Facts,
    Holding,
    InstitutionKind,
    Pool,
    Proposal,
    Role,
    Stream,
)


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """No name and no identity number: persons are known by their record's id alone."""
    asked, company = facts.proposal, facts.company
    return {
        "submitted_on": facts.submitted_on.isoformat(),
        "exceptions": sorted(facts.exceptions),
        "proposal": {
            "company_id": asked.company_id,
            "person_id": asked.person_id,
            "pool": asked.pool.value,
            "stream": asked.stream.value,
            "role": asked.role.value,
            "first_day": asked.first_day.isoformat(),
            "last_day": asked.last_day.isoformat(),
            "degree": asked.degree.value,
            "stem": asked.stem,
            "institution_kind": asked.institution_kind.value,
            "permanent_resident": asked.permanent_resident,
            "permit_until": _text(asked.permit_until),
            "itf_project": asked.itf_project,
            "nias_project_id": asked.nias_project_id,
            "conflicts": sorted(conflict.value for conflict in asked.conflicts),
        },
        "company": {
            "id": company.id,
            "suspended": company.suspended,
            "registered": company.registered,
            "subvented": company.subvented,
            "subvented_subsidiary": company.subvented_subsidiary,
        },
        "nias_projects": [_project_to_json(project) for project in facts.nias_projects],
        "others": [_holding_to_json(holding) for holding in facts.others],
    }


def facts_from_json(stored: Mapping[str, Any]) -> Facts:
    asked = dict(stored["proposal"])
    proposal = Proposal(
        **{
            **asked,
            "pool": Pool(asked["pool"]),
            "stream": Stream(asked["stream"]),
            "role": Role(asked["role"]),
            "first_day": date.fromisoformat(asked["first_day"]),
            "last_day": date.fromisoformat(asked["last_day"]),
            "degree": Degree(asked["degree"]),
            "institution_kind": InstitutionKind(asked["institution_kind"]),
            "permit_until": _day(asked["permit_until"]),
            "conflicts": frozenset(Conflict(conflict) for conflict in asked["conflicts"]),
        }
    )
    return Facts(
        proposal=proposal,
        submitted_on=date.fromisoformat(stored["submitted_on"]),
        company=CompanyFacts(**stored["company"]),
        nias_projects=tuple(_project_from_json(project) for project in stored["nias_projects"]),
        others=tuple(_holding_from_json(holding) for holding in stored["others"]),
        exceptions=frozenset(stored["exceptions"]),
    )


def _project_to_json(project: NiasProject) -> dict[str, Any]:
    return {
        "id": project.id,
        "company_id": project.company_id,
        "reference": project.reference,
        "state": project.state.value,
        "approved_on": _text(project.approved_on),
        "allowance_from": _text(project.allowance_from),
        "allowance_to": _text(project.allowance_to),
        "terminated_on": _text(project.terminated_on),
    }


def _project_from_json(stored: Mapping[str, Any]) -> NiasProject:
    return NiasProject(
        id=stored["id"],
        company_id=stored["company_id"],
        reference=stored["reference"],
        state=ProjectState(stored["state"]),
        approved_on=_day(stored["approved_on"]),
        allowance_from=_day(stored["allowance_from"]),
        allowance_to=_day(stored["allowance_to"]),
        terminated_on=_day(stored["terminated_on"]),
    )


def _holding_to_json(holding: Holding) -> dict[str, Any]:
    return {
        "id": holding.id,
        "company_id": holding.company_id,
        "person_id": holding.person_id,
        "pool": holding.pool.value,
        "role": holding.role.value,
        "itf_project": holding.itf_project,
        "period": period_to_json(holding.period),
        "submitted_on": holding.submitted_on.isoformat(),
        "exceptions": sorted(holding.exceptions),
    }


def _holding_from_json(stored: Mapping[str, Any]) -> Holding:
    period = stored["period"]
    return Holding(
        id=stored["id"],
        company_id=stored["company_id"],
        person_id=stored["person_id"],
        pool=Pool(stored["pool"]),
        role=Role(stored["role"]),
        itf_project=stored["itf_project"],
        period=Period(date.fromisoformat(period["from"]), date.fromisoformat(period["to"])),
        submitted_on=date.fromisoformat(stored["submitted_on"]),
        exceptions=frozenset(stored["exceptions"]),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
