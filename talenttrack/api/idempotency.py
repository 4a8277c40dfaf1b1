"""One key, one act: the answer to a POST is kept in the transaction of the act itself, and given again.

Kept are the answers of acts that committed, refusals by the rules (409 with a decision) included. An error changed
nothing, so its key stays free and the repaired request may use it. What is kept is encrypted, and the request is known
by keyed hash alone, because both can hold an identity number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.api.problems import KeyReused
from talenttrack.api.reading import Malformed
from talenttrack.storage import idempotency
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

_KEY = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it went out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def key_of(header: str | None) -> str | None:
    """The key sent, or None. Raises Malformed for anything but 1 to 255 visible ASCII characters."""
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        message = N_("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        raise Malformed(message, code="idempotency.key")
    return header


def request_text(method: str, path: str, body: Any) -> str:
    """What makes two requests the same: how the JSON was laid out does not matter."""
    return json.dumps([method, path, body], sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def known(session: Session, user_id: int, key: str, request: str) -> Kept | None:
    """The answer kept for `key`, if one is. Raises KeyReused as `claim` does."""
    found = idempotency.answer_to(session, user_id, key)
    return _kept(session, found, request) if found else None


def claim(session: Session, user_id: int, key: str, request: str, now: datetime) -> Kept | None:
    """The answer kept for `key`, or None when this transaction now owns the key.

    Raises KeyReused if the key came with another request.
    """
    found = idempotency.claim(session, user_id, key, _fingerprint(session, request), now)
    return _kept(session, found, request)


def keep(session: Session, user_id: int, key: str, answer: Kept) -> None:
    """Fills in the answer before the transaction commits."""
    body = vault_of(session).encrypt(answer.body.decode())
    idempotency.keep(session, user_id, key, status=answer.status, headers=answer.headers, body=body)


def _kept(session: Session, found: idempotency.Answered, request: str) -> Kept | None:
    if found.request_hash != _fingerprint(session, request):
        raise KeyReused(N_("This Idempotency-Key was used for another request. Choose a new one."))
    if not found.given:
        return None
    return Kept(found.status, found.headers, vault_of(session).decrypt(found.body).encode())


def _fingerprint(session: Session, request: str) -> str:
    return vault_of(session).fingerprint(f"idempotency:{request}")
