"""Every worked night, put to the product and to the brute force alike."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from tests.brute import adapter, findings
from tests.worked import reading

Plain = dict[str, Any]
NIGHTS = reading.load("cases/night.toml")["night"]


@pytest.mark.parametrize("reader", [findings, adapter], ids=["brute force", "product"])
@pytest.mark.parametrize("case", NIGHTS, ids=[case["name"] for case in NIGHTS])
def test_the_night_finds_what_is_signed(case: Plain, reader: ModuleType) -> None:
    names = reading.Names()
    portfolio = reading.portfolio(case, names)

    found = reader.night(portfolio, reading.text(case["business_date"]))

    told = [finding for finding in found if finding["kind"] in case["only"]]
    assert [finding["kind"] for finding in told] == [signed["kind"] for signed in case["find"]]
    for finding, signed in zip(told, case["find"], strict=True):
        assert names.name(finding["subject"]["id"]) == signed["subject"]
        assert finding["severity"] == signed["severity"]
        assert finding.get("threshold") == signed.get("threshold")
        periods = finding["periods"]
        assert [f"{period['from']}..{period['to']}" for period in periods] == signed.get("periods", [])
        for key, column in (("peak", "peaks"), ("severity", "severities")):
            if column in signed:
                assert [period[key] for period in periods] == signed[column]
