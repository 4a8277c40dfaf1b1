"""One server for the races of a module on each database, and one whose guards are taken away."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from talenttrack.wiring import Wiring, wire
from tests import postgres
from tests.races.serving import serving


@dataclass(frozen=True)
class Course:
    """Where a race is run: the server's port, and the database behind it."""

    port: int
    wiring: Wiring


@contextmanager
def course(request: pytest.FixtureRequest, folder: Path, kind: str, variant: str) -> Iterator[Course]:
    if kind == "sqlite":
        file = folder / "race.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        url = f"sqlite:///{file}"
    else:
        server: str = request.getfixturevalue("postgres_server")
        template: str = request.getfixturevalue("postgres_template")
        name = f"race_{uuid.uuid4().hex}"
        url = postgres.create(server, name, template).replace("postgresql://", "postgresql+psycopg://", 1)
    config = {"ENV": "testing", "DATABASE_URL": url, "INSTANCE_PATH": str(folder), "CHEAP_PASSWORDS": True}
    wiring = wire(config)
    if variant == "unlocked":
        _without_the_constraint(wiring)
    try:
        with serving(variant, url, folder) as port:
            yield Course(port, wiring)
    finally:
        wiring.engine.dispose()
        if kind == "postgresql":
            postgres.drop(server, name)


def _without_the_constraint(wiring: Wiring) -> None:
    """The database's own guard stands behind the lock: taken away, the lock is alone."""
    with wiring.write_session() as session:
        if wiring.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE engagement DROP CONSTRAINT ex_engagement_person_overlap"))
        else:
            for verb in ("insert", "update"):
                session.execute(text(f"DROP TRIGGER engagement_person_overlap_{verb}"))


def _course(variant: str) -> object:
    @pytest.fixture(scope="module", params=["sqlite", "postgresql"])
    def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
        with course(request, tmp_path_factory.mktemp(variant), request.param, variant) as made:
            yield made

    return running


real = _course("real")
unlocked = _course("unlocked")
dying = _course("dying")
