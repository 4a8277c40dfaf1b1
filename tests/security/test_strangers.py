"""What the database and the pages stand from somebody who types what no form offers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.api.asking import Office, engagement, made


def test_a_text_with_nul_is_refused_and_no_crash(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    sent = {"csrf_token": token[1], "email": "a\0@b.test", "password": "wrong"}
    assert client.post("/sign-in", data=sent).status_code == 400
    assert client.get("/sign-in?after=%00").status_code == 400


def test_an_id_that_no_database_holds_is_no_address(client: FlaskClient, app: Flask) -> None:
    urls = app.url_map.bind("localhost")
    assert urls.match(f"/engagements/{2**63 - 1}", method="GET")[0] == "engagements.show"
    assert client.get(f"/engagements/{2**63}").status_code == 404


@pytest.mark.parametrize("table", ["audit_entry", "receipt", "engagement_version"])
def test_what_happened_cannot_be_replaced_through_the_applications_own_connection(office: Office, table: str) -> None:
    company_id, company = office.company()
    made(company.post("/engagements", engagement(company_id)))
    statements = [f"UPDATE {table} SET id = id", f"DELETE FROM {table}"]  # noqa: S608 (three names of our own)
    if office.wiring.engine.dialect.name == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    for statement in statements:
        with office.wiring.engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.execute(text(statement))


def test_an_error_of_the_database_does_not_name_the_values_it_was_given(office: Office) -> None:
    with office.wiring.engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT :name FROM no_such_table"), {"name": "Chan Siu Ming"})
    assert "Chan" not in str(failed.value)
