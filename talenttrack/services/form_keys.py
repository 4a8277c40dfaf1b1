"""One form shown, one act: what came of a form is kept under its key, so that sending it again does nothing new.

The key is drawn when the form is shown and counts together with what was typed: whoever goes back, changes a day
and sends again means another act. Kept are acts that committed, refusals by the rules among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.storage.audit import IdempotencyRecord
from talenttrack.storage.locks import insert_missing
from talenttrack.storage.vault import vault_of

KEY_MAX = 100
_UNANSWERED, _ANSWERED = 0, 303


def claim(
    session: Session, actor: Actor, form_key: str, typed: Any, now: datetime
) -> tuple[str, Mapping[str, Any] | None]:
    """The key of the act, and what came of it if it was done before; None when this transaction does it.

    A twin of the same request waits here until the first one commits.
    """
    text = json.dumps([form_key[:KEY_MAX], typed], sort_keys=True, ensure_ascii=True, default=str)
    key = f"form:{vault_of(session).fingerprint(text)}"
    row = IdempotencyRecord
    fresh: dict[str, object] = {
        "user_id": actor.id,
        "key": key,
        "request_hash": key,
        "status": _UNANSWERED,
        "headers": {},
        "body": b"",
        "created_at": now,
    }
    insert_missing(session, row, [fresh])
    found = session.execute(select(row.status, row.headers).where(row.user_id == actor.id, row.key == key)).one()
    return key, (dict(found.headers) if found.status == _ANSWERED else None)


def keep(session: Session, actor: Actor, key: str, outcome: Mapping[str, Any]) -> None:
    """Notes what came of it: ids of records and receipts, never what was typed."""
    row = IdempotencyRecord
    values = {"status": _ANSWERED, "headers": dict(outcome)}
    session.execute(update(row).where(row.user_id == actor.id, row.key == key).values(**values))
