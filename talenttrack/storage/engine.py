"""Sessions that read or write, never both by accident, on SQLite and on PostgreSQL.

On SQLite a write transaction begins IMMEDIATE, before its first read: a lock asked for after a read is
refused at once when another writer was quicker, however long one is willing to wait.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from talenttrack.domain.errors import DomainError

BUSY_TIMEOUT_MS = 5_000
POOL_SIZE = 10
POOL_OVERFLOW = 20
ATTEMPTS = 5
# serialization_failure and deadlock_detected: PostgreSQL undid the work, and doing it again can succeed.
RETRIED_STATES = frozenset({"40001", "40P01"})

T = TypeVar("T")


class DatabaseBusy(DomainError):
    """Others held the database too long; nothing was written and the same request may be sent again."""

    code = "busy"


def make_engine(url: str) -> Engine:
    """An engine for one application; `sqlite:///file` or `postgresql+psycopg://`.

    Its errors never name the values of a statement: they are logged, and values are persons.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            connect_args={"isolation_level": None, "check_same_thread": False},
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        hide_parameters=True,
    )


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A session in which the database itself refuses to write; what was loaded stays usable after it."""
    options = {"access": "read", "postgresql_readonly": True}
    with _told_when_busy("read"), Session(_with(engine, options), expire_on_commit=False) as session:
        yield session


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back by any exception. SQLite: holds the only write lock.

    Raises DatabaseBusy when the lock was not to be had within the busy timeout. On PostgreSQL it is READ
    COMMITTED, so callers lock the rows whose sum they rely on.
    """
    with (
        _told_when_busy("write"),
        Session(_with(engine, {"access": "write"}), expire_on_commit=False) as session,
        session.begin(),
    ):
        session.connection()
        yield session


def retrying(engine: Engine, work: Callable[[Session], T]) -> T:
    """What `work` returns from a write session, done again when PostgreSQL chose it as a deadlock's victim.

    `work` must have no effect outside its session. Raises DatabaseBusy when the last attempt failed as well.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with write_session(engine) as session:
                return work(session)
        except DBAPIError as error:
            if _sql_state(error) not in RETRIED_STATES:
                raise
            if attempt == ATTEMPTS:
                raise DatabaseBusy("The database is busy. Try again in a moment.") from error
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 (spreads rivals, keeps no secret)
    raise AssertionError("unreachable")


def is_sqlite(bind: Engine | Connection | Session) -> bool:
    """Whether the database is SQLite, which has no row locks and needs none."""
    if isinstance(bind, Session):
        bind = bind.get_bind()
    return bind.dialect.name == "sqlite"


def _with(engine: Engine, options: dict[str, Any]) -> Engine:
    if engine.dialect.name == "sqlite":
        options = {key: value for key, value in options.items() if not key.startswith("postgresql_")}
    return engine.execution_options(**options)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # First the patience: changing to WAL itself can meet a lock.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Otherwise INSERT OR REPLACE changes append-only rows past their triggers.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("access") == "read"
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _told_when_busy(access: str) -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy("The database is busy. Try again in a moment.", access=access) from error
    except OperationalError as error:
        if "database is locked" in str(error.orig) or _sql_state(error) == "55P03":
            raise DatabaseBusy("The database is busy. Try again in a moment.", access=access) from error
        raise


def _sql_state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
