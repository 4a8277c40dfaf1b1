"""Signing in: the throttle, the password, and the session that a browser's cookie stands for.

Instants here are those of the wall clock: a frozen day must neither end a session nor keep one alive.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from talenttrack.domain.errors import TooMany
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import passwords
from talenttrack.services.accounts import EMAIL_MAX, UserView, user_by_id
from talenttrack.services.records import audit
from talenttrack.storage.accounts import SignInAttempt, UserAccount, WebSession
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.engine import is_sqlite

N_ = str  # marks a text for translation without translating it here

FREE_FAILURES: Final = 5
REMEMBERED: Final = timedelta(hours=1)
FIRST_DELAY: Final = timedelta(seconds=15)
LONGEST_DELAY: Final = timedelta(minutes=5)
ATTEMPTS_KEPT: Final = timedelta(days=30)
SEEN_EVERY: Final = timedelta(minutes=1)

SIGN_IN: Final = "sign_in"
"""How the audit log names a sign-in that succeeded."""

NOBODY: Final = Actor(None, "not signed in", Role.SYSTEM)

Opener = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class TimeOuts:
    """A session ends `idle` after it was last seen, and `absolute` after sign-in whatever happens."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Found:
    """A living session: its user as now recorded, and when the browser was last seen."""

    id: int
    user: UserView
    content: dict[str, Any]
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt for an address, and how many failed in a row before it."""

    id: int
    failures_before: int


def spelt_email(typed: str) -> str:
    """The address as users are looked up by it; what is none is no error here, it just belongs to nobody."""
    return typed.strip().lower()[:EMAIL_MAX]


def delay_after(failures: int) -> timedelta:
    """How long to wait after the last of so many failures in a row: nothing at first, then doubling, never for ever."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - FREE_FAILURES, 20)
    return min(LONGEST_DELAY, FIRST_DELAY * (1 << doublings))


def count_attempt(session: Session, email: str, now: datetime, *, limited: bool) -> Attempt:
    """Counts one attempt for the address, as failed until `note_success`.

    Counting comes before the password is looked at, in a short transaction of its own: guesses sent at once, to
    however many workers, count one another. A refused attempt is not counted, so that nobody is kept out by them.
    Raises TooMany with the seconds to wait.
    """
    if not is_sqlite(session):
        key = int.from_bytes(hashlib.sha256(email.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    attempt = SignInAttempt
    mine = attempt.email == email
    success = select(func.max(attempt.id)).where(mine, attempt.succeeded.is_(True)).scalar_subquery()
    failures, last_at = session.execute(
        select(func.count(), func.max(attempt.at)).where(
            mine, attempt.at > now - REMEMBERED, attempt.id > func.coalesce(success, 0)
        )
    ).one()
    if limited and failures:
        wait = last_at + delay_after(failures) - now
        if wait > timedelta(0):
            message = N_("Too many attempts to sign in. Wait %(seconds)s seconds, then try again.")
            raise TooMany(message, "sign_in.wait", seconds=int(wait.total_seconds()) + 1)
    if failures + 1 == FREE_FAILURES:
        _audit_slowing(session, email, failures + 1, now)
    row = insert(attempt).values(email=email, at=now, succeeded=False).returning(attempt.id)
    return Attempt(session.execute(row).scalar_one(), failures)


def authenticate(
    reading: Opener, writing: Opener, email: str, password: str, now: datetime, *, limited: bool, cheap: bool
) -> tuple[UserView, Attempt] | None:
    """The user whose e-mail address and password these are, and the attempt for `note_success`; or None.

    Opens and ends short sessions itself and hashes between them, with no lock held; unknown addresses cost the
    same work. Raises TooMany.
    """
    email = spelt_email(email)
    with writing() as session:
        attempt = count_attempt(session, email, now, limited=limited)
    with reading() as session:
        columns = select(UserAccount.id, UserAccount.password_hash, UserAccount.active)
        row = session.execute(columns.where(UserAccount.email == email)).one_or_none()
        user = user_by_id(session, row.id) if row is not None else None
    kept = row.password_hash if row is not None and row.active else None
    right = passwords.matches(password, kept, cheap=cheap)
    return (user, attempt) if right and user is not None else None


def note_success(session: Session, user: UserView, attempt: Attempt, action: str, now: datetime) -> None:
    """The attempt succeeded: earlier failures no longer count. `now` and `action` are those of the audit entry."""
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt.id).values(succeeded=True))
    _audit(session, user.actor, action, user.id, user.company_id, now, failures_before=attempt.failures_before)


def last_sign_ins(session: Session, user_ids: Collection[int]) -> Mapping[int, datetime]:
    """When each of these users signed in last; no entry for those who never did. For whoever keeps these users."""
    entry = AuditEntry
    query = (
        select(entry.subject_id, func.max(entry.at))
        .where(entry.subject_type == "user", entry.subject_id.in_(user_ids), entry.action == SIGN_IN)
        .group_by(entry.subject_id)
    )
    return {user_id: at for user_id, at in session.execute(query) if user_id is not None}


def open_session(session: Session, user_id: int, content: dict[str, Any], now: datetime, time_outs: TimeOuts) -> str:
    """The key of a new session, for the cookie alone; what has long ended is swept away on the occasion."""
    outlived = (WebSession.created_at < now - time_outs.absolute) | (WebSession.last_seen_at < now - time_outs.idle)
    session.execute(delete(WebSession).where(outlived))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))
    key = secrets.token_urlsafe(32)
    values = {"key_hash": _key_hash(key), "user_id": user_id, "content": content, "created_at": now}
    session.execute(insert(WebSession).values(**values, last_seen_at=now))
    return key


def find_session(session: Session, key: str, now: datetime, time_outs: TimeOuts) -> Found | None:
    """The living session of this key; None where it is unknown, timed out, or its user shut out."""
    row = session.execute(
        select(WebSession.id, WebSession.user_id, WebSession.content, WebSession.last_seen_at).where(
            WebSession.key_hash == _key_hash(key),
            WebSession.created_at > now - time_outs.absolute,
            WebSession.last_seen_at > now - time_outs.idle,
        )
    ).one_or_none()
    user = user_by_id(session, row.user_id) if row is not None and row.user_id is not None else None
    return Found(row.id, user, dict(row.content), row.last_seen_at) if row is not None and user is not None else None


def keep_content(session: Session, session_id: int, content: dict[str, Any]) -> None:
    session.execute(update(WebSession).where(WebSession.id == session_id).values(content=content))


def close_session(session: Session, key: str) -> None:
    """Ends the session of this key, if it is one: the cookie is worth nothing from now on."""
    session.execute(delete(WebSession).where(WebSession.key_hash == _key_hash(key)))


def note_seen(session: Session, session_id: int, now: datetime) -> None:
    """The browser was here; of several at once the first one writes."""
    stale = WebSession.last_seen_at <= now - SEEN_EVERY
    session.execute(update(WebSession).where(WebSession.id == session_id, stale).values(last_seen_at=now))


def _audit_slowing(session: Session, email: str, failures: int, now: datetime) -> None:
    columns = select(UserAccount.id, UserAccount.company_id).where(UserAccount.email == email)
    user_id, company_id = session.execute(columns).one_or_none() or (None, None)
    _audit(session, NOBODY, "sign_in_slowed", user_id, company_id, now, failures=failures)


def _audit(
    session: Session,
    actor: Actor,
    action: str,
    user_id: int | None,
    company_id: int | None,
    now: datetime,
    **details: int,
) -> None:
    audit(
        session, actor, action, subject_type="user", subject_id=user_id, company_id=company_id, now=now, details=details
    )


def _key_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
