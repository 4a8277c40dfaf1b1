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
