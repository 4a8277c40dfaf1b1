"""The frame speaks three languages, keeps what was typed, and never answers bad input with a fault."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, abort, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from wtforms import StringField
from wtforms.validators import Length

from talenttrack import access, web
from talenttrack.app import create_app
from talenttrack.audience import PUBLIC
from talenttrack.language import (
    speaking,
)
from talenttrack.web.forms import DayField, MoneyField, PageForm, needed


class HireForm(PageForm):
    name = StringField(validators=[needed("Enter the name"), Length(max=5)])
    start = DayField(validators=[needed("Enter the first day")])
    salary = MoneyField()


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_app({"ENV": "testing", "DATABASE_URL": f"sqlite:///{tmp_path}/frame.db"})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/refuse/<int:code>", "refuse", abort)
    app.add_url_rule("/fault", "fault", lambda: str(1 // 0))
    access.audiences(app).update(refuse=PUBLIC, fault=PUBLIC)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def soup(response: TestResponse) -> Any:
    return BeautifulSoup(response.text, "html.parser")


def filled(app: Flask, **typed: str) -> HireForm:
    with app.test_request_context("/", method="POST", data=typed):
        g.csrf_valid = True
        form = HireForm()
        form.validate()
        return form


def test_the_switch_keeps_page_and_query_and_is_remembered(client: FlaskClient) -> None:
    page = soup(client.get("/styleguide/problem/404?a=1&b=%E9%99%B3&lang=zh-Hant"))
    assert page.html["lang"] == "zh-Hant-HK"
    hrefs = [link["href"] for link in page.select(".tt-languages a")]
    assert hrefs == [
        "/styleguide/problem/404?a=1&b=%E9%99%B3&lang=en",
        "/styleguide/problem/404?a=1&b=%E9%99%B3&lang=zh-Hans",
    ]
    assert soup(client.get("/nowhere")).html["lang"] == "zh-Hant-HK"
    assert soup(client.get("/nowhere?lang=xx")).html["lang"] == "zh-Hant-HK"


def test_one_reader_s_language_does_not_reach_the_next(app: Flask) -> None:
    assert soup(app.test_client().get("/styleguide?lang=zh-Hans")).html["lang"] == "zh-Hans"
    page = soup(app.test_client().get("/styleguide"))
    assert page.html["lang"] == "en"
    assert "1 July 2020" in page.text


def send(client: FlaskClient, origin: str = "http://localhost", **typed: str) -> TestResponse:
    page = soup(client.get("/styleguide"))
    token = page.select_one("#page-form input[name=csrf_token]")["value"]
    return client.post("/styleguide", data={"csrf_token": token, **typed}, headers={"Origin": origin})


def test_a_form_with_errors_says_so_in_title_summary_and_field(client: FlaskClient) -> None:
    response = send(
        client,
        name="",
        degree="master",
        salary="a lot",
        **{"start-day": "31", "start-month": "2", "start-year": "2026"},
    )
    page = soup(response)
    assert response.status_code == 422
    assert page.title.text.startswith("Error: ")
    summary = page.select_one(".govuk-error-summary")
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    targets = [link["href"] for link in summary.select("a")]
    assert targets == ["#name", "#pool", "#start-day", "#salary"]
    assert all(page.select_one(target) for target in targets)
    for control in page.select("[aria-describedby]"):
        assert all(page.find(id=id) for id in control["aria-describedby"].split())


def test_changing_the_language_on_a_form_keeps_the_words_and_complains_of_nothing(client: FlaskClient) -> None:
    response = send(client, name="陳大文", speak="zh-Hant", **{"start-day": "7"})
    page = soup(response)
    assert response.status_code == 200
    assert page.html["lang"] == "zh-Hant-HK"
    assert page.select_one("#name")["value"] == "陳大文"
    assert page.select_one("#start-day")["value"] == "7"
    assert not page.select(".govuk-error-summary, #page-form .govuk-error-message")


def test_a_form_without_token_saves_nothing_and_loses_no_word(client: FlaskClient) -> None:
    response = client.post(
        "/styleguide", data={"name": "Words", "password": "secret"}, headers={"Origin": "http://localhost"}
    )
    page = soup(response)
    assert response.status_code == 400
    kept = {field["name"]: field["value"] for field in page.select("main input")}
    assert kept["name"] == "Words"
    assert "password" not in kept
    again = soup(client.post("/styleguide", data={**kept, "speak": "en"}))
    assert again.select_one("#name")["value"] == "Words"


def test_a_form_from_another_site_is_not_offered_again(client: FlaskClient) -> None:
    response = client.post("/styleguide", data={"name": "Words"}, headers={"Origin": "http://elsewhere.example"})
    assert response.status_code == 400
    assert "Words" not in response.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_problem_has_a_plain_page_with_a_reference(client: FlaskClient, status: int) -> None:
    response = client.get(f"/refuse/{status}")
    page = soup(response)
    assert response.status_code == status
    assert page.h1.text in page.title.text
    assert response.headers["X-Request-Id"] in page.text


def test_a_fault_tells_the_reader_nothing_of_the_inside(client: FlaskClient) -> None:
    response = client.get("/fault")
    assert response.status_code == 500
    assert "ZeroDivision" not in response.text


def test_below_the_api_problems_are_json(client: FlaskClient) -> None:
    response = client.get("/api/v1/no-such-thing", headers={"Accept-Language": "zh-HK"})
    assert response.status_code in {401, 404}
    assert response.content_type == "application/problem+json"
    assert response.get_json()["status"] == response.status_code


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/healthz")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ({"start-day": "20", "start-month": "5", "start-year": "2026"}, date(2026, 5, 20)),
        ({"start-day": " 20 ", "start-month": "May", "start-year": "2026"}, date(2026, 5, 20)),
        ({"start-day": "２０", "start-month": "5", "start-year": "2026"}, date(2026, 5, 20)),
        ({"start": "2026-05-20"}, date(2026, 5, 20)),
    ],
)
def test_a_day_is_understood_as_it_is_typed(app: Flask, typed: dict[str, str], day: date) -> None:
    form = filled(app, name="Chan", **typed)
    assert form.start.data == day
    assert not form.errors


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"start-day": "31", "start-month": "2", "start-year": "2026"},
        {"start-day": "1", "start-month": "2"},
        {"start-day": "1", "start-month": "2", "start-year": "26"},
        {"start-day": "-1", "start-month": "2", "start-year": "2026"},
        {"start-day": "²", "start-month": "x", "start-year": "99999999999999999999999"},
        {"start": "tomorrow"},
        {"start": "2026-05"},
    ],
)
def test_a_day_that_is_none_is_an_error_of_the_field(app: Flask, typed: dict[str, str]) -> None:
    form = filled(app, name="Chan", **typed)
    assert form.start.data is None
    assert len(form.start.errors) == 1


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("20,000", 2_000_000), ("HK$ 20000.50", 2_000_050), ("$0", 0), ("", None), (" 1.5 ", 150)],
)
def test_an_amount_is_understood_as_it_is_typed(app: Flask, typed: str, cents: int | None) -> None:
    form = filled(app, name="Chan", start="2026-05-20", salary=typed)
    assert form.salary.data == cents
    assert not form.errors


@pytest.mark.parametrize("typed", ["-1", "1.234", "2O", "1,00", "9" * 30, "NaN"])
def test_an_amount_that_is_none_is_an_error_of_the_field(app: Flask, typed: str) -> None:
    form = filled(app, name="Chan", start="2026-05-20", salary=typed)
    assert form.salary.data is None
    assert form.salary.errors


def test_the_form_library_s_own_messages_are_in_the_right_chinese(app: Flask) -> None:
    def message(code: str) -> str:
        with speaking(code), app.test_request_context("/", method="POST", data={"name": "x" * 9}):
            g.csrf_valid = True
            form = HireForm()
            form.validate()
            return str(form.name.errors[0])

    traditional, simplified, english = message("zh-Hant"), message("zh-Hans"), message("en")
    assert len({traditional, simplified, english}) == 3
    assert "欄" in traditional or "長" in traditional
    assert "长" in simplified or "字段" in simplified


def test_text_is_trimmed(app: Flask) -> None:
    assert filled(app, name=" Chan ", start="2026-05-20").name.data == "Chan"


def test_sections_are_those_of_the_role_and_exist(app: Flask) -> None:
    for endpoint in ("company.home", "queue.index", "policy.index"):
        if endpoint not in app.view_functions:
            app.add_url_rule(f"/sections/{endpoint}", endpoint, lambda: "")
    with app.test_request_context("/"):
        company = {item["label"] for item in map(_plain, web.frame.sections("company_user"))}
        officer = {item["label"] for item in map(_plain, web.frame.sections("case_officer"))}
    assert {"Home", "Rules"} <= company
    assert "Queue" not in company
    assert {"Queue", "Rules"} <= officer
    assert "Home" not in officer


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "label": str(item["label"])}


def test_the_user_s_name_is_escaped(app: Flask) -> None:
    @app.before_request
    def sign_in() -> None:
        g.user = SimpleNamespace(name="<b>Chan</b>", role="auditor")

    page = app.test_client().get("/styleguide").text
    assert "&lt;b&gt;Chan&lt;/b&gt;" in page
    assert "<b><b>" not in page


def test_pages_have_no_inline_script_or_style(client: FlaskClient) -> None:
    page = soup(client.get("/styleguide"))
    assert not page.select("style, [style], [onclick], [onchange]")
    assert all(script["src"].startswith("/static/") and not script.text for script in page.select("script"))
    assert all(link["href"].startswith("/static/") for link in page.select("link"))
    assert b"tt-header" in client.get("/static/talenttrack.css", buffered=True).data


def test_the_style_guide_is_not_for_production(tmp_path: Path) -> None:
    key = "a" * 43 + "="
    app = create_app({
        "ENV": "production", "DATABASE_URL": f"sqlite:///{tmp_path}/p.db", "SECRET_KEY": key, "PII_KEY": "b" * 43 + "=",
        "BASE_URL": "https://talenttrack.example",
    })  # fmt: skip
    assert "styleguide.show" not in app.view_functions
