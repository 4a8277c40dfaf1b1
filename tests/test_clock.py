"""Hong Kong's day, frozen or not."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from talenttrack import clock


@pytest.mark.parametrize("frozen", ["2026-02-28", date(2026, 2, 28)])
def test_a_frozen_day_is_noon_in_hong_kong(frozen: object) -> None:
    assert clock.now({"TODAY": frozen}) == datetime(2026, 2, 28, 4, tzinfo=UTC)
    assert clock.today({"TODAY": frozen}) == date(2026, 2, 28)


@time_machine.travel(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), tick=False)
def test_the_year_begins_at_hong_kongs_midnight() -> None:
    assert clock.now({}) == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert clock.today({"TODAY": None}) == date(2027, 1, 1)
