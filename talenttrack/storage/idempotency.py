"""Keys of requests and the answers given to them: a key is claimed before the act and answered in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from talenttrack.storage.audit import IdempotencyRecord
from talenttrack.storage.locks import insert_missing

_UNANSWERED = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to the request of this hash; `body` as it was kept, encrypted by whoever kept it."""

    request_hash: str
    status: int
    headers: Mapping[str, Any]
    body: bytes

    @property
    def given(self) -> bool:
        """False for a key that this very transaction has claimed: an unanswered row is never committed."""
        return self.status != _UNANSWERED


def answer_to(session: Session, user_id: int, key: str) -> Answered | None:
    """What is on record for the user's key; None for a key never used."""
    row = IdempotencyRecord
    found = session.execute(
        select(row.request_hash, row.status, row.headers, row.body).where(row.user_id == user_id, row.key == key)
    ).one_or_none()
    return Answered(*found) if found else None


def claim(session: Session, user_id: int, key: str, request_hash: str, now: datetime) -> Answered:
    """Takes the key for this transaction, or tells what was answered to it before.

    A twin waits here until the first commits (then sees its answer) or rolls back (then owns the key).
    """
    fresh: dict[str, object] = {
        "user_id": user_id,
        "key": key,
        "request_hash": request_hash,
        "status": _UNANSWERED,
        "headers": {},
        "body": b"",
        "created_at": now,
    }
    insert_missing(session, IdempotencyRecord, [fresh])
    answered = answer_to(session, user_id, key)
    assert answered is not None  # noqa: S101 - inserted a moment ago, or there before
    return answered


def keep(session: Session, user_id: int, key: str, *, status: int, headers: Mapping[str, Any], body: bytes) -> None:
    """Fills in the answer to a claimed key, before the transaction commits."""
    row = IdempotencyRecord
    values = {"status": status, "headers": dict(headers), "body": body}
    session.execute(update(row).where(row.user_id == user_id, row.key == key).values(**values))
