"""Models and migrations tell the same story, on both databases."""

from sqlalchemy import Engine, inspect

from talenttrack.storage import schema
from talenttrack.storage.engine import make_engine


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    assert schema.differences(engine) == []
    assert schema.current(engine) == schema.head()


def test_every_migration_goes_down_and_up_again(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    schema.upgrade(engine)
    schema.upgrade(engine)
    assert schema.current(engine) == schema.head()
    engine.dispose()
