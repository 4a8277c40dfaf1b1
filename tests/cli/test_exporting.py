"""`talenttrack export` and `talenttrack template` as a clerk calls them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from talenttrack.services.schemes.exports import EXPORTS
from talenttrack.services.schemes.imports import KINDS
from talenttrack.storage.audit import AuditEntry
from tests.files_sent import BRN, a_company_row, a_past_row, imported
from tests.web.browsing import wiring


@pytest.fixture
def config(sqlite_url: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "TESTING": True,
        "ENV": "testing",
        "DATABASE_URL": sqlite_url,
        "INSTANCE_PATH": str(tmp_path),
        "TODAY": "2026-11-23",
        "CHEAP_PASSWORDS": True,
    }


@pytest.fixture(autouse=True)
def portfolio(app: Flask) -> None:
    imported(wiring(app), "companies", [a_company_row(), a_company_row("99990002")])
    rows = [a_past_row("A"), a_past_row("B"), a_past_row("C", "99990002")]
    imported(wiring(app), "engagements", rows, as_history=True)


def test_a_list_goes_to_standard_output_as_csv_and_is_audited(app: Flask, commands: FlaskCliRunner) -> None:
    done = commands.invoke(args=["export", "engagements", "--company", BRN])
    assert done.exit_code == 0
    rows = list(csv.reader(io.StringIO(done.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows] == ["Reference", "A", "B"]
    with wiring(app).read_session() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.engagements")).one()
    assert (entry.actor_name, entry.details["filters"], entry.details["rows"]) == ("export", {"company": BRN}, 2)


@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_every_list_is_written_to_a_file_in_the_form_of_its_name(
    commands: FlaskCliRunner, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"{kind}.xlsx"
    done = commands.invoke(args=["export", kind, "-o", str(file), "--language", "zh-Hant"])
    assert (done.exit_code, done.stdout) == (0, "")
    title = str(openpyxl.load_workbook(file).worksheets[0]["A1"].value)
    assert not title.isascii()


def test_a_template_names_the_columns_in_the_reader_s_language(commands: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    assert commands.invoke(args=["template", "engagements", "-o", str(file), "--language", "zh-Hans"]).exit_code == 0
    assert openpyxl.load_workbook(file).sheetnames == ["engagements", "说明"]
    done = commands.invoke(args=["template", "companies"])
    assert done.output.removeprefix("\ufeff").startswith(",".join(one.name for one in KINDS["companies"].columns))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["export", "parties"], 2),
        (["export", "users", "--company", BRN], 2),
        (["export", "engagements", "--company", "12345678"], 1),
        (["export", "engagements", "-o", "/nowhere/at/all.csv"], 1),
        (["export", "engagements", "--language", "fr"], 2),
        (["template", "parties"], 2),
    ],
)
def test_a_wrong_call_is_2_and_what_cannot_be_is_1(commands: FlaskCliRunner, arguments: list[str], status: int) -> None:
    assert commands.invoke(args=arguments).exit_code == status
