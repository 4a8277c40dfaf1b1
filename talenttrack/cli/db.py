"""`talenttrack db`: the schema, and the policy that a schema is useless without."""

import click

from talenttrack import clock
from talenttrack.cli.context import wiring
from talenttrack.storage import schema


@click.group()
def db() -> None:
    """Prepare the database."""


@db.command()
def upgrade() -> None:
    """Migrate to the newest schema and load the policy; safe to repeat."""
    from talenttrack.services import policy

    wired = wiring()
    schema.upgrade(wired.engine)
    with wired.write_session() as session:
        policy.load_seed(session, clock.now(wired.config))
    click.echo(f"The schema is at {schema.current(wired.engine)} and the policy is loaded.")


@db.command(hidden=True)
@click.argument("name")
def draft(name: str) -> None:
    """Write the next migration from what the models have and this database has not."""
    schema.draft(wiring().engine, name)
