"""`talenttrack user` and `talenttrack token`: secrets go to standard output, once, and alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from talenttrack import clock, wording
from talenttrack.cli.context import wiring
from talenttrack.domain.errors import DomainError, Invalid
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Role
from talenttrack.services import accounts, companies, passwords

ROLES = [role.value for role in Role if role is not Role.SYSTEM]


@click.group()
def user() -> None:
    """Keep users."""


@user.command()
@click.option("--email", required=True, metavar="E", help="The address to sign in with.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the user may do.")
@click.option("--company", "brn", metavar="BRN", help="Business registration number, for the roles of a company.")
@click.option("--name", default="", metavar="N", help="The name to show; the address up to the @ by default.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
def create(email: str, role: str, brn: str | None, name: str, password_stdin: bool) -> None:
    """Add a user and print the generated password, alone on standard output."""
    wired = wiring()
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with _told():
        address = accounts.normal_email(email)
        password = passwords.hashed(given, email=address, cheap=wired.settings.cheap_passwords)
        with wired.write_session() as session:
            company_id = None
            if brn is not None:
                company_id = companies.by_brn(session, brn)
                if company_id is None:
                    raise click.ClickException(f"There is no company with the business registration number {brn}.")
            now = clock.now(wired.config)
            accounts.create_user(session, SYSTEM_ACTOR, address, name, Role(role), company_id, password, now)
    click.echo(password.generated or f"Added {address} as {role}.")


@click.group()
def token() -> None:
    """Keep tokens of the API."""


@token.command("create")
@click.option("--email", required=True, metavar="E", help="Whose token it is.")
@click.option(
    "--days", default=365, show_default=True, type=click.IntRange(1, accounts.TOKEN_DAYS_MAX), help="Valid for."
)
def create_token(email: str, days: int) -> None:
    """Print a new token, alone on standard output; it is not kept and cannot be shown again."""
    wired = wiring()
    with _told(), wired.write_session() as session:
        made = accounts.issue_token(session, email, days, clock.now(wired.config))
    click.echo(made)


@contextmanager
def _told() -> Iterator[None]:
    """An expected error ends the command with its sentence and exit status 1."""
    try:
        yield
    except Invalid as error:
        raise click.ClickException(" ".join(wording.error_text(wrong) for wrong in error.errors)) from error
    except DomainError as error:
        raise click.ClickException(wording.error_text(error)) from error
