"""Every address has an audience, every request one transaction, and nobody gets past either."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.routing import Rule

from talenttrack import access
from talenttrack.audience import AUDIENCES, PUBLIC, READ_FIRST, SIGNED_IN, admits
from talenttrack.domain.errors import WrongState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.engine import DatabaseBusy
from talenttrack.storage.locks import SharedPool
from tests.web.browsing import signed_in, soup, token, wiring

ROLES = [role for role in Role if role is not Role.SYSTEM]


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def is_api(rule: Rule) -> bool:
    return str(rule.endpoint).startswith("api.")


def address(rule: Rule) -> str:
    """Some address of the rule, with ids that no record has."""
    return str(rule.build({name: "999999999" if name != "status" else "404" for name in rule.arguments})[1])  # type: ignore[index]


def add_routes(app: Flask) -> None:
    """Pages of a made-up application: one that keeps something, one that refuses, one that breaks."""

    def keep(key: str) -> None:
        access.session().execute(insert(SharedPool).values(key=key))

    def write() -> tuple[str, int]:
        keep(request.form.get("key", "kept"))
        return "refused by the rules", 409

    def refuse() -> str:
        keep("refused")
        raise WrongState("Not now.")

    def crash() -> str:
        keep("crashed")
        return str(1 // 0)

    for name, view in (("write", write), ("refuse", refuse), ("crash", crash)):
        app.add_url_rule(f"/made-up/{name}", f"made_up.{name}", view, methods=["GET", "POST"])
        access.audiences(app)[f"made_up.{name}"] = SIGNED_IN
    app.add_url_rule("/made-up/forgotten", "made_up.forgotten", lambda: "open to all", methods=["GET", "POST"])


def kept(app: Flask) -> list[str]:
    with wiring(app).read_session() as session:
        return list(session.execute(select(SharedPool.key).order_by(SharedPool.key)).scalars())


def test_every_endpoint_has_an_audience_and_every_line_an_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(AUDIENCES) == set()
    assert set(AUDIENCES) - endpoints == set()
    assert set(AUDIENCES) >= READ_FIRST
    assert all(AUDIENCES.values())


def test_an_endpoint_without_a_line_is_for_nobody(app: Flask, client: FlaskClient) -> None:
    add_routes(app)
    assert client.get("/made-up/forgotten").status_code == 403
    assert signed_in(app, Role.ADMIN).get("/made-up/forgotten").status_code == 403
    assert not admits("made_up.forgotten", Actor(1, "admin", Role.ADMIN))
    assert not admits("account.password", None)


def test_without_sign_in_pages_lead_to_it_and_the_api_says_401(app: Flask, client: FlaskClient) -> None:
    form_token = token(client, "/sign-in")
    for rule in rules(app):
        if AUDIENCES[rule.endpoint] is PUBLIC:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address(rule), method=method, data={"csrf_token": form_token})
            if is_api(rule):
                assert answer.status_code == 401, rule
            else:
                assert answer.status_code == 303, rule
                assert answer.location.startswith("/sign-in"), rule


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_others_are_refused(app: Flask, role: Role) -> None:
    client = signed_in(app, role)
    form_token = token(client, "/password")
    for rule in rules(app):
        audience = AUDIENCES[rule.endpoint]
        if is_api(rule) or audience is PUBLIC:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address(rule), method=method, data={"csrf_token": form_token})
            assert (answer.status_code == 403) == (role not in audience), (rule, answer.status_code)
            assert answer.status_code < 500, rule


def test_no_form_is_taken_without_its_session_s_token(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    other = token(signed_in(app, Role.ADMIN), "/password")
    for rule in rules(app):
        audience = AUDIENCES[rule.endpoint]
        if is_api(rule) or not (audience is PUBLIC or Role.ADMIN in audience):
            continue
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            assert client.open(address(rule), method=method).status_code == 400, rule
            forged = client.open(address(rule), method=method, data={"csrf_token": other})
            assert forged.status_code == 400, rule
    assert client.get("/password").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reading_twice_leaves_the_database_as_it_is(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    url = wiring(app).engine.url

    def dump() -> list[str]:
        with sqlite3.connect(str(url.database)) as connection:
            return list(connection.iterdump())

    before = dump()
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            for _ in range(2):
                client.get(address(rule))
    assert dump() == before


def test_a_page_that_is_only_read_cannot_write(app: Flask) -> None:
    add_routes(app)
    client = signed_in(app, Role.CASE_OFFICER)
    with pytest.raises(DBAPIError):
        client.get("/made-up/write")
    assert kept(app) == []


def test_a_refusal_is_a_response_and_commits(app: Flask) -> None:
    add_routes(app)
    client = signed_in(app, Role.CASE_OFFICER)
    answer = client.post("/made-up/write", data={"csrf_token": token(client, "/password")})
    assert answer.status_code == 409
    assert kept(app) == ["kept"]


def test_an_exception_rolls_back_before_the_page_about_it_is_made(app: Flask) -> None:
    add_routes(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    seen: list[list[str]] = []

    @app.context_processor
    def look() -> dict[str, str]:
        seen.append(kept(app))
        return {}

    client = signed_in(app, Role.CASE_OFFICER)
    form_token = token(client, "/password")
    refused = client.post("/made-up/refuse", data={"csrf_token": form_token})
    crashed = client.post("/made-up/crash", data={"csrf_token": form_token})
    assert (refused.status_code, crashed.status_code) == (409, 500)
    assert "case_officer" in soup(crashed).select_one(".tt-user__who").text
    assert len(seen) >= 2
    assert all(found == [] for found in seen)


def test_of_many_who_write_at_once_nobody_is_thrown_out(app: Flask) -> None:
    """On SQLite this holds only because the transaction begins with the write lock, before the actor is looked up."""
    add_routes(app)
    clients = [signed_in(app, Role.CASE_OFFICER) for _ in range(8)]
    tokens = [token(client, "/password") for client in clients]

    def write(number: int) -> int:
        form = {"csrf_token": tokens[number], "key": f"key {number}"}
        return clients[number].post("/made-up/write", data=form).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [409] * 8
    assert len(kept(app)) == 8


def test_pages_that_hash_read_first(app: Flask) -> None:
    began: list[bool] = []

    @app.before_request
    def look() -> None:
        began.append(access._opened().writing)

    client = signed_in(app, Role.CASE_OFFICER)
    began.clear()
    form_token = token(client, "/password")
    client.post("/password", data={"csrf_token": form_token})
    client.post("/sign-out", data={"csrf_token": form_token})
    assert began == [False, False, True]


def test_a_database_held_by_others_is_told_as_busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add_routes(app)
    client = signed_in(app, Role.CASE_OFFICER)
    form_token = token(client, "/password")

    def held(*_: object, **__: object) -> None:
        raise DatabaseBusy("The database is busy. Try again in a moment.")

    monkeypatch.setattr(access, "Transaction", held)
    answer = client.post("/made-up/write", data={"csrf_token": form_token})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"


def test_a_role_lost_while_a_password_was_hashed_is_lost(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from talenttrack.services import passwords

    client = signed_in(app, Role.ADMIN)
    real = passwords.hashed

    def slow(*given: object, **more: object) -> object:
        with wiring(app).write_session() as session:
            session.execute(text("UPDATE user_account SET role = 'auditor' WHERE role = 'admin'"))
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(passwords, "hashed", slow)
    form = {"csrf_token": token(client, "/users/new"), "email": "new@example.com", "name": "New", "role": "auditor"}
    assert client.post("/users/new", data=form).status_code == 403
    with wiring(app).read_session() as session:
        assert session.execute(select(UserAccount).where(UserAccount.email == "new@example.com")).first() is None
