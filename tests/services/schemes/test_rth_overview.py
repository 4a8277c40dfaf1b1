"""What a company's first page and its timeline are made of, in as many queries however much there is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from talenttrack.domain.calendar import Period
from talenttrack.domain.errors import Forbidden, NotFound
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth.latest import latest_decisions
from talenttrack.services.schemes.rth.overview import Overview, overview
from talenttrack.services.schemes.rth.timeline import Bar, Lane, timeline
from tests.counting import queries_of
from tests.engagements_written import a_nias_project, an_engagement
from tests.services.schemes.office import END, NOW, START, TODAY, Office, publish

WITHIN = Period(date(2026, 11, 1), date(2027, 10, 31))
LONG = Period(date(2026, 7, 1), date(2029, 6, 30))


def seen(office: Office, by: str = "company") -> Overview:
    return overview(office.session, office[by], office.company_id, WITHIN, NOW)


def lanes(office: Office, within: Period = LONG, by: str = "company") -> dict[str, Lane]:
    found = timeline(office.session, office[by], office.company_id, within, NOW).lanes
    return {lane.pool: lane for lane in found}


def only_bar(lane: Lane) -> Bar:
    [bar] = lane.bars
    return bar


def test_what_needs_doing_comes_by_its_day_and_drafts_last(office: Office) -> None:
    draft = office.bring_to(State.DRAFT)
    returned = office.bring_to(State.RETURNED)
    permit = an_engagement(
        office.session, office.company_id, "2026-01-01", "2027-12-31",
        permanent_resident=False, permit_until=TODAY - timedelta(days=3),
    )  # fmt: skip
    found = seen(office).to_do
    assert [(one.kind, one.engagement_id, one.late) for one in found] == [
        ("permit", permit, True),
        ("returned", returned, False),
        ("draft", draft, False),
    ]
    assert found[1].due_on == TODAY + timedelta(days=30)


@pytest.mark.parametrize(("days", "told"), [(0, True), (90, True), (91, False), (-1, False)])
def test_an_end_is_told_for_ninety_days_before_it_and_no_day_after(office: Office, days: int, told: bool) -> None:
    an_engagement(office.session, office.company_id, "2026-01-01", str(TODAY + timedelta(days=days)))
    assert bool(seen(office).ending) is told


def test_a_window_counts_its_last_day_and_ends_with_the_project(office: Office) -> None:
    a_nias_project(office.session, office.company_id, date(2024, 11, 24))
    ended = date(2026, 12, 2)
    a_nias_project(office.session, office.company_id, date(2026, 1, 1), state="terminated", terminated_on=ended)
    a_nias_project(office.session, office.company_id, date(2020, 1, 1))
    found = seen(office).windows
    assert [(one.window.period.last_day, one.days_left, one.soon) for one in found] == [
        (ended, 10, True),
        (date(2027, 11, 23), 366, False),
    ]


def test_only_decisions_are_told_as_such_and_no_other_company_s(office: Office) -> None:
    approved = office.bring_to(State.APPROVED)
    office.bring_to(State.REJECTED)
    theirs = office.submit(office.request(company_id=office.rival_id), by="rival").engagement_id
    assert theirs is not None
    office.do(theirs, "return", "case_officer")
    found = latest_decisions(office.session, office["company"], office.company_id, 5)
    assert [one.action for one in found] == ["engagement.reject", "engagement.approve"]
    assert found[1].engagement_id == approved
    assert len(latest_decisions(office.session, office["company"], office.company_id, 1)) == 1
    with pytest.raises(NotFound):
        latest_decisions(office.session, office["company"], office.rival_id, 5)


def test_a_company_without_any_record_is_known_as_empty(office: Office) -> None:
    assert seen(office).empty
    office.bring_to(State.DRAFT)
    assert not seen(office).empty


def test_nobody_sees_another_company_s_page(office: Office) -> None:
    for by, error in (("rival", NotFound), ("admin", Forbidden)):
        with pytest.raises(error):
            seen(office, by)
        with pytest.raises(error):
            lanes(office, by=by)


def test_first_page_and_timeline_take_as_many_queries_for_one_as_for_twenty(office: Office) -> None:
    def fill(times: int) -> None:
        for number in range(times):
            year = 2000 + number
            an_engagement(office.session, office.company_id, f"{year}-01-01", f"{year}-12-31")
            office.bring_to(State.DRAFT)
        an_engagement(office.session, office.company_id, "2026-01-01", "2026-12-31")
        a_nias_project(office.session, office.company_id, date(2026, 1, 1))

    fill(1)
    few = queries_of(office.session, lambda: seen(office)), queries_of(office.session, lambda: lanes(office))
    fill(20)
    many = queries_of(office.session, lambda: seen(office)), queries_of(office.session, lambda: lanes(office))
    assert few == many
    assert few[0] <= 25
    assert few[1] <= 10


def test_a_bar_is_pending_until_it_is_approved(office: Office) -> None:
    office.bring_to(State.RECOMMENDED)
    assert only_bar(lanes(office)["base"]).pending
    bar = only_bar(lanes(office, by="case_officer")["base"])
    assert bar.held == Period(START, END)
    office.do(bar.engagement.id, "approve", "approver")
    assert not only_bar(lanes(office)["base"]).pending


def test_an_extension_asked_for_holds_its_days_and_is_told_apart(office: Office) -> None:
    engagement = office.bring_to(State.APPROVED)
    office.do(engagement, "extend", "company", end=date(2028, 3, 31))
    bar = only_bar(lanes(office)["base"])
    assert bar.agreed == Period(START, END)
    assert bar.extension == Period(date(2028, 1, 1), date(2028, 3, 31))
    assert bar.held == Period(START, date(2028, 3, 31))


def test_an_early_end_gives_the_days_after_it_back(office: Office) -> None:
    office.bring_to(State.TERMINATED)
    lane = lanes(office)["base"]
    bar = only_bar(lane)
    assert bar.held == Period(START, date(2027, 6, 30))
    assert bar.given_back == Period(date(2027, 7, 1), END)
    assert [(one.free, one.period.last_day) for one in lane.stretches][1] == (3, date(2027, 6, 30))


def test_free_places_are_told_from_today_on_and_none_of_past_days(office: Office) -> None:
    assert lanes(office)["base"].stretches[0].period.first_day == TODAY
    assert lanes(office, Period(date(2020, 1, 1), date(2020, 12, 31)))["base"].stretches == ()
    later = lanes(office, Period(date(2028, 1, 1), date(2028, 12, 31)))["base"]
    assert later.stretches[0].period.first_day == date(2028, 1, 1)


def test_a_limit_that_changes_is_told_with_its_day(office: Office) -> None:
    publish(office.session, "rth.concurrent", "2", date(2028, 1, 1))
    lane = lanes(office)["base"]
    assert [(one.limit, one.period.first_day) for one in lane.limit_changes] == [(2, date(2028, 1, 1))]


def test_others_on_an_itf_project_take_its_places_and_are_not_drawn(office: Office) -> None:
    project = {"pool": "itf", "stream": "ITF", "itf_project": "ITF/1"}
    office.submit(office.request(**project))
    office.submit(office.request(company_id=office.rival_id, **{**project, "itf_project": "itf / 1"}), by="rival")
    lane = lanes(office)["itf"]
    assert len(lane.bars) == 1
    assert [one.free for one in lane.stretches] == [4, 2, 4]
