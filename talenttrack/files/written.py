"""The two writers: rows of typed values to CSV in UTF-8 with a mark, or to an XLSX workbook."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO, Final

from talenttrack.domain.calendar import HONG_KONG
from talenttrack.files.harmless import harmless

Value = str | int | Decimal | date | datetime | None
FORMATS: Final = ("csv", "xlsx")
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHEET_ROWS_MAX: Final = 1_000_000
_TEXT_MAX = 32_767


class Sort(StrEnum):
    """What the values of a column are; money and months are decimals, instants are shown in Hong Kong time."""

    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    MONEY = "money"
    NUMBER = "number"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a file: its title in the reader's language, what it holds, and how wide it is in a workbook."""

    title: str
    sort: Sort = Sort.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """How a workbook shows days, and what its sheet is called: both by language."""

    sheet: str
    day: str


_WIDTHS = {Sort.TEXT: 24, Sort.DAY: 18, Sort.INSTANT: 20, Sort.MONEY: 16, Sort.NUMBER: 12, Sort.MONTHS: 12}
_NUMBERS = {Sort.MONEY: "#,##0.00", Sort.MONTHS: "0.00", Sort.NUMBER: "General"}


def write(form: str, out: BinaryIO, heads: Sequence[Head], rows: Iterable[Sequence[Value]], style: Style) -> int:
    """Writes the table as `csv` or `xlsx` and returns the number of its rows, the head not counted."""
    return _write_csv(out, heads, rows) if form == "csv" else _write_xlsx(out, heads, rows, style)


def _write_csv(out: BinaryIO, heads: Sequence[Head], rows: Iterable[Sequence[Value]]) -> int:
    """Days are ISO, numbers bare; the mark at the beginning makes spreadsheets read Chinese."""
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(head.title) for head in heads])
    count = 0
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        count += 1
    text.detach()
    return count


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return value.astimezone(HONG_KONG).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_xlsx(out: BinaryIO, heads: Sequence[Head], rows: Iterable[Sequence[Value]], style: Style) -> int:
    # Imported here, since only a workbook needs it.
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head_format = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF2", "text_wrap": True})
        formats = {sort: book.add_format({"num_format": number}) for sort, number in _NUMBERS.items()}
        formats[Sort.DAY] = book.add_format({"num_format": style.day, "align": "left"})
        formats[Sort.INSTANT] = book.add_format({"num_format": f"{style.day} hh:mm", "align": "left"})
        sheet, count, line = None, 0, 0
        for row in rows:
            if sheet is None or line > SHEET_ROWS_MAX:
                number = 1 + count // SHEET_ROWS_MAX
                sheet = _sheet(book, style.sheet if number == 1 else f"{style.sheet} {number}", heads, head_format)
                line = 1
            for place, value in enumerate(row):
                _put(sheet, line, place, value, formats.get(heads[place].sort))
            line += 1
            count += 1
        if sheet is None:
            _sheet(book, style.sheet, heads, head_format)
    return count


def _sheet(book: Any, name: str, heads: Sequence[Head], head_format: Any) -> Any:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(heads):
        sheet.set_column(place, place, head.width or _WIDTHS[head.sort])
        sheet.write_string(0, place, head.title, head_format)
    return sheet


def _put(sheet: Any, line: int, place: int, value: Value, number_format: Any) -> None:
    """A text is always written as a text, whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(line, place, value[:_TEXT_MAX])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value.astimezone(HONG_KONG).replace(tzinfo=None), number_format)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), number_format)
    else:
        sheet.write_number(line, place, value, number_format)
