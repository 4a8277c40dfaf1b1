"""Administrators keep users: all of them, or the colleagues of their own company, and never themselves."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.accounts import UserAccount, WebSession
from tests.web.browsing import PASSWORD, add_company, add_user, sign_in, signed_in, soup, token, wiring


def test_an_administrator_adds_a_user_who_can_sign_in(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    form = {"csrf_token": token(client, "/users/new"), "email": "New@Example.com", "name": "New", "role": "auditor"}
    answer = client.post("/users/new", data=form)
    password = soup(answer).select_one("#password").text
    newcomer = app.test_client()
    typed = {"csrf_token": token(newcomer, "/sign-in"), "email": "new@example.com", "password": password}
    assert newcomer.post("/sign-in", data=typed).status_code == 303
    assert password not in client.get("/users/").text
    again = client.post("/users/new", data=form)
    assert again.status_code == 422
    assert soup(again).select_one("#email-error")


@pytest.mark.parametrize(("role", "company"), [("company_user", ""), ("company_user", "A9999999"), ("auditor", "own")])
def test_role_and_company_must_go_together(app: Flask, role: str, company: str) -> None:
    company_id = add_company(app)
    with wiring(app).read_session() as session:
        number = session.execute(text("SELECT brn FROM company WHERE id = :id"), {"id": company_id}).scalar_one()
    client = signed_in(app, Role.ADMIN)
    form = {"csrf_token": token(client, "/users/new"), "email": "x@example.com", "name": "X", "role": role}
    answer = client.post("/users/new", data={**form, "company": number if company == "own" else company})
    assert answer.status_code == 422
    assert soup(answer).select_one("#company-error")


def test_a_company_s_administrator_keeps_colleagues_and_nobody_else(app: Flask) -> None:
    ours, theirs = add_company(app, "Ours"), add_company(app, "Theirs")
    client = signed_in(app, Role.COMPANY_ADMIN, company_id=ours)
    colleague, stranger = (add_user(app, Role.COMPANY_USER, company_id=id) for id in (ours, theirs))
    page = client.get("/users/").text
    assert colleague in page
    assert stranger not in page
    with wiring(app).read_session() as session:
        ids = {row.email: row.id for row in session.execute(select(UserAccount.email, UserAccount.id))}
    form_token = token(client, "/password")
    assert client.get(f"/users/{ids[stranger]}").status_code == 404
    for part in ("", "/activity"):
        answer = client.post(f"/users/{ids[stranger]}{part}", data={"csrf_token": form_token, "role": "company_admin"})
        assert answer.status_code == 404
    form = {"csrf_token": form_token, "email": "spy@example.com", "name": "Spy"}
    assert client.post("/users/new", data={**form, "role": "admin"}).status_code == 422
    assert client.get("/users/?after=x").status_code == 404
    assert client.post(f"/users/{ids[colleague]}/activity", data={"csrf_token": form_token}).status_code == 303
    typed = {"email": colleague, "password": PASSWORD}
    outside = app.test_client()
    assert outside.post("/sign-in", data={"csrf_token": token(outside, "/sign-in"), **typed}).status_code == 422


def test_a_lost_password_is_replaced_by_an_administrator(app: Flask) -> None:
    email = add_user(app, Role.CASE_OFFICER)
    with wiring(app).read_session() as session:
        user_id = session.execute(select(UserAccount.id).where(UserAccount.email == email)).scalar_one()
    client = signed_in(app, Role.ADMIN)
    answer = client.post(f"/users/{user_id}/password", data={"csrf_token": token(client, f"/users/{user_id}")})
    password = soup(answer).select_one("#password").text
    assert sign_in(app.test_client(), email).status_code == 422
    assert sign_in(app.test_client(), email, password).status_code == 303


def test_nobody_shuts_out_or_promotes_themselves(app: Flask) -> None:
    client = signed_in(app, Role.ADMIN)
    with wiring(app).read_session() as session:
        own = session.execute(select(WebSession.user_id)).scalar_one()
    form_token = token(client, "/password")
    for part, typed in (("", {"role": "approving_officer"}), ("/activity", {"active": "no"})):
        assert client.post(f"/users/{own}{part}", data={"csrf_token": form_token, **typed}).status_code == 403
