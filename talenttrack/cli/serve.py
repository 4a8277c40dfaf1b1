"""`talenttrack serve`: the production web server, gunicorn with threads."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import click
from flask import Flask

from talenttrack.cli.context import wiring


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve pages and API until told to stop; TERM finishes what is under way."""
    config = dict(wiring().config)  # wrong settings stop here, in one sentence, before any worker is started
    listen(config, {"bind": f"{host}:{port}", "workers": workers, "threads": threads})


def listen(config: dict[str, Any], options: dict[str, Any]) -> None:
    """Serve with gunicorn's `options` until told to stop."""
    with tempfile.TemporaryDirectory(prefix="talenttrack-metrics-") as metrics:
        # Read by prometheus_client when it is first imported in a worker: the numbers of all workers add up.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
        run_server(config, options)


def run_server(config: dict[str, Any], options: dict[str, Any]) -> None:
    """Run gunicorn with `options` in this process, each worker with its own application from `config`."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings = {"worker_class": "gthread", "timeout": 60, "graceful_timeout": 30, **options}
            settings["control_socket_disable"] = True  # otherwise a socket appears in the home of whoever starts it
            # Workers report their heartbeat in memory, so that a slow disk is not taken for a hang.
            if os.path.isdir("/dev/shm"):  # noqa: S108 (gunicorn makes its own unlinked file there)
                settings.setdefault("worker_tmp_dir", "/dev/shm")  # noqa: S108
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> Flask:
            from talenttrack import create_app

            return create_app(config)

    Server().run()
