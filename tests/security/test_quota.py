"""Ways to draw on a pool twice, none of which may count as another pool."""

from __future__ import annotations

import pytest

from tests.api.asking import HKIDS, Office, engagement, made


@pytest.mark.parametrize("spelling", ["its/001/26", " ITS / 001 / 26 ", "ＩＴＳ／００１／２６"])
def test_an_itf_project_spelt_otherwise_has_no_four_places_more(office: Office, spelling: str) -> None:
    itf = {"pool": "itf", "stream": "ITF"}
    for number in HKIDS[:4]:
        company_id, company = office.company()
        made(company.post("/engagements", engagement(company_id, number, itf_project="ITS/001/26", **itf)))

    company_id, company = office.company()
    fifth = company.post("/engagements", engagement(company_id, HKIDS[4], itf_project=spelling, **itf))

    assert fifth.status_code == 409
    failing = {check["code"] for check in fifth.get_json()["decision"]["checks"] if check["verdict"] == "fail"}
    assert failing == {"rth.itf_concurrent"}


@pytest.mark.parametrize("lookalike", ["\u0406\u0422S/001/26", "ITS\u200b/001/26"])
def test_a_letter_that_only_looks_the_same_makes_no_other_itf_project(office: Office, lookalike: str) -> None:
    company_id, company = office.company()
    asked = engagement(company_id, HKIDS[0], pool="itf", stream="ITF", itf_project=lookalike)
    answer = company.post("/engagements", asked)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.get_json()["errors"]} == {"itf_project"}
