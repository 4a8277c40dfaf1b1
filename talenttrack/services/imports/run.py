"""One import from file to report: read and understood outside the transaction, saved inside, all or nothing.

A row that cannot be saved undoes the others unless the import is partial; all rows are tried in any case, so that
one report names every mistake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from talenttrack.domain.errors import DomainError, FieldError, Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.problems import Problem, problem
from talenttrack.services.imports.table import Row, read_table
from talenttrack.services.records import audit

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""


class Sessions(Protocol):
    """Who opens transactions and repeats one that the database undid: the wiring."""

    def retrying(self, work: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row whose cells could all be read, and what they say."""

    row: Row
    content: Any


@dataclass
class Batch:
    """An import under way: what is to be saved, and what became of it so far."""

    kind: str
    now: datetime
    as_history: bool
    parsed: Sequence[Parsed]
    unread: Sequence[Row]
    problems: list[Problem]
    progress: Progress
    saved: int = 0
    unchanged: int = 0
    done: int = field(default=0)

    @property
    def rows(self) -> list[Row]:
        """All rows, those that could not be read included."""
        return [*(one.row for one in self.parsed), *self.unread]

    def refuse(self, row: Row, column: str, code: str, message: str, **values: object) -> None:
        self.problems.append(problem(row.number, column, code, message, **values))

    def refuse_for(self, row: Row, error: DomainError, columns: Mapping[str, str]) -> None:
        """Notes a use case's error; `columns` name a column for a field, and under an empty key for the whole row."""
        if not isinstance(error, Invalid):
            column = columns.get("", "")
            told = FieldError(column, error.code, error.message, error.values)
            self.problems.append(Problem(row.number, column, told))
            return
        for wrong in error.errors:
            self.problems.append(Problem(row.number, columns.get(wrong.field, wrong.field), wrong))

    def step(self) -> None:
        self.done += 1
        self.progress(self.done, len(self.parsed))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of file holds: its columns, how a row is read, and how rows are saved.

    `parse` notes in the cells what is wrong and returns the content; `save` works in one transaction.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    parse: Callable[[Cells, bool], Any]
    save: Callable[[Session, Actor, Batch], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would have done where `kept` is false; problems by row."""

    rows: int
    saved: int
    unchanged: int
    kept: bool
    problems: tuple[Problem, ...]


class _Undone(Exception):
    def __init__(self, batch: Batch) -> None:
        super().__init__("nothing is to be kept")
        self.batch = batch


def import_file(
    sessions: Sessions,
    actor: Actor,
    kind: Kind,
    file_name: str,
    content: bytes,
    now: datetime,
    *,
    as_history: bool,
    partial: bool,
    dry_run: bool,
    progress: Progress,
) -> Imported:
    """Imports a file in one transaction of its own; with `partial` the good rows alone.

    Mistakes in the file are problems of the answer. Raises Forbidden where the actor may not import this kind.
    """
    table = read_table(content, kind.required, kind.optional)
    parsed, unread, problems = _parse(kind, table.rows, as_history)
    problems = [*table.problems, *problems]
    if not table.readable:
        return Imported(0, 0, 0, False, tuple(problems))

    def save(session: Session) -> Batch:
        batch = Batch(kind.name, now, as_history, parsed, unread, list(problems), progress)
        kind.save(session, actor, batch)
        if dry_run or (batch.problems and not partial):
            raise _Undone(batch)
        _audit(session, actor, batch, file_name, content, len(table.rows))
        return batch

    try:
        batch, kept = sessions.retrying(save), True
    except _Undone as undone:
        batch, kept = undone.batch, False
    ordered = sorted(batch.problems, key=lambda one: one.row)
    return Imported(len(table.rows), batch.saved, batch.unchanged, kept, tuple(ordered))


def _parse(kind: Kind, rows: Sequence[Row], as_history: bool) -> tuple[list[Parsed], list[Row], list[Problem]]:
    parsed: list[Parsed] = []
    unread: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        cells = Cells(row)
        content = kind.parse(cells, as_history)
        problems += cells.problems
        if cells.good:
            parsed.append(Parsed(row, content))
        else:
            unread.append(row)
    return parsed, unread, problems


def _audit(session: Session, actor: Actor, batch: Batch, file_name: str, content: bytes, rows: int) -> None:
    audit(
        session,
        actor,
        f"import.{batch.kind}",
        subject_type="import",
        subject_id=None,
        company_id=None,
        now=batch.now,
        details={
            "file": file_name[-200:],
            "sha256": hashlib.sha256(content).hexdigest(),
            "as_history": batch.as_history,
            "rows": rows,
            "saved": batch.saved,
            "unchanged": batch.unchanged,
            "refused": len({one.row for one in batch.problems}),
        },
    )
