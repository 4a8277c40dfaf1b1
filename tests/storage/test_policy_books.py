"""The policy is read once for as long as it stays the same, and never longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, event, text, update
from sqlalchemy.orm import Session

from talenttrack.storage.policy import PolicyState, PolicyVersion, policy_book
from talenttrack.wiring import Wiring
from tests.services.schemes.office import publish

DAY = date(2030, 1, 1)
HEADS = "rth.concurrent"


@pytest.fixture
def statements(wiring: Wiring) -> Iterator[list[str]]:
    """Every statement sent to the database while the test runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(wiring.engine, "before_cursor_execute", note)
    yield sent
    event.remove(wiring.engine, "before_cursor_execute", note)


def value(session: Session) -> object:
    version = policy_book(session).on(HEADS, DAY)
    return version.value if version else None


def read(wiring: Wiring) -> object:
    with wiring.read_session() as session:
        return value(session)


def test_the_same_policy_is_read_once(wiring: Wiring, statements: list[str]) -> None:
    first = read(wiring)
    statements.clear()
    assert [read(wiring) for _ in range(3)] == [first] * 3
    assert [statement for statement in statements if "policy_version" in statement] == []


def test_a_published_version_is_seen_by_the_next_reader_and_by_its_own_transaction(wiring: Wiring) -> None:
    assert read(wiring) == 4
    with wiring.write_session() as session:
        publish(session, HEADS, "7", date(2029, 1, 1))
        assert value(session) == 7
    assert read(wiring) == 7


def test_what_is_rolled_back_is_seen_by_nobody_afterwards(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        publish(session, HEADS, "7", date(2029, 1, 1))
        assert value(session) == 7
        session.rollback()
    assert read(wiring) == 4
    with wiring.write_session() as session:
        publish(session, HEADS, "9", date(2029, 1, 1))
    assert read(wiring) == 9


def test_every_kind_of_change_is_noticed(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        publish(session, HEADS, "7", date(2029, 1, 1))
    assert read(wiring) == 7
    of_tests = PolicyVersion.citation == "[T] the circular of a test"
    with wiring.write_session() as session:
        session.execute(update(PolicyVersion).where(of_tests).values(value="8"))
    assert read(wiring) == 8
    with wiring.write_session() as session:
        session.execute(text("UPDATE policy_parameter SET reaches_back = NOT reaches_back"))
        before = session.scalars(PolicyState.__table__.select().with_only_columns(PolicyState.token)).one()
        session.execute(text("UPDATE policy_parameter SET reaches_back = NOT reaches_back"))
        assert session.scalars(PolicyState.__table__.select().with_only_columns(PolicyState.token)).one() != before
    with wiring.write_session() as session:
        session.execute(delete(PolicyVersion).where(of_tests))
    assert read(wiring) == 4


def test_a_book_as_it_was_known_is_read_for_its_own_instant(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        publish(session, HEADS, "7", date(2029, 1, 1))
    with wiring.read_session() as session:
        assert value(session) == 7
        then = policy_book(session, known_at=datetime(2026, 1, 2, tzinfo=UTC)).on(HEADS, DAY)
    assert then is not None
    assert then.value == 4


def test_without_a_token_nothing_is_kept(wiring: Wiring, statements: list[str]) -> None:
    with wiring.write_session() as session:
        session.execute(delete(PolicyState))
    for _ in range(2):
        statements.clear()
        assert read(wiring) == 4
        assert any("policy_version" in statement for statement in statements)
