"""The file as it came, with one column more that says what is wrong with each row; nothing else is changed.

It goes by the file itself and not by what was read from it: cells come back untrimmed, a formula as its text.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from talenttrack.services.imports.table import ERRORS, is_workbook, lines_of_csv
from talenttrack.services.imports.workbook import values_of_workbook

Told = Mapping[int, str]
"""What is wrong with a row, by its number in the sheet."""

_TEXT_MAX: Final = 32_767


def with_errors(content: bytes, told: Told, wrong: Mapping[int, frozenset[str]], out: BinaryIO) -> None:
    """Writes the file in its own format; `wrong` names the columns to be marked in a workbook.

    The column is the one that an earlier answer added, if it is still there. Raises UnreadableFile.
    """
    if is_workbook(content):
        _workbook(list(values_of_workbook(content)), told, wrong, out)
    else:
        _csv(list(lines_of_csv(content)), told, out)


def _csv(rows: Sequence[Sequence[str]], told: Told, out: BinaryIO) -> None:
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    csv.writer(text).writerows(_told(rows, told, ""))
    text.detach()


def _told(rows: Sequence[Sequence[Any]], told: Told, nothing: Any) -> Iterator[list[Any]]:
    place = _place(rows)
    for number, row in enumerate(rows, start=1):
        cells = [*row, *([nothing] * (place + 1 - len(row)))]
        if any(cell not in (None, "") for cell in row):
            cells[place] = ERRORS if number == 1 else told.get(number, nothing)
        yield cells


def _place(rows: Sequence[Sequence[Any]]) -> int:
    """Where the errors go: their own column of an earlier answer, else to the right of everything."""
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    return header.index(ERRORS) if ERRORS in header else max(map(len, rows), default=0)


def _workbook(rows: Sequence[Sequence[Any]], told: Told, wrong: Mapping[int, frozenset[str]], out: BinaryIO) -> None:
    import xlsxwriter

    place, header = _place(rows), [str(cell).strip() for cell in rows[0]]
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head, day = book.add_format({"bold": True}), {"num_format": "yyyy-mm-dd", "align": "left"}
        red = {"bg_color": "#FBE3E0"}
        plain = {False: None, True: book.add_format(red)}
        days = {False: book.add_format(day), True: book.add_format({**day, **red})}
        reason = book.add_format({"font_color": "#A0231C", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, place - 1), 16)
        sheet.set_column(place, place, 70)
        for line, cells in enumerate(_told(rows, told, None)):
            marked = wrong.get(line + 1, frozenset())
            for column, value in enumerate(cells):
                bad = column < len(header) and header[column] in marked
                style = head if line == 0 else reason if column == place else plain[bad]
                _put(sheet, line, column, value, style, days[bad])


def _put(sheet: Any, line: int, column: int, value: Any, style: Any, day: Any) -> None:
    if value is None:
        if style is not None:
            sheet.write_blank(line, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value, style)
    elif isinstance(value, datetime | date | time):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, style)
    else:
        sheet.write_string(line, column, str(value)[:_TEXT_MAX], style)
