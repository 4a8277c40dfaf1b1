"""The server under test in a process of its own: as it is, without its locks, or dying before it answers.

`python -m tests.races.serving unlocked|dying PORT`, with the settings in the environment. Without locks means what a
first draft would do: rows are counted and inserted with nothing held between.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import talenttrack
from talenttrack.cli.serve import run_server
from talenttrack.storage import engine as storage
from talenttrack.storage import locks

WORKERS, THREADS = 2, 4
DYING_HEADER = "HTTP_X_DIE_BEFORE_ANSWERING"


@contextmanager
def serving(variant: str, database_url: str, folder: Path) -> Iterator[int]:
    """The port of a running server, which is stopped afterwards. `variant`: real, unlocked or dying."""
    port = free_port()
    environment = {
        **os.environ,
        "TALENTTRACK_ENV": "testing",
        "TALENTTRACK_TODAY": "2026-11-23",
        "TALENTTRACK_DATABASE_URL": database_url,
        "TALENTTRACK_INSTANCE_PATH": str(folder),
    }
    command = ["-m", "tests.races.serving", variant, str(port)]
    if variant == "real":
        command = ["-m", "talenttrack", "serve", "--port", str(port)]
        command += ["--workers", str(WORKERS), "--threads", str(THREADS)]
    server = subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.DEVNULL)
    try:
        await_ready(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_ready(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def main(variant: str, port: int) -> None:
    if variant == "unlocked":
        unlock()
    elif variant == "dying":
        _die_when_asked()
    run_server({}, {"bind": f"127.0.0.1:{port}", "workers": WORKERS, "threads": THREADS})


def unlock() -> None:
    """No row locks on PostgreSQL; on SQLite every statement its own transaction, as the driver's default has it."""

    def no_locks(_session: object) -> bool:
        return False

    def begin_nothing(_connection: object) -> None:
        return None

    setattr(locks, "_locks_rows", no_locks)  # noqa: B010 - mypy knows these two for what they are
    setattr(storage, "_begin_sqlite", begin_nothing)  # noqa: B010


def _die_when_asked() -> None:
    make = talenttrack.create_app

    def create_app(config: Any = None) -> Any:
        app = make(config)
        answer: Callable[..., Iterable[bytes]] = app.wsgi_app

        def answer_or_die(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            body = answer(environ, start_response)
            if DYING_HEADER in environ:
                os._exit(9)
            return body

        app.wsgi_app = answer_or_die  # type: ignore[method-assign]
        return app

    talenttrack.create_app = create_app


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
