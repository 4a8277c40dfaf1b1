"""The application as the machine room and a browser's guard see it."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from talenttrack import create_app
from talenttrack.cli import COMMANDS
from talenttrack.storage import schema


def test_a_migrated_application_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "schema": schema.head()}


def test_an_application_without_schema_lives_but_is_not_ready(config: dict[str, Any], tmp_path: Path) -> None:
    app = create_app({**config, "DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"})
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "run talenttrack db upgrade" in answer.text
    app.extensions["talenttrack"].engine.dispose()


def test_an_unreachable_database_is_told_by_readiness(config: dict[str, Any], tmp_path: Path) -> None:
    app = create_app({**config, "DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}"})
    assert app.test_client().get("/readyz").status_code == 503


def test_every_answer_carries_its_guards(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] != client.get("/healthz").headers["Content-Security-Policy"]


def test_a_request_id_is_taken_over_only_when_it_is_harmless(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abcdef-123"}).headers["X-Request-Id"] == "abcdef-123"
    assert client.get("/healthz", headers={"X-Request-Id": '{"a": 1}'}).headers["X-Request-Id"] != '{"a": 1}'


def test_measurements_are_for_this_machine_only(client: FlaskClient) -> None:
    client.get("/healthz")
    shown = client.get("/metrics")
    assert 'rule="/healthz"' in shown.text
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404


def test_two_applications_in_one_process_know_nothing_of_each_other(app: Flask, config: dict[str, Any]) -> None:
    other = create_app({**config, "TODAY": "2030-01-01"})
    assert other.config["TODAY"] != app.config["TODAY"]
    assert other.extensions["talenttrack"].engine is not app.extensions["talenttrack"].engine
    other.extensions["talenttrack"].engine.dispose()


def test_every_command_is_also_on_the_application(app: Flask) -> None:
    assert {command.name for command in COMMANDS} <= set(app.cli.commands)


def test_the_doctor_finds_a_migrated_application_well(commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["doctor"])
    assert told.exit_code == 0, told.output
    assert "FAIL" not in told.output


def test_upgrading_again_changes_nothing(commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["db", "upgrade"])
    assert told.exit_code == 0, told.output
