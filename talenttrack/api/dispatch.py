"""What every request goes through, in one order: token, audience, body, then one transaction around the act.

Unsafe methods look the token up twice: first without any lock, so that nobody without a token and nothing malformed
ever holds the only write lock of SQLite; then inside the transaction, which is the look-up that counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from flask import Response, current_app, g, request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from talenttrack import audience, clock
from talenttrack.api import idempotency, problems
from talenttrack.api.idempotency import Kept
from talenttrack.api.problems import Unauthorised
from talenttrack.api.reading import (
    BODY_BYTES_MAX,
    checked,
    checked_query,
    expected_version,
    is_text_id,
    read_json,
)
from talenttrack.api.registry import Answer, Call, Operation
from talenttrack.domain.errors import DomainError, Forbidden, NotFound
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.accounts import actor_of_token
from talenttrack.wiring import Wiring

N_ = str  # marks a text for translation without translating it here


def view(operation: Operation) -> Callable[..., Response]:
    """The Flask view of an operation."""

    def answer(**ids: Any) -> Response:
        wiring = cast(Wiring, current_app.extensions["talenttrack"])
        now = clock.now(wiring.config)
        try:
            if operation.writes:
                return _changing(operation, wiring, now, ids)
            return _reading(operation, wiring, now, ids)
        except DomainError as error:
            return problems.from_error(error, now)

    answer.__name__ = operation.endpoint.replace(".", "_")
    return answer


def _reading(operation: Operation, wiring: Wiring, now: datetime, ids: Mapping[str, Any]) -> Response:
    with wiring.read_session() as session:
        actor = _actor(session, now)
        _authorise(operation, actor, ids)
        asked = checked_query(operation.query, request.args)
        call = Call(session, actor, now, wiring, ids, None, asked, None)
        return _response(_rendered(operation.handler(call)))


def _changing(operation: Operation, wiring: Wiring, now: datetime, ids: Mapping[str, Any]) -> Response:
    with wiring.read_session() as session:
        _authorise(operation, _actor(session, now), ids)
    asked = checked_query(operation.query, request.args)
    version = expected_version(request.headers.get("If-Match"))
    key = idempotency.key_of(request.headers.get("Idempotency-Key")) if operation.method == "POST" else None
    value, sent = _body(operation)
    same = idempotency.request_text(operation.method, request.full_path, value)

    def act(session: Session, actor: Actor) -> Kept:
        return _rendered(operation.handler(Call(session, actor, now, wiring, ids, sent, asked, version)))

    def once(session: Session, act: Callable[[Session, Actor], Kept]) -> Kept:
        actor = _actor(session, now)
        _authorise(operation, actor, ids)
        if key is None or actor.id is None:
            return act(session, actor)
        if before := idempotency.claim(session, actor.id, key, same, now):
            return before
        made = act(session, actor)
        idempotency.keep(session, actor.id, key, made)
        return made

    if not operation.own_transactions:
        return _response(wiring.retrying(lambda session: once(session, act)))
    with wiring.read_session() as session:
        actor = _actor(session, now)
        before = idempotency.known(session, actor.id, key, same) if key and actor.id else None
        made = before or act(session, actor)
    return _response(wiring.retrying(lambda session: once(session, lambda _session, _actor: made)) if key else made)


def _actor(session: Session, now: datetime) -> Actor:
    """Whose token this is. Raises Unauthorised."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() == "bearer" and token and len(token) <= 200 and token.isascii():
        actor = actor_of_token(session, token, now)
        if actor is not None:
            g.actor = actor
            return actor
    raise Unauthorised(N_("Send Authorization: Bearer and a token that has neither expired nor been revoked."))


def _authorise(operation: Operation, actor: Actor, ids: Mapping[str, Any]) -> None:
    if not audience.admits(operation.endpoint, actor):
        raise Forbidden(N_("Your role may not do this."))
    if any(isinstance(value, str) and not is_text_id(value) for value in ids.values()):
        raise NotFound(N_("There is nothing here."))


def _body(operation: Operation) -> tuple[Any, BaseModel | None]:
    """The JSON as sent and as checked; a request without a body counts as an empty object."""
    request.max_content_length = BODY_BYTES_MAX
    raw = request.get_data(cache=False)
    if not raw and (operation.body is None or not request.mimetype):
        value: Any = {}
    else:
        value = read_json(raw, request.mimetype)
    model = operation.body or Nothing
    return value, checked(model, value)


class Nothing(BaseModel):
    """No fields: the act needs nothing but its address."""

    model_config = {"extra": "forbid", "strict": True}


def _rendered(answer: Answer) -> Kept:
    headers: dict[str, str] = {}
    if answer.version is not None:
        headers["ETag"] = f'"{answer.version}"'
    if answer.location is not None:
        headers["Location"] = answer.location
    headers["Content-Type"] = problems.MEDIA_TYPE if answer.problem else "application/json"
    body = answer.body
    told = body.model_dump(mode="json", by_alias=True) if isinstance(body, BaseModel) else body
    return Kept(answer.status, headers, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


def _response(kept: Kept) -> Response:
    response = Response(kept.body, status=kept.status)
    response.headers.update(kept.headers)
    return response


def on_http_error(error: HTTPException) -> Response:
    """What the framework refuses under /api; the log has crashes with their trace."""
    return problems.from_http(error)
