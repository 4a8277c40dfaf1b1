"""Many cases decided at once: each judged before and again, none hidden among the others."""

from __future__ import annotations

from datetime import date

import pytest

from talenttrack.domain.errors import Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import bulk, register
from talenttrack.services.schemes.rth.bulk import BULK_MAX, Done
from tests.services.schemes.office import NOW, Office, publish


def why_not(office: Office, action: str, by: str, *cases: int) -> dict[int, str | None]:
    return {one.engagement.id: one.why_not for one in bulk.preflight(office.session, office[by], action, cases, NOW)}


def seen(office: Office, *cases: int) -> list[tuple[int, int]]:
    return [(case, office.row(case)["version"]) for case in cases]


def states(office: Office, *cases: int) -> list[str]:
    return [office.row(case)["state"] for case in cases]


def test_what_fits_is_told_apart_from_what_does_not_and_why(office: Office) -> None:
    fits, moved = office.bring_to(State.SUBMITTED), office.bring_to(State.RECOMMENDED)
    own = register.submit_new(office.session, office["case_officer"], office.request(), NOW, reference=None)
    asked = (fits, moved, own.engagement_id or 0)
    assert why_not(office, "recommend", "case_officer", *asked) == {fits: None, moved: "state", asked[2]: "same"}
    office.suspend()
    assert why_not(office, "recommend", "case_officer", fits) == {fits: "refused"}
    [told] = bulk.preflight(office.session, office["case_officer"], "recommend", [fits], NOW)
    assert told.decision is not None
    assert [check.code for check in told.decision.failing] == ["rth.company"]


def test_looking_before_writes_nothing(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(3)]
    before = office.counts()
    bulk.preflight(office.session, office["case_officer"], "recommend", cases, NOW)
    assert office.counts() == before


def test_cases_and_extensions_are_recommended_and_approved_together(office: Office) -> None:
    extended, case = office.bring_to(State.APPROVED), office.bring_to(State.SUBMITTED)
    office.do(extended, "extend", "company", end=date(2028, 3, 31))
    for action, by in (("recommend", "case_officer"), ("approve", "approver")):
        done = bulk.decide(office.session, office[by], action, seen(office, extended, case), NOW)
        assert done == [Done(extended, None), Done(case, None)]
    assert states(office, extended, case) == ["approved", "approved"]
    assert office.row(extended)["last_day"] == date(2028, 3, 31)


@pytest.mark.parametrize(
    ("action", "by", "state"),
    [("recommend", "case_officer", State.SUBMITTED), ("approve", "approver", State.RECOMMENDED)],
)
def test_one_that_stops_fitting_meanwhile_is_left_and_the_others_are_decided(
    office: Office, action: str, by: str, state: State
) -> None:
    cases = [office.bring_to(state) for _ in range(2)]
    elsewhere = office.request(company_id=office.rival_id)
    other = register.submit_new(office.session, office["rival"], elsewhere, NOW, reference=None).engagement_id or 0
    if state is State.RECOMMENDED:
        office.do(other, "recommend", "case_officer")
    asked = seen(office, *cases, other)
    assert set(why_not(office, action, by, *cases, other).values()) == {None}
    office.suspend()
    done = bulk.decide(office.session, office[by], action, asked, NOW)
    assert done == [Done(cases[0], "refused"), Done(cases[1], "refused"), Done(other, None)]
    assert states(office, *cases) == [state.value, state.value]


def test_four_together_that_fit_only_one_by_one_are_not_admitted_beyond_the_limit(office: Office) -> None:
    cases = [office.bring_to(State.RECOMMENDED) for _ in range(4)]
    publish(office.session, "rth.concurrent", "3", date(2027, 1, 1))
    done = bulk.decide(office.session, office["approver"], "approve", seen(office, *cases), NOW)
    assert {one.why_not for one in done} == {"refused"}


def test_one_that_was_moved_on_meanwhile_is_left(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(2)]
    asked = seen(office, *cases)
    office.do(cases[0], "return", "second_case_officer")
    done = bulk.decide(office.session, office["case_officer"], "recommend", asked, NOW)
    assert done == [Done(cases[0], "state"), Done(cases[1], None)]
    assert states(office, *cases) == ["returned", "recommended"]


def test_one_that_is_not_the_officers_to_decide_stops_the_whole_batch_and_is_named(office: Office) -> None:
    cases = [office.bring_to(State.SUBMITTED) for _ in range(2)]
    own = register.submit_new(office.session, office["case_officer"], office.request(), NOW, reference=None)
    forbidden = own.engagement_id or 0
    with pytest.raises(Forbidden) as refused:
        bulk.decide(office.session, office["case_officer"], "recommend", seen(office, *cases, forbidden), NOW)
    assert refused.value.code == "actor.same"
    assert refused.value.values == {"reference": office.row(forbidden)["reference"]}
    assert set(states(office, *cases, forbidden)) == {"submitted"}


def test_a_batch_of_another_role_or_of_what_may_not_be_seen_is_refused(office: Office) -> None:
    case, draft = office.bring_to(State.SUBMITTED), office.bring_to(State.DRAFT)
    for by in ("approver", "auditor", "company"):
        with pytest.raises(Forbidden):
            bulk.decide(office.session, office[by], "recommend", seen(office, case), NOW)
    with pytest.raises(NotFound):
        bulk.decide(office.session, office["case_officer"], "recommend", seen(office, case, draft), NOW)
    assert states(office, case) == ["submitted"]


def test_at_most_fifty_at_once_and_only_what_needs_no_reason(office: Office) -> None:
    for action, count in (("recommend", 0), ("recommend", BULK_MAX + 1), ("reject", 1)):
        with pytest.raises(Invalid):
            bulk.preflight(office.session, office["case_officer"], action, range(1, count + 1), NOW)
