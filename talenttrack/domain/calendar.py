"""Days as the schemes count them: Hong Kong dates, and periods with both ends inside."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `first_day` to `last_day`, both included; never empty."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"a period cannot end ({self.last_day}) before it starts ({self.first_day})")

    def touches(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def shares_a_day_with(self, other: Period) -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


def hong_kong_date(instant: datetime) -> date:
    """The calendar day in Hong Kong at an aware instant."""
    return instant.astimezone(HONG_KONG).date()


def hong_kong_instant(day: date, at: time) -> datetime:
    """The UTC instant of a Hong Kong wall-clock time."""
    return datetime.combine(day, at, HONG_KONG).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's last day, always counted from `day` itself.

    Raises OverflowError past the year 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{months} months from {day} is outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def financial_year(day: date) -> str:
    """The Hong Kong financial year of a day, 1 April to 31 March, written `2025-26`."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Knows the general holidays that its caller read from a published table."""

    holidays: frozenset[date]

    def is_working(self, day: date) -> bool:
        """True on any day that is no Saturday, Sunday or general holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """The first working day from `day` on, itself included: where a duty's deadline moves to."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def between(self, first_day: date, last_day: date) -> int:
        """How many working days lie in [first_day, last_day], both ends included; 0 when it is empty."""
        span = range((last_day - first_day).days + 1)
        return sum(self.is_working(first_day + timedelta(days=n)) for n in span)

    def forward(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself for 0."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def back(self, day: date, count: int) -> date:
        """The latest day after which `count` working days lie up to `day`, included; `day` itself for 0."""
        while count > 0:
            count -= self.is_working(day)
            day -= ONE_DAY
        return day


def union(periods: Iterable[Period]) -> list[Period]:
    """The same days as maximal periods in rising order; neighbours that touch are joined."""
    joined: list[Period] = []
    for period in sorted(periods):
        if joined and period.first_day <= joined[-1].last_day + ONE_DAY:
            last = max(joined[-1].last_day, period.last_day)
            joined[-1] = Period(joined[-1].first_day, last)
        else:
            joined.append(period)
    return joined
