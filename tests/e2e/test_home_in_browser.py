"""What only a browser shows: bars beside or below their words, and a list renewed while its filters change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from talenttrack.domain.lifecycle import Role
from tests.e2e.test_hire_in_browser import address, app, config
from tests.web.browsing import PASSWORD, add_user
from tests.web.hiring import Office, hire, office

__all__ = ["address", "app", "config"]

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


@pytest.fixture
def there(app: Flask) -> Office:
    made = office(app)
    hire(made.company, date(2027, 1, 1), date(2027, 12, 31), name_en="WONG Ka Yan", name_zh="")
    hire(made.company, date(2027, 1, 1), date(2027, 12, 31), name_en="CHAN Tai Man", name_zh="")
    return made


@pytest.fixture
def opened(app: Flask, there: Office, chromium: Any, address: str) -> Open:
    """A window of the company's user, as wide as asked for."""
    email = add_user(app, Role.COMPANY_USER, company_id=there.company_id)

    def opener(width: int, **options: Any) -> Any:
        view = {"width": width, "height": 900}
        page = chromium.new_context(base_url=address, locale="en-HK", viewport=view, **options).new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Sign in").click()
        return page

    return opener


@pytest.mark.parametrize("width", [1366, 360])
def test_bars_take_a_third_of_a_picture_that_fills_what_is_left(opened: Open, width: int) -> None:
    page = opened(width)
    page.goto("/timeline?from=2026-07&zoom=quarter")
    row = page.locator(".tt-timeline__bars > li").first
    picture, bar = row.locator("svg").bounding_box(), row.locator(".tt-timeline__bar").bounding_box()
    label = row.locator(".tt-timeline__label").bounding_box()
    assert picture["width"] > 0.6 * (width - 48)
    assert bar["width"] == pytest.approx(picture["width"] / 3, rel=0.05)
    beside = picture["x"] >= label["x"] + label["width"] - 1
    assert beside is (width > 700)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_filter_renews_the_list_and_the_address_and_leaves_the_typing_alone(opened: Open) -> None:
    page = opened(1366)
    page.goto("/engagements/")
    page.get_by_label("Reference or name").press_sequentially("wong")
    page.locator(".tt-chip").wait_for()
    assert page.locator("#results tbody tr").count() == 1
    assert page.url.endswith("/engagements/?text=wong")
    assert page.evaluate("document.activeElement.id") == "text"
    page.get_by_role("link", name="繁體中文").click()
    assert "text=wong" in page.url
    assert page.locator("#text").input_value() == "wong"


def test_without_script_the_button_filters(opened: Open) -> None:
    page = opened(360, java_script_enabled=False)
    page.goto("/engagements/")
    page.get_by_label("Reference or name").fill("wong")
    page.get_by_role("button", name="Filter").click()
    assert page.locator("#results tbody tr").count() == 1
