"""Extensions and replacements: what holds while they are decided, and that each is done whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import change
from tests.services.schemes.office import END, NOW, START, Office

JUNE = date(2027, 6, 30)


def test_a_replacement_is_all_or_nothing(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    before = office.counts()
    bad = office.request(start=date(2027, 7, 1), conflicts=frozenset({"relative"}))
    outcome = office.do(case, "replace", "company", on=JUNE, request=bad)
    assert not outcome.admitted
    assert office.row(case)["state"] == "approved"
    after = office.counts()
    added = {what: after[what] - before[what] for what in after}
    assert added == {"engagements": 0, "versions": 0, "receipts": 1, "entries": 1}


def test_a_replacement_without_an_end_runs_to_the_latest_that_fits(office: Office) -> None:
    """Months do not add: 144 months exactly, cut in two at a month's middle, may be a fraction more."""
    for _ in range(3):
        office.bring_to(State.APPROVED, office.request(start=date(2027, 1, 1), end=date(2029, 12, 31)))
    case = office.bring_to(State.APPROVED, office.request(start=date(2027, 1, 31), end=date(2030, 1, 30)))
    outcome = change.replace(
        office.session,
        office["company"],
        case,
        NOW,
        on=date(2027, 2, 27),
        request=office.request(start=date(2027, 2, 28), end=date(2027, 2, 28)),
        end_given=False,
        expected_version=None,
    )
    assert outcome.admitted
    assert outcome.engagement_id is not None
    offered = office.row(outcome.engagement_id)
    months = sum(
        row["held_units"] for row in office.session.execute(text("SELECT held_units FROM engagement")).mappings()
    )
    assert months <= 144 * 377_580
    assert date(2030, 1, 20) < offered["last_day"] <= date(2030, 1, 30)
    longer = office.request(start=offered["last_day"] + timedelta(days=1), end=offered["last_day"] + timedelta(days=3))
    assert {check.code for check in office.submit(longer).decision.failing} == {"rth.total_months"}


def test_an_extension_holds_the_longer_period_at_once_and_its_refusal_gives_it_back(office: Office) -> None:
    for action, by in (("reject", "approver"), ("withdraw", "company")):
        case = office.bring_to(State.APPROVED)
        longer = date(2028, 6, 30)
        assert office.do(case, "extend", "company", end=longer).admitted
        assert (office.row(case)["state"], office.row(case)["held_until"]) == ("approved", longer)
        assert office.row(case)["last_day"] == END
        office.do(case, action, by)
        assert (office.row(case)["state"], office.row(case)["held_until"]) == ("approved", END)


def test_an_approved_extension_stands_and_counts_from_the_original_start(office: Office) -> None:
    case = office.bring_to(State.APPROVED, office.request(start=date(2027, 1, 31), end=date(2027, 2, 27)))
    for end in (date(2027, 3, 30), date(2027, 4, 29)):
        office.do(case, "extend", "company", end=end)
        office.do(case, "recommend", "case_officer")
        office.do(case, "approve", "approver")
        assert (office.row(case)["last_day"], office.row(case)["variation_state"]) == (end, None)
    assert office.row(case)["held_units"] == 3 * 377_580


@pytest.mark.parametrize(("action", "arguments"), [("terminate", {"on": JUNE}), ("shorten", {"end": JUNE})])
def test_ending_earlier_withdraws_an_open_extension(office: Office, action: str, arguments: dict[str, Any]) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 6, 30))
    office.do(case, action, "company", **arguments)
    row = office.row(case)
    assert (row["held_from"], row["held_until"], row["variation_state"]) == (START, JUNE, None)


def test_a_second_extension_meanwhile_is_the_wrong_state_and_there_is_no_return(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 6, 30))
    again: dict[str, Any] = {"end": date(2028, 7, 31)}
    for action, by, arguments in (
        ("extend", "company", again),
        ("return", "case_officer", {}),
        ("resubmit", "company", {}),
    ):
        with pytest.raises(Exception) as told:  # noqa: PT011 - its code is looked at
            office.do(case, action, by, **arguments)
        assert getattr(told.value, "code", None) == "state.wrong", action


def test_a_refused_extension_leaves_the_engagement_as_it_was(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    for _ in range(4):
        office.bring_to(State.SUBMITTED, office.request(start=date(2028, 1, 1), end=date(2028, 12, 31)))
    outcome = office.do(case, "extend", "company", end=date(2028, 6, 30))
    assert {check.code for check in outcome.decision.failing} == {"rth.concurrent"}
    assert office.row(case)["held_until"] == END
    assert office.row(case)["variation_state"] is None
