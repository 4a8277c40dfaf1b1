"""The clock that the queue shows is the one that the night counts, through returns and reviews."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import text, update

from talenttrack.domain.calendar import hong_kong_instant
from talenttrack.domain.duties import Clock
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import register
from talenttrack.services.schemes.rth.waiting import Waiting, Which, queue
from talenttrack.storage import schema
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.wiring import Wiring
from tests.services.schemes.office import Office, publish


def at(day: str) -> datetime:
    return hong_kong_instant(date.fromisoformat(day), time(15, 0))


def submitted(office: Office, on: str) -> int:
    outcome = register.submit_new(office.session, office["company"], office.request(), at(on), reference=None)
    assert outcome.engagement_id
    return outcome.engagement_id


def lines(office: Office, today: str, by: str = "case_officer", **asked: Any) -> list[Waiting]:
    which = Which(**asked)
    return list(queue(office.session, office[by], cursor=None, limit=50, now=at(today), which=which).items)


def test_a_case_is_due_on_the_thirtieth_working_day_and_overdue_the_day_after(office: Office) -> None:
    submitted(office, "2026-11-09")
    # 10 to 30 November are 15 working days, 1 to 21 December 15 more.
    assert lines(office, "2026-11-09")[0].clock == Clock(date(2026, 12, 21), 30)
    assert lines(office, "2026-12-08")[0].clock == Clock(date(2026, 12, 21), 9)
    assert lines(office, "2026-12-21")[0].clock == Clock(date(2026, 12, 21), 0)
    assert lines(office, "2026-12-21", due="overdue") == []
    [overdue] = lines(office, "2026-12-22", due="overdue")
    assert overdue.clock is not None
    assert overdue.clock.left == -1


def test_due_this_week_reaches_to_its_sunday_and_leaves_out_what_is_overdue(office: Office) -> None:
    case = submitted(office, "2026-11-09")
    assert [line.engagement.id for line in lines(office, "2026-12-21", due="week")] == [case]
    assert lines(office, "2026-12-19", due="week") == []  # the Saturday before
    assert lines(office, "2026-12-22", due="week") == []


def test_returned_and_resubmitted_it_goes_on_where_it_stood(office: Office) -> None:
    case = submitted(office, "2026-11-09")
    office.do(case, "return", "case_officer", now=at("2026-11-16"))
    assert lines(office, "2026-12-01") == []
    [stopped] = lines(office, "2026-12-01", desk="company")
    assert stopped.clock == Clock(None, 25)
    office.do(case, "resubmit", "company", now=at("2026-12-07"))
    assert lines(office, "2026-12-07")[0].clock == Clock(date(2027, 1, 13), 25)
    office.do(case, "recommend", "case_officer", now=at("2026-12-08"))
    assert lines(office, "2026-12-08", by="approver")[0].clock == Clock(date(2027, 1, 13), 24)
    office.do(case, "return", "approver", now=at("2026-12-10"))
    office.do(case, "resubmit", "company", now=at("2026-12-11"))
    assert lines(office, "2026-12-11")[0].clock == Clock(date(2027, 1, 14), 22)
    office.do(case, "recommend", "case_officer", now=at("2026-12-11"))
    office.do(case, "approve", "approver", now=at("2026-12-11"))
    assert office.row(case)["clock_from"] is None


def test_a_review_goes_on_where_the_rejection_stopped(office: Office) -> None:
    case = submitted(office, "2026-11-09")
    office.do(case, "reject", "case_officer", now=at("2026-11-11"))
    assert office.row(case)["clock_from"] is None
    office.do(case, "review", "company", now=at("2026-11-30"))
    found = lines(office, "2026-11-30", by="second_case_officer")[0].clock
    assert found is not None
    assert found.left == 28


def test_a_case_that_came_back_stands_where_it_is_due_not_where_it_was_submitted(office: Office) -> None:
    early = submitted(office, "2026-11-02")
    office.do(early, "return", "case_officer", now=at("2026-11-03"))
    late = submitted(office, "2026-11-09")
    office.do(early, "resubmit", "company", now=at("2026-11-20"))
    found = lines(office, "2026-11-20")
    assert [line.engagement.id for line in found] == [late, early]
    clocks = [line.clock.left for line in found if line.clock]
    assert clocks == sorted(clocks)


def test_another_pledge_changes_what_is_due_and_not_the_order(office: Office) -> None:
    cases = [submitted(office, "2026-11-09"), submitted(office, "2026-11-10")]
    publish(office.session, "case.pledge_working_days", "10", date(2026, 11, 1))
    found = lines(office, "2026-11-12")
    assert [line.engagement.id for line in found] == cases
    assert [line.clock.left for line in found if line.clock] == [7, 8]


def test_corrections_and_exceptions_are_under_no_pledge_but_tell_how_long_they_wait(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "correct", "case_officer", fields={"monthly_salary_cents": 2_100_000}, now=at("2026-11-24"))
    [line] = lines(office, "2026-11-30", by="approver")
    assert (line.clock, line.waited_days) == (None, 4)
    assert lines(office, "2027-11-30", by="approver", due="overdue") == []


def test_the_migration_finds_the_clocks_that_the_acts_had_kept(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        office = Office(session)
        cases = [submitted(office, "2026-11-09") for _ in range(3)]
        for case, days in zip(cases, (("2026-11-16", "2026-12-07"), ("2026-11-12", "2026-11-12")), strict=False):
            office.do(case, "return", "case_officer", now=at(days[0]))
            office.do(case, "resubmit", "company", now=at(days[1]))
        office.do(cases[0], "return", "case_officer", now=at("2026-12-09"))
        office.do(cases[2], "reject", "case_officer", now=at("2026-11-11"))
        office.do(cases[2], "review", "company", now=at("2026-11-30"))
        kept = {case: office.row(case)["clock_from"] for case in cases}
        assert len(set(kept.values())) == 3
        session.execute(update(Engagement).values(clock_from=None))
    schema.downgrade(wiring.engine, "0002")
    schema.upgrade(wiring.engine)
    with wiring.read_session() as session:
        found = dict(session.execute(text("SELECT id, clock_from FROM engagement")).tuples().all())
    assert {case: str(day) for case, day in found.items()} == {case: str(day) for case, day in kept.items()}
