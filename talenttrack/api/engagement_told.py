"""From an engagement's view to its JSON: every field named, so that nothing new slips out by itself."""

from __future__ import annotations

from typing import Any

from talenttrack.api.decision_shape import DecisionTold, decision_told
from talenttrack.api.engagement_shapes import CONFLICTS, EngagementListed, EngagementTold
from talenttrack.api.shapes import day, day_or_none, money, months
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.read import EngagementSummary, EngagementView


def engagement_told(view: EngagementView, outcome: Outcome | None) -> EngagementTold:
    """The engagement, with the decision just made if one was, else with the latest on record."""
    return EngagementTold.model_validate(
        {
            **_summary(view.summary),
            "nias_project_id": view.nias_project_id,
            "nias_project_reference": view.nias_project_reference,
            "itf_project": view.itf_project or None,
            "months": months(view.held_units),
            "monthly_salary": money(view.monthly_salary_cents),
            "talent": {
                "name_en": view.summary.talent_name_en,
                "name_zh": view.summary.talent_name_zh,
                "id_type": view.id_type,
                "id_number": view.id_masked,
                "id_country": view.id_country or None,
                "degree": view.degree,
                "stem": view.stem,
                "institution_kind": view.institution_kind,
                "permanent_resident": view.permanent_resident,
                "permit_until": day_or_none(view.permit_until),
            },
            "conflicts": {name: name in view.conflicts for name in CONFLICTS},
            "exceptions": list(view.exceptions),
            "shared": view.shared,
            "edit_pending": view.edited,
            "correction_open": view.correction_open,
            "returned_on": day_or_none(view.returned_on),
            "from_history": view.from_history,
            "actions": list(view.actions),
            "decision": _decision(view, outcome),
        }
    )


def engagement_listed(summary: EngagementSummary) -> EngagementListed:
    """A line of a list."""
    names = {"name_en": summary.talent_name_en, "name_zh": summary.talent_name_zh}
    return EngagementListed.model_validate({**_summary(summary), "talent": names})


def _summary(summary: EngagementSummary) -> dict[str, Any]:
    variation = None
    if summary.variation_end is not None:
        variation = {"end": day(summary.variation_end), "state": summary.variation_state}
    return {
        "id": summary.id,
        "reference": summary.reference,
        "state": summary.state,
        "version": summary.version,
        "phase": summary.phase,
        "company_id": summary.company_id,
        "company_name_en": summary.company_name_en,
        "company_name_zh": summary.company_name_zh,
        "person_id": summary.person_id,
        "pool": summary.pool,
        "stream": summary.stream,
        "role": summary.role,
        "start": day(summary.start),
        "end": day(summary.end),
        "terminated_on": day_or_none(summary.terminated_on),
        "submitted_on": day_or_none(summary.submitted_on),
        "variation": variation,
    }


def _decision(view: EngagementView, outcome: Outcome | None) -> DecisionTold | None:
    if outcome is not None and outcome.decision.checks:
        return decision_told(outcome.decision, outcome.receipt_id, outcome.decided_at)
    if view.receipt is None:
        return None
    return decision_told(view.receipt.decision, view.receipt.id, view.receipt.decided_at)
