"""The only reader of the clock: everything else is told the instant or the day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from talenttrack.domain.calendar import hong_kong_date, hong_kong_instant


def now(config: Mapping[str, Any]) -> datetime:
    """The instant in UTC; noon in Hong Kong of the day `config["TODAY"]` where that is set."""
    frozen = config.get("TODAY")
    if not frozen:
        return datetime.now(UTC)
    day = frozen if isinstance(frozen, date) else date.fromisoformat(str(frozen))
    return hong_kong_instant(day, time(12))


def wall() -> datetime:
    """The instant in UTC on the clock on the wall: for time-outs and throttles, which a frozen day does not stop."""
    return datetime.now(UTC)


def today(config: Mapping[str, Any]) -> date:
    """The day in Hong Kong."""
    return hong_kong_date(now(config))
