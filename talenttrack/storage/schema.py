"""The database's own version: migrations are run by a person's command, never by a web server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from talenttrack import resources

# Any number that nothing else in this database locks.
MIGRATION_LOCK = 7_210_036


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision` in one transaction; a rival waits, then finds it done."""
    with _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database back to `revision`, or with `base` to nothing."""
    with _migrating(engine) as config:
        command.downgrade(config, revision)


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None when it is empty."""
    with engine.execution_options(access="read").connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this release has."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> list[str]:
    """All revisions that this release has, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def differences(engine: Engine) -> list[object]:
    """What autogeneration would still write: empty when models and migrated database agree."""
    from alembic.autogenerate import compare_metadata

    from talenttrack.storage import models  # noqa: F401 (fills the metadata)
    from talenttrack.storage.base import Base

    with engine.execution_options(access="read").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        return list(compare_metadata(context, Base.metadata))


def draft(engine: Engine, name: str) -> None:
    """Write the next numbered migration from what the models have and the database has not, to be edited."""
    numbers = [int(script.revision) for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    slug = re.sub(r"\W+", "_", name.lower()).strip("_")
    with _migrating(engine) as config:
        command.revision(config, message=slug, autogenerate=True, rev_id=f"{max(numbers, default=0) + 1:04d}")


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    with engine.connect() as connection:
        _switch_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                yield _config(connection)
                _refuse_orphans(connection)
        finally:
            _switch_foreign_keys(connection, on=True)


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite alters a table by copying and dropping it; with foreign keys on, that deletes its children."""
    if connection.dialect.name == "sqlite":
        # Past SQLAlchemy, because the switch does nothing inside a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 (a checked-out connection has one)
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if orphans:
            raise RuntimeError(f"The migration leaves {len(orphans)} rows without a parent, first: {orphans[0]}")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(resources.migrations_dir()).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
