"""A cookie is worth what the database says of it at this moment, and nothing that was typed is lost with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from talenttrack.app import create_app
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import accounts
from talenttrack.storage.accounts import UserAccount, WebSession
from tests.web.browsing import PASSWORD, add_user, send, sign_in, signed_in, soup, token, wiring

KEY = "tt_session"
WRONG = "a wrong guess"
ADMIN = Actor(None, "tests", Role.ADMIN)


def key_of(client: FlaskClient) -> str | None:
    cookie = client.get_cookie(KEY)
    return cookie.value if cookie else None


def is_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def rows(app: Flask, model: Any) -> int:
    with wiring(app).read_session() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_a_key_from_before_sign_in_is_worth_nothing_after_it(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    client.set_cookie(KEY, "planted")
    form_token = token(client, "/sign-in")
    sign_in(client, email)
    first = key_of(client)
    assert first not in (None, "planted")
    assert client.post("/sign-out", data={"csrf_token": form_token}).status_code == 400
    client.delete_cookie(KEY)
    client.set_cookie(KEY, "planted")
    assert not is_in(client)


def test_signing_in_again_ends_the_session_before(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    sign_in(client, email)
    first = key_of(client)
    client.post("/sign-in", data={"csrf_token": token(client, "/password"), "email": email, "password": PASSWORD})
    assert key_of(client) != first
    assert rows(app, WebSession) == 1


def test_a_cookie_kept_from_before_sign_out_opens_nothing(app: Flask) -> None:
    client = signed_in(app, Role.CASE_OFFICER)
    key = key_of(client)
    answer = client.post("/sign-out", data={"csrf_token": token(client, "/password")})
    assert answer.status_code == 303
    assert key_of(client) is None
    assert rows(app, WebSession) == 0
    client.set_cookie(KEY, str(key))
    assert not is_in(client)


def test_changing_the_password_signs_out_everywhere_else(app: Flask) -> None:
    email = add_user(app, Role.APPROVING_OFFICER)
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        sign_in(client, email)
        assert is_in(client)
    before = key_of(here)
    new = "five plain new words here"
    answer = send(here, "/password", present_password=PASSWORD, new_password=new, again_password=new)
    assert answer.status_code == 303
    assert is_in(here)
    assert key_of(here) != before
    assert not is_in(there)
    assert sign_in(app.test_client(), email).status_code == 422
    assert sign_in(app.test_client(), email, new).status_code == 303


def test_a_changed_role_and_a_shut_out_user_are_felt_at_the_next_request(app: Flask) -> None:
    email = add_user(app, Role.ADMIN)
    client = app.test_client()
    sign_in(client, email)
    assert client.get("/users/").status_code == 200
    with wiring(app).write_session() as session:
        session.execute(update(UserAccount).where(UserAccount.email == email).values(role="auditor"))
    assert client.get("/users/").status_code == 403
    with wiring(app).write_session() as session:
        user = accounts.user_by_email(session, email)
        accounts.set_active(session, ADMIN, user.id, False, datetime.now(UTC))
    assert not is_in(client)
    assert sign_in(app.test_client(), email).status_code == 422


def test_a_session_ends_when_it_was_idle_and_after_twelve_hours_whatever_happens(app: Flask) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as moment:
        idle, busy = signed_in(app, Role.CASE_OFFICER), signed_in(app, Role.CASE_OFFICER)
        for minutes in range(30, 12 * 60, 30):
            moment.move_to(start + timedelta(minutes=minutes))
            assert is_in(busy)
            if minutes == 60:
                assert not is_in(idle)
        moment.move_to(start + timedelta(hours=12))
        assert not is_in(busy)


def test_words_typed_into_a_form_survive_the_end_of_the_session(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    data = {"csrf_token": token(client, "/users/new"), "email": "new@example.com", "name": "<b>陳大文</b>"}
    client.delete_cookie(KEY)
    asked = client.post("/users/new", data=data, headers={"Origin": "http://localhost"})
    assert asked.status_code == 401
    form = soup(asked).select_one("#page-form")
    assert form["action"] == "/sign-in?next=/users/new"
    typed = {field["name"]: field.get("value", "") for field in form.select("input")}
    wrong = client.post(form["action"], data={**typed, "email": "x@example.com", "password": WRONG})
    assert wrong.status_code == 422
    typed = {field["name"]: field.get("value", "") for field in soup(wrong).select("#page-form input")}
    back = client.post(form["action"], data={**typed, "email": add_user(app, Role.ADMIN), "password": PASSWORD})
    again = soup(back).select_one("main form")
    assert again["action"] == "/users/new"
    resent = {field["name"]: field["value"] for field in again.select("input")}
    shown = client.post(again["action"], data={**resent, "speak": "en"})
    assert shown.status_code == 200
    assert soup(shown).select_one("#name")["value"] == "<b>陳大文</b>"
    assert soup(shown).select_one("#email")["value"] == "new@example.com"


def test_words_sent_from_elsewhere_are_not_taken_along(client: FlaskClient) -> None:
    answer = client.post("/users/new", data={"name": "Words"}, headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 303
    assert "Words" not in answer.text


def test_where_a_browser_was_last_seen_is_written_once_a_minute_at_most(app: Flask) -> None:
    start = datetime.now(UTC)

    def seen() -> datetime:
        with wiring(app).read_session() as session:
            return session.execute(select(WebSession.last_seen_at)).scalar_one()

    with time_machine.travel(start, tick=False) as moment:
        client = signed_in(app, Role.CASE_OFFICER)
        for seconds, expected in ((59, 0), (60, 60), (100, 60), (120, 120)):
            moment.move_to(start + timedelta(seconds=seconds))
            client.get("/password")
            assert seen() - start == timedelta(seconds=expected)


def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(config: dict[str, Any]) -> None:
    app = create_app({**config, "BASE_URL": "https://talent.example"})
    client = app.test_client()
    answer = client.get("/sign-in", base_url="https://talent.example")
    visit = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("__Host-tt_visit=")]
    data = {
        "csrf_token": soup(answer).select_one("input[name=csrf_token]")["value"],
        "email": add_user(app, Role.AUDITOR),
        "password": PASSWORD,
    }
    source = {"Referer": "https://talent.example/sign-in"}
    answer = client.post("/sign-in", data=data, base_url="https://talent.example", headers=source)
    key = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("__Host-tt_session=")]
    assert len(visit) == len(key) == 1
    for cookie in (*visit, *key):
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)
    wiring(app).engine.dispose()


def test_a_visitor_costs_no_row(app: Flask, client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/sign-in")
    assert rows(app, WebSession) == 0


def test_a_message_for_the_next_page_is_shown_once(app: Flask) -> None:
    client = signed_in(app, Role.CASE_OFFICER)
    new = "five plain new words here"
    send(client, "/password", present_password=PASSWORD, new_password=new, again_password=new)
    assert "Your password is changed" in client.get("/password").text
    assert "Your password is changed" not in client.get("/password").text
