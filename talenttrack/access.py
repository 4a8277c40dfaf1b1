"""One request, one transaction, one actor, and one table that says whether the actor may be here.

Unsafe methods get a session that writes, begun before its first read, the look-up of the actor included; safe
ones get one that cannot. A response commits whatever its status; an exception rolls back before anybody writes
the page about it. Pages named in `audience.READ_FIRST` start reading and call `begin_writing` when they have hashed.
The API proves tokens and opens sessions by itself; here it is only asked whether its endpoints are in the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Map

from talenttrack import clock
from talenttrack.audience import AUDIENCES, READ_FIRST, Audience, admits
from talenttrack.domain.lifecycle import Actor
from talenttrack.language import ENGLISH, language
from talenttrack.services.accounts import UserView
from talenttrack.storage.engine import RETRIED_STATES, DatabaseBusy
from talenttrack.wiring import Wiring

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
SIGN_IN: Final = "account.sign_in"
NEXT_MAX: Final = 2000


class Browser(Protocol):
    """What a browser's session can tell and do; the pages' own kind of `flask.session`."""

    def wake(self, database: Session) -> UserView | None:
        """The user signed in, as now recorded."""

    def keep(self, database: Session) -> None:
        """Writes what changed, before the commit."""

    def rest(self, wiring: Wiring) -> None:
        """After the transaction: notes in a short one of its own that the browser was here."""


class SignInNeeded(Exception):
    """Somebody not signed in sent a form; `way_back` is its page, if it has one."""

    def __init__(self, way_back: str | None) -> None:
        super().__init__("sign-in needed")
        self.way_back = way_back


@dataclass(frozen=True, slots=True)
class Shown:
    """The user as the frame of a page names her."""

    name: str
    role: str
    company_name: str | None


class Transaction:
    """The one transaction of a request; ends once, however often it is asked to."""

    def __init__(self, wiring: Wiring, *, writing: bool) -> None:
        self.writing = writing
        self._context: AbstractContextManager[Session] = wiring.write_session() if writing else wiring.read_session()
        self.session = self._context.__enter__()
        self._open = True

    def commit(self) -> None:
        if self._open:
            self._open = False
            self._context.__exit__(None, None, None)

    def roll_back(self, error: BaseException) -> BaseException:
        """The error to tell of: `error` itself, or what it means, such as DatabaseBusy."""
        if self._open:
            self._open = False
            try:
                self._context.__exit__(type(error), error, error.__traceback__)
            except Exception as meant:
                return meant
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRIED_STATES:
            return DatabaseBusy("The database is busy. Try again in a moment.")
        return error


class IdConverter(IntegerConverter):
    """A number in an address that a database can hold: a larger one is no address of ours."""

    def __init__(self, url_map: Map, fixed_digits: int = 0, min: int | None = None, max: int = 2**63 - 1) -> None:
        super().__init__(url_map, fixed_digits, min, max)


class Application(Flask):
    """A Flask in which the transaction has ended before the page about an error is made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url_map.converters["int"] = IdConverter

    def preprocess_request(self) -> ResponseReturnValue | None:
        response = super().preprocess_request()
        if response is not None:
            _commit()
        return response

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        _commit()
        return response

    def handle_user_exception(self, e: Exception) -> Any:
        transaction = _transaction()
        told = transaction.roll_back(e) if transaction is not None else e
        return super().handle_user_exception(told if isinstance(told, Exception) else e)


def install(app: Flask) -> None:
    """Put access before every other check of a request; `audiences(app)` is this application's table."""
    app.extensions["audiences"] = dict(AUDIENCES)
    app.before_request(_enter)
    app.teardown_request(_leave)


def audiences(app: Flask) -> dict[str, Audience]:
    """The table of this application; a test that adds a route adds its line here."""
    return cast(dict[str, Audience], app.extensions["audiences"])


def session() -> Session:
    """The request's session."""
    return _opened().session


def actor() -> Actor:
    """Whoever asks. For pages that only the signed-in reach: raises RuntimeError where nobody is signed in."""
    asking = g.get("actor")
    if not isinstance(asking, Actor):
        raise RuntimeError("nobody is signed in")
    return asking


def signed_in() -> bool:
    return isinstance(g.get("actor"), Actor)


def now() -> datetime:
    """The instant of this request, the frozen day's noon where the day is frozen; one for the whole request."""
    if "now" not in g:
        g.now = clock.now(_wiring().config)
    return cast(datetime, g.now)


def begin_writing() -> Session:
    """Ends the reading of a READ_FIRST page; the actor is looked up again and must still be let in.

    Nothing read before is known to hold any longer. Aborts with 403 where the actor lost the right meanwhile.
    """
    if not _opened().writing:
        _opened().commit()
        g.transaction = Transaction(_wiring(), writing=True)
        _identify()
        if not admits(request.endpoint or "", g.actor, _table()):
            abort(403)
    return session()


def safe_next(address: str | None) -> str | None:
    """The address if it leads to a page of this very site, else None.

    Browsers read `\\` as `/`, skip control characters and take `//host` for another site.
    """
    if not address or len(address) > NEXT_MAX or not address.startswith("/") or address.startswith("//"):
        return None
    unsafe = any(ord(character) < 0x21 or character in "\\\x7f" for character in address)
    return None if unsafe else address


def _enter() -> ResponseReturnValue | None:
    g.actor = g.user = None
    endpoint = request.endpoint
    if endpoint is not None and not _table().get(endpoint):
        abort(403)
    if _is_api():
        return None
    sent = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if any("\0" in value for name, value in sent if name != "next"):
        abort(400)  # PostgreSQL takes no such text, and nobody types it; `next` is judged by safe_next
    writing = endpoint is not None and request.method not in SAFE and endpoint not in READ_FIRST
    g.transaction = Transaction(_wiring(), writing=writing)
    if endpoint == "static":
        return None
    _identify()
    if endpoint is None or admits(endpoint, g.actor, _table()):
        return None
    if g.actor is not None:
        abort(403)
    if request.method in SAFE:
        return redirect(url_for(SIGN_IN, next=safe_next(request.full_path.rstrip("?"))), 303)
    methods = request.url_rule.methods if request.url_rule is not None else None
    raise SignInNeeded(safe_next(request.path) if "GET" in (methods or ()) else None)


def _identify() -> None:
    user = _browser().wake(session())
    g.actor = user.actor if user is not None else None
    g.user = None
    if user is not None:
        english = language() is ENGLISH or not user.company_name_zh
        company = user.company_name_en if english else user.company_name_zh
        g.user = Shown(user.name, user.role.value, company or None)


def _commit() -> None:
    transaction = _transaction()
    if transaction is None:
        return
    if transaction.writing:
        _browser().keep(transaction.session)
    transaction.commit()


def _leave(error: BaseException | None) -> None:
    transaction = _transaction()
    if transaction is None:
        return
    transaction.roll_back(error or RuntimeError("the request ended without a response"))
    g.pop("transaction", None)
    if request.endpoint != "static":
        with suppress(DatabaseBusy):  # then the next request notes it
            _browser().rest(_wiring())


def _transaction() -> Transaction | None:
    return cast("Transaction | None", g.get("transaction"))


def _opened() -> Transaction:
    transaction = _transaction()
    if transaction is None:
        raise RuntimeError("no transaction is open for this request")
    return transaction


def _browser() -> Browser:
    return cast(Browser, browser)


def _wiring() -> Wiring:
    return cast(Wiring, current_app.extensions["talenttrack"])


def _table() -> Mapping[str, Audience]:
    return audiences(current_app)


def _is_api() -> bool:
    return (request.blueprint or "").split(".")[0] == "api" or request.path.startswith("/api/")
