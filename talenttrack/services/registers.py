"""What a register must be able to do so that its records can be searched for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor

Names = tuple[str, str]
"""English and Chinese."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `reference` is how it is cited; `about` whom it is about, `of` whose it is.

    `documents` are masked.
    """

    kind: str
    id: int
    reference: str
    about: Names | None = None
    of: Names | None = None
    state: str | None = None
    documents: tuple[str, ...] = ()


class Finds(Protocol):
    """Records by id whose name or reference holds the text; `%` and `_` are letters like others."""

    def __call__(self, session: Session, actor: Actor, text: str, /, *, after: int, limit: int) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Register:
    """Records of one kind. `exact` gives the ids of at most two that are cited by the very text."""

    kind: str
    exact: Callable[[Session, Actor, str], list[int]]
    found: Finds
