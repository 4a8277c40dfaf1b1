"""Clients that let go all at once, each on a connection made before."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Role
from talenttrack.services.accounts import issue_token
from talenttrack.storage.accounts import UserAccount
from tests.services.schemes.office import an_actor

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sent:
    """A request as a client sends it."""

    path: str
    token: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    status: int
    body: dict[str, Any]


def all_at_once(port: int, requests: Sequence[Sent]) -> list[Told]:
    """The answers, in the order of the requests; every client is connected before the first one sends."""
    barrier = threading.Barrier(len(requests))

    def ask(sent: Sent) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        barrier.wait(60)
        try:
            return ask_on(connection, sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(ask, requests))


def ask_once(port: int, sent: Sent) -> Told:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return ask_on(connection, sent)
    finally:
        connection.close()


def ask_on(connection: http.client.HTTPConnection, sent: Sent) -> Told:
    headers = {"Authorization": f"Bearer {sent.token}", "Content-Type": "application/json", **sent.headers}
    connection.request("POST", f"/api/v1{sent.path}", json.dumps(sent.body), headers)
    answer = connection.getresponse()
    return Told(answer.status, json.loads(answer.read()))


def a_token(session: Session, role: Role, company_id: int | None) -> str:
    """The token of a new user."""
    actor = an_actor(session, role, company_id)
    email = session.execute(select(UserAccount.email).where(UserAccount.id == actor.id)).scalar_one()
    return issue_token(session, email, 30, NOW)


def passport() -> str:
    """A number that nobody has named in this run."""
    return f"R{next(_numbers):08d}"


def engagement(company_id: int, *, id_number: str | None = None, **changed: Any) -> dict[str, Any]:
    """The body of a year's engagement in the base pool, of a new person unless one is named."""
    return {
        "company_id": company_id,
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "start": "2027-01-01",
        "end": "2027-12-31",
        "monthly_salary": "20000.00",
        "talent": {
            "name_en": "A talent",
            "id_type": "passport",
            "id_number": id_number or passport(),
            "id_country": "GBR",
            "degree": "master",
            "stem": True,
            "institution_kind": "local",
            "permanent_resident": True,
        },
        "conflicts": dict.fromkeys(("proprietor", "partner", "shareholder", "manager", "relative"), False),
        **changed,
    }
