"""Whoever holds neither the password nor the living cookie stays outside, and everybody else comes in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from talenttrack.access import safe_next
from talenttrack.app import create_app
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import accounts
from talenttrack.storage.accounts import SignInAttempt, UserAccount, WebSession
from talenttrack.storage.audit import AuditEntry
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


@pytest.fixture
def limited(config: dict[str, Any]) -> Iterator[list[Flask]]:
    """Two applications on one database, as two workers are, with the throttle on."""
    on = {**config, "TODAY": None, "RATE_LIMIT": "on"}
    apps = [create_app(on), create_app(on)]
    yield apps
    for app in apps:
        wiring(app).engine.dispose()


def test_the_right_password_opens_the_page_that_was_asked_for(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    away = client.get("/password?lang=en")
    assert away.status_code == 303
    assert away.location == "/sign-in?next=/password?lang%3Den"
    answer = send(client, away.location, email=f" {email.upper()} ", password=PASSWORD)
    assert answer.status_code == 303
    assert answer.location == "/password?lang=en"
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    wrong = sign_in(client, email, "not the password")
    unknown = sign_in(client, "nobody@example.com", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert soup(wrong).select_one(".govuk-error-summary").text == soup(unknown).select_one(".govuk-error-summary").text
    assert key_of(client) is None
    assert soup(wrong).select_one("#email")["value"] == email
    assert "not the password" not in wrong.text


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


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"present_password": "wrong words altogether"}, "present_password"),
        ({"again_password": "something else entirely"}, "again_password"),
        ({"new_password": "short", "again_password": "short"}, "new_password"),
        ({"new_password": "aaaaaaaaaaaaaaa", "again_password": "aaaaaaaaaaaaaaa"}, "new_password"),
        ({"new_password": "x y" * 100, "again_password": "x y" * 100}, "new_password"),
    ],
)
def test_a_password_that_will_not_do_is_told_at_its_field(app: Flask, typed: dict[str, str], place: str) -> None:
    client = signed_in(app, Role.CASE_OFFICER)
    good = "five plain new words here"
    filled = {"present_password": PASSWORD, "new_password": good, "again_password": good, **typed}
    answer = send(client, "/password", **filled)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{place}-error")
    assert good not in answer.text


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


def test_after_five_failures_one_has_to_wait_at_every_worker_whatever_address_is_claimed(limited: list[Flask]) -> None:
    email = add_user(limited[0], Role.CASE_OFFICER)
    start = datetime.now(UTC)

    def guess(number: int, password: str = WRONG) -> int:
        client = limited[number % 2].test_client()
        data = {"csrf_token": token(client, "/sign-in"), "email": email, "password": password}
        return client.post("/sign-in", data=data, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code

    with time_machine.travel(start, tick=False) as moment:
        assert [guess(number) for number in range(12)] == [422] * 5 + [429] * 7
        assert guess(1, PASSWORD) == 429
        moment.move_to(start + timedelta(seconds=15))
        assert guess(2) == 422
        moment.move_to(start + timedelta(seconds=44))
        assert guess(3, PASSWORD) == 429
        moment.move_to(start + timedelta(seconds=45))
        assert guess(3, PASSWORD) == 303
        assert guess(4) == 422


def test_waiting_is_told_in_seconds(limited: list[Flask]) -> None:
    client = limited[0].test_client()
    answers = [sign_in(client, "nobody@example.com", WRONG) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) in range(10, 17)
    assert "Wait" in soup(answers[-1]).select_one(".govuk-error-summary").text


def test_guesses_sent_at_once_count_one_another(limited: list[Flask]) -> None:
    email = add_user(limited[0], Role.CASE_OFFICER)
    clients = [limited[number % 2].test_client() for number in range(16)]
    tokens = [token(client, "/sign-in") for client in clients]

    def guess(number: int) -> int:
        data = {"csrf_token": tokens[number], "email": email, "password": WRONG}
        return clients[number].post("/sign-in", data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(16)))
    assert statuses.count(422) == 5
    assert statuses.count(429) == 11


def test_no_secret_is_in_the_log_of_acts(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    for _ in range(5):
        sign_in(client, email, WRONG)
    sign_in(client, email)
    with wiring(app).read_session() as session:
        told = session.execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.id)).all()
        assert session.execute(select(func.count()).select_from(SignInAttempt)).scalar_one() == 6
    assert [entry.action for entry in told] == ["create_user", "sign_in_slowed", "sign_in"]
    assert told[-1].details == {"failures_before": 5}
    assert not any(secret in str(told) for secret in (PASSWORD, "guess", "argon2", str(key_of(client))))


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "http:evil.example", "//evil.example", "///evil.example", "////evil.example/",
        "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
        "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "javascript:alert(1)",
        "data:text/html,x", "evil.example", "@evil.example", ".evil.example", "%2f%2fevil.example",
        "https:evil.example", "https:/evil.example", "ftp://evil.example", "//evil.example@localhost",
        "?next=//evil", "#//evil.example", "", "/\x00/evil.example", "/\x7f/evil.example", "/" + "a" * 3000,
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(app: Flask, client: FlaskClient, address: str) -> None:
    assert safe_next(address) is None
    with app.test_request_context():
        from flask import url_for

        way = url_for("account.sign_in", next=address)
    answer = send(client, way, email=add_user(app, Role.CASE_OFFICER), password=PASSWORD)
    assert answer.status_code == 303
    assert answer.location == "/"


@pytest.mark.parametrize("address", ["/", "/engagements?pool=base&on=2026-01-01", "/%2f%2fx", "/a//b", "/?next=//x"])
def test_a_page_of_this_site_may_be_the_next(address: str) -> None:
    assert safe_next(address) == address


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


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_everybody_is_led_to_a_page_that_is_theirs(app: Flask, role: Role) -> None:
    answer = signed_in(app, role).get("/", follow_redirects=True)
    assert answer.status_code == 200
