"""The product and the brute force answer alike on random portfolios: a sample here, the large counts in `make soak`."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

import pytest

from tests.brute import agreement, calendar, findings, months, portfolios, rth

SUMS = {"rth.total_months", "rth.talent_months"}
BY_DAY = {
    "rth.concurrent",
    "rth.itf_concurrent",
    "rth.talent_overlap",
    "nias.window",
    "nias.extra_concurrent",
    "nias.extra_technical",
}
EXPIRIES = {"rth.engagement_ending", "rth.permit_ending", "nias.window_ending"}
BLOCK = 100
SAMPLE = range(0, 500, BLOCK)
REMEDIES_SAMPLE = range(0, 100, BLOCK // 4)
SOAK = range(100_000, 120_000, 1_000)
REMEDIES_SOAK = range(200_000, 204_000, 500)


@pytest.mark.parametrize("start", SAMPLE)
def test_verdicts_failing_codes_and_binding_days_agree(start: int) -> None:
    assert agreement.first_difference(agreement.verdicts_differ, range(start, start + BLOCK)) is None


@pytest.mark.parametrize("start", REMEDIES_SAMPLE)
def test_remedies_are_those_of_an_exhaustive_search(start: int) -> None:
    seeds = range(start, start + REMEDIES_SAMPLE.step)
    assert agreement.first_difference(agreement.remedies_differ, seeds) is None


@pytest.mark.parametrize("start", SAMPLE)
def test_night_findings_agree(start: int) -> None:
    assert agreement.first_difference(agreement.nights_differ, range(start, start + BLOCK)) is None


@pytest.mark.parametrize("seed", [100390])
def test_histories_that_once_told_two_findings_apart_agree(seed: int) -> None:
    assert agreement.nights_differ(seed) is None


def test_heads_day_by_day_agree() -> None:
    assert agreement.first_difference(agreement.timelines_differ, range(BLOCK)) is None


@pytest.mark.soak
@pytest.mark.parametrize("start", SOAK)
def test_night_findings_agree_on_twenty_thousand_histories(start: int) -> None:
    assert agreement.first_difference(agreement.nights_differ, range(start, start + SOAK.step)) is None


@pytest.mark.soak
@pytest.mark.parametrize("start", SOAK)
def test_verdicts_agree_on_twenty_thousand_histories(start: int) -> None:
    assert agreement.first_difference(agreement.verdicts_differ, range(start, start + SOAK.step)) is None


@pytest.mark.soak
@pytest.mark.parametrize("start", REMEDIES_SOAK)
def test_two_thousand_remedies_are_those_of_an_exhaustive_search(start: int) -> None:
    seeds = range(start, start + REMEDIES_SOAK.step)
    assert agreement.first_difference(agreement.remedies_differ, seeds) is None


def test_the_sample_asks_for_remedies_of_at_least_fifty_refusals() -> None:
    refused = remedied = 0
    for seed in range(REMEDIES_SAMPLE.stop):
        portfolio = portfolios.draw_portfolio(seed)
        proposal, submitted_on = portfolios.draw_soluble(portfolio, seed)
        refused += rth.judge(portfolio, proposal, submitted_on)["verdict"] == "refuse"
        remedied += bool(rth.remedies(portfolio, proposal, submitted_on))
    assert refused >= 50
    assert remedied >= 25


def test_the_sample_sees_every_check_fail_and_most_proposals_fail_few() -> None:
    seen: set[str] = set()
    admitted = 0
    for seed in range(SAMPLE.stop):
        portfolio = portfolios.draw_portfolio(seed)
        judged = rth.judge(portfolio, *portfolios.draw_proposal(portfolio, seed))
        seen |= set(judged["fails"])
        admitted += judged["verdict"] == "admit"
    assert seen == rth.CODES
    assert admitted >= SAMPLE.stop // 5


def test_the_sample_sees_every_kind_of_finding_in_every_severity_it_has() -> None:
    seen: set[tuple[str, str]] = set()
    thresholds: set[int] = set()
    for seed in range(SAMPLE.stop):
        portfolio = portfolios.draw_portfolio(seed)
        for finding in findings.night(portfolio, portfolios.draw_business_date(portfolio, seed)):
            seen.add((finding["kind"], finding["severity"]))
            thresholds |= {finding["threshold"]} if "threshold" in finding else set()
    expected = {(kind, "breach") for kind in SUMS} | {(kind, "notice") for kind in EXPIRIES}
    expected |= {(kind, severity) for kind in BY_DAY for severity in ("breach", "past", "forecast")}
    assert seen == expected | {("rth.right_to_work", "breach"), ("rth.right_to_work", "past")}
    assert thresholds == {90, 60, 30, 7, 0}


@pytest.mark.parametrize("module", [calendar, months, rth, findings, portfolios], ids=lambda m: m.__name__)
def test_the_second_reading_shares_no_import_with_the_product(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [name for name in named if name.startswith("talenttrack") or "adapter" in name]
