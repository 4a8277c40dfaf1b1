"""What an address or a button may carry: no number of a document, no option of ours, no day beyond the calendar."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from talenttrack.domain.lifecycle import Role
from tests.web.browsing import signed_in, soup, token, wiring
from tests.web.hiring import answers, begin, day, hidden, prepare


@pytest.mark.parametrize(
    "typed",
    ["hkid:A123456(3)", "A123456(3),B", "no A-123-456-3", "A123456(3)/x", "A 123 456 (3) please", "passport:K12345678"],
)
def test_a_document_among_other_signs_is_never_put_into_the_address_of_a_search(app: Flask, typed: str) -> None:
    officer = signed_in(app, Role.CASE_OFFICER)

    answer = officer.post("/search", data={"csrf_token": token(officer, "/people/"), "q": typed})

    assert answer.status_code == 200
    assert answer.location is None


@pytest.mark.parametrize("asked", ["people/export?name=", "companies/export?q=", "queue/export?unknown="])
def test_the_audit_entry_of_an_export_keeps_no_number_of_a_document(app: Flask, asked: str) -> None:
    officer = signed_in(app, Role.CASE_OFFICER)
    sent = {"csrf_token": token(officer, "/people/"), "format": "csv"}

    with officer.post(f"/{asked}{quote('A123456(3)')}&{quote('A123456(3)')}=1", data=sent) as answer:
        assert answer.status_code == 200

    with wiring(app).read_session() as session:
        details = session.scalars(text("select details from audit_entry where action like 'export.%'")).all()
    assert len(details) == 1
    assert "123456" not in str(details)
    assert "withheld" in str(details)


@pytest.mark.parametrize("option", ["endpoint=x", "_method=FOO", "_scheme=ftp", "_external=1", "_anchor=x"])
def test_the_old_address_of_registering_takes_no_option_for_its_redirect(app: Flask, option: str) -> None:
    company = signed_in(app, Role.COMPANY_USER)

    answer = company.get(f"/engagements/new?pool=base&{option}")

    assert (answer.status_code, answer.location) == (303, f"/hires/new?pool=base&{option}")


IMPOSSIBLE = ["start_on:9999-12-31", "end_on:9999-12-31", "end_on:0001-01-01", "start_on:9999-07-01"]


@pytest.mark.parametrize("act", IMPOSSIBLE)
def test_a_remedy_of_days_that_cannot_be_moves_no_hire_and_breaks_no_page(app: Flask, act: str) -> None:
    company = signed_in(app, Role.COMPANY_USER)
    hire, first, last = begin(company), date(2027, 1, 1), date(2027, 6, 30)
    prepare(company, hire, first, last)
    before = soup(company.get(f"{hire}/check")).select_one("#main-content table, main dl, main table")
    assert before is not None

    for part in ("days", "place", "check"):
        typed = {**hidden(soup(company.get(f"{hire}/{part}"))), **answers(first, last), "until": "day", "act": act}
        assert company.post(f"{hire}/{part}", data=typed).status_code in (200, 303)

    assert soup(company.get(f"{hire}/check")).select_one("#main-content table, main dl, main table") == before


@pytest.mark.parametrize("act", IMPOSSIBLE)
def test_a_remedy_of_days_that_cannot_be_breaks_no_check(app: Flask, act: str) -> None:
    company = signed_in(app, Role.COMPANY_USER)
    typed = {**answers(date(2027, 1, 1), date(2027, 6, 30)), "until": "day", "act": act}

    answer = company.post("/check", data={"csrf_token": token(company, "/check"), **typed})

    assert answer.status_code == 200
    assert day("start", date(2027, 1, 1))["start-year"] in answer.text
