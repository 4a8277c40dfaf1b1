"""What a change would do is told before it is done, writes nothing, and is what the act then does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from talenttrack.domain.calendar import Period
from talenttrack.domain.errors import Forbidden, Invalid, NotFound, WrongState
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.services.schemes.rth import preview as previews
from talenttrack.services.schemes.rth import quota, register
from talenttrack.services.schemes.rth.preview import Preview, preview
from talenttrack.services.schemes.rth.send import edit_and_send
from tests.services.schemes.office import END, NOW, START, Office, a_talent, failing

MONTH = UNITS_PER_MONTH
BACK = Period(date(2027, 7, 1), END)


def seen(office: Office, engagement_id: int, action: str, by: str = "company", **days: Any) -> Preview:
    return preview(office.session, office[by], engagement_id, action, days, NOW)


def told(found: Preview) -> dict[str, tuple[int, int]]:
    return {effect.code: (effect.before, effect.after) for effect in found.effects}


def as_metered(office: Office, on: date) -> dict[str, int]:
    found = quota.meters(office.session, office["company"], office.company_id, on)
    return {meter.limit_code: meter.used for meter in found}


@pytest.mark.parametrize(("action", "name"), [("terminate", "on"), ("shorten", "end")])
def test_months_return_and_the_place_is_free_from_the_day_after(office: Office, action: str, name: str) -> None:
    case = office.bring_to(State.APPROVED)
    office.bring_to(State.SUBMITTED)
    before = office.counts()

    found = seen(office, case, action, "company", **{name: date(2027, 6, 30)})

    assert office.counts() == before
    assert found.given_back == BACK
    assert found.units_back == 6 * MONTH
    assert told(found) == {
        "rth.concurrent": (2, 1),
        "rth.total_months": (24 * MONTH, 18 * MONTH),
        "rth.talent_months": (12 * MONTH, 6 * MONTH),
    }
    assert found.decision is None


@pytest.mark.parametrize(
    ("action", "days"),
    [
        ("terminate", {"on": date(2027, 6, 30)}),
        ("shorten", {"end": date(2027, 6, 30)}),
        ("extend", {"end": date(2028, 12, 31)}),
    ],
)
def test_what_was_told_is_what_the_meters_then_show(office: Office, action: str, days: dict[str, Any]) -> None:
    case = office.bring_to(State.APPROVED)
    found = seen(office, case, action, "company", **days)
    assert found.days is not None
    before = as_metered(office, found.days.first_day)

    assert office.do(case, action, "company", **days).admitted

    after = as_metered(office, found.days.first_day)
    for code in ("rth.concurrent", "rth.total_months"):
        assert told(found)[code] == (before[code], after[code]), code


def test_an_extension_that_does_not_fit_is_refused_with_the_latest_end_that_does(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    for _place in range(4):
        office.bring_to(State.SUBMITTED, office.request(start=date(2028, 4, 1), end=date(2028, 12, 31)))

    found = seen(office, case, "extend", end=date(2028, 6, 30))

    assert found.decision is not None
    assert not found.decision.admitted
    assert found.decision.remedy("end_on") == date(2028, 3, 31)
    assert told(found)["rth.concurrent"] == (4, 5)
    latest = previews.latest_extension(office.session, office["company"], case, NOW)
    assert latest == date(2028, 3, 31)
    assert seen(office, case, "extend", end=latest).decision.admitted  # type: ignore[union-attr]


def test_no_later_end_is_offered_where_none_fits(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    for _place in range(4):
        office.bring_to(State.SUBMITTED, office.request(start=date(2028, 1, 1), end=date(2028, 12, 31)))
    assert previews.latest_extension(office.session, office["company"], case, NOW) is None


def test_the_latest_extension_does_not_tell_when_the_person_is_engaged_elsewhere(office: Office) -> None:
    talent = a_talent()
    case = office.bring_to(State.APPROVED, office.request(talent=talent))
    theirs = office.request(company_id=office.rival_id, talent=talent, start=date(2028, 3, 1), end=date(2028, 8, 31))
    assert office.submit(theirs, by="rival").admitted

    assert previews.latest_extension(office.session, office["company"], case, NOW) is None
    assert previews.latest_extension(office.session, office["company_admin"], case, NOW) is None
    found = seen(office, case, "extend", end=date(2028, 12, 31))
    assert "2028-02-29" not in repr(found)
    assert told(found)["rth.talent_months"] == (12 * MONTH, 24 * MONTH)


def test_figures_of_a_person_are_left_out_where_only_another_companys_records_refuse(office: Office) -> None:
    talent = a_talent()
    case = office.bring_to(State.APPROVED, office.request(talent=talent))
    theirs = office.request(company_id=office.rival_id, talent=talent, start=date(2024, 1, 1), end=date(2025, 12, 31))
    assert office.submit(theirs, by="rival").admitted

    found = seen(office, case, "extend", end=date(2028, 12, 31))

    assert found.decision is not None
    assert not found.decision.admitted
    assert "rth.talent_months" not in told(found)


def test_withdrawing_frees_everything_and_an_open_extension_alone_where_there_is_one(office: Office) -> None:
    pending = office.bring_to(State.SUBMITTED)
    assert seen(office, pending, "withdraw").given_back == Period(START, END)
    case = office.bring_to(State.APPROVED)
    office.do(case, "extend", "company", end=date(2028, 6, 30))
    found = seen(office, case, "withdraw")
    assert found.given_back == Period(date(2028, 1, 1), date(2028, 6, 30))
    assert found.units_back == 6 * MONTH


def test_a_draft_gives_nothing_back_and_takes_a_place_when_it_is_submitted(office: Office) -> None:
    draft = office.bring_to(State.DRAFT)
    assert seen(office, draft, "withdraw").effects == ()
    assert seen(office, draft, "share_draft") == Preview()
    found = seen(office, draft, "submit")
    assert found.decision is not None
    assert found.decision.admitted
    assert told(found)["rth.concurrent"] == (0, 1)


def test_a_returned_case_keeps_its_place_and_is_not_counted_twice(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    assert told(seen(office, case, "resubmit"))["rth.concurrent"] == (1, 1)


def test_a_case_moved_to_another_pool_is_told_in_both(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    moved = office.request(pool="itf", stream="ITF", itf_project="ITF/1", talent=a_talent(id_number=""))
    found = previews.preview_answers(office.session, office["company"], case, moved, NOW)
    assert told(found)["rth.concurrent"] == (1, 0)
    assert told(found)["rth.itf_concurrent"] == (0, 1)
    assert not found.unnamed


def test_somebody_newly_named_counts_as_new_to_the_scheme_and_is_not_enquired(office: Office) -> None:
    case = office.bring_to(State.DRAFT)
    before = office.counts()
    found = previews.preview_answers(office.session, office["company"], case, office.request(), NOW)
    assert found.unnamed
    assert "rth.talent_months" not in told(found)
    assert office.counts() == before


def test_a_review_takes_the_place_again(office: Office) -> None:
    case = office.bring_to(State.REJECTED)
    assert told(seen(office, case, "review"))["rth.concurrent"] == (0, 1)


def test_a_renewed_permit_changes_no_quota(office: Office) -> None:
    talent = a_talent(permanent_resident=False, permit_until=date(2027, 3, 31))
    case = office.bring_to(State.APPROVED, office.request(talent=talent))
    assert seen(office, case, "renew_permit", until=END) == Preview()
    with pytest.raises(Invalid):
        seen(office, case, "renew_permit", until=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("action", "days"),
    [
        ("terminate", {"on": date(2028, 1, 1)}),
        ("terminate", {"on": date(2026, 12, 30)}),
        ("shorten", {"end": END}),
        ("extend", {"end": END}),
    ],
)
def test_a_day_that_the_act_would_not_take_is_not_previewed(office: Office, action: str, days: Any) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(Invalid):
        seen(office, case, action, "company", **days)
    with pytest.raises(Invalid):
        office.do(case, action, "company", **days)


def test_a_look_is_for_those_who_may_act(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(NotFound):
        seen(office, case, "shorten", "rival", end=date(2027, 6, 30))
    with pytest.raises(Forbidden):
        seen(office, case, "shorten", "auditor", end=date(2027, 6, 30))
    with pytest.raises(WrongState):
        seen(office, case, "submit")


def test_a_replacement_tells_the_latest_end_that_fits_and_what_the_two_parts_hold(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    for _place in range(3):
        office.bring_to(State.SUBMITTED)
    for _place in range(4):
        office.bring_to(State.SUBMITTED, office.request(start=date(2028, 1, 1), end=date(2028, 12, 31)))
    before = office.counts()
    asked = office.request(start=date(2027, 7, 1), end=date(2027, 7, 1))
    on = date(2027, 6, 30)

    found = previews.preview_replacement(
        office.session, office["company"], case, NOW, on=on, request=asked, end_given=False
    )

    assert office.counts() == before
    assert found.end == END
    assert found.unnamed
    assert told(found)["rth.concurrent"] == (4, 4)
    assert told(found)["rth.talent_months"] == (12 * MONTH, 6 * MONTH)
    longer = office.request(start=date(2027, 7, 1), end=date(2028, 6, 30))
    refused = previews.preview_replacement(
        office.session, office["company"], case, NOW, on=on, request=longer, end_given=True
    )
    assert refused.decision is not None
    assert refused.decision.remedy("end_on") == END


def test_answers_are_changed_and_sent_in_one_go(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    version = office.row(case)["version"]
    outcome = edit_and_send(
        office.session, office["company"], case, {"end": date(2027, 6, 30)}, NOW, expected_version=version
    )
    assert outcome.admitted
    assert office.row(case)["state"] == State.SUBMITTED
    assert office.row(case)["last_day"] == date(2027, 6, 30)


def test_refused_when_sent_the_changed_answers_stay(office: Office) -> None:
    draft = office.bring_to(State.DRAFT)
    changes = {"end": date(2027, 6, 30), "talent": {"degree": "none"}}
    outcome = edit_and_send(office.session, office["company"], draft, changes, NOW, expected_version=None)
    assert failing(outcome) == {"rth.degree"}
    assert office.row(draft)["state"] == State.DRAFT
    kept = register.current_request(office.session, office.row(draft))
    assert (kept.end, kept.talent.degree) == (date(2027, 6, 30), "none")
