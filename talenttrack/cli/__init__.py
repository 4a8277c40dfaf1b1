"""The command line: never asks anything; exit status 0 done, 1 not done and why, 2 wrongly called.

A new command is a module of its own here and a line in COMMANDS.
"""

from __future__ import annotations

import logging

import click

from talenttrack import log
from talenttrack.cli.accounts import token, user
from talenttrack.cli.compliance import compliance
from talenttrack.cli.db import db
from talenttrack.cli.demo import demo
from talenttrack.cli.doctor import doctor
from talenttrack.cli.exporting import export, template
from talenttrack.cli.importing import import_command
from talenttrack.cli.scheduler import scheduler
from talenttrack.cli.serve import serve
from talenttrack.domain.errors import DomainError

COMMANDS: tuple[click.Command, ...] = (
    compliance,
    db,
    demo,
    doctor,
    export,
    import_command,
    scheduler,
    serve,
    template,
    token,
    user,
)


class _Plain(click.Group):
    """Turns an expected error into its sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(error.message % error.values) from error


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talenttrack")
def talenttrack() -> None:
    """Quotas of the Hong Kong innovation and technology talent schemes."""
    log.configure(level=logging.INFO)


for _command in COMMANDS:
    talenttrack.add_command(_command)


def main() -> None:
    """The console script."""
    talenttrack(prog_name="talenttrack")
