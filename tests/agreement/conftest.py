"""As many databases as a test has seeds: what happened stays in a database, so each history needs one of its own."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from talenttrack.wiring import Wiring, wire
from tests import postgres
from tests.conftest import TODAY

Fresh = Callable[[], AbstractContextManager[Wiring]]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Opens a migrated database with the policy loaded, and removes it afterwards."""
    on_sqlite = request.param == "sqlite"
    template = request.getfixturevalue(f"{'sqlite' if on_sqlite else 'postgres'}_template")
    server = "" if on_sqlite else request.getfixturevalue("postgres_server")

    @contextmanager
    def opened() -> Iterator[Wiring]:
        with _file(template, tmp_path) if on_sqlite else _database(server, template) as url:
            wiring = wire(
                {
                    "TESTING": True,
                    "ENV": "testing",
                    "DATABASE_URL": url,
                    "INSTANCE_PATH": str(tmp_path / "instance"),
                    "TODAY": TODAY,
                    "CHEAP_PASSWORDS": True,
                }
            )
            try:
                yield wiring
            finally:
                wiring.engine.dispose()

    return opened


@contextmanager
def _file(template: Path, folder: Path) -> Iterator[str]:
    file = folder / f"{uuid.uuid4().hex}.sqlite3"
    shutil.copyfile(template, file)
    yield f"sqlite:///{file}"
    for left in folder.glob(f"{file.name}*"):
        left.unlink()


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    yield postgres.create(server, name, template).replace("postgresql://", "postgresql+psycopg://", 1)
    postgres.drop(server, name)
