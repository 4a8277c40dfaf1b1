"""`talenttrack user` and `talenttrack token` tell a secret once, alone on standard output."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from talenttrack.domain.lifecycle import Role
from talenttrack.services import accounts
from talenttrack.storage.companies import Company
from tests.web.browsing import NOW, add_company, sign_in, wiring


def test_the_generated_password_is_all_that_is_printed_and_signs_in(app: Flask, commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["user", "create", "--email", "Officer@x.example", "--role", "case_officer"])
    assert told.exit_code == 0, told.output
    password = told.stdout.strip()
    assert len(password.split()) == 1
    assert sign_in(app.test_client(), "officer@x.example", password).status_code == 303


def test_a_given_password_is_read_and_not_repeated(app: Flask, commands: FlaskCliRunner) -> None:
    args = ["user", "create", "--email", "o@x.example", "--role", "admin", "--name", "陳大文", "--password-stdin"]
    told = commands.invoke(args=args, input="four plain old words\n")
    assert told.exit_code == 0, told.output
    assert "plain" not in told.output
    assert sign_in(app.test_client(), "o@x.example", "four plain old words").status_code == 303


def test_a_company_s_user_is_added_by_its_number(app: Flask, commands: FlaskCliRunner) -> None:
    company_id = add_company(app)
    with wiring(app).read_session() as session:
        number = session.execute(select(Company.brn)).scalar_one()
    args = ["user", "create", "--email", "u@x.example", "--role", "company_user", "--company", number]
    assert commands.invoke(args=args).exit_code == 0
    with wiring(app).read_session() as session:
        assert accounts.user_by_email(session, "u@x.example").company_id == company_id


def test_what_cannot_be_done_is_told_and_ends_with_one(commands: FlaskCliRunner) -> None:
    def status(*args: str, typed: str = "") -> int:
        told = commands.invoke(args=list(args), input=typed)
        assert told.stdout == ""
        return told.exit_code

    create = ("user", "create", "--email", "u@x.example", "--role")
    assert status(*create, "company_user", "--company", "A1234567") == 1
    assert status(*create, "company_user") == 1
    assert status(*create, "admin", "--password-stdin", typed="short\n") == 1
    assert status("user", "create", "--email", "nonsense", "--role", "admin") == 1
    assert status("token", "create", "--email", "nobody@x.example") == 1
    assert status(*create, "system") == 2
    assert status("token", "create", "--email", "u@x.example", "--days", "3651") == 2


def test_a_token_is_printed_alone(app: Flask, commands: FlaskCliRunner) -> None:
    commands.invoke(args=["user", "create", "--email", "s@x.example", "--role", "service"])
    told = commands.invoke(args=["token", "create", "--email", "s@x.example", "--days", "1"])
    assert told.exit_code == 0, told.output
    with wiring(app).read_session() as session:
        actor = accounts.actor_of_token(session, told.stdout.strip(), NOW)
    assert actor is not None
    assert actor.role is Role.SERVICE
