"""`talenttrack demo`: everything at once with fictitious records, on this machine alone.

The passwords come from the installation's SECRET_KEY, so that they are the same at every start and nobody else's.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from talenttrack import clock
from talenttrack.cli.context import wiring
from talenttrack.cli.serve import listen
from talenttrack.services import demo as portfolio
from talenttrack.services import passwords, policy
from talenttrack.storage import schema
from talenttrack.wiring import Wiring

HOST = "127.0.0.1"
STOP_SECONDS = 30
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Load and print the sign-ins only.")
def demo(port: int, no_serve: bool) -> None:
    """Load a fictitious portfolio, print the sign-ins, and serve pages, API and nights on 127.0.0.1."""
    wired = wiring()
    if wired.settings.production:
        raise click.ClickException("The demo is not for production: its sign-ins are printed. Unset TALENTTRACK_ENV.")
    schema.upgrade(wired.engine)
    load(wired)
    for line in sign_ins(wired):
        click.echo(line)
    if no_serve:
        return
    click.echo(f"\nOpen http://{HOST}:{port} in a browser. Ctrl-C stops everything.")
    sys.stdout.flush()
    with _scheduler(wired):
        listen({**wired.config, "DEMO": True}, {"bind": f"{HOST}:{port}", "workers": 2, "threads": 4})


def password_of(wired: Wiring, email: str) -> str:
    """Twenty letters and digits that only this installation's key gives for the address."""
    digest = hmac.new(wired.settings.secret_key.encode(), f"demo sign-in {email}".encode(), hashlib.sha256).digest()
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:20])
    return "-".join(letters[start : start + 5] for start in range(0, 20, 5))


def sign_ins(wired: Wiring) -> list[str]:
    """The users of the demo with role and password, one a line, for those who will sign in."""
    width = max(len(user.email) for user in portfolio.USERS)
    roles = max(len(user.role.value) for user in portfolio.USERS)
    return [
        "Sign in as (unless you changed the password):",
        *(
            f"  {user.role.value:<{roles}}  {user.email:<{width}}  {password_of(wired, user.email)}"
            for user in portfolio.USERS
        ),
    ]


def load(wired: Wiring) -> None:
    """The policy and the portfolio, unless they are there; passwords are hashed before the lock is taken."""
    with _told_when_interrupted(), wired.read_session() as session:
        loaded = portfolio.is_loaded(session)
    now = clock.now(wired.config)
    with wired.write_session() as session:
        policy.load_seed(session, now)
    if loaded:
        return
    cheap = wired.settings.cheap_passwords
    hashed = {
        user.email: passwords.hashed(password_of(wired, user.email), email=user.email, cheap=cheap)
        for user in portfolio.USERS
    }
    with _told_when_interrupted():
        portfolio.load(wired, hashed, now)


@contextmanager
def _told_when_interrupted() -> Iterator[None]:
    try:
        yield
    except portfolio.Interrupted:
        raise click.ClickException(
            "The demo was stopped while it was loaded, or is being loaded now: empty its database and start again."
        ) from None


@contextmanager
def _scheduler(wired: Wiring) -> Iterator[None]:
    """The scheduler's own process, on the same database and keys, for as long as the server runs."""
    given = {f"TALENTTRACK_{key}": str(value) for key, value in _told(wired).items()}
    started = subprocess.Popen([sys.executable, "-m", "talenttrack", "scheduler"], env={**os.environ, **given})
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()


def _told(wired: Wiring) -> dict[str, object]:
    settings = wired.settings
    told = {
        "ENV": settings.env,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_PATH": settings.instance_path,
        "SECRET_KEY": settings.secret_key,
        "PII_KEY": settings.pii_key,
    }
    return {**told, "TODAY": settings.today} if settings.today else told
