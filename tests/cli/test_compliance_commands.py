"""The night on the command line: what it prints, what it hands out, and how it says no."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.engagements_written import a_company, an_engagement


@pytest.fixture
def crowded(app: Flask) -> None:
    with app.extensions["talenttrack"].write_session() as session:
        company = a_company(session)
        for _ in range(5):
            an_engagement(session, company, "2026-02-01", "2026-12-31")


def test_a_run_prints_counts_by_kind_and_severity(commands: FlaskCliRunner, crowded: None) -> None:
    told = commands.invoke(args=["compliance", "run"])
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    assert lines[0].startswith("2026-11-22  run 1  final")
    assert ["rth.concurrent", "1"] in [line.split() for line in lines]
    assert ["rth.engagement_ending", "5"] in [line.split() for line in lines]
    assert "6 findings" in lines
    assert "6 opened, 0 changed, 0 unchanged, 0 resolved, 0 reopened" in lines


def test_a_date_that_has_its_final_run_is_told_again_and_said_to_be_done_already(commands: FlaskCliRunner) -> None:
    first = commands.invoke(args=["compliance", "run", "--date", "2026-11-20"])
    assert first.stderr == ""
    again = commands.invoke(args=["compliance", "run", "--date", "2026-11-20"])
    assert again.exit_code == 0
    assert again.stdout == first.stdout
    assert again.stderr == "2026-11-20: already done, nothing ran again.\n"


def test_a_run_of_today_says_that_it_is_provisional(commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["compliance", "run", "--date", "2026-11-23"])
    assert told.exit_code == 0
    assert "provisional" in told.output


def test_a_report_is_the_same_bytes_every_time(commands: FlaskCliRunner, crowded: None, tmp_path: Path) -> None:
    commands.invoke(args=["compliance", "run", "--date", "2026-11-20"])
    asked = ["compliance", "report", "--date", "2026-11-20", "--format", "json"]
    first = commands.invoke(args=asked)
    assert commands.invoke(args=[*asked, "-o", str(tmp_path / "report.json")]).exit_code == 0
    assert (tmp_path / "report.json").read_bytes() == first.stdout_bytes
    assert json.loads(first.stdout_bytes)["counts"]["rth.concurrent"] == {"breach": 1}
    as_csv = commands.invoke(args=["compliance", "report", "--date", "2026-11-20", "--format", "csv"])
    assert len(as_csv.stdout_bytes.decode("utf-8-sig").splitlines()) == 7


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["run", "--date", "2026-11-24"], 2),
        (["run", "--date", "24 November"], 2),
        (["report", "--date", "2026-11-20", "--format", "xlsx"], 2),
        (["report", "--format", "json"], 2),
    ],
)
def test_a_wrong_call_ends_with_2(commands: FlaskCliRunner, args: list[str], code: int) -> None:
    assert commands.invoke(args=["compliance", *args]).exit_code == code
