"""The words of what a night finds."""

from __future__ import annotations

from typing import Final

from talenttrack.language import lazy

FINDINGS: Final = {
    "rth.concurrent": lazy("More people engaged at once than the base quota allows"),
    "rth.total_months": lazy("More talent-months than the company has"),
    "rth.itf_concurrent": lazy("More people on an ITF project than allowed"),
    "rth.right_to_work": lazy("Engaged without a permit to work"),
    "nias.window": lazy("Engaged outside the window of the NIAS project"),
    "nias.extra_concurrent": lazy("More people in the extra places than allowed"),
    "nias.extra_technical": lazy("More technical talent than allowed"),
    "nias.match": lazy("The Government paid more than its share"),
    "rth.talent_overlap": lazy("One person engaged twice on the same day"),
    "rth.talent_months": lazy("One person engaged for longer than allowed"),
    "rth.engagement_ending": lazy("An engagement is ending"),
    "rth.permit_ending": lazy("A permit to work is ending"),
    "nias.window_ending": lazy("The window of a NIAS project is ending"),
    "case.pledge": lazy("A case is waiting for longer than pledged"),
}
SEVERITIES: Final = {
    "breach": (lazy("Breach"), "bad"),
    "forecast": (lazy("Forecast"), "near"),
    "past": (lazy("Past"), "plain"),
    "notice": (lazy("Notice"), "note"),
    "due": (lazy("Due"), "near"),
    "overdue": (lazy("Overdue"), "bad"),
}
SUBJECTS: Final = {
    "company": lazy("Company"),
    "person": lazy("Person"),
    "engagement": lazy("Engagement"),
    "nias_project": lazy("NIAS project"),
    "itf_project": lazy("ITF project"),
    "case": lazy("Case"),
}
FINDING_STATES: Final = {
    "open": lazy("Open"),
    "acknowledged": lazy("Acknowledged"),
    "resolved": lazy("Resolved"),
    "waived": lazy("Waived"),
}
EVENTS: Final = {
    "opened": lazy("Found for the first time."),
    "changed": lazy("Found again, with other days or records."),
    "resolved": lazy("Gone."),
    "reopened": lazy("It came back."),
    "acknowledged": lazy("Acknowledged by an officer."),
}
