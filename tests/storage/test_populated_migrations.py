"""Migrations of a database with records in it: what goes down and up again is all there, on both databases."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine, inspect, text

from talenttrack.cli.demo import load
from talenttrack.storage import schema
from talenttrack.wiring import Wiring

NO_RECORDS = {"alembic_version", "policy_state"}
"""The revision itself, and a token that is drawn anew whenever the policy may have changed."""


def test_every_migration_but_the_first_keeps_every_record_on_its_way_down_and_up(wiring: Wiring) -> None:
    load(wiring)
    before = fingerprints(wiring.engine)
    assert before["engagement"][0] > 90
    assert before["audit_entry"][0] > 0
    numbers = schema.revisions()
    assert numbers[-1] == schema.head()
    for number in reversed(numbers[:-1]):
        schema.downgrade(wiring.engine, number)
        assert schema.current(wiring.engine) == number
        kept = inspect(wiring.engine).get_table_names()
        schema.upgrade(wiring.engine)
        again = fingerprints(wiring.engine)
        assert {name: again[name] for name in before if name in kept} == {
            name: told for name, told in before.items() if name in kept
        }


def test_the_fingerprint_sees_a_single_changed_letter(wiring: Wiring) -> None:
    load(wiring)
    before = fingerprints(wiring.engine)
    with wiring.write_session() as session:
        session.execute(text("UPDATE company SET name_en = name_en || '.' WHERE id = 1"))
    changed = {name for name, seen in fingerprints(wiring.engine).items() if seen != before[name]}
    assert changed == {"company"}


def fingerprints(engine: Engine) -> dict[str, tuple[int, str]]:
    """For each table its number of rows and a hash of all of them."""
    told: dict[str, tuple[int, str]] = {}
    with engine.execution_options(access="read").connect() as connection:
        for table in inspect(connection).get_table_names():
            if table in NO_RECORDS:
                continue
            rows = sorted(repr(tuple(map(plain, row))) for row in connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608
            told[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return told


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
