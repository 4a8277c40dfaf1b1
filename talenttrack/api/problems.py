"""Everything that goes wrong under /api as application/problem+json (RFC 9457), in the language asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from flask import Response, g
from werkzeug.exceptions import HTTPException

from talenttrack import wording
from talenttrack.api.reading import Malformed, WrongMediaType
from talenttrack.domain.calendar import hong_kong_date, hong_kong_instant
from talenttrack.domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Stale,
    TooMany,
    WrongState,
)
from talenttrack.language import gettext
from talenttrack.storage.engine import DatabaseBusy

N_ = str  # marks a text for translation without translating it here

MEDIA_TYPE = "application/problem+json"
BUSY_SECONDS = 2


class Unauthorised(DomainError):
    """No token, or one that is unknown, expired or revoked."""

    code = "unauthorised"


class KeyReused(DomainError):
    """An Idempotency-Key that came before with another body."""

    code = "idempotency.reused"


STATUS_OF: tuple[tuple[type[DomainError], int], ...] = (
    (Malformed, 400),
    (Unauthorised, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (WrongState, 409),
    (Conflict, 409),
    (Stale, 412),
    (WrongMediaType, 415),
    (Invalid, 422),
    (KeyReused, 422),
    (TooMany, 429),
    (DatabaseBusy, 503),
)

TITLES: Mapping[int, str] = {
    400: N_("The request cannot be read"),
    401: N_("A valid token is needed"),
    403: N_("You may not do this"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("This cannot be done now"),
    412: N_("The record changed meanwhile"),
    413: N_("The body is too large"),
    415: N_("The body has another form"),
    422: N_("Some of what was sent is not valid"),
    429: N_("Too many requests"),
    500: N_("Something went wrong here"),
    503: N_("The service is busy"),
}
REFUSED_TITLE = N_("Refused by the rules")
_HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("malformed", N_("The request is not in the form that is documented.")),
    404: ("not_found", N_("There is no such address. The documentation lists all of them.")),
    405: ("method", N_("This address does not answer this method.")),
    413: ("too_large", N_("Send at most 1 MiB.")),
    415: ("media_type", N_("Send the body as application/json.")),
    500: ("internal", N_("Nothing was saved. Tell support the reference if it happens again.")),
}


def problem(status: int, code: str, title: str, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem; `title` and `detail` are already in the language spoken."""
    reference = str(g.get("request_id") or "")
    told = {"type": f"urn:talenttrack:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    if reference:
        told["instance"] = f"urn:talenttrack:request:{reference}"
    return {**told, **members}


def refusal(code: str, decision: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """The body of a 409 by the rules: the decision whole, and its failing sentences as detail."""
    failing = [check["message"] for check in decision["checks"] if check["verdict"] == "fail"]
    return problem(409, code, gettext(REFUSED_TITLE), " ".join(failing), decision=dict(decision), **members)


def as_response(body: Mapping[str, Any], status: int) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, content_type=MEDIA_TYPE)


def from_error(error: DomainError, now: datetime) -> Response:
    """The response for an expected error, Retry-After and WWW-Authenticate included."""
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 409)
    members: dict[str, Any] = {}
    if isinstance(error, Invalid):
        members["errors"] = [
            {"field": wrong.field, "code": wrong.code, "message": wording.error_text(wrong)} for wrong in error.errors
        ]
    told = problem(status, error.code, gettext(TITLES[status]), wording.error_text(error), **members)
    response = as_response(told, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="TalentTrack"'
    elif status == 429:
        response.headers["Retry-After"] = str(_seconds_to_midnight(now))
    elif status == 503:
        response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def from_http(error: HTTPException) -> Response:
    """The response for what the web framework refuses: unknown addresses and methods, large bodies, crashes."""
    status = error.code or 500
    code, detail = _HTTP_CODES.get(status, _HTTP_CODES[500 if status >= 500 else 400])
    title = TITLES.get(status) or TITLES[500 if status >= 500 else 400]
    response = as_response(problem(status, code, gettext(title), gettext(detail)), status)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _seconds_to_midnight(now: datetime) -> int:
    """Allowances are by Hong Kong day."""
    midnight = hong_kong_instant(hong_kong_date(now) + timedelta(days=1), time(0))
    return max(1, int((midnight - now).total_seconds()))
