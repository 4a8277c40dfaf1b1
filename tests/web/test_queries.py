"""A page asks the database as often for many records as for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.portfolio import add_large_company
from talenttrack.domain.lifecycle import Role
from tests.web.browsing import signed_in, wiring

FEW, MANY = 12, 45
"""More than the rows that a first page shows in pieces, fewer than where it ends."""


def sent(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page sends once it has been seen before."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    assert client.get(address).status_code == 200, address
    engine = wiring(app).engine
    event.listen(engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def company_of(app: Flask, engagements: int) -> int:
    with wiring(app).write_session() as session:
        return add_large_company(session, engagements)


@pytest.mark.parametrize(
    "address",
    [
        lambda company_id: f"/companies/{company_id}",
        lambda company_id: f"/engagements/?company={company_id}",
        lambda company_id: f"/timeline?company={company_id}",
        lambda _company_id: "/queue/",
        lambda _company_id: "/companies/",
        lambda _company_id: "/people/?name=talent",
        lambda _company_id: "/findings/",
    ],
    ids=["company", "engagements", "timeline", "queue", "companies", "people", "findings"],
)
def test_an_officer_s_page_sends_as_many_statements_for_many_records(app: Flask, address: Callable[[int], str]) -> None:
    client = signed_in(app, Role.CASE_OFFICER)
    few = sent(app, client, address(company_of(app, FEW)))
    assert sent(app, client, address(company_of(app, MANY))) == few


@pytest.mark.parametrize("address", ["/home", "/engagements/", "/timeline"])
def test_a_company_s_page_sends_as_many_statements_for_many_records(app: Flask, address: str) -> None:
    counted = []
    for engagements in (FEW, MANY):
        client = signed_in(app, Role.COMPANY_USER, company_of(app, engagements))
        counted.append(sent(app, client, address))
    assert counted[0] == counted[1]
