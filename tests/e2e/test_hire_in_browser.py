"""One hire in a real browser without script: refused, moved to the earliest start, recommended, approved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from talenttrack.app import create_app
from talenttrack.domain.lifecycle import Role
from tests.conftest import TODAY
from tests.web.browsing import PASSWORD, add_company, add_user, signed_in
from tests.web.hiring import document, hire, hired_id

pytestmark = pytest.mark.browser
WIDTHS = (1366, 360)

Browse = Callable[[str], Any]


@pytest.fixture
def config(sqlite_url: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "TESTING": True,
        "ENV": "testing",
        "DATABASE_URL": sqlite_url,
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "TODAY": TODAY,
        "CHEAP_PASSWORDS": True,
    }


@pytest.fixture
def app(config: dict[str, Any]) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions["talenttrack"].engine.dispose()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The address of `app`, served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=WIDTHS)
def browse(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Browse]:
    """Opens a window of its own for a user and signs in; without script, wide and narrow."""
    contexts = []

    def window(email: str) -> Any:
        size = {"width": request.param, "height": 900}
        context = chromium.new_context(viewport=size, java_script_enabled=False, base_url=address, locale="en-HK")
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Sign in").click()
        return page

    yield window
    for context in contexts:
        context.close()


def type_day(page: Any, legend: str, day: date) -> None:
    boxes = page.get_by_role("group", name=legend, exact=True)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(value))


def go_on(page: Any) -> None:
    assert_fits(page)
    page.get_by_role("button", name="Save and continue").click()


def fill_in(page: Any, number: str) -> None:
    """From the start page to the check of all answers."""
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Base quota").check()
    page.get_by_label("Technology company").check()
    go_on(page)
    type_day(page, "First day", date(2027, 6, 1))
    page.get_by_label("Months", exact=True).fill("12")
    page.get_by_label("Research", exact=True).check()
    page.get_by_label("Monthly salary").fill("25,000")
    go_on(page)
    page.get_by_label("Name in English").fill("LEE Siu Ming")
    page.get_by_label("Name in Chinese").fill("李小明")
    page.get_by_label("Hong Kong identity card").check()
    page.get_by_label("Number of the document").fill(number)
    go_on(page)
    page.get_by_label("Highest degree").select_option("master")
    page.get_by_role("group", name="Is it in science").get_by_label("Yes").check()
    page.get_by_label("Degree from").select_option("local")
    go_on(page)
    page.get_by_role("group", name="Is the person a permanent resident").get_by_label("Yes").check()
    go_on(page)
    page.get_by_label("None of these").check()
    go_on(page)


def assert_fits(page: Any) -> None:
    """Nothing sticks out to the side; read from outside, since the page runs no script."""
    client = page.context.new_cdp_session(page)
    metrics = client.send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= page.viewport_size["width"]


def test_a_hire_from_refusal_to_approval(app: Flask, browse: Browse) -> None:
    company_id = add_company(app, "Kite Robotics Limited")
    company = signed_in(app, Role.COMPANY_USER, company_id)
    for _ in range(4):
        hired_id(hire(company, date(2027, 1, 1), date(2027, 12, 31)))

    page = browse(add_user(app, Role.COMPANY_USER, company_id=company_id))
    assert_fits(page)
    page.get_by_role("link", name="Register a hire").first.click()
    fill_in(page, document())
    page.get_by_label("I have checked these answers").check()
    page.get_by_role("button", name="Submit").click()
    assert "Nothing was submitted." in page.content()
    assert_fits(page)
    page.get_by_role("button", name="The same length, starting on 1 January 2028").click()
    assert "1 January 2028 to 31 December 2028 (12.00 months)" in page.content()
    assert "李小明" in page.content()
    assert "There is room" in page.content()
    page.get_by_label("I have checked these answers").check()
    page.get_by_role("button", name="Submit").click()
    assert "What happens next" in page.content()
    reference = page.locator(".tt-panel__reference b").inner_text()

    officer = browse(add_user(app, Role.CASE_OFFICER))
    officer.get_by_role("link", name=reference).click()
    assert_fits(officer)
    officer.get_by_role("link", name="Recommend").click()
    officer.get_by_role("button", name="Recommend").click()

    second = browse(add_user(app, Role.APPROVING_OFFICER))
    second.get_by_role("link", name=reference).click()
    second.get_by_role("link", name="Approve").click()
    second.get_by_role("button", name="Approve").click()
    assert "Approved." in second.content()

    page.get_by_role("link", name="See the case").click()
    assert "Approved" in page.content()
    assert_fits(page)


def test_the_rules_answer_beside_the_questions_while_one_types(app: Flask, chromium: Any, address: str) -> None:
    company_id = add_company(app)
    company = signed_in(app, Role.COMPANY_USER, company_id)
    for _ in range(4):
        hired_id(hire(company, date(2027, 1, 1), date(2027, 12, 31)))
    context = chromium.new_context(viewport={"width": 1366, "height": 900}, base_url=address, locale="en-HK")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(add_user(app, Role.COMPANY_USER, company_id=company_id))
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.goto("/hires/new")
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Technology company").wait_for(state="hidden")
    page.get_by_label("Base quota").check()
    page.get_by_label("Technology company").check()
    page.get_by_role("button", name="Save and continue").click()
    type_day(page, "First day", date(2027, 6, 1))
    page.get_by_label("Months", exact=True).fill("12")
    aside = page.locator("aside")
    aside.get_by_text("So far the rules refuse this").wait_for()
    assert "1 June 2027 to 31 May 2028 (12.00 months)" in aside.inner_text()
    aside.get_by_role("button", name="The same length, starting on 1 January 2028").click()
    aside.get_by_text("So far the rules admit this").wait_for()
    assert page.get_by_role("group", name="First day", exact=True).get_by_label("Year").input_value() == "2028"
    assert faults == []
    context.close()
