"""The servers that are compared: the product, and the same server that judges nothing.

`python -m bench.servers yardstick PORT` answers like the product: same gunicorn, same token, same checks of the body,
same inserts, same answer. Only the locks, the reading of facts and policy, and the rules are left out; the receipt
keeps a judgement made once. `hello` is the product with one page more, which returns a text.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import talenttrack
from talenttrack import access
from talenttrack.audience import SIGNED_IN
from talenttrack.cli.serve import run_server
from talenttrack.services.schemes.rth import case, register
from tests.races.serving import THREADS, WORKERS, await_ready, free_port

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What the server and its workers have used of the processors so far."""
        pids = [self.pid, *_children(self.pid)]
        return sum(_cpu_ticks(pid) for pid in pids) / _TICKS


@contextmanager
def running(variant: str, database_url: str, folder: Path) -> Iterator[Running]:
    """`variant`: real, yardstick, hello, or unlocked (the control of races)."""
    port = free_port()
    environment = {
        **os.environ,
        "TALENTTRACK_ENV": "testing",
        "TALENTTRACK_TODAY": "2026-11-23",
        "TALENTTRACK_DATABASE_URL": database_url,
        "TALENTTRACK_INSTANCE_PATH": str(folder),
    }
    command = {
        "real": ["talenttrack", "serve", "--port", str(port), "--workers", str(WORKERS), "--threads", str(THREADS)],
        "yardstick": ["bench.servers", "yardstick", str(port)],
        "hello": ["bench.servers", "hello", str(port)],
        "unlocked": ["tests.races.serving", "unlocked", str(port)],
    }[variant]
    log = open(folder / f"{variant}.log", "wb")  # noqa: SIM115 - closed when the server has ended
    server = subprocess.Popen([sys.executable, "-m", *command], env=environment, stderr=log)  # noqa: S603
    try:
        await_ready(port)
        yield Running(port, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()


def judge_nothing() -> None:
    """Takes locks, facts and rules out of a submission; everything else stays as it is."""
    judge = case.judge
    made: list[case.Judgement] = []

    def judge_once(*arguments: Any, **named: Any) -> case.Judgement:
        if not made:
            judgement = judge(*arguments, **named)
            if not judgement.decision.admitted:
                return judgement
            made.append(judgement)
        return made[0]

    def lock_nothing(*_arguments: object, **_named: object) -> None:
        return None

    setattr(register, "judge", judge_once)  # noqa: B010 - mypy knows these two for what they are
    for name in ("lock_pools", "lock_people"):
        setattr(register, name, lock_nothing)


def greet() -> None:
    """Adds the page that goal 9 compares with: behind the same sign-in, transaction and headers, and nothing in it."""
    make = talenttrack.create_app

    def create_app(config: Any = None) -> Any:
        app = make(config)
        app.add_url_rule("/hello", "hello", lambda: "Hello, world")
        access.audiences(app)["hello"] = SIGNED_IN
        return app

    talenttrack.create_app = create_app


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields and int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def _cpu_ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields after the command's name: state, parent, …; none where the process has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


if __name__ == "__main__":
    {"yardstick": judge_nothing, "hello": greet}[sys.argv[1]]()
    run_server({}, {"bind": f"127.0.0.1:{sys.argv[2]}", "workers": WORKERS, "threads": THREADS})
