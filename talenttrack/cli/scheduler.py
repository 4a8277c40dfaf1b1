"""`talenttrack scheduler`: what happens by the clock, in a process of its own."""

import click

from talenttrack.cli.context import wiring


@click.command()
def scheduler() -> None:
    """Run the nights, missed ones first, until told to stop; a second scheduler does no harm."""
    from talenttrack.jobs.scheduler import run_forever

    run_forever(wiring())
