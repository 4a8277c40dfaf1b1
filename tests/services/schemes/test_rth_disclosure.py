"""What a company learns of a person's engagements elsewhere: that a rule fails, and nothing else."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from talenttrack.domain.decision import Decision
from talenttrack.domain.decision_json import decision_to_json
from talenttrack.domain.errors import TooMany
from talenttrack.domain.lifecycle import State
from talenttrack.services import receipts
from talenttrack.services.schemes.rth import plan, read, register
from talenttrack.services.schemes.rth.request import TalentRequest
from tests.services.schemes.office import END, NOW, START, TODAY, Office, a_talent

PERSON_RULES = ("rth.talent_overlap", "rth.talent_months")


def elsewhere(office: Office, start: date, end: date) -> tuple[int, TalentRequest]:
    """A person whom the rival engages on those days."""
    talent = a_talent()
    request = office.request(company_id=office.rival_id, talent=talent, start=start, end=end)
    outcome = register.submit_new(office.session, office["rival"], request, NOW, reference=None)
    assert outcome.engagement_id is not None
    return outcome.engagement_id, talent


def told(decision: Decision, code: str) -> dict[str, object]:
    return next(check for check in decision_to_json(decision)["checks"] if check["code"] == code)


def hides_all(decision: Decision, code: str) -> None:
    check = told(decision, code)
    assert check["verdict"] == "fail"
    assert [check.get(name) for name in ("limit", "used", "after", "binding")] == [None] * 4
    assert not check.get("members")
    assert not check.get("values")
    assert decision.remedies == ()


@pytest.mark.parametrize("way", ["check", "submit", "receipt", "plan"])
def test_an_overlap_elsewhere_is_told_as_a_bare_failure(office: Office, way: str) -> None:
    _, talent = elsewhere(office, date(2027, 3, 1), date(2027, 8, 31))
    request = office.request(talent=talent)
    if way == "check":
        decision = register.check(office.session, office["company"], request, NOW)
    elif way == "plan":
        ((decision, start),) = plan.plan(office.session, office["company"], [request], NOW)
        assert start is None
    else:
        outcome = office.submit(request)
        assert outcome.receipt_id is not None
        decision = outcome.decision
        if way == "receipt":
            decision = receipts.get(office.session, office["company"], outcome.receipt_id).decision
    hides_all(decision, "rth.talent_overlap")
    for trace in ("2027-03-01", "2027-08-31", "2027-09-01"):
        assert trace not in json.dumps(decision_to_json(decision), default=str)


def test_officers_are_told_all_of_it(office: Office) -> None:
    engagement_id, talent = elsewhere(office, date(2027, 3, 1), date(2027, 8, 31))
    decision = register.check(office.session, office["case_officer"], office.request(talent=talent), NOW)
    check = told(decision, "rth.talent_overlap")
    assert check["members"] == [engagement_id]
    assert check["binding"] == {"from": "2027-03-01", "to": "2027-08-31"}
    assert decision.remedy("start_on") == date(2027, 9, 1)


def test_months_elsewhere_are_told_as_a_bare_failure(office: Office) -> None:
    _, talent = elsewhere(office, date(2023, 1, 1), date(2025, 12, 31))
    decision = register.check(office.session, office["company"], office.request(talent=talent), NOW)
    hides_all(decision, "rth.talent_months")


def test_a_check_that_passes_counts_the_own_records_alone(office: Office) -> None:
    _, talent = elsewhere(office, date(2025, 1, 1), date(2025, 12, 31))
    known = register.check(office.session, office["company"], office.request(talent=talent), NOW)
    stranger = register.check(office.session, office["company"], office.request(), NOW)
    for code in PERSON_RULES:
        assert told(known, code) == told(stranger, code)
    assert told(known, "rth.talent_months")["used"] == 0


def test_the_own_overlap_is_told_whole(office: Office) -> None:
    talent = a_talent()
    own = office.submit(office.request(talent=talent)).engagement_id
    decision = register.check(office.session, office["company"], office.request(talent=talent), NOW)
    check = told(decision, "rth.talent_overlap")
    assert (check["members"], check["binding"]) == ([own], {"from": str(START), "to": str(END)})
    assert decision.remedy("start_on") == END + timedelta(days=1)


def test_an_own_overlap_is_told_by_the_own_days_when_there_is_one_elsewhere_too(office: Office) -> None:
    _, talent = elsewhere(office, date(2027, 8, 1), date(2027, 12, 31))
    office.submit(office.request(talent=talent, start=date(2027, 1, 1), end=date(2027, 2, 28)))
    decision = register.check(office.session, office["company"], office.request(talent=talent), NOW)
    assert told(decision, "rth.talent_overlap")["binding"] == {"from": "2027-01-01", "to": "2027-02-28"}
    assert "2027-08-01" not in json.dumps(decision_to_json(decision), default=str)


def test_a_shared_itf_project_tells_its_heads_but_not_whose_they_are(office: Office) -> None:
    itf = {"pool": "itf", "stream": "ITF", "itf_project": "ITS/001/26"}
    theirs = [
        register.submit_new(
            office.session, office["rival"], office.request(company_id=office.rival_id, **itf), NOW, reference=None
        ).engagement_id
        for _ in range(3)
    ]
    mine = office.submit(office.request(**itf)).engagement_id
    decision = register.check(office.session, office["company"], office.request(**itf), NOW)
    check = told(decision, "rth.itf_concurrent")
    assert (check["limit"], check["after"], check["members"]) == (4, 5, [mine])
    seen = register.check(office.session, office["auditor"], office.request(**itf), NOW)
    assert told(seen, "rth.itf_concurrent")["members"] == [*theirs, mine]


def test_the_refusal_of_the_last_place_names_the_companys_own_cases(office: Office) -> None:
    held = [office.bring_to(State.SUBMITTED) for _ in range(4)]
    assert told(office.submit().decision, "rth.concurrent")["members"] == held


def test_a_companys_history_names_no_officer(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    view = read.view(office.session, office["company"], case, NOW)
    assert office["approver"].name not in json.dumps(repr(view))


def test_a_company_names_thirty_new_persons_a_day(office: Office) -> None:
    office.session.info["person_limit_off"] = False
    talents = [a_talent() for _ in range(31)]
    for talent in talents[:30]:
        register.check(office.session, office["company"], office.request(talent=talent), NOW)
    register.check(office.session, office["company"], office.request(talent=talents[0]), NOW)
    with pytest.raises(TooMany):
        register.check(office.session, office["company_admin"], office.request(talent=talents[30]), NOW)
    with pytest.raises(TooMany):
        office.submit(office.request(talent=talents[30]))
    register.check(office.session, office["case_officer"], office.request(talent=talents[30]), NOW)
    before_midnight = NOW + timedelta(hours=11, minutes=59)
    with pytest.raises(TooMany):
        register.check(office.session, office["company"], office.request(talent=talents[30]), before_midnight)
    tomorrow = NOW + timedelta(hours=12)
    assert tomorrow.date() == TODAY
    register.check(office.session, office["company"], office.request(talent=talents[30]), tomorrow)
