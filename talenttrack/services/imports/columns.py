"""What the columns of a kind of file hold, as told to whoever fills one in; the template is made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what is written there (an English msgid), an example, and the only values it takes if it has such.

    `needed` is yes where every row fills it in. `left_out` says that the file may lack the column altogether.
    """

    name: str
    told: str
    example: str = ""
    holds: Holds = Holds.TEXT
    choices: tuple[str, ...] = ()
    needed: bool = False
    left_out: bool = False


FLAGS = ("true", "false")


def required(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns if not column.left_out)


def optional(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns if column.left_out)
