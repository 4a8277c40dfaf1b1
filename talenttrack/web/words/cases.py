"""The words of any case and record: states, acts, documents, fields."""

from __future__ import annotations

from typing import Final

from talenttrack.language import lazy

DOCUMENTS: Final = {"hkid": lazy("Hong Kong identity card"), "passport": lazy("Passport")}
INDUSTRIES: Final = {
    "life_and_health_technology": lazy("Life and health technology"),
    "ai_and_data_science": lazy("Artificial intelligence and data science"),
    "advanced_manufacturing_and_new_energy": lazy("Advanced manufacturing and new energy"),
}
STATES: Final = {
    "draft": lazy("Draft"),
    "submitted": lazy("Submitted"),
    "returned": lazy("Returned"),
    "recommended": lazy("Recommended"),
    "approved": lazy("Approved"),
    "rejected": lazy("Rejected"),
    "withdrawn": lazy("Withdrawn"),
    "lapsed": lazy("Lapsed"),
    "terminated": lazy("Ended early"),
}
PHASES: Final = {"upcoming": lazy("Upcoming"), "active": lazy("Active"), "ended": lazy("Ended")}
PROJECT_STATES: Final = {
    "submitted": STATES["submitted"],
    "approved": STATES["approved"],
    "completed": lazy("Completed"),
    "terminated": lazy("Terminated"),
    "rejected": STATES["rejected"],
    "withdrawn": STATES["withdrawn"],
}
ACTIONS: Final = {
    "submit": lazy("Submit"),
    "edit": lazy("Change the answers"),
    "share_draft": lazy("Show to officers"),
    "resubmit": lazy("Resubmit"),
    "withdraw": lazy("Withdraw"),
    "recommend": lazy("Recommend"),
    "return": lazy("Return to the company"),
    "approve": lazy("Approve"),
    "reject": lazy("Reject"),
    "review": lazy("Ask for a review"),
    "terminate": lazy("End early"),
    "shorten": lazy("Shorten"),
    "extend": lazy("Extend"),
    "replace": lazy("Replace by another person"),
    "renew_permit": lazy("Record a renewed permit"),
    "correct": lazy("Propose a correction"),
    "confirm_correction": lazy("Confirm the correction"),
    "reject_correction": lazy("Reject the correction"),
    "grant_exception": lazy("Grant an exception"),
    "suspend": lazy("Suspend"),
    "reinstate": lazy("Reinstate"),
    "complete": lazy("Complete"),
    "move_window": lazy("Move the window"),
}
FIELDS: Final = {
    "state": lazy("State"),
    "start": lazy("First day"),
    "first_day": lazy("First day"),
    "end": lazy("Last day"),
    "last_day": lazy("Last day"),
    "terminated_on": lazy("Ended early on"),
    "variation_end": lazy("Last day asked for"),
    "variation_state": lazy("Extension"),
    "permit_until": lazy("Permit until"),
    "pool": lazy("Pool"),
    "degree": lazy("Degree"),
    "institution_kind": lazy("Degree from"),
    "person_id": lazy("Person"),
    "monthly_salary": lazy("Monthly salary"),
    "monthly_salary_cents": lazy("Monthly salary"),
    "name_en": lazy("Name in English"),
    "name_zh": lazy("Name in Chinese"),
    "id_number": lazy("Identity document"),
}
