"""Tables written: typed cells, nothing that a spreadsheet works out, and what was written can be read back."""

from __future__ import annotations

import codecs
import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talenttrack.files import FORMATS, Head, Sort, Style, Value, harmless, restored, write

HEADS = (
    Head("Name"),
    Head("Day", Sort.DAY),
    Head("When", Sort.INSTANT),
    Head("Amount", Sort.MONEY),
    Head("How many", Sort.NUMBER),
)
STYLE = Style("List", "d mmmm yyyy")
ROW: list[Value] = [
    "陳大文 𠮷㗎", date(2027, 3, 1), datetime(2027, 3, 1, 4, 30, tzinfo=UTC), Decimal("-5.00"), -7
]  # fmt: skip
EVIL = [
    "=1+1", "+852 2345 6789", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", "\u3000=1",
    "%0A=1", "|calc", "'quoted", "http://example.com", "=HYPERLINK(\"x\")", "{=1}",
]  # fmt: skip


def written(form: str, rows: list[list[Value]], heads: tuple[Head, ...] = HEADS) -> bytes:
    out = io.BytesIO()
    assert write(form, out, heads, rows, STYLE) == len(rows)
    return out.getvalue()


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_a_csv_file_begins_with_the_mark_and_holds_iso_days_and_bare_numbers() -> None:
    content = written("csv", [ROW])
    assert content.startswith(codecs.BOM_UTF8)
    assert cells_of(content) == [
        ["Name", "Day", "When", "Amount", "How many"],
        ["陳大文 𠮷㗎", "2027-03-01", "2027-03-01 12:30", "-5.00", "-7"],
    ]


def test_a_workbook_holds_real_days_instants_of_hong_kong_and_numbers() -> None:
    sheet = sheet_of(written("xlsx", [ROW]))
    name, day, when, amount, number = (cell for cell in sheet[2])
    assert (name.value, name.data_type) == ("陳大文 𠮷㗎", "s")
    assert (day.value, day.is_date, day.number_format) == (datetime(2027, 3, 1), True, "d mmmm yyyy")
    assert when.value == datetime(2027, 3, 1, 12, 30)
    assert (amount.value, amount.data_type, amount.number_format) == (-5, "n", "#,##0.00")
    assert number.value == -7
    assert [cell.value for cell in sheet[1]] == ["Name", "Day", "When", "Amount", "How many"]
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula_in_a_workbook_and_each_is_there_as_it_was(text: str) -> None:
    sheet = sheet_of(written("xlsx", [[text]], (Head(text),)))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    # XML knows no carriage return of its own: a reader gives back a line feed or the return.
    assert {str(cell.value).replace("_x000D_", "\r").replace("\n", "\r") for cell in cells} <= {text, text.strip()}


@pytest.mark.parametrize("text", EVIL[:15])
def test_a_text_that_a_spreadsheet_would_work_out_has_an_apostrophe_in_a_csv_file(text: str) -> None:
    [head], [cell] = cells_of(written("csv", [[text]], (Head(text),)))
    assert head == cell == "'" + text
    assert restored(cell) == text


@given(st.text())
def test_every_text_comes_back_from_its_harmless_form(text: str) -> None:
    assert restored(harmless(text)) == text
    assert harmless(text).lstrip()[:1] not in set("=+-@＝＋－＠") or harmless(text) == "" or text == ""


def test_plain_texts_are_left_alone() -> None:
    for text in ("", "CHAN Tai Man", "a=b", "1-2", "A123456(3)", "陳"):
        assert harmless(text) == text


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_of_nothing_is_its_head_alone(form: str) -> None:
    content = written(form, [])
    heads = cells_of(content)[0] if form == "csv" else [cell.value for cell in sheet_of(content)[1]]
    assert heads == [head.title for head in HEADS]


def test_more_rows_than_a_sheet_has_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talenttrack.files.written.SHEET_ROWS_MAX", 2)
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", [[f"{n}"] for n in range(5)], (Head("N"),))))
    assert book.sheetnames == ["List", "List 2", "List 3"]
    values = [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets]
    assert values == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow_with_the_rows(form: str, tmp_path: Any) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with (tmp_path / "list").open("wb") as out:
            write(form, out, HEADS, (ROW for _n in range(count)), STYLE)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # imports
    assert peak(8_000) < peak(800) + 500_000
