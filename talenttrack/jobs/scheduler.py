"""The scheduler's own process. It keeps nothing: what is due is read from the database each time."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from talenttrack import clock
from talenttrack.domain.calendar import HONG_KONG
from talenttrack.jobs.schedule import SCHEDULE, Entry
from talenttrack.log import get_logger
from talenttrack.wiring import Wiring

LATEST_START_SECONDS = 24 * 60 * 60
"""How late a job may still start; the usual second would skip a night for a short sleep of the machine."""

logger = get_logger(__name__)


def fill(scheduler: BaseScheduler, wiring: Wiring, schedule: Sequence[Entry]) -> None:
    """Adds every entry; a job that is late runs once, and never beside itself."""
    for entry in schedule:
        scheduler.add_job(
            attempt,
            entry.trigger,
            args=[entry, wiring],
            id=entry.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=LATEST_START_SECONDS,
        )


def attempt(entry: Entry, wiring: Wiring) -> None:
    """Does the work once; whatever goes wrong is logged, so that the next attempt finds the scheduler alive."""
    try:
        entry.work(wiring, clock.now(wiring.config))
    except Exception:
        logger.exception("job failed", job=entry.name)


def run_forever(wiring: Wiring) -> None:
    """Catches up, then keeps to the schedule until SIGTERM or SIGINT; work under way is finished first."""
    scheduler = BlockingScheduler(timezone=HONG_KONG)
    fill(scheduler, wiring, SCHEDULE)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        scheduler.shutdown(wait=True)

    for entry in SCHEDULE:
        attempt(entry, wiring)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    logger.info("scheduler started", jobs=[entry.name for entry in SCHEDULE])
    scheduler.start()
    logger.info("scheduler stopped")
