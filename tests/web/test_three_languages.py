"""No English in a Chinese page: every page that a role may see, full and empty, and every form with its errors."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from talenttrack import clock
from talenttrack.audience import AUDIENCES, PAGES
from talenttrack.cli.demo import load
from talenttrack.domain.lifecycle import COMPANY, SYSTEM_ACTOR, Role
from talenttrack.services import compliance
from talenttrack.services.companies import by_brn
from talenttrack.services.demo import FIRST_BRN
from tests.web.browsing import add_user, sign_in, soup, wiring
from tests.web.english import ABBREVIATIONS, english_in, names_in, names_of

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROLES = [role for role in Role if role is not Role.SYSTEM]
CHINESE = {"zh-Hant": "zh-Hant-HK", "zh-Hans": "zh-Hans"}
EACH = 4
"""Pages of one address rule that are looked at: records in different states follow different ways."""

MADE_OF_TEXTS = frozenset({"styleguide.show", "styleguide.problem"})
"""Shows the parts with English examples, and is not there in production."""

OF_FILES = frozenset({"csv", "xlsx", "MB", "base", "nias", "extra", "itf", "TC", "SPC"})
"""What is written so in a file, whatever the language of its sender."""

Found = dict[str, list[str]]


class Walk:
    """One role's way through all pages by their links, in one language."""

    def __init__(self, app: Flask, client: FlaskClient, tag: str, names: re.Pattern[str]) -> None:
        self.app, self.client, self.tag, self.names = app, client, tag, names
        self.seen: dict[str, int] = defaultdict(int)
        self.english: Found = {}
        self.forms: list[tuple[str, dict[str, str]]] = []

    def walk(self, start: list[str]) -> None:
        waiting, known = list(start), set(start)
        while waiting:
            address = waiting.pop(0)
            endpoint = self.endpoint(address)
            if endpoint is None or endpoint not in PAGES or endpoint in MADE_OF_TEXTS or self.seen[endpoint] >= EACH:
                continue
            self.seen[endpoint] += 1
            page = self.look(address, self.client.get(address))
            for link in page.select("a[href]") if page else ():
                target = str(link["href"])
                if target.startswith("/") and "lang=" not in target and target not in known:
                    known.add(target)
                    waiting.append(target)

    def look(self, address: str, answer: TestResponse) -> Any:
        """Notes what is English in a page, and its forms; None for what is no page."""
        if not (answer.content_type or "").startswith("text/html") or answer.status_code in (301, 302, 303, 308):
            return None
        page: Any = BeautifulSoup(answer.data, "html.parser")
        assert page.html["lang"] == self.tag, address
        allowed = ABBREVIATIONS | OF_FILES if address.startswith("/imports") else ABBREVIATIONS
        if left := english_in(page, self.names, allowed):
            self.english[address] = left
        form = page.select_one("form#page-form")
        if form is not None:
            hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]") if one.get("name")}
            self.forms.append((str(form.get("action") or address), hidden))
        return page

    def send_forms_empty(self) -> int:
        """Sends every form with nothing filled in; how many of them complained."""
        complained = 0
        for address, hidden in list(self.forms):
            answer = self.client.post(address, data=hidden)
            complained += answer.status_code == 422
            self.look(f"{address} sent empty", answer)
        return complained

    def endpoint(self, address: str) -> str | None:
        adapter = self.app.url_map.bind("localhost")
        try:
            return str(adapter.match(urlsplit(address).path, method="GET")[0])
        except HTTPException:
            return None


def _starts(app: Flask, role: Role) -> list[str]:
    """The pages without a record in their address that the role may see."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and rule.endpoint in PAGES
        and role in _roles(rule.endpoint)
    ]


def _roles(endpoint: str) -> frozenset[Any]:
    audience = AUDIENCES[endpoint]
    return frozenset(ROLES) if "anybody" in audience else audience


def _browser(app: Flask, role: Role, code: str, company_id: int | None) -> FlaskClient:
    client = app.test_client()
    email = add_user(app, role, f"{role.value}@office.example", company_id if role in COMPANY else None)
    assert sign_in(client, email).status_code == 303
    client.get(f"/password?lang={code}")
    return client


@pytest.fixture
def lively(app: Flask) -> int:
    """The demo with last night's findings; the id of a company with records in every state."""
    wired = wiring(app)
    load(wired)
    now = clock.now(wired.config)
    compliance.run(wired, SYSTEM_ACTOR, clock.today(wired.config) - timedelta(days=1), now)
    with wired.read_session() as session:
        company_id = by_brn(session, FIRST_BRN)
    assert company_id is not None
    return company_id


def _walked(app: Flask, role: Role, code: str, company_id: int | None) -> Walk:
    client = _browser(app, role, code, company_id)
    with wiring(app).read_session() as session:
        names = names_in(session)
    walk = Walk(app, client, CHINESE[code], names)
    walk.walk(_starts(app, role))
    return walk


@ON_SQLITE
@pytest.mark.parametrize("code", CHINESE)
@pytest.mark.parametrize("role", ROLES)
def test_full_pages_and_their_errors_are_chinese(app: Flask, lively: int, role: Role, code: str) -> None:
    walk = _walked(app, role, code, lively)
    walk.send_forms_empty()
    assert walk.english == {}


@ON_SQLITE
@pytest.mark.parametrize("code", CHINESE)
@pytest.mark.parametrize("role", ROLES)
def test_empty_pages_are_chinese(app: Flask, role: Role, code: str) -> None:
    assert _walked(app, role, code, None).english == {}


@ON_SQLITE
def test_the_walks_of_all_roles_see_every_page(app: Flask, lively: int) -> None:
    seen: set[str] = set()
    complaints = 0
    for role in ROLES:
        walk = _walked(app, role, "zh-Hant", lively)
        seen |= set(walk.seen)
        complaints += walk.send_forms_empty()
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} & set(PAGES)
    assert pages - seen - MADE_OF_TEXTS - UNLINKED == set()
    assert complaints > 20


UNLINKED: frozenset[str] = frozenset(
    {
        *("engagements.submitted", "people.decide_merge", "people.history_of", "hires.check"),
        *("imports.show", "imports.errors"),
    }
)
"""What follows an act alone, or records of which the demo has none or too few."""


OF_THE_API = ABBREVIATIONS | {
    *("OpenAPI", "UTC", "RFC", "ISO", "MiB", "GET", "POST", "PATCH", "If-Match", "Accept-Language", "Idempotency-Key"),
    *("true", "false", "units", "SHA", "HTTP"),
}
"""What the API itself calls by these words."""


@ON_SQLITE
@pytest.mark.parametrize("code", CHINESE)
def test_the_page_of_the_api_is_chinese_but_for_its_code(client: FlaskClient, code: str) -> None:
    page = BeautifulSoup(client.get(f"/api/v1/docs?lang={code}").data, "html.parser")
    assert english_in(page, names_of(page_code(page)), OF_THE_API) == []


def page_code(page: Any) -> list[str]:
    """The words that stand in code somewhere on the page, which labels repeat."""
    return sorted({code.text for code in page.select("th code, td code, h3 code, h4 code")})


@ON_SQLITE
def test_a_browser_of_hong_kong_is_answered_in_traditional_chinese(app: Flask, client: FlaskClient) -> None:
    for header, tag in (("zh-HK,zh;q=0.9", "zh-Hant-HK"), ("zh-MO", "zh-Hant-HK"), ("zh-CN", "zh-Hans")):
        answer = client.get("/sign-in", headers={"Accept-Language": header})
        page: Any = soup(answer)
        assert (page.html["lang"], answer.headers["Content-Language"]) == (tag, tag)


def test_english_left_in_a_page_is_found() -> None:
    """The control: a word in a text, one in a label, and none in names, codes, and what says that it is English."""
    html = """<html lang="zh-Hant-HK"><title>配額</title><body>
      <p>公司 Kite Robotics Limited 的配額 <code>used</code></p><p lang="en">English</p>
      <p>rth.concurrent/1 [P13] A12****(*) RTH-26-7K3M9Q04 a@b.example NIAS</p>
      <p>狀態：Submitted</p><input aria-label="Search"><td data-label="Limit">1</td></body></html>"""
    page = BeautifulSoup(html, "html.parser")
    assert english_in(page, names_of(["Kite Robotics Limited"])) == ["狀態：Submitted", "Search", "Limit"]
