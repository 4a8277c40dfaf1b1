"""Both databases for every test that asks for one, each test with a migrated copy of its own.

Of pytest-flask we keep the marker `options` and the JSON fixtures. What it opens around a test is switched off: with
one context open, all requests of a test would share one `flask.g`, and no transaction would end between them.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from talenttrack.app import create_app
from talenttrack.services.policy import load_seed
from talenttrack.storage import schema
from talenttrack.storage.engine import make_engine, write_session
from talenttrack.wiring import Wiring, wire
from tests import postgres

TODAY = date(2026, 11, 23)
STARTED = time.monotonic()
SEEDED_AT = datetime(2026, 1, 1, tzinfo=UTC)

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


class PostgresServer:
    """Started by whoever asks first: the controller of a distributed run, else the run itself."""

    def __init__(self) -> None:
        self._url: str | None = None
        self._stop: Callable[[], None] | None = None

    def url(self) -> str:
        if self._url is None:
            self._url, self._stop = postgres.start()
        return self._url

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()


SERVER = pytest.StashKey[PostgresServer]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SERVER] = PostgresServer()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[SERVER].stop()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres"] = node.config.stash[SERVER].url()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ends a soak by skipping what its minutes do not reach; without a number of minutes all of it runs."""
    minutes = os.environ.get("TALENTTRACK_SOAK_MINUTES")
    if minutes and item.get_closest_marker("soak") and time.monotonic() - STARTED > 60 * float(minutes):
        pytest.skip("The soak's minutes are over: make soak MINUTES=… gives it more.")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if report.longrepr]
    if any("Chromium" in reason for reason in reasons):
        terminalreporter.section("BROWSER TESTS DID NOT RUN: there is no Chromium here", sep="!", bold=True)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """The URL of the run's PostgreSQL server, without a database."""
    handed: dict[str, Any] = getattr(request.config, "workerinput", {})
    return handed.get("postgres") or request.config.stash[SERVER].url()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database as `talenttrack db upgrade` leaves it."""
    name = f"template_{uuid.uuid4().hex}"
    _prepare(postgres.create(postgres_server, name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as `talenttrack db upgrade` leaves it."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own, with the policy loaded."""
    file = tmp_path / "talenttrack.sqlite3"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own, with the policy loaded."""
    name = f"test_{uuid.uuid4().hex}"
    yield _for_sqlalchemy(postgres.create(postgres_server, name, postgres_template))
    postgres.drop(postgres_server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own: the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid.uuid4().hex}"
    yield _for_sqlalchemy(postgres.create(server, name))
    postgres.drop(server, name)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> dict[str, Any]:
    """What `app` is made from; a module may override this fixture, a test may set `app.config["TODAY"]`."""
    return {
        "TESTING": True,
        "ENV": "testing",
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "TODAY": TODAY,
        "CHEAP_PASSWORDS": True,
    }


@pytest.fixture
def wiring(config: dict[str, Any]) -> Iterator[Wiring]:
    """What a job or a command gets: `wiring.read_session()`, `wiring.write_session()`, the vault within."""
    made = wire(config)
    yield made
    made.engine.dispose()


@pytest.fixture
def engine(wiring: Wiring) -> Engine:
    """The engine of `wiring`."""
    return wiring.engine


@pytest.fixture
def session(wiring: Wiring) -> Iterator[Session]:
    """A write session around the whole test; what it leaves is committed, unless the test rolls it back."""
    with wiring.write_session() as opened:
        yield opened


@pytest.fixture
def app(config: dict[str, Any]) -> Iterator[Flask]:
    """The web application on a database of its own."""
    made = create_app(config)
    yield made
    made.extensions["talenttrack"].engine.dispose()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Takes the place of pytest-flask's fixture of this name: each request has a context of its own."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script."""
    return app.test_client()


@pytest.fixture
def commands(app: Flask) -> FlaskCliRunner:
    """Runs commands on `app`: `commands.invoke(args=["doctor"])`."""
    return app.test_cli_runner()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; skips without one, or fails where TALENTTRACK_REQUIRE_BROWSER=1."""
    if chromium_program() is None:
        if os.environ.get("TALENTTRACK_REQUIRE_BROWSER") == "1":
            pytest.fail("There is no Chromium, and TALENTTRACK_REQUIRE_BROWSER=1 demands one.")
        pytest.skip("There is no Chromium on this machine.")
    with browser() as opened:
        yield opened


def chromium_program() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def browser() -> Iterator[Any]:
    """The Chromium of this machine, which must have one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_program(), args=["--no-sandbox"])
        yield opened
        opened.close()


def _prepare(url: str) -> None:
    engine = make_engine(_for_sqlalchemy(url))
    schema.upgrade(engine)
    with write_session(engine) as session:
        load_seed(session, SEEDED_AT)
    engine.dispose()


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
