"""One import from file to report: read and understood outside the transaction, saved inside, all or nothing.

A row that cannot be saved undoes the others unless the import is partial; all rows are tried in any case, so that
one report names every mistake. What is undone leaves behind what `Kind.remember` keeps: that persons were named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from talenttrack.domain.errors import DomainError, FieldError, Invalid
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services.imports import columns
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.columns import Column
from talenttrack.services.imports.problems import Problem, problem
from talenttrack.services.imports.table import Row, read_table
from talenttrack.services.records import audit

T = TypeVar("T")

SAVED, UNCHANGED = "saved", "unchanged"
KEEP_ALL, KEEP_GOOD, KEEP_NOTHING = "all", "good", "nothing"
"""What to keep of a file: all of it or nothing, its good rows, nothing in any case."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a good row: `saved`, or `unchanged` where it was there before; `record_id` where it is known.

    `shown` are the cells that tell a reader which row it is. A reference that was `made` up here holds once saved.
    """

    row: int
    outcome: str
    reference: str
    record_id: int | None = None
    shown: tuple[str, ...] = ()
    made: bool = False


@dataclass
class Batch:
    """An import under way: what is to be saved, and what became of it so far."""

    kind: Kind
    now: datetime
    as_history: bool
    parsed: Sequence[Parsed]
    unread: Sequence[Row]
    problems: list[Problem]
    progress: Progress
    lines: list[Line] = field(default_factory=list)
    done: int = field(default=0)

    @property
    def rows(self) -> list[Row]:
        """All rows, those that could not be read included."""
        return [*(one.row for one in self.parsed), *self.unread]

    @property
    def saved(self) -> int:
        return sum(line.outcome == SAVED for line in self.lines)

    @property
    def unchanged(self) -> int:
        return len(self.lines) - self.saved

    def note(self, row: Row, reference: str, record_id: int | None, *, new: bool, made: bool = False) -> None:
        """Counts a good row, as saved or as there before."""
        shown = tuple(row.cells[column] for column in self.kind.shown)
        self.lines.append(Line(row.number, SAVED if new else UNCHANGED, reference, record_id, shown, made))

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


def _nothing(session: Session, actor: Actor, batch: Batch) -> None:
    """Most kinds leave nothing behind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of file holds: its columns, who may send it, how a row is read, and how rows are saved.

    `title`, `told` and `after` are English msgids: what it is called, what a file of it does, what follows saving.
    `shown` names the columns by which a reader knows a row.
    `parse` notes in the cells what is wrong and returns the content; `save` works in one transaction, and where that
    is undone `remember` keeps what must stay. `history_roles` may send facts of the past, if the kind knows any.
    """

    name: str
    title: str
    told: str
    after: str
    columns: tuple[Column, ...]
    shown: tuple[str, ...]
    roles: frozenset[Role]
    history_roles: frozenset[Role]
    parse: Callable[[Cells, bool], Any]
    save: Callable[[Session, Actor, Batch], None]
    remember: Callable[[Session, Actor, Batch], None] = _nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read and understood; nothing was asked of the database yet."""

    kind: Kind
    as_history: bool
    sha256: str
    rows: int
    parsed: tuple[Parsed, ...]
    unread: tuple[Row, ...]
    problems: tuple[Problem, ...]
    readable: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would have done where `kept` is false; problems and good rows by row."""

    rows: int
    saved: int
    unchanged: int
    kept: bool
    problems: tuple[Problem, ...]
    lines: tuple[Line, ...] = ()

    @property
    def refused(self) -> int:
        """How many rows have a problem."""
        return len({one.row for one in self.problems})


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
    reading = read_file(kind, content, as_history=as_history)
    if not reading.readable:
        return Imported(0, 0, 0, False, reading.problems)
    keep = KEEP_NOTHING if dry_run else KEEP_GOOD if partial else KEEP_ALL
    return sessions.retrying(
        lambda session: carried_out(session, actor, reading, file_name, now, keep=keep, progress=progress)
    )


def read_file(kind: Kind, content: bytes, *, as_history: bool) -> Reading:
    """The rows of a file and what is wrong with their cells. Needs no database, so call it before the transaction."""
    table = read_table(content, columns.required(kind.columns), columns.optional(kind.columns))
    parsed: list[Parsed] = []
    unread: list[Row] = []
    problems = list(table.problems)
    for row in table.rows:
        cells = Cells(row)
        told = kind.parse(cells, as_history)
        problems += cells.problems
        if cells.good:
            parsed.append(Parsed(row, told))
        else:
            unread.append(row)
    sha256 = hashlib.sha256(content).hexdigest()
    rows = len({row.number for row in table.rows} | {one.row for one in table.problems})
    return Reading(
        kind, as_history, sha256, rows, tuple(parsed), tuple(unread), tuple(problems), table.readable
    )  # fmt: skip


def carried_out(
    session: Session, actor: Actor, reading: Reading, file_name: str, now: datetime, *, keep: str, progress: Progress
) -> Imported:
    """Saves the rows within the caller's transaction, or undoes them alone where `keep` says so.

    Raises Forbidden where the actor may not import this kind.
    """
    savepoint = session.begin_nested()
    kind = reading.kind
    batch = Batch(kind, now, reading.as_history, reading.parsed, reading.unread, [*reading.problems], progress)
    kind.save(session, actor, batch)
    kept = keep == KEEP_GOOD or (keep == KEEP_ALL and not batch.problems)
    if kept:
        savepoint.commit()
        _audit(session, actor, batch, file_name, reading)
    else:
        savepoint.rollback()
        kind.remember(session, actor, batch)
    ordered = sorted(batch.problems, key=lambda one: one.row)
    lines = sorted(batch.lines, key=lambda line: line.row)
    return Imported(reading.rows, batch.saved, batch.unchanged, kept, tuple(ordered), tuple(lines))


def _audit(session: Session, actor: Actor, batch: Batch, file_name: str, reading: Reading) -> None:
    audit(
        session,
        actor,
        f"import.{batch.kind.name}",
        subject_type="import",
        subject_id=None,
        company_id=actor.company_id,
        now=batch.now,
        details={
            "file": file_name[-200:],
            "sha256": reading.sha256,
            "as_history": batch.as_history,
            "rows": reading.rows,
            "saved": batch.saved,
            "unchanged": batch.unchanged,
            "refused": len({one.row for one in batch.problems}),
        },
    )
