"""With script, what a change would do appears beside the form while it is typed, and nothing is written by looking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Role
from talenttrack.storage.audit import AuditEntry
from tests.e2e.test_hire_in_browser import address, app, config, type_day
from tests.web.browsing import PASSWORD, add_user, wiring
from tests.web.hiring import fill, hire, hired_id, office

__all__ = ["address", "app", "config"]

pytestmark = pytest.mark.browser


def entries(app: Flask) -> int:
    with wiring(app).read_session() as session:
        return int(session.scalar(select(func.count()).select_from(AuditEntry)) or 0)


def test_the_column_beside_a_form_follows_what_is_typed(app: Flask, chromium: Any, address: str) -> None:
    there = office(app)
    case = f"/engagements/{hired_id(hire(there.company, date(2027, 1, 1), date(2027, 12, 31)))}"
    fill(there.case_officer, f"{case}/recommend")
    fill(there.approver, f"{case}/approve")
    email = add_user(app, Role.COMPANY_USER, company_id=there.company_id)
    context = chromium.new_context(base_url=address, locale="en-HK")
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    before = entries(app)

    page.goto(f"{case}/shorten")
    type_day(page, "What is the new last day?", date(2027, 6, 30))
    page.locator("#live").get_by_text("6.00 months return. The place is free from 1 July 2027.").wait_for()

    page.goto("/check")
    page.get_by_label("Base quota").check()
    page.get_by_label("Technology company").check()
    type_day(page, "First day", date(2027, 1, 1))
    page.get_by_label("Months", exact=True).fill("12")
    page.get_by_label("Highest degree").select_option("master")
    page.locator("#live").get_by_text("Yes, there is a place").wait_for()

    page.goto("/check/plan")
    page.get_by_label("Technology company").check()
    row = page.get_by_role("group", name="Hire 1", exact=True)
    type_day(row, "First day", date(2027, 1, 1))
    row.get_by_label("Months", exact=True).fill("12")
    page.locator("#live").get_by_text("1 of 1 hire fits as planned.").wait_for()

    assert entries(app) == before
    assert told == []
    context.close()
