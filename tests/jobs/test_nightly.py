"""The scheduler: whatever happens to it, each date is done once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import select

from talenttrack.domain.calendar import HONG_KONG
from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.jobs import nightly as job
from talenttrack.jobs.nightly import SETTLING, nightly
from talenttrack.jobs.schedule import SCHEDULE, Entry
from talenttrack.jobs.scheduler import attempt, fill
from talenttrack.services import compliance
from talenttrack.services.night import closing
from talenttrack.storage.findings import ComplianceRun, JobRun
from talenttrack.wiring import Wiring, wire

D = date(2026, 11, 20)


def at(day: date, **after: int) -> datetime:
    """So long after the day closed and settled."""
    return closing(day) + SETTLING + timedelta(**after)


def dates_done(wiring: Wiring) -> list[date]:
    with wiring.read_session() as session:
        return list(session.scalars(select(ComplianceRun.business_date).order_by(ComplianceRun.id)))


def test_the_first_night_is_the_latest_closed_date(wiring: Wiring) -> None:
    done = nightly(wiring, at(D))
    assert done is not None
    assert (done.business_date, done.final, done.requested_by) == (D, True, None)


def test_nothing_is_due_until_the_next_date_has_closed_and_settled(wiring: Wiring) -> None:
    nightly(wiring, at(D))
    assert nightly(wiring, at(D, hours=23)) is None
    assert nightly(wiring, at(D, days=1, seconds=-1)) is None
    done = nightly(wiring, at(D, days=1))
    assert done is not None
    assert done.business_date == D + timedelta(days=1)


def test_a_scheduler_that_was_down_for_three_days_makes_each_of_them_up(wiring: Wiring) -> None:
    nightly(wiring, at(D))
    nightly(wiring, at(D, days=4, hours=9))
    assert dates_done(wiring) == [D + timedelta(days=n) for n in range(5)]


def test_a_clock_that_jumps_does_each_date_once(wiring: Wiring) -> None:
    for hours in (0, 25, 23, 47, 49, 48, 73):
        nightly(wiring, at(D, hours=hours))
    assert dates_done(wiring) == [D + timedelta(days=n) for n in range(4)]


def test_two_schedulers_do_each_date_once(wiring: Wiring, config: dict[str, Any]) -> None:
    other = wire(config)
    start = threading.Barrier(2)

    def rival(mine: Wiring) -> None:
        start.wait()
        compliance.run(mine, SYSTEM_ACTOR, D + timedelta(days=5), at(D, days=5))

    nightly(wiring, at(D))
    rivals = [threading.Thread(target=rival, args=(mine,)) for mine in (wiring, other)]
    for one in rivals:
        one.start()
    for one in rivals:
        one.join()
    other.engine.dispose()
    assert dates_done(wiring) == [D + timedelta(days=n) for n in range(6)]
    with wiring.read_session() as session:
        assert list(session.scalars(select(JobRun.state))) == ["done"] * 6


def test_a_failed_night_is_told_and_tried_again_later(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(compliance, "look", fails)
        with pytest.raises(RuntimeError):
            nightly(wiring, at(D))
    assert nightly(wiring, at(D, minutes=5)) is None
    assert nightly(wiring, at(D, minutes=11)) is not None


def test_a_night_under_way_is_not_begun_again(wiring: Wiring) -> None:
    with job._under_way:
        assert nightly(wiring, at(D)) is None
    assert dates_done(wiring) == []


def test_a_job_that_raises_leaves_the_scheduler_alive(wiring: Wiring, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_wiring: Wiring, _now: datetime) -> None:
        raise RuntimeError("a bug")

    attempt(Entry("broken", IntervalTrigger(minutes=1, timezone=HONG_KONG), fails), wiring)


def test_a_web_process_knows_no_scheduler() -> None:
    asked = "import sys, talenttrack.app; sys.exit('apscheduler' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked]).returncode == 0


def test_every_entry_names_hong_kong_and_has_a_name_of_its_own() -> None:
    assert {str(entry.trigger.timezone) for entry in SCHEDULE} == {"Asia/Hong_Kong"}
    assert len({entry.name for entry in SCHEDULE}) == len(SCHEDULE)


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York", "Pacific/Kiritimati"])
def test_the_night_fires_at_half_past_midnight_in_hong_kong_on_any_machine(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        trigger = next(entry.trigger for entry in SCHEDULE if entry.name == "nightly")
        for day in (date(2027, 3, 27), date(2027, 10, 30)):
            due = trigger.get_next_fire_time(None, closing(day) - timedelta(hours=3))
            assert due == closing(day) + SETTLING
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_job_that_is_late_still_runs_once_and_never_beside_itself(wiring: Wiring) -> None:
    begun: list[datetime] = []
    scheduler = BackgroundScheduler(timezone=HONG_KONG)
    fill(
        scheduler,
        wiring,
        [Entry("often", IntervalTrigger(hours=1, timezone=HONG_KONG), lambda _w, now: begun.append(now))],
    )
    scheduler.start()
    try:
        due = datetime.now(HONG_KONG) - timedelta(hours=5)
        scheduler.get_job("often").modify(next_run_time=due)
        _wait_until(lambda: bool(begun))
    finally:
        scheduler.shutdown()
    assert len(begun) == 1


def _wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)
