"""Hong Kong's general holidays, from a published table; both of its categories, else Good Friday is missing."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import WorkingDays
from talenttrack.storage.policy import policy_book


@lru_cache(maxsize=8)
def working_days(first_year: int, last_year: int) -> WorkingDays:
    """Knows the general holidays of these years, both included."""
    years = range(first_year, last_year + 1)
    table = holidays.country_holidays("HK", years=years, categories=("public", "optional"))
    return WorkingDays(frozenset(table.keys()))


def pledge(session: Session, submitted_on: date) -> tuple[int, date] | None:
    """The working days in which a case submitted on this day is to be decided, and the last of them, if none is
    missing from it; None where no such setting is in force."""
    version = policy_book(session).on("case.pledge_working_days", submitted_on)
    if version is None or not isinstance(version.value, int):
        return None
    known = working_days(submitted_on.year, submitted_on.year + 2)
    day, left = submitted_on, version.value
    while left > 0:
        day += timedelta(days=1)
        left -= known.is_working(day)
    return version.value, day
