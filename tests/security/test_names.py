"""A name is text wherever it is shown, whatever it is made of; and what officers write to one another stays theirs."""

from __future__ import annotations

from datetime import date

from flask import Flask

from talenttrack.domain.lifecycle import Role
from tests.web.browsing import add_company, signed_in
from tests.web.hiring import fill, hire, hired_id

NAME = "<img src=x onerror=alert(1)>\"'{{7*7}}"
NOTE = "Only among officers"


def test_names_are_shown_as_text_and_notes_to_officers_alone(app: Flask) -> None:
    company_id = add_company(app, NAME)
    company, officer = signed_in(app, Role.COMPANY_USER, company_id), signed_in(app, Role.CASE_OFFICER)
    rival = signed_in(app, Role.COMPANY_USER, add_company(app, "Rival Limited"))
    case = hired_id(hire(company, date(2027, 1, 1), date(2027, 12, 31), name_en=NAME, name_zh=NAME))
    assert fill(officer, f"/engagements/{case}/note", text=NOTE).status_code == 303
    parts = [f"/companies/{company_id}{part}" for part in ("", "/people", "/history", "/details", "/findings")]
    own = ["/home", "/timeline", "/timeline?view=table", "/engagements/", f"/engagements/{case}", "/hires/new"]
    office = [
        *parts, "/queue/", f"/engagements/{case}", "/companies/", f"/timeline?company={company_id}",
        "/search?q=onerror", f"/queue/bulk?act=recommend&case={case}",
    ]  # fmt: skip
    for browser, addresses in ((company, own), (officer, office)):
        for address in addresses:
            page = browser.get(address, follow_redirects=True)
            assert page.status_code == 200, address
            assert "onerror=alert(1)" in page.text, address
            assert "<img src=x" not in page.text, address
            assert "{{7*7}}" in page.text, address
            assert (NOTE in page.text) == (browser is officer and address == f"/engagements/{case}"), address
    for address in [*parts, f"/engagements/{case}", f"/engagements/{case}/note", f"/companies/{company_id}/edit"]:
        assert rival.get(address).status_code in (403, 404), address
    assert "onerror" not in rival.get(f"/timeline?company={company_id}").text
    assert company.get(f"/companies/{company_id}/history").status_code == 403
