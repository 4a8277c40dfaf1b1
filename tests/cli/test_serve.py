"""The production server, as an operator starts and stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(url: str) -> str:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                return str(answer.read().decode())
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_the_server_answers_and_stops_when_told(sqlite_url: str, tmp_path: Path) -> None:
    port = _free_port()
    environment = {**os.environ, "TALENTTRACK_DATABASE_URL": sqlite_url, "TALENTTRACK_INSTANCE_PATH": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-m", "talenttrack", "serve", "--port", str(port), "--workers", "2"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert '"ok"' in _get(f"http://127.0.0.1:{port}/readyz")
        assert "talenttrack_requests_total" in _get(f"http://127.0.0.1:{port}/metrics")
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0


@pytest.mark.parametrize("command", [["serve"], ["doctor"], ["db", "upgrade"]])
def test_a_wrong_setting_ends_a_command_with_one_sentence(command: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "TALENTTRACK_ENV": "production", "TALENTTRACK_INSTANCE_PATH": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-m", "talenttrack", *command], env=environment, capture_output=True, text=True
    )
    assert told.returncode == 1
    assert told.stderr.startswith("Error: SECRET_KEY is missing")
    assert "Traceback" not in told.stderr
