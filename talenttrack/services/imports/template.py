"""An empty file to fill in: CSV with a row that says it is an example, or a workbook with a sheet of notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final

from talenttrack.files import Head, Style, write
from talenttrack.services.imports.columns import Column, Holds
from talenttrack.services.imports.run import Kind
from talenttrack.services.imports.table import EXAMPLE

N_ = str  # marks a text for translation without translating it here

Say = Callable[[str], str]
"""A message in the language of whoever fills in the file."""

ROWS: Final = 5_000
_TIP_MAX: Final = 255
_FORMATS: Final = {Holds.TEXT: "@", Holds.DAY: "yyyy-mm-dd", Holds.MONEY: "#,##0.00", Holds.FLAG: "@"}


def template(kind: Kind, form: str, out: BinaryIO, say: Say) -> None:
    """Writes the template of a kind as `csv` or `xlsx`."""
    if form == "xlsx":
        _workbook(kind, out, say)
        return
    example = [EXAMPLE, *(column.example for column in kind.columns[1:])]
    write("csv", out, [Head(column.name) for column in kind.columns], [example], Style("", ""))


def notes(columns: Sequence[Column], say: Say) -> list[tuple[str, str, str, str, str]]:
    """For each column its name, what is written there, whether it is needed, the values it takes, an example."""
    words = (say(N_("Yes")), say(N_("No")), say(N_("No, nor is the column")))
    return [
        (
            column.name,
            say(column.told),
            words[0] if column.needed else words[2] if column.left_out else words[1],
            ", ".join(column.choices),
            column.example,
        )
        for column in columns
    ]


def _workbook(kind: Kind, out: BinaryIO, say: Say) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(kind.name[:31])
        sheet.freeze_panes(1, 0)
        needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#CFE3EC"})
        other = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F3"})
        formats = {holds: book.add_format({"num_format": code}) for holds, code in _FORMATS.items()}
        for place, column in enumerate(kind.columns):
            sheet.set_column(place, place, max(14, len(column.name) + 4), formats[column.holds])
            sheet.write_string(0, place, column.name, needed if column.needed else other)
            sheet.data_validation(1, place, ROWS, place, _asked(column, say))
        _notes_sheet(book, kind, say)


def _asked(column: Column, say: Say) -> dict[str, Any]:
    """What a spreadsheet offers in a cell of the column, and says beside it."""
    asked: dict[str, Any] = {"validate": "any", "input_message": say(column.told)[:_TIP_MAX]}
    if column.choices:
        asked |= {"validate": "list", "source": list(column.choices), "ignore_blank": True}
    return asked


def _notes_sheet(book: Any, kind: Kind, say: Say) -> None:
    sheet = book.add_worksheet(say(N_("Notes"))[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F3"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = (
        say(N_("Fill in the first sheet, one row for each record. This sheet is not read.")),
        say(N_("Dates are dates of the spreadsheet, or written 2027-03-01. Leave cells empty, not columns out.")),
    )
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
    heads = (N_("Column"), N_("What to write"), N_("Needed"), N_("Possible values"), N_("Example"))
    for place, (head, width) in enumerate(zip(heads, (22, 60, 24, 40, 30), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(len(lines) + 1, place, say(head), bold)
    for number, note in enumerate(notes(kind.columns, say), start=len(lines) + 2):
        for place, text in enumerate(note):
            sheet.write_string(number, place, text, wrapped)
