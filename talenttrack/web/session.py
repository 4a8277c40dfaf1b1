"""A browser's session: kept in the database from sign-in on, known by a random key of which only a hash is kept.

Somebody not signed in costs no row: the little there is to know (the form token, messages) travels in a second
cookie, signed and short-lived. Messages for the next page travel there always, since a page that is only read
cannot take them out of the database.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from typing import Any, Final, cast

from flask import Flask, Request, Response
from flask import session as current
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from talenttrack import clock
from talenttrack.services import sign_in
from talenttrack.services.accounts import UserView
from talenttrack.services.sign_in import Found, TimeOuts
from talenttrack.wiring import Wiring

KEY_COOKIE: Final = "tt_session"
VISIT_COOKIE: Final = "tt_visit"
VISIT_SECONDS: Final = 12 * 3600
MESSAGES: Final = "_flashes"
TOKEN: Final = "csrf_token"  # noqa: S105 (where Flask-WTF looks for it)


class BrowserSession(SecureCookieSession):
    """What `flask.session` is. Empty until `wake`, which needs the request's database session."""

    def __init__(self, visit: dict[str, Any], key: str | None, time_outs: TimeOuts) -> None:
        super().__init__(visit)
        self.key = key
        self.sent_key = key
        self.sent_visit = deepcopy(visit)
        self._time_outs = time_outs
        self._found: Found | None = None
        self._kept: dict[str, Any] = {}

    @property
    def signed_in(self) -> bool:
        return self._found is not None

    def wake(self, database: Session) -> UserView | None:
        """The user signed in, as now recorded; None, and the key forgotten, where it opens nothing any longer."""
        if self.key is None:
            return None
        found = sign_in.find_session(database, self.key, clock.wall(), self._time_outs)
        self._found = found
        if found is None:
            self.key = None
            return None
        messages = self.get(MESSAGES)
        self._kept = found.content
        self._replace(found.content, messages)
        return found.user

    def keep(self, database: Session) -> None:
        """Writes what this request changed of the session's content."""
        if self._found is not None and self._lasting() != self._kept:
            sign_in.keep_content(database, self._found.id, self._lasting())

    def rest(self, wiring: Wiring) -> None:
        """Notes in a short transaction that the browser was here, at most once a minute."""
        found, instant = self._found, clock.wall()
        if found is None or self.key is None or instant - found.last_seen_at < sign_in.SEEN_EVERY:
            return
        with wiring.write_session() as database:
            sign_in.note_seen(database, found.id, instant)

    def sign_in(self, database: Session, user: UserView) -> None:
        """Starts a new session under a new key and a new form token; the old key is worth nothing from now on."""
        self.sign_out(database)
        content = {TOKEN: secrets.token_hex(20)}
        instant = clock.wall()
        self.key = sign_in.open_session(database, user.id, content, instant, self._time_outs)
        self._found = sign_in.find_session(database, self.key, instant, self._time_outs)
        self._kept = dict(content)
        self._replace(content, None)

    def sign_out(self, database: Session) -> None:
        """Ends the session here and in the database."""
        if self.key is not None:
            sign_in.close_session(database, self.key)
        self.key = self._found = None
        self.clear()

    def in_cookie(self) -> dict[str, Any]:
        """What travels in the signed cookie: messages, and for somebody not signed in everything."""
        if self._found is None:
            return dict(self)
        return {MESSAGES: self[MESSAGES]} if self.get(MESSAGES) else {}

    def _lasting(self) -> dict[str, Any]:
        return {name: value for name, value in self.items() if name != MESSAGES}

    def _replace(self, content: dict[str, Any], messages: Any) -> None:
        self.clear()
        self.update(content)
        if messages:
            self[MESSAGES] = messages


class BrowserSessions(SessionInterface):
    """Reads and writes the two cookies; the database is left to the request's own transaction."""

    def __init__(self, app: Flask) -> None:
        wiring = cast(Wiring, app.extensions["talenttrack"])
        settings = wiring.settings
        self._secure = settings.base_url.startswith("https://")
        self._prefix = "__Host-" if self._secure else ""
        self._signer = URLSafeTimedSerializer(
            settings.secret_key, salt="talenttrack visit", serializer=TaggedJSONSerializer()
        )
        self._time_outs = TimeOuts(
            timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
        )

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        visit: dict[str, Any] = {}
        if sent := request.cookies.get(self._prefix + VISIT_COOKIE):
            with suppress(BadSignature, UnicodeError):
                visit = self._signer.loads(sent, max_age=VISIT_SECONDS)
        key = request.cookies.get(self._prefix + KEY_COOKIE)
        made = BrowserSession(visit, key if key and len(key) <= 100 else None, self._time_outs)
        made.modified = made.accessed = False
        return made

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BrowserSession)  # noqa: S101 - made above
        if session.key != session.sent_key:
            self._set(response, KEY_COOKIE, session.key)
        visit = session.in_cookie()
        if visit != session.sent_visit:
            self._set(response, VISIT_COOKIE, str(self._signer.dumps(visit)) if visit else None)

    def _set(self, response: Response, name: str, value: str | None) -> None:
        flags: dict[str, Any] = {"path": "/", "secure": self._secure, "httponly": True, "samesite": "Lax"}
        if value is None:
            response.delete_cookie(self._prefix + name, **flags)
        else:
            response.set_cookie(self._prefix + name, value, **flags)


def browser_session() -> BrowserSession:
    """The session of this request's browser."""
    session = current._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(session, BrowserSession)  # noqa: S101 - a wiring mistake, not input
    return session
