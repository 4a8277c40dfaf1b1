"""What would mend each kind of finding of the scheme, and the parameter that it is measured by."""

from __future__ import annotations

from talenttrack.domain.findings import Severity
from talenttrack.domain.mending import Mend, Problem

N_ = str  # marks a text for translation without translating it here

PARAMETER_OF: dict[str, str] = {
    "rth.concurrent": "rth.concurrent",
    "rth.total_months": "rth.total_months",
    "rth.itf_concurrent": "rth.itf_project_concurrent",
    "rth.talent_months": "rth.talent_months",
    "nias.extra_concurrent": "nias.extra_concurrent",
    "nias.extra_technical": "nias.extra_technical_concurrent",
    "nias.window": "nias.extra_window_months",
    "nias.window_ending": "nias.extra_window_months",
    "nias.match": "nias.extra_government_share",
    "rth.engagement_ending": "findings.expiry_days",
    "rth.permit_ending": "findings.expiry_days",
    "case.pledge": "case.pledge_working_days",
}

SUMS = frozenset({"rth.total_months", "rth.talent_months"})
"""Kinds that count months over all time, so that they have no days of their own."""

FROM_THE_START = frozenset({"rth.right_to_work", "nias.window"})
"""Kinds that can be wrong from the first day of the engagement on: there is no day before to end it on."""

MENDING: dict[str, str] = {
    "past": N_("These days are over: nothing can be moved any more. Where the record is wrong, it can be corrected."),
    "rth.concurrent": N_(
        "End, move or shorten %(excess)s of %(peak)s engagements between %(from)s and %(to)s: "
        "at most %(limit)s may hold a place at once."
    ),
    "rth.itf_concurrent": N_(
        "End, move or shorten %(excess)s of %(peak)s engagements on the project between %(from)s and %(to)s: "
        "at most %(limit)s may hold a place at once, over all companies."
    ),
    "nias.extra_concurrent": N_(
        "End, move or shorten %(excess)s of %(peak)s engagements in the extra places between %(from)s and %(to)s: "
        "at most %(limit)s may hold a place at once."
    ),
    "nias.extra_technical": N_(
        "End or move %(excess)s of %(peak)s technical talents between %(from)s and %(to)s, or correct the work "
        "recorded: at most %(limit)s may be engaged at once, and in the extra places only."
    ),
    "nias.extra_technical.astray": N_(
        "Technical talent may be engaged in the extra places only: correct the work recorded, or end the engagement."
    ),
    "rth.talent_overlap": N_(
        "Move, shorten or end one of %(peak)s engagements, so that they share no day between %(from)s and %(to)s."
    ),
    "rth.talent_overlap.elsewhere": N_(
        "The person cannot be engaged on all days of this engagement: shorten or move it, or ask the office."
    ),
    "rth.total_months": N_(
        "Shorten or end engagements by %(over_units)s months in all: %(used_units)s are used, %(limit_units)s may be."
    ),
    "rth.total_months.unsaid": N_("Shorten or end engagements until the talent-months are within the limit."),
    "rth.talent_months": N_(
        "Shorten engagements of the person by %(over_units)s months in all: %(used_units)s are used, %(limit_units)s "
        "may be."
    ),
    "rth.talent_months.unsaid": N_("Shorten the engagement: the person's months under the scheme do not allow it."),
    "rth.right_to_work": N_(
        "Record the permit that covers the days from %(from)s on, or end the engagement on the day before."
    ),
    "rth.right_to_work.start": N_(
        "No permit covers the first day, %(from)s: record the permit that does, or end the engagement."
    ),
    "nias.window": N_(
        "The project covers no day from %(from)s to %(to)s: end the engagement on the day before, or have the office "
        "move the window."
    ),
    "nias.window.start": N_(
        "The engagement starts on %(from)s, outside the window of its project: correct its days or its project, or "
        "have the office move the window."
    ),
    "nias.match": N_("Recover what was paid above the Government's share."),
    "rth.engagement_ending": N_("Extend it before %(due_on)s if the work goes on; otherwise it ends by itself."),
    "rth.permit_ending": N_("Record the renewed permit by %(due_on)s, or shorten the engagement to end that day."),
    "rth.permit_ending.over": N_("The permit ended on %(due_on)s: record the renewed one, or end the engagement."),
    "nias.window_ending": N_("Let further talents of the project start by %(due_on)s, the last day of its window."),
    "case.pledge": N_("Decide the case, or return it to the company."),
}
"""The sentences, by `Mend.wording`."""


def mend(problem: Problem) -> Mend | None:
    """What would mend it; None for a kind of which nothing is known."""
    if problem.severity == Severity.PAST:
        return Mend("past", {})
    wording, values = problem.kind, _figures(problem)
    if problem.kind in SUMS and "over_units" not in values:
        wording += ".unsaid"
    elif problem.kind == "rth.talent_overlap" and problem.worst is None:
        wording += ".elsewhere"
    elif problem.kind == "nias.extra_technical" and not isinstance(values.get("excess"), int):
        wording += ".astray"
    elif problem.kind in FROM_THE_START and problem.first_day and values.get("from") == problem.first_day:
        wording += ".start"
    elif problem.kind == "rth.permit_ending" and problem.due_on is not None and problem.due_on < problem.seen_on:
        wording += ".over"
    return Mend(wording, values) if wording in MENDING else None


def _figures(problem: Problem) -> dict[str, object]:
    figures: dict[str, object] = {} if problem.due_on is None else {"due_on": problem.due_on}
    worst = problem.worst
    if worst is not None:
        figures |= {"from": worst.first_day, "to": worst.last_day}
        if worst.peak is not None and worst.limit is not None:
            figures |= {"peak": worst.peak, "limit": worst.limit}
            figures |= {"excess": worst.peak - worst.limit} if worst.peak > worst.limit else {}
    used, limit = problem.used_units, problem.limit_units
    if used is not None and limit is not None and used > limit:
        figures |= {"used_units": used, "limit_units": limit, "over_units": used - limit}
    return figures
