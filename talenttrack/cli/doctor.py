"""`talenttrack doctor`: one line for each thing that must work, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from talenttrack import clock
from talenttrack.cli.context import wiring
from talenttrack.services.compliance import due_date
from talenttrack.services.night import closing
from talenttrack.storage import schema
from talenttrack.storage.engine import is_sqlite
from talenttrack.storage.runs import last_final_date
from talenttrack.wiring import Wiring

TOLERATED_DRIFT = timedelta(seconds=5)
TOLERATED_LATENESS = timedelta(hours=2)
"""After a business date closed; with the day itself, a night not run is told at 26 hours."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, whether it works, and what was seen or is to be done."""

    name: str
    works: bool
    told: str


@click.command()
def doctor() -> None:
    """Tell whether everything works; exit status 1 where something does not."""
    wired = wiring()
    checks = [check for examine in EXAMINATIONS for check in examine(wired)]
    for check in checks:
        click.echo(f"{'ok  ' if check.works else 'FAIL'}  {check.name}: {check.told}")
    if not all(check.works for check in checks):
        click.get_current_context().exit(1)


def _database(wired: Wiring) -> Iterator[Check]:
    shown = wired.engine.url.render_as_string(hide_password=True)
    try:
        found = schema.current(wired.engine)
    except DBAPIError as error:
        yield Check("database", False, f"{shown} does not answer ({error.orig})")
        return
    yield Check("database", True, shown)
    wanted = schema.head()
    told = f"at {found}" if found == wanted else f"at {found}, wanted {wanted}: run talenttrack db upgrade"
    yield Check("schema", found == wanted, told)


def _keys(wired: Wiring) -> Iterator[Check]:
    cipher = Fernet(wired.settings.pii_key)
    yield Check("PII_KEY", cipher.decrypt(cipher.encrypt(b"proof")) == b"proof", "encrypts and decrypts")
    yield Check("SECRET_KEY", True, "set" if wired.settings.production else f"set ({wired.settings.env})")


def _clock(wired: Wiring) -> Iterator[Check]:
    if wired.settings.today:
        yield Check("clock", True, f"frozen at {clock.today(wired.config)} by TODAY")
        return
    if is_sqlite(wired.engine):
        yield Check("clock", True, f"{clock.today(wired.config)} in Hong Kong")
        return
    try:
        with wired.read_session() as session:
            theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    except DBAPIError as error:
        yield Check("clock", False, f"the database's clock cannot be read ({error.orig})")
        return
    drift = abs(theirs.astimezone(UTC) - clock.now(wired.config))
    told = f"{drift.total_seconds():.1f} s from the database's"
    yield Check("clock", drift <= TOLERATED_DRIFT, told)


def _night(wired: Wiring) -> Iterator[Check]:
    now = clock.now(wired.config)
    try:
        with wired.read_session() as session:
            last, due = last_final_date(session), due_date(session, now)
    except DBAPIError:
        yield Check("night", False, "no runs can be read: run talenttrack db upgrade")
        return
    if last is None:
        yield Check("night", True, "no night has been run yet: start talenttrack scheduler")
        return
    late = due is not None and now - closing(due) > TOLERATED_LATENESS
    told = f"{last} is the last date done" + (f", {due} is overdue: start talenttrack scheduler" if late else "")
    yield Check("night", not late, told)


EXAMINATIONS: tuple[Callable[[Wiring], Iterator[Check]], ...] = (_database, _keys, _clock, _night)
