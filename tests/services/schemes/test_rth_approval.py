"""An approval judges again: refused only by what changed since the submission, and it says what."""

from __future__ import annotations

from datetime import date, timedelta

from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import quota
from talenttrack.storage.schemes.nias import NiasProjectRow
from tests.engagements_written import a_nias_project
from tests.services.schemes.office import NOW, TODAY, Office, failing, publish


def approval_after(office: Office, case: int) -> tuple[set[str], set[str], str]:
    outcome = office.do(case, "approve", "approver")
    return failing(outcome), {change.code for change in outcome.changes}, office.row(case)["state"]


def test_an_approval_after_a_suspension_is_refused_and_says_so(office: Office) -> None:
    case = office.bring_to(State.RECOMMENDED)
    office.suspend()
    assert approval_after(office, case) == ({"rth.company"}, {"rth.company"}, "recommended")


def test_a_lowered_limit_revokes_nobody_and_refuses_the_pending_approval(office: Office) -> None:
    live = [office.bring_to(State.APPROVED) for _ in range(3)]
    case = office.bring_to(State.RECOMMENDED)
    publish(office.session, "rth.concurrent", "2", date(2027, 3, 1))
    assert approval_after(office, case) == ({"rth.concurrent"}, {"rth.concurrent"}, "recommended")
    assert [office.row(each)["state"] for each in live] == ["approved"] * 3
    change = office.do(case, "approve", "approver").changes[0]
    assert (change.was.limit, change.now.limit) == (4, 2)
    assert change.now.parameter_version != change.was.parameter_version
    meter = quota.meters(office.session, office["company"], office.company_id, date(2027, 4, 1))[0]
    assert (meter.limit, meter.used, meter.held_pending, meter.free) == (2, 4, 1, 0)


def test_a_limit_picked_by_submission_is_that_of_the_first_submission(office: Office) -> None:
    case = office.bring_to(State.RECOMMENDED, office.request(end=date(2029, 12, 31)))
    publish(office.session, "rth.talent_months", "24", TODAY + timedelta(days=1))
    later = NOW + timedelta(days=2)
    assert office.do(case, "approve", "approver", now=later).admitted


def test_an_approval_after_the_projects_termination_is_refused_and_says_so(office: Office) -> None:
    project = a_nias_project(office.session, office.company_id, date(2026, 6, 1))
    request = office.request(pool="nias_extra", stream="NIAS", nias_project_id=project)
    case = office.bring_to(State.RECOMMENDED, request)
    row = office.session.get_one(NiasProjectRow, project)
    row.state, row.terminated_on = "terminated", date(2027, 2, 28)
    office.session.flush()
    assert approval_after(office, case) == ({"nias.window"}, {"nias.window"}, "recommended")
