"""The few ways in which a request can be turned down other than by a rule of a scheme."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

N_ = str  # marks a text for translation without translating it here


class DomainError(Exception):
    """Expected, and told to whoever asked; `code` is stable, `message` is an English msgid."""

    code = "error"

    def __init__(self, message: str, code: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
        if code:
            self.code = code


class NotFound(DomainError):
    """There is no such record, or the asker may not know of it."""

    code = "not_found"


class Forbidden(DomainError):
    """The asker's role may not do this (`forbidden`), or four eyes are needed (`actor.same`)."""

    code = "forbidden"


class WrongState(DomainError):
    """The record is not in a state from which this can be done."""

    code = "state.wrong"


class Stale(DomainError):
    """The record changed since the asker last saw it."""

    code = "stale"


class TooMany(DomainError):
    """The asker's allowance for the day is used up."""

    code = "too_many"


class Conflict(DomainError):
    """The record exists already, with other content."""

    code = "conflict"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake in what was sent: where, a stable code, and what to do about it (an English msgid)."""

    field: str
    code: str
    message: str
    values: dict[str, object] = dataclasses.field(default_factory=dict)


class Invalid(DomainError):
    """What was sent cannot be understood; `errors` names every field that is wrong."""

    code = "invalid"

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(N_("Some of what was sent is not valid."))
        self.errors = errors
