"""What a register must be able to tell so that its records appear in the history of their company."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from talenttrack.services.changes import FieldChange
from talenttrack.services.registers import Names
from talenttrack.storage.audit import AuditEntry


@dataclass(frozen=True, slots=True)
class Cited:
    """A record as a history names it."""

    reference: str
    about: Names | None = None


@dataclass(frozen=True, slots=True)
class Unaudited:
    """A version whose act was audited as a whole, such as the import of a file: told as an entry of its own."""

    at: Any
    subject_id: int
    action: str
    actor_id: int | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The history of one type of record.

    `cited` names records by id; `changes` gives what each audited act changed, by the id of its entry.
    `unaudited` selects instant and id of a company's versions without an entry, and `versions` tells them by id.
    """

    subject_type: str
    cited: Callable[[Session, Collection[int]], Mapping[int, Cited]]
    changes: Callable[[Session, Sequence[AuditEntry]], Mapping[int, tuple[FieldChange, ...]]]
    unaudited: Callable[[int], Select[Any]] | None = None
    versions: Callable[[Session, Collection[int]], Mapping[int, Unaudited]] | None = None
