"""Text that no spreadsheet takes for a formula.

A CSV file has no types: whoever opens it works out cells that begin with a sign of calculation, full-width ones too.
Such a text gets an apostrophe before it, and so does one that begins with an apostrophe: taking one apostrophe off
every cell that begins with one gives back exactly what was written. A workbook has types and needs none of this.
"""

from __future__ import annotations

MARK = "'"
_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n|%"
_SKIPPED = " \u00a0\u3000\u200b\ufeff"
"""What spreadsheets may pass over before they look for a sign."""


def harmless(text: str) -> str:
    """The text as a cell of a CSV file may hold it."""
    start = text.lstrip(_SKIPPED)[:1]
    return MARK + text if text.startswith(MARK) or (start and start in _SIGNS) else text


def restored(cell: str) -> str:
    """What `harmless` was given."""
    return cell.removeprefix(MARK)
