"""What the machine room asks a web process: is it alive, ready, fast; and which request was which, by id."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import time

import structlog
from flask import Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import DBAPIError

from talenttrack.log import get_logger
from talenttrack.storage import schema
from talenttrack.wiring import Wiring

logger = get_logger(__name__)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def register(app: Flask, wiring: Wiring) -> None:
    """Add /healthz, /readyz, /metrics, request ids and the request log to `app`."""
    _number_requests(app)
    _measure_requests(app)

    @app.get("/healthz", endpoint="healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", endpoint="readyz")
    def readyz() -> tuple[dict[str, str | None], int]:
        wanted = schema.head()
        try:
            found = schema.current(wiring.engine)
        except DBAPIError:
            logger.exception("database unreachable")
            return {"status": "the database does not answer"}, 503
        if found != wanted:
            return {"status": "run talenttrack db upgrade", "schema": found, "wanted": wanted}, 503
        return {"status": "ok", "schema": found}, 200


def _number_requests(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        sent = request.headers.get("X-Request-Id", "")
        g.request_id = sent if REQUEST_ID.fullmatch(sent) else secrets.token_hex(12)
        g.request_began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
            # The rule, not the path or the query: these can hold what a person typed.
            logger.info(
                "request",
                method=request.method,
                rule=_rule(),
                status=response.status_code,
                ms=round((time.perf_counter() - g.request_began) * 1000, 1),
            )
        return response


def _measure_requests(app: Flask) -> None:
    registry = CollectorRegistry()
    answers = Counter("talenttrack_requests", "Answered requests.", ["method", "rule", "status"], registry=registry)
    seconds = Histogram("talenttrack_request_seconds", "Time to answer.", ["rule"], registry=registry)

    @app.after_request
    def count(response: Response) -> Response:
        if "request_began" in g:
            answers.labels(request.method, _rule(), str(response.status_code)).inc()
            seconds.labels(_rule()).observe(time.perf_counter() - g.request_began)
        return response

    @app.get("/metrics", endpoint="metrics")
    def metrics() -> Response:
        if not _asked_on_this_machine():
            abort(404)
        shown = registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            shown = CollectorRegistry()
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else "none"


def _asked_on_this_machine() -> bool:
    """A proxy on this machine also connects from loopback, but says for whom."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
