"""Files as tables: encodings, headers, workbooks, and what tries to harm."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest

from talenttrack.domain.errors import FieldError
from talenttrack.services.imports.table import Table, read_table

COLUMNS = ("name", "start")


def read(content: bytes) -> Table:
    return read_table(content, COLUMNS, ("note",))


def cells(table: Table) -> list[dict[str, str]]:
    assert table.problems == ()
    return [row.cells for row in table.rows]


def codes(table: Table) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.error.code) for one in table.problems if isinstance(one.error, FieldError)]


def a_workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info.filename))
    return out.getvalue()


def test_a_byte_order_mark_spaces_and_full_width_digits_are_no_mistakes() -> None:
    table = read("\ufeffstart , name\r\n ２０２７-01-31,\u3000=1+1 \r\n".encode())
    assert cells(table) == [{"start": "2027-01-31", "name": "=1+1", "note": ""}]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = read(b'name,start\n"a\nb",1\n\nc,2\n')
    assert [row.number for row in table.rows] == [2, 4]


def test_every_column_that_is_unknown_missing_or_there_twice_is_named() -> None:
    assert codes(read(b"name,name,colour\n")) == [
        (1, "colour", "unknown_column"),
        (1, "name", "duplicate_column"),
        (1, "start", "missing_column"),
    ]


def test_a_row_with_too_many_or_too_few_cells_is_named_and_the_others_are_read() -> None:
    table = read(b"name,start\na,1,2\nb\nc,3\nd,4,,\n")
    assert codes(table) == [(2, "", "cells"), (3, "", "cells")]
    assert [row.number for row in table.rows] == [4, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("name,start\n陳,1\n".encode("big5"), "encoding"),
        ("name,start\n".encode("utf-16"), "encoding"),
        (b"name,start\na\0,1\n", "characters"),
        (b"name;start\n", "separator"),
        (b'name,start\n"a,1\n', "quotes"),
        (b"\x89PNG\r\n\x1a\n\0\0", "encoding"),
        (b"PK\x03\x04 and then nothing", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    table = read(content)
    assert not table.readable
    assert [one[2] for one in codes(table)] == [code]


def test_the_row_of_the_first_byte_that_is_no_utf_8_is_named() -> None:
    assert codes(read(b"name,start\na,1\n\xff,2\n")) == [(3, "", "encoding")]


def test_a_workbook_is_read_with_its_dates_numbers_and_truths() -> None:
    first, last = [99100000, date(2027, 1, 31), True], [1.5, "x", "=1+1"]
    assert cells(read(a_workbook(["name", "start", "note"], first, [None, None, None], last))) == [
        {"name": "99100000", "start": "2027-01-31", "note": "true"},
        {"name": "1.5", "start": "x", "note": "=1+1"},
    ]


def test_a_workbook_may_leave_out_empty_cells_at_the_end_of_a_row() -> None:
    assert cells(read(a_workbook(["name", "start", "note"], ["a"]))) == [{"name": "a", "start": "", "note": ""}]


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused_at_once() -> None:
    bomb = repacked(a_workbook(["name", "start"]), "xl/worksheets/sheet1.xml", b" " * 130_000_000)
    began = time.perf_counter()
    assert codes(read(bomb)) == [(1, "", "bomb")]
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    evil = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    )
    content = repacked(a_workbook(["name", "start"]), "xl/styles.xml", evil.encode(encoding))
    assert codes(read(content)) == [(1, "", "entities")]
