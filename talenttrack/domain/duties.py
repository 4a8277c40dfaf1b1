"""What the office has pledged to do in time; only working days count on which it had the case in its hands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from talenttrack.domain.calendar import ONE_DAY, WorkingDays
from talenttrack.domain.findings import Finding, Member, Severity, Subject

Handover = tuple[date, bool]
"""The day on which a case came to the office (True), or left it for the company or for good (False)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a case stands against the pledge: `left` working days of it, below 0 where it is missed.

    `due_on` is the last of the pledged days; None while the company has the case and the clock stands still.
    """

    due_on: date | None
    left: int


def days_with_office(handovers: Sequence[Handover], until: date, working_days: WorkingDays) -> Iterator[date]:
    """The working days up to `until`, included, on which the office had the case, in rising order.

    The day on which a case comes in does not count, the day on which it leaves does. `handovers` rise.
    """
    ends = [*(day for day, _ in handovers[1:]), until]
    for (came_on, with_office), left_on in zip(handovers, ends, strict=True):
        last = min(left_on, until)
        for number in range(1, (last - came_on).days + 1) if with_office else ():
            day = came_on + timedelta(days=number)
            if working_days.is_working(day):
                yield day


def pledge_missed(
    handovers: Sequence[Handover], business_date: date, working_days: WorkingDays, days_max: int
) -> date | None:
    """The last of the pledged working days, where a further one has passed with the office by `business_date`."""
    counted = list(islice(days_with_office(handovers, business_date, working_days), days_max + 1))
    return counted[days_max - 1] if 0 < days_max < len(counted) else None


def counted_from(handovers: Sequence[Handover], working_days: WorkingDays) -> date:
    """The day on which the case would have come in if the office had never given it out of its hands.

    It changes only when a case comes back: it is the day of coming back, moved back by the working days that the
    office had used up before. Of two cases, the one counted from an earlier day is due earlier, whatever is pledged.
    """
    came_on, given_out = handovers[0][0], False
    for day, with_office in handovers:
        if with_office and given_out:
            came_on = day
        given_out = not with_office
    before = [handover for handover in handovers if handover[0] <= came_on]
    used = sum(1 for _day in days_with_office(before, came_on, working_days))
    return working_days.back(came_on, used)


def clock(counted_from: date, stopped_on: date | None, today: date, working_days: WorkingDays, days_max: int) -> Clock:
    """How a case stands today that counts from the day that `counted_from` told; `stopped_on` it left the office."""
    used = working_days.between(counted_from + ONE_DAY, stopped_on or today)
    due_on = None if stopped_on else working_days.forward(counted_from, days_max)
    return Clock(due_on, days_max - used)


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
