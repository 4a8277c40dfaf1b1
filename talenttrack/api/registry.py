"""Every operation of the API as one record: the routes, the checks before a handler, and the OpenAPI text read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from talenttrack.api.shapes import Asked
from talenttrack.domain.lifecycle import Actor
from talenttrack.wiring import Wiring

M = TypeVar("M", bound=BaseModel)


class NoQuery(Asked):
    """No query parameters."""


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request inside its transaction. `expected_version` is what If-Match named, if it was sent."""

    session: Session
    actor: Actor
    now: datetime
    wiring: Wiring
    ids: Mapping[str, Any]
    sent: BaseModel | None
    asked: BaseModel
    expected_version: int | None

    def body(self, model: type[M]) -> M:
        assert isinstance(self.sent, model)  # noqa: S101 - the registry's promise
        return self.sent

    def query(self, model: type[M]) -> M:
        assert isinstance(self.asked, model)  # noqa: S101 - the registry's promise
        return self.asked

    def id(self, name: str) -> int:
        return int(self.ids[name])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler returns. `version` becomes the ETag, `location` the address of what was made.

    A refusal by the rules is an answer too, with status 409, because it commits.
    """

    body: BaseModel | Mapping[str, Any]
    status: int = 200
    version: int | None = None
    location: str | None = None
    problem: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`path` is written as OpenAPI does: `/companies/{company_id}`. Names end in `_id`.

    `refusable`: rules can refuse it, and then 409 carries the decision. `conditional`: it heeds If-Match.
    `own_transactions`: the use case opens them itself and is harmless when repeated.
    """

    name: str
    tag: str
    method: str
    path: str
    summary: str
    handler: Callable[[Call], Answer]
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] = NoQuery
    status: int = 200
    also: tuple[int, ...] = ()
    refusable: bool = False
    conditional: bool = False
    own_transactions: bool = False
    description: str = ""

    @property
    def endpoint(self) -> str:
        """The name under which the table of audiences knows it."""
        return f"api.{self.tag}_{self.name}"

    @property
    def writes(self) -> bool:
        return self.method != "GET"


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Routes:
    """The operations of one resource, in the order in which they are documented."""

    tag: str
    operations: list[Operation] = field(default_factory=list)

    def get(self, path: str, summary: str, answer: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("GET", path, summary, answer, more)

    def post(self, path: str, summary: str, answer: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("POST", path, summary, answer, more)

    def patch(self, path: str, summary: str, answer: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("PATCH", path, summary, answer, more)

    def _add(
        self, method: str, path: str, summary: str, answer: type[BaseModel], more: dict[str, Any]
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    name=handler.__name__,
                    tag=self.tag,
                    method=method,
                    path=path,
                    summary=summary,
                    description=(handler.__doc__ or "").strip(),
                    handler=handler,
                    answer=answer,
                    **more,
                )
            )
            return handler

        return add
