"""Sessions keep their promises on both databases."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from talenttrack.storage import engine as engines
from talenttrack.storage.engine import (
    DatabaseBusy,
    is_sqlite,
    make_engine,
    read_session,
    retrying,
    write_session,
)


@pytest.fixture
def counter(empty_database_url: str) -> Iterator[Engine]:
    """A database with one row to count up."""
    engine = make_engine(empty_database_url)
    with write_session(engine) as session:
        session.execute(text("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (1, 0), (2, 0)"))
    yield engine
    engine.dispose()


def _count(session: Session, row: int = 1) -> int:
    lock = "" if is_sqlite(session) else " FOR UPDATE"
    return int(session.execute(text(f"SELECT n FROM counter WHERE id = {row}{lock}")).scalar_one())  # noqa: S608


def _add_one(session: Session, row: int = 1) -> None:
    session.execute(text("UPDATE counter SET n = :n WHERE id = :id"), {"n": _count(session, row) + 1, "id": row})


def test_a_write_session_commits_at_its_end(counter: Engine) -> None:
    with write_session(counter) as session:
        _add_one(session)
    with write_session(counter) as session:
        assert _count(session) == 1


def test_an_exception_takes_everything_back(counter: Engine) -> None:
    def fail(session: Session) -> None:
        _add_one(session)
        raise KeyError

    with pytest.raises(KeyError):
        retrying(counter, fail)
    with write_session(counter) as session:
        assert _count(session) == 0


def test_a_read_session_cannot_write(counter: Engine) -> None:
    with read_session(counter) as session, pytest.raises(DBAPIError):
        session.execute(text("UPDATE counter SET n = 7"))
    with write_session(counter) as session:
        assert _count(session) == 0
        _add_one(session)


def test_no_increment_is_lost_between_racing_writers(counter: Engine) -> None:
    def ten_times() -> None:
        for _ in range(10):
            retrying(counter, _add_one)

    threads = [threading.Thread(target=ten_times) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with write_session(counter) as session:
        assert _count(session) == 40


def test_a_reader_does_not_wait_for_a_writer(counter: Engine) -> None:
    with write_session(counter) as writer:
        _add_one(writer)
        with read_session(counter) as reader:
            assert reader.execute(text("SELECT n FROM counter WHERE id = 1")).scalar_one() == 0


def test_a_deadlock_is_done_again(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with write_session(engine) as session:
        session.execute(text("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (1, 0), (2, 0)"))
    both_hold_one = threading.Barrier(2)
    attempts: list[int] = []

    def both(first: int, second: int) -> None:
        met = False

        def work(session: Session) -> None:
            nonlocal met
            attempts.append(first)
            _add_one(session, first)
            if not met:
                met = True
                both_hold_one.wait(timeout=10)
            _add_one(session, second)

        retrying(engine, work)

    threads = [threading.Thread(target=both, args=rows) for rows in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with write_session(engine) as session:
        assert (_count(session, 1), _count(session, 2)) == (2, 2)
    assert len(attempts) > 2
    engine.dispose()


def test_a_writer_who_waited_too_long_is_told_that_the_database_is_busy(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    engine = make_engine(sqlite_url)
    with write_session(engine):
        waiting = write_session(engine)
        with pytest.raises(DatabaseBusy) as told:
            waiting.__enter__()
    assert isinstance(told.value.__cause__, OperationalError)
    engine.dispose()
