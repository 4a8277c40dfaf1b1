"""`talenttrack import` as a clerk sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.files_sent import a_company_row, a_past_row, an_engagement_row, as_csv


@pytest.fixture
def config(sqlite_url: str, tmp_path: Path) -> dict[str, object]:
    return {
        "TESTING": True,
        "ENV": "testing",
        "DATABASE_URL": sqlite_url,
        "INSTANCE_PATH": str(tmp_path),
        "TODAY": "2026-11-23",
        "CHEAP_PASSWORDS": True,
    }


def test_errors_are_a_table_of_row_column_and_what_to_do(commands: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "companies.csv"
    file.write_bytes(as_csv([a_company_row(), a_company_row("12")]))
    told = commands.invoke(args=["import", "companies", str(file)])
    assert told.exit_code == 1
    assert "  3  brn     Write the business registration number" in told.output
    assert "nothing was saved" in told.output
    file.write_bytes(as_csv([a_company_row()]))
    assert commands.invoke(args=["import", "companies", str(file)]).exit_code == 0


def test_a_refusal_is_told_in_the_words_of_the_page(commands: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(as_csv([a_company_row()]))
    commands.invoke(args=["import", "companies", str(file)])
    file.write_bytes(as_csv([a_past_row(f"H-{number}") for number in range(4)]))
    assert commands.invoke(args=["import", "engagements", str(file), "--as-history"]).exit_code == 0
    file.write_bytes(as_csv([an_engagement_row("N-1")]))
    told = commands.invoke(args=["import", "engagements", str(file), "--dry-run"])
    assert told.exit_code == 1
    assert "From 1 April 2027 to 31 March 2028 there would be 5 engagements" in told.output
    assert "the earliest start that fits is 1 April 2028" in told.output
    assert "this was a dry run" in told.output


def test_an_unknown_kind_is_a_wrong_call(commands: FlaskCliRunner, tmp_path: Path) -> None:
    assert commands.invoke(args=["import", "parties", str(tmp_path)]).exit_code == 2


def test_a_file_of_errors_is_written_and_read_again_once_mended(commands: FlaskCliRunner, tmp_path: Path) -> None:
    file, errors = tmp_path / "companies.csv", tmp_path / "errors.csv"
    file.write_bytes(as_csv([a_company_row(), a_company_row("12")]))
    told = commands.invoke(args=["import", "companies", str(file), "--errors", str(errors)])
    assert told.exit_code == 1
    assert b",brn: Write the business registration number" in errors.read_bytes().replace(b'"', b"")
    mended = errors.read_bytes().replace(b"\n12,", b"\n99990002,")
    file.write_bytes(mended)
    assert commands.invoke(args=["import", "companies", str(file), "--errors", str(errors)]).exit_code == 0
    file.write_bytes(b"\x89PNG")
    told = commands.invoke(args=["import", "companies", str(file), "--errors", str(tmp_path / "none.csv")])
    assert told.exit_code == 1
    assert "No file of errors" in told.output
    assert not (tmp_path / "none.csv").exists()
