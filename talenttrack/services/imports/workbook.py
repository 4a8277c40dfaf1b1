"""The first sheet of an XLSX workbook, looked over before a parser sees it.

A small archive can unpack to gigabytes and XML can refer to other files, so the archive's directory is judged
first, and no part may declare a document type or hold more rows than are read. A formula is never worked out: it is
the text that it is.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from talenttrack.services.imports.problems import UnreadableFile

N_ = str  # marks a text for translation without translating it here

PARTS_MAX = 1_000
UNPACKED_BYTES_MAX = 64 * 1024 * 1024
RATIO_MAX = 100
RATIO_FREE_BYTES = 1024 * 1024
COLUMNS_MAX = 200
ROWS_MAX = 200_000
NUMBER_MAX = 10**15
"""Whole numbers from here on are no longer exact in a spreadsheet."""

_BLOCK = 1024 * 1024
_OVERLAP = 16
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_NOT_XLSX = N_("This is not a workbook that can be read. Save it again as .xlsx, or as CSV in UTF-8.")


def rows_of_workbook(content: bytes) -> Iterator[tuple[list[str], dict[int, str]]]:
    """The cells of the first sheet as texts, dates as ISO, and the places of those that are `date` or `number`.

    Raises UnreadableFile.
    """
    for number, row in enumerate(values_of_workbook(content), start=1):
        texts = [_text(number, value, place) for place, value in enumerate(row)]
        yield texts, {place: kind for place, value in enumerate(row) if (kind := _kind(value))}


def values_of_workbook(content: bytes) -> Iterator[list[Any]]:
    """The values of the first sheet as they are there, a formula as its text. Raises UnreadableFile."""
    _inspect(content)
    # Imported here, since only a workbook needs it and it is slow to load.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        width = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), start=1):
            values = _trimmed([_value(number, cell) for cell in cells])
            width = width or len(values)
            # A sheet keeps no empty cells at the end of a row.
            yield values + [None] * (width - len(values))
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        AttributeError,
        KeyError,
        ValueError,
        IndexError,
        SyntaxError,
        TypeError,
    ):
        raise UnreadableFile(1, "format", _NOT_XLSX) from None


def _inspect(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableFile(1, "format", _NOT_XLSX) from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    swollen = any(
        part.file_size > RATIO_FREE_BYTES and part.file_size > RATIO_MAX * max(1, part.compress_size) for part in parts
    )
    # Parts that overlap in the archive add up to more than the file.
    if len(parts) > PARTS_MAX or unpacked > UNPACKED_BYTES_MAX or packed > len(content) or swollen:
        raise UnreadableFile(
            1, "bomb", N_("This workbook unpacks to far more than it should. Save the one sheet as CSV in UTF-8.")
        )
    if "xl/workbook.xml" not in archive.namelist():
        raise UnreadableFile(1, "format", _NOT_XLSX)
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            _refuse_declarations(archive, part)


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part of a real workbook has a document type; without zero bytes UTF-16 is searched alike."""
    rows = 0
    try:
        with archive.open(part) as opened:
            before = b""
            while block := opened.read(_BLOCK):
                seen = before + block.replace(b"\0", b"")
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    message = N_("This workbook declares a document type, which none needs. Save it again.")
                    raise UnreadableFile(1, "entities", message)
                rows += len(_ROW.findall(seen))
                before = seen[-_OVERLAP:]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        raise UnreadableFile(1, "format", _NOT_XLSX) from None
    if rows > ROWS_MAX + 1:
        raise UnreadableFile(1, "too_many", N_("The file has more than %(most)s rows. Split it."), most=ROWS_MAX)


def _value(row: int, cell: Any) -> Any:
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return str(getattr(value, "text", value))
    if kind == "e":
        raise UnreadableFile(row, "cell", N_("Cell %(cell)s holds an error. Correct it."), cell=cell.coordinate)
    if isinstance(value, str) and "_x" in value:
        from openpyxl.utils.escape import unescape

        return unescape(value)  # how XML writes a character that it does not allow
    return value


def _text(row: int, value: Any, place: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= NUMBER_MAX:
        message = N_("The number in column %(place)s is so long that its last digits are lost. Type it again as text.")
        raise UnreadableFile(row, "number", message, place=place + 1)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _kind(value: Any) -> str:
    if isinstance(value, date | datetime | time):
        return "date"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return cells
