"""The published table of general holidays, as far as everybody can check it against a wall calendar."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from talenttrack.services.working_days import pledge, working_days

SUNDAY = 6


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_year_has_seventeen_general_holidays_besides_its_sundays(year: int) -> None:
    table = working_days(year, year).holidays
    assert len([day for day in table if day.year == year and day.weekday() != SUNDAY]) == 17


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 2), True),  # the Thursday before Easter
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 7), False),  # the day after Easter Monday, in place of Ching Ming on the Sunday
        (date(2026, 7, 1), False),  # Establishment Day
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 11, 23), True),
    ],
)
def test_offices_are_open_on_working_days(day: date, works: bool) -> None:
    assert working_days(2026, 2026).is_working(day) is works


def test_a_case_is_pledged_for_the_thirtieth_working_day_after_its_submission(session: Session) -> None:
    # A Monday; in between lie six weekends, Christmas Day and New Year's Day, both Fridays.
    assert pledge(session, date(2026, 11, 23)) == (30, date(2027, 1, 6))
