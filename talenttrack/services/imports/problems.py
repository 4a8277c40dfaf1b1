"""What is wrong with a file, as values: a clerk gets all of it at once, by row and column."""

from __future__ import annotations

from dataclasses import dataclass

from talenttrack.domain.decision import Check
from talenttrack.domain.errors import FieldError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the row as a spreadsheet numbers it (the header is row 1) and the column by its name.

    Either an `error`, or the failing `check` of a refusal. `column` is empty where the whole row is meant.
    """

    row: int
    column: str
    error: FieldError | None = None
    check: Check | None = None


def problem(row: int, column: str, code: str, message: str, **values: object) -> Problem:
    return Problem(row, column, FieldError(column, code, message, values))


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, row: int, code: str, message: str, **values: object) -> None:
        super().__init__(message)
        self.problem = problem(row, "", code, message, **values)
