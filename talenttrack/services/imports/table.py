"""A file as rows of trimmed texts, whether it came as CSV or as a workbook.

Rows are counted as a spreadsheet shows them, so a quoted line break does not count and an empty line does. The column
in which we tell what is wrong with a file may come back with it, and is passed over.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talenttrack.services.imports.problems import Problem, UnreadableFile, problem
from talenttrack.services.imports.workbook import ROWS_MAX, rows_of_workbook

N_ = str  # marks a text for translation without translating it here

FILE_BYTES_MAX = 64 * 1024 * 1024
CELL_MAX = 10_000
ERRORS = "import_errors"
"""The column that a file has when it was handed back with its errors."""
EXAMPLE = "EXAMPLE"
"""What the first column of the template's example row holds."""

_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}
_INVISIBLE = "\ufeff\u200b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row's in the sheet; `cells` are trimmed, empty ones are empty texts.

    `kinds` names the columns whose cells a spreadsheet holds as a `date` or as a `number`.
    """

    number: int
    cells: dict[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that have as many cells as the header, and what is wrong with header and other rows."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    readable: bool = True


def read_table(content: bytes, required: Sequence[str], optional: Sequence[str]) -> Table:
    """The table in a CSV file in UTF-8, or in the first sheet of an XLSX workbook; columns in any order."""
    try:
        lines = _lines(content)
        header = next(lines, None)
        if header is None:
            raise UnreadableFile(1, "empty", N_("The file is empty. Write the names of the columns in its first row."))
        names = _without_empty_tail(header[1])
        wrong = _header_problems(names, required, optional)
        if wrong:
            return Table((), tuple(wrong), readable=False)
        return _body(lines, names, required[0], optional)
    except UnreadableFile as error:
        return Table((), (error.problem,), readable=False)


def is_workbook(content: bytes) -> bool:
    return content.startswith(_ZIP)


def lines_of_csv(content: bytes) -> Iterator[list[str]]:
    """The cells of a CSV file as they are there. Raises UnreadableFile."""
    return _csv_lines(_text(content))


def _lines(content: bytes) -> Iterator[tuple[int, list[str], Mapping[int, str]]]:
    if len(content) > FILE_BYTES_MAX:
        message = N_("The file is larger than %(most)s MB. Split it.")
        raise UnreadableFile(1, "too_large", message, most=FILE_BYTES_MAX // (1024 * 1024))
    plain: Mapping[int, str] = {}
    lines: Iterable[tuple[list[str], Mapping[int, str]]] = (
        rows_of_workbook(content) if is_workbook(content) else ((cells, plain) for cells in lines_of_csv(content))
    )
    for number, (cells, kinds) in enumerate(lines, start=1):
        if number > ROWS_MAX + 1:
            message = N_("The file has more than %(most)s rows. Split it.")
            raise UnreadableFile(number, "too_many", message, most=ROWS_MAX)
        yield number, [_clean(cell) for cell in cells], kinds


def _text(content: bytes) -> str:
    if content.startswith(_UTF16):
        raise UnreadableFile(1, "encoding", N_("The file is in UTF-16. Save it as CSV in UTF-8."))
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(1, "format", N_("This is an old Excel file. Save it as .xlsx, or as CSV in UTF-8."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = N_(
            "This row is not text in UTF-8; it may be in Big5 or GB18030. Save the file as .xlsx, or as CSV UTF-8."
        )
        raise UnreadableFile(row, "encoding", message) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(row, "characters", N_("The file holds zero bytes. Save it again as CSV in UTF-8."))
    return text


def _csv_lines(text: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for cells in lines:
            number += 1
            yield cells
    except csv.Error:
        message = N_("The quotation marks of this row do not pair, or a cell is far too long. Correct the row.")
        raise UnreadableFile(number + 1, "quotes", message) from None


def _clean(cell: str) -> str:
    return cell.strip().strip(_INVISIBLE).strip().translate(_DIGITS)


def _without_empty_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _header_problems(names: list[str], required: Sequence[str], optional: Sequence[str]) -> list[Problem]:
    """A column without a name is no mistake as long as its cells are empty: `_body` looks at them."""
    known = {*required, *optional, ERRORS}
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        return [problem(1, "", "separator", N_("Separate the columns by commas."))]
    if not known.intersection(names):
        message = N_("The first row does not hold the names of the columns. Begin with the template.")
        return [problem(1, "", "header", message)]
    missing = [name for name in (*required, *optional) if name not in names]
    found = [_unknown(name, missing) for name in names if name and name not in known]
    for name, count in Counter(names).items():
        if name in known and count > 1:
            message = N_("This column is there %(count)s times. Keep one of them.")
            found.append(problem(1, name, "duplicate_column", message, count=count))
    for name in required:
        if name not in names:
            message = N_("This column is missing. Add it, with empty cells where there is nothing to say.")
            found.append(problem(1, name, "missing_column", message))
    return found


def _unknown(name: str, missing: Sequence[str]) -> Problem:
    if not missing:
        return problem(1, name[:60], "unknown_column", N_("There is no such column here. Remove it."))
    message = N_("There is no such column here. Remove it, or give it the name of one that is missing: %(names)s.")
    return problem(1, name[:60], "unknown_column", message, names=", ".join(missing))


def _body(
    lines: Iterator[tuple[int, list[str], Mapping[int, str]]], names: list[str], first: str, optional: Sequence[str]
) -> Table:
    rows: list[Row] = []
    problems: list[Problem] = []
    absent = {name: "" for name in optional if name not in names}
    told = names.index(ERRORS) if ERRORS in names else -1
    for number, cells, kinds in lines:
        if 0 <= told < len(cells):
            cells[told] = ""
        if not any(cells):
            continue
        if len(cells) > len(names):
            cells = [*cells[: len(names)], *_without_empty_tail(cells[len(names) :])]
        wrong = _row_problems(number, cells, names)
        named = {name: cell for name, cell in zip(names, cells, strict=False) if name and name != ERRORS}
        if not wrong and named[first] == EXAMPLE:
            wrong = [problem(number, first, "example", N_("This is the example row of the template. Remove it."))]
        problems += wrong
        if not wrong:
            kinds_by_name = {names[place]: kind for place, kind in kinds.items() if place < len(names)}
            rows.append(Row(number, {**absent, **named}, kinds_by_name))
    return Table(tuple(rows), tuple(problems))


def _row_problems(number: int, cells: list[str], names: list[str]) -> list[Problem]:
    if len(cells) != len(names):
        message = N_("This row has %(cells)s cells, the header has %(names)s. A comma inside a cell needs quotes.")
        return [problem(number, "", "cells", message, cells=len(cells), names=len(names))]
    unnamed = N_("Column %(place)s has a cell here, but no name in the first row. Name it, or remove the cell.")
    return [
        problem(number, "", "unnamed_column", unnamed, place=place)
        for place, (name, cell) in enumerate(zip(names, cells, strict=True), start=1)
        if cell and not name
    ] + [
        problem(number, name, "too_long", N_("Use at most %(most)s characters."), most=CELL_MAX)
        for name, cell in zip(names, cells, strict=True)
        if len(cell) > CELL_MAX
    ]
