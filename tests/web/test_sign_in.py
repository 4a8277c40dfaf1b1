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
from sqlalchemy import func, select

from talenttrack.access import safe_next
from talenttrack.app import create_app
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.storage.accounts import SignInAttempt
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


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_everybody_is_led_to_a_page_that_is_theirs(app: Flask, role: Role) -> None:
    answer = signed_in(app, role).get("/", follow_redirects=True)
    assert answer.status_code == 200
