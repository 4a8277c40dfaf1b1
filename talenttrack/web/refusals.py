"""Expected errors as plain pages: what was not possible, in the words of whoever refused it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response
from werkzeug.exceptions import (
    Conflict,
    Forbidden,
    HTTPException,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    TooManyRequests,
    UnprocessableEntity,
)

from talenttrack.domain import errors
from talenttrack.storage.engine import DatabaseBusy
from talenttrack.web.frame import problem_page
from talenttrack.wording import error_text

BUSY_SECONDS: Final = 2
STATUSES: Final[tuple[tuple[type[errors.DomainError], type[HTTPException]], ...]] = (
    (errors.NotFound, NotFound),
    (errors.Forbidden, Forbidden),
    (errors.WrongState, Conflict),
    (errors.Conflict, Conflict),
    (errors.Stale, PreconditionFailed),
    (errors.TooMany, TooManyRequests),
    (errors.Invalid, UnprocessableEntity),
)


def wrap(app: Flask) -> None:
    """Turn every expected error that no page caught into a problem page; the transaction has been rolled back."""
    app.register_error_handler(errors.DomainError, _tell)


def _tell(error: errors.DomainError) -> Response:
    if isinstance(error, DatabaseBusy):
        return problem_page(ServiceUnavailable(retry_after=BUSY_SECONDS))
    kind = next((kind for expected, kind in STATUSES if isinstance(error, expected)), Conflict)
    return problem_page(kind(), None if kind is NotFound else error_text(error))
