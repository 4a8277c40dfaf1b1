"""What the office has pledged to do in time; only working days count on which it had the case in its hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from talenttrack.domain.calendar import WorkingDays
from talenttrack.domain.findings import Finding, Member, Severity, Subject

Handover = tuple[date, bool]
"""The day on which a case came to the office (True), or left it for the company or for good (False)."""


def pledge_missed(
    handovers: Sequence[Handover], business_date: date, working_days: WorkingDays, days_max: int
) -> date | None:
    """The last of the pledged working days, where a further one has passed with the office by `business_date`.

    The day on which a case comes in does not count, the day on which it leaves does. `handovers` rise.
    """
    counted = 0
    pledged: date | None = None
    ends = [*(day for day, _ in handovers[1:]), business_date]
    for (came_on, with_office), left_on in zip(handovers, ends, strict=True):
        last = min(left_on, business_date)
        for number in range(1, (last - came_on).days + 1) if with_office else ():
            day = came_on + timedelta(days=number)
            if not working_days.is_working(day):
                continue
            counted += 1
            if counted == days_max:
                pledged = day
            if counted > days_max:
                return pledged
    return None


def pledge(case_id: int, company_id: int, member_type: str, pledged_on: date) -> Finding:
    """An application that is open longer than pledged (rules 8), overdue since `pledged_on`."""
    return Finding(
        "case.pledge",
        Subject("case", str(case_id)),
        Severity.OVERDUE,
        members=(Member(member_type, case_id, company_id),),
        company_ids=(company_id,),
        due_on=pledged_on,
    )
