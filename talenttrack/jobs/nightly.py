"""The night as a job: due until its date is done, so that whoever asks, how often and how late, does no harm."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.log import get_logger
from talenttrack.services import compliance
from talenttrack.storage.runs import StoredRun
from talenttrack.wiring import Wiring

AGAIN_AFTER = timedelta(minutes=10)
"""How long a failed night is left alone, so that a standing fault does not fill the log."""

SETTLING = timedelta(seconds=20)
"""What a request began before its date closed may be written a moment after: the night waits so long for it."""

logger = get_logger(__name__)
_under_way = threading.Lock()


def nightly(wiring: Wiring, now: datetime) -> StoredRun | None:
    """Run every closed date that has no final run; None when there is none, or one is under way or just failed.

    Without any final run the latest closed date is the first. Another process doing the same is waited for.
    """
    if not _under_way.acquire(blocking=False):
        logger.warning("night still under way", asked_at=now.isoformat())
        return None
    try:
        with wiring.read_session() as session:
            due = compliance.due_date(session, now - SETTLING)
            if due is None or compliance.failed_since(session, due, now - AGAIN_AFTER):
                return None
        done = compliance.run(wiring, SYSTEM_ACTOR, due, now)
    finally:
        _under_way.release()
    logger.info(
        "night done",
        business_date=done.business_date.isoformat(),
        findings=done.counts["findings"],
        report_hash=done.report_hash,
        **done.counts["register"],
    )
    return done
