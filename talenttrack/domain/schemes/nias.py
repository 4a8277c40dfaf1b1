"""The New Industrialisation Acceleration Scheme: projects, and the window in which a company may draw on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from talenttrack.domain.calendar import ONE_DAY, Period, add_months
from talenttrack.domain.policy import PolicyBook


class Industry(StrEnum):
    LIFE_AND_HEALTH_TECHNOLOGY = "life_and_health_technology"
    AI_AND_DATA_SCIENCE = "ai_and_data_science"
    ADVANCED_MANUFACTURING_AND_NEW_ENERGY = "advanced_manufacturing_and_new_energy"


class ProjectState(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    TERMINATED = "terminated"


EVER_APPROVED = frozenset({ProjectState.APPROVED, ProjectState.COMPLETED, ProjectState.TERMINATED})


@dataclass(frozen=True, slots=True)
class NiasProject:
    """One project of a company. `allowance_to` is set only where an officer moved the end of its window."""

    id: int
    company_id: int
    reference: str
    state: ProjectState
    approved_on: date | None
    allowance_from: date | None = None
    allowance_to: date | None = None
    terminated_on: date | None = None

    @property
    def ever_approved(self) -> bool:
        return self.approved_on is not None and self.state in EVER_APPROVED


def window(project: NiasProject, policy: PolicyBook) -> Period | None:
    """The days within which an extra talent of this project may start; None before its approval.

    From `allowance_from` (else the approval) for nias.extra_window_months, the version being picked by the
    approval date [P13]; an officer's recorded `allowance_to` takes the place of the computed end.
    """
    if not project.ever_approved or project.approved_on is None:
        return None
    start = project.allowance_from or project.approved_on
    version = policy.on("nias.extra_window_months", project.approved_on)
    if project.allowance_to is not None:
        return Period(start, max(start, project.allowance_to))
    if version is None or not isinstance(version.value, int):
        return Period(start, date.max)
    return Period(start, add_months(start, version.value) - ONE_DAY)
