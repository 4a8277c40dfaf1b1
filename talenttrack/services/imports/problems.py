"""What is wrong with a file, as values: a clerk gets all of it at once, by row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from talenttrack.domain.decision import Check
from talenttrack.domain.decision_json import check_from_json, check_to_json, value_from_json, value_to_json
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

    @property
    def told(self) -> Check | FieldError:
        """Whichever of the two it is."""
        told = self.check or self.error
        assert told is not None  # noqa: S101 - one of them is given
        return told


def problem(row: int, column: str, code: str, message: str, **values: object) -> Problem:
    return Problem(row, column, FieldError(column, code, message, values))


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, row: int, code: str, message: str, **values: object) -> None:
        super().__init__(message)
        self.problem = problem(row, "", code, message, **values)


def problem_to_json(one: Problem) -> dict[str, Any]:
    """The problem as JSON values; which records a check counted is left out, for they may have been undone."""
    told: dict[str, Any] = {"row": one.row, "column": one.column}
    if one.check is not None:
        told["check"] = check_to_json(replace(one.check, members=()))
    if one.error is not None:
        values: dict[str, Any] = {name: value_to_json(value) for name, value in one.error.values.items()}  # type: ignore[arg-type]
        told["error"] = {"field": one.error.field, "code": one.error.code, "message": one.error.message}
        told["error"]["values"] = values
    return told


def problem_from_json(stored: Mapping[str, Any]) -> Problem:
    check, error = stored.get("check"), stored.get("error")
    if error is not None:
        error = {**error, "values": {name: value_from_json(value) for name, value in error["values"].items()}}
    return Problem(
        stored["row"],
        stored["column"],
        FieldError(**error) if error is not None else None,
        check_from_json(check) if check is not None else None,
    )
