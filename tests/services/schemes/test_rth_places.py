"""Whether there is a place before anybody is named, and plans of several hires for people not yet known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from talenttrack.domain.errors import Invalid, NotFound
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import last_day_of_term
from talenttrack.services.schemes.rth.places import Places, look_at_places
from talenttrack.services.schemes.rth.plan import plan, plan_places
from talenttrack.services.schemes.rth.request import EngagementRequest
from tests.services.schemes.office import END, NOW, START, TODAY, Office, a_talent

NOBODY = a_talent(name_en="", id_type="", id_number="", id_country=None)


def place(office: Office, start: date = START, end: date = END, **changed: object) -> EngagementRequest:
    return replace(office.request(start=start, end=end, talent=NOBODY, monthly_salary_cents=0), **changed)  # type: ignore[arg-type]


def found(office: Office, request: EngagementRequest) -> Places:
    return look_at_places(office.session, office["company"], request, NOW)


def fill(office: Office, start: date = START, end: date = END) -> None:
    for _place in range(4):
        office.bring_to(State.SUBMITTED, office.request(start=start, end=end))


def test_an_admitted_answer_says_how_long_and_from_when_at_the_most(office: Office) -> None:
    fill(office, date(2028, 7, 1), date(2028, 12, 31))
    answer = found(office, place(office))
    assert answer.decision.admitted
    assert answer.room.earliest_start == TODAY
    assert answer.room.latest_end == date(2028, 6, 30)


def test_the_person_limit_bounds_the_longest_length(office: Office) -> None:
    assert found(office, place(office)).room.latest_end == last_day_of_term(START, 36)


def test_a_refused_answer_says_the_earliest_start_from_today_on(office: Office) -> None:
    fill(office)
    later = found(office, place(office, date(2027, 6, 1), date(2027, 6, 30)))
    assert not later.decision.admitted
    assert later.decision.remedy("start_on") == date(2028, 1, 1)
    assert later.room.earliest_start == TODAY
    assert later.room.latest_end is None


def test_what_no_other_day_can_mend_has_no_room(office: Office) -> None:
    answer = found(office, place(office, talent=replace(NOBODY, degree="none")))
    assert (answer.room.earliest_start, answer.room.latest_end) == (None, None)
    backwards = found(office, place(office, END, START))
    assert (backwards.room.earliest_start, backwards.room.latest_end) == (None, None)


def test_asking_writes_nothing(office: Office) -> None:
    before = office.counts()
    found(office, place(office))
    plan_places(office.session, office["company"], [place(office)] * 3, NOW)
    assert office.counts() == before


def test_unnamed_people_of_a_plan_are_different_strangers(office: Office) -> None:
    answers = plan_places(office.session, office["company"], [place(office)] * 5, NOW)
    assert [decision.admitted for decision, _earliest in answers] == [True] * 4 + [False]
    assert [earliest for _decision, earliest in answers] == [START] * 4 + [date(2028, 1, 1)]


def test_what_a_plan_refuses_is_not_counted_for_the_rows_after_it(office: Office) -> None:
    whole = [place(office)] * 5
    after = place(office, date(2028, 1, 1), date(2028, 12, 31))
    answers = plan_places(office.session, office["company"], [*whole, after], NOW)
    assert answers[-1][0].admitted


def test_pools_of_a_plan_do_not_run_together(office: Office) -> None:
    itf = place(office, pool="itf", stream="ITF", itf_project="ITF/1")
    other = place(office, pool="itf", stream="ITF", itf_project="ITF/2")
    answers = plan_places(office.session, office["company"], [*[place(office)] * 4, *[itf] * 4, other, itf], NOW)
    assert [decision.admitted for decision, _earliest in answers] == [True] * 9 + [False]


def test_a_plan_of_strangers_answers_as_one_of_named_people_new_to_the_scheme(office: Office) -> None:
    fill(office, date(2027, 3, 1), date(2027, 8, 31))
    days = [(START + timedelta(days=61 * n), 5 + n) for n in range(12)]
    named = [office.request(start=start, end=last_day_of_term(start, months)) for start, months in days]
    unnamed = [place(office, one.start, one.end) for one in named]
    by_name = plan(office.session, office["company"], named, NOW)
    without = plan_places(office.session, office["company"], unnamed, NOW)
    assert [(d.admitted, earliest) for d, earliest in by_name] == [(d.admitted, earliest) for d, earliest in without]
    assert {d.admitted for d, _earliest in without} == {True, False}


def test_forty_hires_take_as_many_queries_as_one(office: Office) -> None:
    sent: list[str] = []
    event.listen(office.session.connection(), "before_cursor_execute", lambda *told: sent.append(told[2]))
    counts = []
    for many in (1, 40):
        sent.clear()
        plan_places(office.session, office["company"], [place(office)] * many, NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_plan_is_for_ones_own_company_and_names_what_is_wrong(office: Office) -> None:
    with pytest.raises(NotFound):
        plan_places(office.session, office["rival"], [place(office)], NOW)
    with pytest.raises(Invalid) as refused:
        plan_places(office.session, office["company"], [place(office, pool="itf", stream="ITF")], NOW)
    assert [error.field for error in refused.value.errors] == ["itf_project"]
