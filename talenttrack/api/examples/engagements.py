"""Hires: checked, submitted, refused, changed, decided, replaced; and what they leave of the quotas."""

from __future__ import annotations

from typing import Any, Final

from talenttrack.api.examples.example import NEXT_DAY, Example

N_ = str  # marks a text for translation without translating it here

NO_CONFLICT: Final = dict.fromkeys(("proprietor", "partner", "shareholder", "manager", "relative"), False)
CHAN: Final = {
    "name_en": "CHAN Siu Ming",
    "name_zh": "陳小明",
    "id_type": "hkid",
    "id_number": "A123456(3)",
    "degree": "master",
    "stem": True,
    "institution_kind": "local",
    "permanent_resident": True,
}
NOVAK: Final = {
    "name_en": "NOVAK Petra",
    "id_type": "passport",
    "id_number": "K12345678",
    "id_country": "CZE",
    "degree": "doctorate",
    "stem": True,
    "institution_kind": "recognised_non_local",
    "permanent_resident": False,
    "permit_until": "2031-12-31",
}


def _hire(talent: dict[str, Any], start: str, end: str, **more: Any) -> dict[str, Any]:
    return {
        "company_id": "$company",
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "start": start,
        "end": end,
        "monthly_salary": "26000.00",
        "talent": talent,
        "conflicts": NO_CONFLICT,
        **more,
    }


HIRE: Final = {"engagement_id": "$hire"}
DRAFT: Final = {"engagement_id": "$draft"}

EXAMPLES: Final = (
    Example(
        name="hire-checked",
        operation="engagements_check",
        by="company_user",
        title=N_("May we hire? Nothing is kept"),
        body=_hire(CHAN, "2026-12-01", "2027-02-20"),
    ),
    Example(
        name="hire",
        operation="engagements_create",
        by="company_user",
        title=N_("Admitted, and submitted for a decision"),
        headers={"Idempotency-Key": "hire-2026-0042"},
        body=_hire(CHAN, "2026-12-01", "2027-02-20"),
        keeps={"hire": "id", "receipt": "decision.receipt_id"},
    ),
    Example(
        name="hire-refused",
        operation="engagements_create",
        by="company_user",
        title=N_("Refused by the rules: why, and from when it would fit"),
        body=_hire(CHAN, "2027-02-01", "2027-07-31"),
    ),
    Example(
        name="draft",
        operation="engagements_create",
        by="company_user",
        title=N_("Kept as a draft, whatever the verdict"),
        body=_hire(NOVAK, "2026-12-01", "2030-11-30", draft=True),
        keeps={"draft": "id"},
    ),
    Example(
        name="draft-changed",
        operation="engagements_edit",
        by="company_user",
        title=N_("Two answers of a draft are changed, the others stay"),
        ids=DRAFT,
        headers={"If-Match": '"1"'},
        body={"monthly_salary": "38000.00", "talent": {"permit_until": "2032-06-30"}},
    ),
    Example(
        name="draft-stale",
        operation="engagements_edit",
        by="company_user",
        title=N_("Somebody changed it since version 1 was seen"),
        ids=DRAFT,
        headers={"If-Match": '"1"'},
        body={"monthly_salary": "39000.00"},
    ),
    Example(
        name="draft-shared",
        operation="engagements_transition",
        by="company_user",
        title=N_("The draft is shown to officers, to ask for an exception"),
        ids=DRAFT,
        body={"action": "share_draft"},
    ),
    Example(
        name="exception",
        operation="engagements_exception",
        by="approving_officer",
        title=N_("More than 36 months are allowed for this person"),
        ids=DRAFT,
        body={"code": "rth.talent_months", "reason": "The doctorate ends in the fourth year."},
    ),
    Example(
        name="recommended",
        operation="engagements_transition",
        by="case_officer",
        title=N_("Recommended by the first officer"),
        ids=HIRE,
        headers={"If-Match": '"1"'},
        body={"action": "recommend"},
    ),
    Example(
        name="approved",
        operation="engagements_transition",
        by="approving_officer",
        title=N_("Approved by the second officer, judged anew"),
        ids=HIRE,
        body={"action": "approve", "reason": "All documents seen."},
    ),
    Example(
        name="wrong-state",
        operation="engagements_transition",
        by="case_officer",
        title=N_("What is approved cannot be recommended"),
        ids=HIRE,
        body={"action": "recommend"},
    ),
    Example(
        name="hires",
        operation="engagements_listing",
        by="company_user",
        title=N_("Those that hold a place on a day, one to a page"),
        query={"on": "2026-12-24", "limit": "1"},
    ),
    Example(
        name="hire-one",
        operation="engagements_get",
        by="company_user",
        title=N_("One engagement with its latest decision"),
        ids=HIRE,
    ),
    Example(
        name="receipt",
        operation="decisions_get",
        by="company_user",
        title=N_("The decision as it was given"),
        ids={"receipt_id": "$receipt"},
    ),
    Example(
        name="replay",
        operation="decisions_replay",
        by="auditor",
        title=N_("Decided again from the facts kept, it comes out the same"),
        ids={"receipt_id": "$receipt"},
    ),
    Example(
        name="meters",
        operation="companies_meters",
        by="company_user",
        title=N_("What is used and what is free on a day"),
        ids={"company_id": "$company"},
        query={"on": "2026-12-24"},
    ),
    Example(
        name="timeline",
        operation="companies_timeline",
        by="company_user",
        title=N_("How many are engaged over half a year"),
        ids={"company_id": "$company"},
        query={"from": "2026-12-01", "to": "2027-05-31"},
    ),
    Example(
        name="plan",
        operation="plans_check",
        by="company_user",
        title=N_("Two hires at once: the second is the same person, so it must wait"),
        body={
            "company_id": "$company",
            "engagements": [
                {k: v for k, v in _hire(NOVAK, "2026-12-01", "2027-05-31").items() if k != "company_id"},
                {k: v for k, v in _hire(NOVAK, "2027-05-01", "2027-10-31").items() if k != "company_id"},
            ],
        },
    ),
)

REPLACED: Final = (
    Example(
        name="replacement",
        operation="engagements_replace",
        by="company_user",
        title=N_("One person leaves and another comes, as one act"),
        ids=HIRE,
        body={
            "on": "2027-01-31",
            "stream": "TC",
            "role": "research",
            "start": "2027-02-01",
            "monthly_salary": "24000.00",
            "talent": {**CHAN, "name_en": "WONG Ka Yan", "name_zh": "黃嘉欣", "id_number": "E364912(5)"},
            "conflicts": NO_CONFLICT,
        },
        day=NEXT_DAY,
    ),
)
"""What the company does when it has been told that the engagement is ending."""
