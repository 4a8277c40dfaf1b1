"""One question put to the product and to the brute force: what they answer differently, or None.

The same comparison that keeps the product honest has to catch its mutants, so both tests call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.brute import adapter, findings, portfolios, rth

Difference = str | None


def verdicts_differ(seed: int) -> Difference:
    """Verdict, failing codes, binding days and warnings of a new engagement and of an extension."""
    portfolio = portfolios.draw_portfolio(seed)
    asked = [portfolios.draw_proposal(portfolio, seed)]
    extension = portfolios.draw_extension(portfolio, seed)
    if extension:
        asked.append(extension)
    for proposal, submitted_on in asked:
        expected = rth.judge(portfolio, proposal, submitted_on)
        found = adapter.judge(portfolio, proposal, submitted_on)
        if found != expected:
            return tell(seed, proposal, expected, found)
    return None


def remedies_differ(seed: int) -> Difference:
    """The remedies of a proposal that days alone may mend, against a search through all of them."""
    portfolio = portfolios.draw_portfolio(seed)
    proposal, submitted_on = portfolios.draw_soluble(portfolio, seed)
    expected = rth.remedies(portfolio, proposal, submitted_on)
    found = adapter.remedies(portfolio, proposal, submitted_on)
    return None if found == expected else tell(seed, proposal, expected, found)


def nights_differ(seed: int) -> Difference:
    """Findings on a date near the edge of something in the portfolio."""
    portfolio = portfolios.draw_portfolio(seed)
    business_date = portfolios.draw_business_date(portfolio, seed)
    expected = findings.night(portfolio, business_date)
    found = adapter.night(portfolio, business_date)
    if found == expected:
        return None
    missing = [finding for finding in expected if finding not in found]
    surplus = [finding for finding in found if finding not in expected]
    return tell(seed, business_date, missing, surplus)


def timelines_differ(seed: int) -> Difference:
    """Heads a day of every company's base and extra pools, as steps over the portfolio's years."""
    portfolio = portfolios.draw_portfolio(seed)
    first, last = f"{portfolio['year'] - 1}-01-01", f"{portfolio['year'] + 4}-12-31"
    for company in portfolio["companies"]:
        expected = findings.timeline(portfolio, company["id"], first, last)
        found = adapter.timeline(portfolio, company["id"], first, last)
        if found != expected:
            return tell(seed, company["id"], expected, found)
    return None


def tell(seed: int, asked: Any, expected: Any, found: Any) -> str:
    return f"portfolio {seed}\n  asked    {asked}\n  expected {expected}\n  found    {found}"


def first_difference(differ: Callable[[int], Difference], seeds: Iterable[int]) -> Difference:
    return next((difference for difference in map(differ, seeds) if difference), None)
