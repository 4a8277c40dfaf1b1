"""Codes as people read them, in the language spoken: pools, streams, acts, findings, fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from talenttrack.language import ENGLISH, _, date_text, language, lazy, money_text
from talenttrack.services.schemes.rth.history import HistoryLine
from talenttrack.web.frame import role_name

POOLS: Final = {
    "base": lazy("Base quota"),
    "nias_extra": lazy("Extra places of NIAS companies"),
    "itf": lazy("ITF project"),
}
STREAMS: Final = {
    "TC": lazy("Technology company"),
    "SPC": lazy("Park tenant or incubatee"),
    "NIAS": lazy("NIAS company"),
    "ITF": lazy("ITF project"),
}
WORK: Final = {"research": lazy("Research"), "technical": lazy("Technical")}
DEGREES: Final = {
    "bachelor": lazy("Bachelor"),
    "master": lazy("Master"),
    "doctorate": lazy("Doctorate"),
    "none": lazy("No degree"),
}
INSTITUTIONS: Final = {
    "local": lazy("A local university"),
    "joint": lazy("Awarded jointly by a local university"),
    "recognised_non_local": lazy("A well-recognised non-local institution"),
    "other": lazy("Another institution"),
}
CONFLICTS: Final = {
    "proprietor": lazy("Proprietor of the company"),
    "partner": lazy("Partner of the company"),
    "shareholder": lazy("Shareholder of the company"),
    "manager": lazy("Manager of the company"),
    "relative": lazy("Relative of one of them"),
}
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
METERS: Final = {
    "rth.concurrent": lazy("Base quota"),
    "rth.total_months": lazy("Talent-months"),
    "nias.extra_concurrent": lazy("Extra places of NIAS companies"),
    "nias.extra_technical": lazy("Technical talent in the extra places"),
    "rth.itf_concurrent": lazy("ITF project"),
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
EXTENSION_ACTIONS: Final = {
    "recommend": lazy("Recommend the extension"),
    "approve": lazy("Approve the extension"),
    "reject": lazy("Reject the extension"),
    "withdraw": lazy("Withdraw the extension"),
}
EXPLAINED: Final = {
    "shorten": lazy("Agreed beforehand: the engagement gets a new, earlier last day. No officer decides."),
    "terminate": lazy("The engagement stopped on a day: enter its last day. The days after it are free again."),
    "extend": lazy("Two officers decide. The longer period is held at once."),
}
"""What an act does, where its name alone leaves that open."""

TOLD: Final = {
    "engagement.draft": lazy("Kept as a draft."),
    "engagement.submit": lazy("Submitted, and admitted by the rules."),
    "engagement.submit.refused": lazy("Submission refused by the rules."),
    "engagement.resubmit": lazy("Resubmitted, and admitted by the rules."),
    "engagement.resubmit.refused": lazy("Resubmission refused by the rules."),
    "engagement.edit": lazy("The answers were changed."),
    "engagement.share_draft": lazy("The draft was shown to officers."),
    "engagement.withdraw": lazy("Withdrawn."),
    "engagement.recommend": lazy("Recommended for approval."),
    "engagement.return": lazy("Returned to the company."),
    "engagement.approve": lazy("Approved."),
    "engagement.approve.refused": lazy("Approval refused by the rules: facts or limits have changed."),
    "engagement.reject": lazy("Rejected."),
    "engagement.review": lazy("A review of the rejection was asked for."),
    "engagement.review.refused": lazy("The review was refused by the rules."),
    "engagement.terminate": lazy("Ended early."),
    "engagement.shorten": lazy("Shortened."),
    "engagement.extend": lazy("An extension was asked for; the longer period holds its place."),
    "engagement.extend.refused": lazy("The extension was refused by the rules."),
    "engagement.renew_permit": lazy("A renewed permit was recorded."),
    "engagement.replace": lazy("Submitted in place of another engagement."),
    "engagement.replace.refused": lazy("The replacement was refused by the rules."),
    "engagement.correct": lazy("A correction was proposed."),
    "engagement.confirm_correction": lazy("The correction was confirmed and recorded."),
    "engagement.confirm_correction.refused": lazy("The corrected record would break a rule; it was not recorded."),
    "engagement.reject_correction": lazy("The proposed correction was not recorded."),
    "engagement.kept_in_breach": lazy("The corrected record is kept although it breaks a rule."),
    "engagement.grant_exception": lazy("An exception was granted."),
    "engagement.lapse": lazy("Lapsed: it was not resubmitted in time."),
    "engagement.import": lazy("Entered from a file."),
    "engagement.merge": lazy("Two records of the person became one."),
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
EVENTS: Final = {
    "opened": lazy("Found for the first time."),
    "changed": lazy("Found again, with other days or records."),
    "resolved": lazy("Gone."),
    "reopened": lazy("It came back."),
    "acknowledged": lazy("Acknowledged by an officer."),
}
_OF_VALUES: Final[Mapping[str, Mapping[str, Any]]] = {
    "state": STATES,
    "variation_state": STATES,
    "pool": POOLS,
    "degree": DEGREES,
    "institution_kind": INSTITUTIONS,
}


def word(table: Mapping[str, Any], code: str | None) -> str:
    """A code in words; one that has none is shown as it is."""
    return "" if code is None else str(table.get(code, code))


def act_word(action: str, variation_state: str | None) -> str:
    """An act on a case as its button says it; while an extension is open, which of the two it is about."""
    return word({**ACTIONS, **EXTENSION_ACTIONS} if variation_state else ACTIONS, action)


def named(name_en: str, name_zh: str | None) -> str:
    """Both names, that of the language spoken first."""
    first, second = (name_en, name_zh) if language() is ENGLISH else (name_zh, name_en)
    return " ".join(name for name in (first, second) if name)


def value_text(field: str, value: Any) -> str:
    """A recorded value as its field is read."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return date_text(value)
    if field.endswith("_cents"):
        return money_text(value)
    return word(_OF_VALUES.get(field, {}), str(value))


def history_entries(lines: list[HistoryLine]) -> list[dict[str, Any]]:
    """A case's history for the template, newest first."""
    return [
        {
            "at": line.at,
            "sentence": word(TOLD, line.action),
            "who": " · ".join(filter(None, (line.actor_name, role_name(line.actor_role)))),
            "reason": line.reason,
            "changes": [_change(change.field, change.before, change.after) for change in line.changes],
        }
        for line in reversed(lines)
    ]


def _change(field: str, before: Any, after: Any) -> dict[str, str]:
    label = word(FIELDS, field)
    if before is None and after is None:
        return {"label": label, "before": _("as recorded"), "after": _("corrected")}
    return {"label": label, "before": value_text(field, before), "after": value_text(field, after)}
