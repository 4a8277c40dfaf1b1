"""The cells of one row read as what they mean; each that cannot be read is a problem, and reading goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from talenttrack.domain.errors import FieldError
from talenttrack.domain.money import parse_cents
from talenttrack.services.imports.problems import Problem, problem
from talenttrack.services.imports.table import Row

N_ = str  # marks a text for translation without translating it here

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORTENED = re.compile(r"\d([.,]\d+)?E[+-]\d{2,}", re.ASCII | re.IGNORECASE)


class Cells:
    """Each reader returns a value even where it noted a problem, so that a row tells all its mistakes at once."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []

    @property
    def good(self) -> bool:
        return not self.problems

    def refuse(self, column: str, code: str, message: str, **values: object) -> None:
        self.problems.append(problem(self.row.number, column, code, message, **values))

    def refuse_all(self, errors: Iterable[FieldError], columns: dict[str, str]) -> None:
        """Notes the errors of a request under the names of columns, once for each cell."""
        noted = {one.column for one in self.problems}
        for error in errors:
            column = columns.get(error.field, error.field.removeprefix("talent."))
            if column not in noted:
                self.problems.append(Problem(self.row.number, column, error))

    def text(self, column: str) -> str:
        """As typed; a text that begins with `=` is a text. What a spreadsheet made of it is refused, never guessed."""
        self._refuse_mangled(column)
        return self.row.cells[column]

    def key(self, column: str) -> str:
        """A number or reference: full-width characters as ASCII."""
        self._refuse_mangled(column)
        return self._bare(column)

    def verbatim(self, column: str) -> str:
        """A text of which every character counts, a zero at its beginning too."""
        if self.row.kinds.get(column) == "number":
            message = N_(
                "The spreadsheet holds a number here, and zeros at its beginning may be lost. Format the column as text"
                " and type it again."
            )
            self.refuse(column, "number", message)
        return self.text(column)

    def filled(self, column: str) -> bool:
        return bool(self.row.cells[column])

    def _bare(self, column: str) -> str:
        return unicodedata.normalize("NFKC", self.row.cells[column]).strip()

    def _refuse_mangled(self, column: str) -> None:
        if any(one.column == column for one in self.problems):
            return
        if self.row.kinds.get(column) == "date":
            message = N_("The spreadsheet made a date of this. Format the column as text and type it again.")
            self.refuse(column, "date_made", message)
        elif _SHORTENED.fullmatch(self._bare(column)):
            message = N_("The spreadsheet shortened this number. Format the column as text and type it again.")
            self.refuse(column, "shortened", message)

    def choice(self, column: str, choices: Sequence[str]) -> str:
        value = self._bare(column)
        if value not in choices:
            message = N_("This is none of the possible values. Write one of: %(choices)s.")
            self.refuse(column, "choice", message, choices=", ".join(choices))
        return value

    def day(self, column: str) -> date | None:
        text = self._bare(column)
        if not text:
            return None
        if not _DATE.fullmatch(text):
            message = N_("This is not a date as it is read here. Write year-month-day, such as 2027-04-01.")
            self.refuse(column, "date_format", message)
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = N_("There is no such day in the calendar: %(day)s. Write one that there is.")
            self.refuse(column, "date_unknown", message, day=text)
            return None

    def needed_day(self, column: str) -> date:
        found = self.day(column)
        if found is None:
            if not self._bare(column):
                self.refuse(column, "required", N_("Fill in a date, such as 2027-04-01."))
            return date.min
        return found

    def flag(self, column: str, *, default: bool | None = None) -> bool:
        text = self._bare(column)
        if text not in ("true", "false") and (text or default is None):
            self.refuse(column, "boolean", N_("Write true or false."))
        return text == "true" if text else bool(default)

    def cents(self, column: str) -> int | None:
        text = self._bare(column)
        if not text:
            return None
        try:
            return parse_cents(text)
        except ValueError:
            message = N_("This is not an amount of money. Write it such as 20000.00 or 20,000.00.")
            self.refuse(column, "money", message)
            return None

    def needed_cents(self, column: str) -> int:
        found = self.cents(column)
        if found is None:
            if not self._bare(column):
                self.refuse(column, "required", N_("Fill in an amount, such as 20000.00."))
            return 0
        return found

    def empty(self, columns: Iterable[str]) -> None:
        """Notes every filled cell of columns that only history may fill."""
        for column in columns:
            if self.filled(column):
                message = N_("Leave this empty: only a file that is imported as history fills it.")
                self.refuse(column, "history_only", message)
