"""One form shown, one act: what came of a form is kept under its key, so that sending it again does nothing new.

The key is drawn when the form is shown and counts together with what was typed: whoever goes back, changes a day
and sends again means another act. Kept are acts that committed, refusals by the rules among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.storage import idempotency
from talenttrack.storage.vault import vault_of

KEY_MAX = 100
_DONE = 303


def claim(
    session: Session, actor: Actor, form_key: str, typed: Any, now: datetime
) -> tuple[str, Mapping[str, Any] | None]:
    """The key of the act, and what came of it if it was done before; None when this transaction does it.

    A twin of the same request waits here until the first one commits.
    """
    text = json.dumps([form_key[:KEY_MAX], typed], sort_keys=True, ensure_ascii=True, default=str)
    key = f"form:{vault_of(session).fingerprint(text)}"
    found = idempotency.claim(session, _user(actor), key, key, now)
    return key, (dict(found.headers) if found.given else None)


def keep(session: Session, actor: Actor, key: str, outcome: Mapping[str, Any]) -> None:
    """Notes what came of it: ids of records and receipts, never what was typed."""
    idempotency.keep(session, _user(actor), key, status=_DONE, headers=outcome, body=b"")


def _user(actor: Actor) -> int:
    assert actor.id is not None  # noqa: S101 - forms are sent by people
    return actor.id
