"""The service clock of an engagement's application: kept by the act that hands it over, read by queue and screen.

The night counts from the versions; here the same count is kept as one day, `clock_from`, so that a queue can be
ordered and paged by what is due soonest. It is worked out anew from the versions whenever a case comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import ONE_DAY, WorkingDays, hong_kong_date
from talenttrack.domain.duties import Clock, clock, counted_from
from talenttrack.domain.lifecycle import PENDING, Actor, Role, State
from talenttrack.services.working_days import working_days
from talenttrack.storage.casework import drop_claim
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_night import handovers

PLEDGE = "case.pledge_working_days"
DAYS_A_YEAR = 200
"""Fewer working days than any year has: how far a number of them reaches at most."""


ENDS_CLAIM = frozenset(
    {"recommend", "approve", "reject", "withdraw", "lapse", "submit", "terminate", "confirm_correction"}
    | {"reject_correction", "grant_exception"}
)
"""The acts after which nobody is on the case any more; a case officer who returns one gets it back."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """Today against the office's pledge; `days_max` is None where none is in force."""

    today: date
    days_max: int | None

    def clock(self, came_on: date, stopped_on: date | None = None) -> Clock | None:
        """How an application stands whose clock counts from `came_on`."""
        if self.days_max is None:
            return None
        return clock(came_on, stopped_on, self.today, self._table(came_on), self.days_max)

    def waited(self, since: date) -> int:
        """The working days since a day, today included."""
        return self._table(since).between(since + ONE_DAY, self.today)

    def overdue_until(self) -> date | None:
        """The last day such that what is counted from it is overdue."""
        return None if self.days_max is None else self._table(self.today).back(self.today, self.days_max + 1)

    def due_until(self, day: date) -> date | None:
        """The last day such that what is counted from it is due by `day`."""
        return None if self.days_max is None else self._table(self.today).back(day, self.days_max)

    def week_ends_on(self) -> date:
        """The Sunday of this week."""
        return self.today + timedelta(days=6 - self.today.weekday())

    def _table(self, since: date) -> WorkingDays:
        years = 1 + (self.days_max or 0) // DAYS_A_YEAR
        return working_days(min(since.year, self.today.year - years), self.today.year + years)


def pledge_of(session: Session, now: datetime) -> Pledge:
    today = hong_kong_date(now)
    version = policy_book(session).on(PLEDGE, today)
    return Pledge(today, version.value if version and isinstance(version.value, int) else None)


def handed_over(session: Session, row: Mapping[str, Any], state: str | None, now: datetime) -> dict[str, Any]:
    """What an act that leads to `state` does to the clock: nothing where it hands nothing over."""
    if state is None or state in (State.RECOMMENDED, State.RETURNED):
        return {}
    if state not in PENDING:
        return {"clock_from": None}
    today = hong_kong_date(now)
    if row["submitted_on"] is None:
        return {"clock_from": today}
    moves = [*handovers(session, row["id"], row["submitted_on"], before=now + timedelta(microseconds=1)), (today, True)]
    return {"clock_from": counted_from(moves, working_days(row["submitted_on"].year, today.year))}


def leave_desk(session: Session, actor: Actor, action: str, subject_type: str, subject_id: int) -> None:
    """Nobody is on the case any more, where the act takes it from the desk of whoever was."""
    if action in ENDS_CLAIM or (action == "return" and actor.role is not Role.CASE_OFFICER):
        drop_claim(session, subject_type, subject_id)
