"""The next day: what the night found, who has seen it, and a company suspended."""

from __future__ import annotations

from typing import Final

from talenttrack.api.examples.engagements import REPLACED
from talenttrack.api.examples.example import NEXT_DAY, Example

N_ = str  # marks a text for translation without translating it here

EXAMPLES: Final = (
    Example(
        name="run",
        operation="compliance_run",
        by="case_officer",
        title=N_("The night of a closed date, run now"),
        body={"date": "2026-11-23"},
        keeps={"run": "id"},
        day=NEXT_DAY,
    ),
    Example(
        name="run-one",
        operation="compliance_get_run",
        by="auditor",
        title=N_("One run"),
        ids={"run_id": "$run"},
        day=NEXT_DAY,
    ),
    Example(
        name="findings",
        operation="compliance_list_findings",
        by="case_officer",
        title=N_("What is open of a company"),
        query={"state": "open", "company_id": "$company"},
        keeps={"finding": "items.0.id"},
        items=1,
        day=NEXT_DAY,
    ),
    Example(
        name="finding",
        operation="compliance_get_finding",
        by="company_user",
        title=N_("One finding, as its company sees it"),
        ids={"finding_id": "$finding"},
        day=NEXT_DAY,
    ),
    Example(
        name="acknowledged",
        operation="compliance_transition_finding",
        by="case_officer",
        title=N_("An officer has seen it"),
        ids={"finding_id": "$finding"},
        headers={"If-Match": '"1"'},
        body={"action": "acknowledge", "reason": "The company was asked about a renewal."},
        day=NEXT_DAY,
    ),
    *REPLACED,
    Example(
        name="suspended",
        operation="companies_transition",
        by="approving_officer",
        title=N_("Suspended, it cannot submit; what is engaged goes on"),
        ids={"company_id": "$company"},
        body={"action": "suspend", "reason": "Under investigation."},
        day=NEXT_DAY,
    ),
)
