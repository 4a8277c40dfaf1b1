"""The search box: what is typed comes back in the address, but for what may be a document's number."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from talenttrack.domain.lifecycle import Role
from tests.web.browsing import add_company, signed_in, soup, token
from tests.web.hiring import Office, document, hire, office


@pytest.fixture
def there(app: Flask) -> Office:
    return office(app)


def search(client: FlaskClient, text: str) -> TestResponse:
    return client.post("/search", data={"csrf_token": token(client, "/search"), "q": text})


def links(response: TestResponse) -> list[Any]:
    return [one["href"] for one in soup(response).select("main tbody th a")]


def test_a_name_is_answered_under_an_address_that_can_be_kept(there: Office) -> None:
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31))
    for text, found in (("大文", "/people/"), ("te Ro", "/companies/")):
        sent = search(there.case_officer, text)
        assert sent.status_code == 303
        assert sent.location.startswith("/search?q=")
        answer = there.case_officer.get(sent.location)
        assert [link for link in links(answer) if link.startswith(found)], text
        assert soup(answer).select_one("#q")["value"] == text


def test_a_document_s_number_is_answered_without_leaving_a_trace(
    there: Office, caplog: pytest.LogCaptureFixture
) -> None:
    number = document()
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31), id_number=number)
    caplog.set_level(logging.DEBUG)
    found = search(there.case_officer, number)
    assert found.status_code == 303
    assert found.location.startswith("/people/")
    for unknown in (document(), document()[:-2], f"{number[:3]} {number[3:]}", "E1234567", "HKID " + document()):
        answer = search(there.case_officer, unknown)
        assert "q=" not in (answer.location or "")
        assert unknown not in (answer.location or "")
    assert number not in caplog.text
    assert soup(search(there.case_officer, document())).select_one(".tt-empty")
    in_address = there.case_officer.get("/search", query_string={"q": number})
    assert in_address.status_code == 200
    assert links(in_address) == []
    assert "never kept in an address" in in_address.text


def test_a_business_registration_number_leads_to_the_company(there: Office) -> None:
    typed = {"brn": "87654321", "name_en": "Peak Photonics Limited"}
    form = {"csrf_token": token(there.case_officer, "/companies/new"), "registered": "y", **typed}
    added = there.case_officer.post("/companies/new", data=form).location
    assert search(there.case_officer, "87654321").location == added
    assert there.case_officer.get("/search?q=87654321").location == added


def test_everything_of_one_kind_is_shown_page_by_page(app: Flask, there: Office) -> None:
    for number in range(60):
        add_company(app, f"Harbour Works {number}")
    answer = there.case_officer.get("/search?q=Harbour")
    assert soup(answer).select_one("#company .tt-count").text == "60"
    everything = soup(answer).select_one("main section p a")["href"]
    first = there.case_officer.get(everything)
    second = there.case_officer.get(soup(first).select_one("a[rel=next]")["href"])
    assert len({*links(first), *links(second)}) == 60


def test_the_language_is_switched_without_losing_what_was_found(there: Office) -> None:
    number = document()
    hire(there.company, date(2027, 1, 1), date(2027, 12, 31), id_number=number)
    form = {"csrf_token": token(there.case_officer, "/search"), "q": "大文", "speak": "zh-Hant"}
    answer = there.case_officer.post("/search", data=form)
    assert answer.status_code == 200
    assert links(answer)
    assert soup(answer).html["lang"] == "zh-Hant-HK"


def test_companies_and_administrators_do_not_search(app: Flask, there: Office) -> None:
    for browser in (there.company, signed_in(app, Role.ADMIN)):
        assert browser.get("/search?q=Kite").status_code == 403


def test_odd_searches_are_never_a_fault(there: Office) -> None:
    for address in ("/search?q=%25", "/search?in=moon&q=x", "/search?in=person&after=-1&q=x", "/search?q=", "/search"):
        assert there.case_officer.get(address).status_code == 200, address
    assert search(there.case_officer, "x" * 5000).status_code == 303
    assert search(there.case_officer, "").status_code == 303
