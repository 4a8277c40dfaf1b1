"""The words of the Research Talent Hub: its pools, its questions, and what happens to an engagement."""

from __future__ import annotations

from typing import Final

from talenttrack.language import lazy

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
METERS: Final = {
    "rth.concurrent": lazy("Base quota"),
    "rth.total_months": lazy("Talent-months"),
    "nias.extra_concurrent": lazy("Extra places of NIAS companies"),
    "nias.extra_technical": lazy("Technical talent in the extra places"),
    "rth.itf_concurrent": lazy("ITF project"),
}
PUBLIC_LIMITS: Final = (
    "rth.concurrent",
    "rth.total_months",
    "rth.talent_months",
    "rth.itf_project_concurrent",
    "nias.extra_concurrent",
    "nias.extra_window_months",
)
"""The parameters that the start page tells everybody, in its order."""
EXTENSION_ACTIONS: Final = {
    "recommend": lazy("Recommend the extension"),
    "approve": lazy("Approve the extension"),
    "reject": lazy("Reject the extension"),
    "withdraw": lazy("Withdraw the extension"),
}
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
    "engagement.claim": lazy("An officer is on the case."),
    "engagement.take_over": lazy("Another officer took the case over."),
    "engagement.release": lazy("The officer is not on the case any more."),
    "engagement.note": lazy("A note for officers was written."),
    "engagement.lapse": lazy("Lapsed: it was not resubmitted in time."),
    "engagement.import": lazy("Entered from a file."),
    "engagement.merge": lazy("Two records of the person became one."),
}
