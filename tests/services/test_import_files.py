"""Files as tables: encodings, headers, workbooks, and what tries to harm."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pytest

from talenttrack.domain.errors import FieldError
from talenttrack.services.imports.table import Table, read_table
from tests.files_sent import a_workbook

COLUMNS = ("name", "start")


def read(content: bytes) -> Table:
    return read_table(content, COLUMNS, ("note",))


def cells(table: Table) -> list[dict[str, str]]:
    assert table.problems == ()
    return [row.cells for row in table.rows]


def codes(table: Table) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.error.code) for one in table.problems if isinstance(one.error, FieldError)]


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


def test_the_column_of_errors_may_stay_whatever_it_holds() -> None:
    table = read(b"name,start,import_errors\na,1,start: wrong\n,,left over\n")
    assert cells(table) == [{"name": "a", "start": "1", "note": ""}]


def test_a_column_without_a_name_is_a_mistake_only_where_it_holds_something() -> None:
    table = read(b"name,,start\na,,1\nb,x,2\n")
    assert codes(table) == [(3, "", "unnamed_column")]
    assert [row.number for row in table.rows] == [2]


def test_a_file_without_any_known_column_is_told_so_once() -> None:
    assert codes(read(b"colour,size\nred,1\n")) == [(1, "", "header")]


def test_the_example_row_of_a_template_is_no_record() -> None:
    assert codes(read(b"name,start\nEXAMPLE,1\n")) == [(2, "name", "example")]


def test_a_workbook_with_more_rows_than_are_read_is_refused_at_once() -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 300_000))
    content = repacked(a_workbook(["name", "start"]), "xl/worksheets/sheet1.xml", b"<worksheet>" + rows)
    began = time.perf_counter()
    assert codes(read(content)) == [(1, "", "too_many")]
    assert time.perf_counter() - began < 1


def test_overlapping_and_nested_archives_are_refused() -> None:
    book = a_workbook(["name", "start"])
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as outer:
        outer.writestr("inner.zip", book)
    assert codes(read(nested.getvalue())) == [(1, "", "format")]
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        start = opened.start_dir
    directory = book[start:]
    entry = directory[: directory.index(b"PK\x01\x02", 4)]
    count = len(book) * 3 // int.from_bytes(entry[20:24], "little") + 1
    end = directory[directory.rindex(b"PK\x05\x06") :]
    many = end[:8] + count.to_bytes(2, "little") * 2 + (len(entry) * count).to_bytes(4, "little") + end[16:]
    assert codes(read(book[:start] + entry * count + many)) == [(1, "", "bomb")]


@pytest.mark.parametrize("encoding", ["big5-hkscs", "gb18030"])
def test_the_row_in_an_encoding_of_old_is_named(encoding: str) -> None:
    assert codes(read("name,start\na,1\n陳大文,2\n".encode(encoding))) == [(3, "", "encoding")]


def test_rare_characters_are_read_as_they_were_written() -> None:
    assert cells(read("name,start\n𠮷㗎,1\n".encode()))[0]["name"] == "𠮷㗎"


def test_a_number_that_lost_its_digits_is_refused_and_its_row_named() -> None:
    assert codes(read(a_workbook(["name", "start"], ["a", 1], ["b", 12345678901234567890]))) == [(3, "", "number")]


def test_a_row_knows_which_of_its_cells_are_dates_and_numbers() -> None:
    [row] = read(a_workbook(["name", "start", "note"], [date(2027, 1, 31), 5, "x"])).rows
    assert row.kinds == {"name": "date", "start": "number"}


def test_a_character_that_xml_writes_in_another_way_is_read_as_itself() -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for line in (("name", "start"), ("a_x000D_b", "_x005F_x0041_")):
        sheet += b"<row>" + b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % text.encode() for text in line)
        sheet += b"</row>"
    content = repacked(a_workbook(["x"]), "xl/worksheets/sheet1.xml", sheet + b"</sheetData></worksheet>")
    assert cells(read(content)) == [{"name": "a\rb", "start": "_x0041_", "note": ""}]
