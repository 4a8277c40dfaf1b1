"""The web application, put together; it never migrates or schedules, and many fit into one process."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request

from talenttrack import access, api, cli, log, operations, resources, web
from talenttrack.wiring import Wiring, wire

MAX_UPLOAD_BYTES = 16 * 1024 * 1024


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """A Flask application from `config` and the environment. Raises SettingsError with one sentence.

    `app.extensions["talenttrack"]` is its Wiring.
    """
    given = dict(config or {})
    loaded = wire(given)
    settings = loaded.settings
    log.configure(level=logging.WARNING if settings.env == "testing" else logging.INFO)
    app = access.Application(
        "talenttrack",
        template_folder=str(resources.templates_dir()),
        static_folder=str(resources.static_dir()),
        static_url_path="/static",
        instance_path=str(settings.instance_path),
    )
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
    )
    app.config.update(given)
    app.config.update(settings.as_config())
    wiring = Wiring(settings, loaded.engine, app.config)
    app.extensions["talenttrack"] = wiring
    operations.register(app, wiring)
    _harden(app)
    access.install(app)
    web.register(app)
    api.register(app)
    for command in cli.COMMANDS:
        app.cli.add_command(command)
    return app


def _harden(app: Flask) -> None:
    """Headers under which a page can load only what we serve, and nobody keeps or frames it."""

    @app.before_request
    def choose_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @app.context_processor
    def show_nonce() -> dict[str, str]:
        return {"csp_nonce": g.get("csp_nonce", "")}

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        nonce = g.get("csp_nonce", "")
        headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'",
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        if app.config["BASE_URL"].startswith("https://"):
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
