"""Everything that happens by the clock, in one table. Times are Hong Kong's, whatever the machine's zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from talenttrack.domain.calendar import HONG_KONG
from talenttrack.jobs.nightly import SETTLING, nightly
from talenttrack.jobs.uploads import forget_uploads
from talenttrack.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Entry:
    """`work` is called with the instant at which it is called; it must be harmless to repeat."""

    name: str
    trigger: Any
    work: Callable[[Wiring, datetime], object]


SCHEDULE: tuple[Entry, ...] = (
    Entry("nightly", CronTrigger(hour=0, minute=30, second=SETTLING.seconds, timezone=HONG_KONG), nightly),
    # Nights missed while this process was down, asleep or set to another time.
    Entry("missed nights", IntervalTrigger(minutes=1, timezone=HONG_KONG), nightly),
    Entry("uploads", IntervalTrigger(hours=1, timezone=HONG_KONG), forget_uploads),
)
