"""Uploaded files whose day is over are removed, also where nobody uploads another."""

from __future__ import annotations

from datetime import datetime

from talenttrack.services.imports import uploads
from talenttrack.wiring import Wiring


def forget_uploads(wiring: Wiring, now: datetime) -> None:
    """Writes only where there is something to remove."""
    with wiring.read_session() as session:
        if not uploads.any_expired(session, now):
            return
    with wiring.write_session() as session:
        uploads.forget_expired(session, now)
