"""Every worked case, put to the product and to the brute force alike."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from tests.brute import adapter, rth
from tests.worked import reading

Plain = dict[str, Any]
FILES = ("concurrent", "total_months", "itf", "nias", "person", "fitness")
CASES = [case for file in FILES for case in reading.load(f"cases/{file}.toml")["case"]]


@pytest.mark.parametrize("reader", [rth, adapter], ids=["brute force", "product"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_case_is_decided_as_signed(case: Plain, reader: ModuleType) -> None:
    names = reading.Names()
    portfolio = reading.portfolio(case, names)
    asked = reading.engagement({"id": "asked", "person": "asked", "state": "draft", **case["asked"]}, "asked", names)
    asked["state"] = "draft"
    expected = case["expect"]

    found = reader.judge(portfolio, asked, asked["submitted_on"])

    bindings = {code: "..".join(fail["binding"] or ()) for code, fail in found["fails"].items()}
    assert found["verdict"] == expected["verdict"]
    assert bindings == expected.get("fails", {})
    if "warns" in expected:
        assert found["warns"] == set(expected["warns"])
    if expected["verdict"] == "refuse":
        remedies = reader.remedies(portfolio, asked, asked["submitted_on"])
        assert remedies.get("start_on", "") == expected["start_on"]
        assert remedies.get("end_on", "") == expected["end_on"]


def test_every_code_is_seen_to_fail_somewhere() -> None:
    assert {code for case in CASES for code in case["expect"].get("fails", {})} == rth.CODES


def test_no_two_cases_have_the_same_name() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
