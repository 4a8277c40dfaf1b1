"""What each step of an engagement's life changes, and what it holds meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import DBAPIError

from talenttrack.domain.errors import Invalid, Stale, WrongState
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import month_units
from talenttrack.services.schemes.rth import read, register, review
from talenttrack.services.schemes.rth.case import lock
from talenttrack.services.schemes.rth.correct import open_correction
from talenttrack.services.schemes.rth.request import proposal_of
from talenttrack.storage.engine import DatabaseBusy, is_sqlite
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from tests.services.schemes.office import END, NOW, START, TODAY, Office, a_talent, failing

JUNE = date(2027, 6, 30)


def held(office: Office, engagement_id: int) -> tuple[date, date] | None:
    row = office.row(engagement_id)
    return (row["held_from"], row["held_until"]) if row["held_from"] else None


def fill_base(office: Office) -> list[int]:
    return [office.bring_to(State.SUBMITTED) for _ in range(4)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, None),
        (State.SUBMITTED, (START, END)),
        (State.RETURNED, (START, END)),
        (State.RECOMMENDED, (START, END)),
        (State.APPROVED, (START, END)),
        (State.REJECTED, None),
        (State.WITHDRAWN, None),
        (State.LAPSED, None),
        (State.TERMINATED, (START, JUNE)),
    ],
)
def test_a_state_holds_what_the_rules_say(office: Office, state: State, expected: tuple[date, date] | None) -> None:
    engagement_id = office.bring_to(state)
    assert office.row(engagement_id)["state"] == state
    assert held(office, engagement_id) == expected
    assert office.row(engagement_id)["held_units"] == (month_units(*expected) if expected else 0)


def test_a_refused_draft_stays_a_draft_and_can_be_submitted_later(office: Office) -> None:
    others = fill_base(office)
    draft = office.bring_to(State.DRAFT)
    outcome = office.do(draft, "submit", "company")
    assert failing(outcome) == {"rth.concurrent"}
    assert office.row(draft)["state"] == "draft"
    office.do(others[0], "withdraw", "company")
    assert office.do(draft, "submit", "company").admitted


def test_a_refusal_leaves_a_receipt_and_an_entry_but_no_engagement(office: Office) -> None:
    fill_base(office)
    before = office.counts()
    outcome = office.submit()
    after = office.counts()
    assert outcome.engagement_id is None
    assert outcome.receipt_id is not None
    assert {name: after[name] - before[name] for name in after} == {
        "engagements": 0,
        "versions": 0,
        "receipts": 1,
        "entries": 1,
    }


def test_editing_a_returned_case_holds_the_old_period_until_it_is_resubmitted(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    later = (date(2028, 1, 1), date(2028, 12, 31))
    register.edit(
        office.session, office["company"], case, {"start": later[0], "end": later[1]}, NOW, expected_version=None
    )
    assert held(office, case) == (START, END)
    assert read.view(office.session, office["company"], case, NOW).edited
    assert office.do(case, "resubmit", "company").admitted
    assert held(office, case) == later
    assert office.row(case)["edit_encrypted"] is None


def test_a_resubmission_that_is_refused_stays_returned_and_holds_its_old_period(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    later = {"start": date(2028, 1, 1), "end": date(2028, 12, 31)}
    for _ in range(4):
        office.bring_to(State.SUBMITTED, office.request(**later))
    register.edit(office.session, office["company"], case, later, NOW, expected_version=None)
    assert failing(office.do(case, "resubmit", "company")) == {"rth.concurrent"}
    assert office.row(case)["state"] == "returned"
    assert held(office, case) == (START, END)


def test_a_resubmission_keeps_the_day_of_the_first_submission(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    office.do(case, "resubmit", "company", now=NOW + timedelta(days=20))
    assert office.row(case)["submitted_on"] == TODAY
    assert office.row(case)["returned_on"] is None


def test_a_returned_case_may_name_another_person_on_resubmission(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    person = office.row(case)["person_id"]
    other = a_talent()
    changed = {"talent": {"id_number": other.id_number, "name_en": other.name_en}}
    register.edit(office.session, office["company"], case, changed, NOW, expected_version=None)
    assert office.row(case)["person_id"] == person
    assert office.do(case, "resubmit", "company").admitted
    assert office.row(case)["person_id"] != person


def test_a_returned_case_lapses_in_the_night_of_the_thirtieth_day_and_not_before(office: Office) -> None:
    case = office.bring_to(State.RETURNED)
    assert review.lapse_due(office.session, TODAY + timedelta(days=29), NOW) == 0
    before = office.counts()
    assert review.lapse_due(office.session, TODAY + timedelta(days=30), NOW) == 1
    after = office.counts()
    assert (office.row(case)["state"], held(office, case)) == ("lapsed", None)
    assert after["entries"] - before["entries"] == 1
    assert review.lapse_due(office.session, TODAY + timedelta(days=30), NOW) == 0


def test_a_termination_gives_the_rest_back_in_the_same_transaction(office: Office) -> None:
    first = office.bring_to(State.APPROVED)
    for _ in range(3):
        office.bring_to(State.SUBMITTED)
    later = office.request(start=JUNE + timedelta(days=1), end=END)
    assert not office.submit(later).admitted
    office.do(first, "terminate", "company", on=JUNE)
    assert office.submit(later).admitted


def test_an_engagement_that_never_began_holds_nothing(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "terminate", "case_officer", on=START - timedelta(days=1))
    assert held(office, case) is None
    assert read.view(office.session, office["company"], case, NOW).summary.phase == "ended"


@pytest.mark.parametrize("on", [START - timedelta(days=2), END + timedelta(days=1)])
def test_a_termination_lies_within_the_engagement(office: Office, on: date) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(Invalid):
        office.do(case, "terminate", "company", on=on)


def test_shortening_needs_no_decision_and_an_earlier_end(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(Invalid):
        office.do(case, "shorten", "company", end=END)
    office.do(case, "shorten", "company", end=JUNE)
    assert (office.row(case)["state"], held(office, case)) == ("approved", (START, JUNE))


def test_a_permit_is_renewed_to_a_later_day_only(office: Office) -> None:
    talent = a_talent(permanent_resident=False, permit_until=date(2027, 3, 31))
    case = office.bring_to(State.APPROVED, office.request(talent=talent))
    with pytest.raises(Invalid):
        office.do(case, "renew_permit", "company", until=date(2027, 3, 31))
    office.do(case, "renew_permit", "company", until=date(2028, 3, 31))
    assert office.row(case)["permit_until"] == date(2028, 3, 31)


def test_a_correction_waits_for_its_confirmation(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    office.do(case, "correct", "case_officer", fields={"start": date(2027, 2, 1)})
    assert held(office, case) == (START, END)
    assert office.do(case, "confirm_correction", "approver", reason="").admitted
    assert held(office, case) == (date(2027, 2, 1), END)
    assert open_correction(office.session, case) is None
    with pytest.raises(WrongState):
        office.do(case, "confirm_correction", "approver")


def test_a_correction_in_breach_is_kept_only_with_a_reason(office: Office) -> None:
    later = (date(2028, 1, 1), date(2028, 12, 31))
    case = office.bring_to(State.APPROVED, office.request(start=later[0], end=later[1]))
    fill_base(office)
    office.do(case, "correct", "case_officer", fields={"start": START})
    refused = office.do(case, "confirm_correction", "approver", reason="")
    assert failing(refused) == {"rth.concurrent"}
    assert held(office, case) == later
    kept = office.do(case, "confirm_correction", "approver", reason="the contract says so")
    assert failing(kept) == {"rth.concurrent"}
    assert held(office, case) == (START, later[1])
    assert office.row(case)["admitted"] is False


def test_a_correction_of_the_person_into_an_overlap_can_be_kept(office: Office) -> None:
    talent = a_talent()
    office.bring_to(State.APPROVED, office.request(talent=talent))
    case = office.bring_to(State.APPROVED)
    fields = {"talent": {"id_number": talent.id_number, "name_en": talent.name_en}}
    office.do(case, "correct", "case_officer", fields=fields)
    kept = office.do(case, "confirm_correction", "approver", reason="the passport shows it")
    assert failing(kept) == {"rth.talent_overlap"}
    assert office.row(case)["admitted"] is False


def test_only_what_can_be_wrongly_recorded_is_corrected(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(Invalid):
        office.do(case, "correct", "case_officer", fields={"pool": "itf"})
    with pytest.raises(Invalid):
        office.do(case, "correct", "case_officer", fields={})
    with pytest.raises(Invalid):
        office.do(case, "correct", "case_officer", fields={"start": JUNE}, reason=" ")


def test_an_exception_turns_a_refusal_into_a_warning_and_carries_over_to_extensions(office: Office) -> None:
    draft = office.bring_to(State.DRAFT, office.request(end=date(2029, 12, 31)))
    office.do(draft, "share_draft", "company")
    office.do(draft, "grant_exception", "approver")
    office.do(draft, "submit", "company")
    office.do(draft, "recommend", "case_officer")
    assert office.do(draft, "approve", "second_approver").admitted
    extended = office.do(draft, "extend", "company", end=date(2030, 3, 31))
    verdicts = {check.code: check.verdict.value for check in extended.decision.checks}
    assert verdicts["rth.talent_months"] == "warn"


@pytest.mark.parametrize(
    "change", [{"end": date(2030, 7, 31)}, {"start": date(2027, 2, 1)}, {"talent": {"id_number": "M7654321"}}]
)
def test_an_exception_falls_when_the_draft_is_edited(office: Office, change: dict[str, object]) -> None:
    draft = office.bring_to(State.DRAFT, office.request(end=date(2030, 6, 30)))
    office.do(draft, "share_draft", "company")
    office.do(draft, "grant_exception", "approver")
    register.edit(office.session, office["company"], draft, change, NOW, expected_version=None)
    assert failing(office.do(draft, "submit", "company")) == {"rth.talent_months"}


def test_exceptions_are_granted_on_shared_drafts_for_one_rule_alone(office: Office) -> None:
    mine = register.save_draft(office.session, office["company"], office.request(), NOW).engagement_id
    assert mine
    office.do(mine, "share_draft", "company")
    with pytest.raises(Invalid):
        office.do(mine, "grant_exception", "approver", code="rth.concurrent")
    with pytest.raises(Invalid):
        office.do(mine, "grant_exception", "approver", reason="  ")


def test_a_change_meets_the_version_the_officer_saw_or_is_stale(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    seen = office.row(case)["version"]
    review.recommend(office.session, office["case_officer"], case, NOW, reason="", expected_version=seen)
    with pytest.raises(Stale):
        review.reject(office.session, office["approver"], case, NOW, reason="late", expected_version=seen)
    assert office.row(case)["state"] == "recommended"


def test_the_database_itself_keeps_a_person_from_two_engagements_at_once(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    row = {**office.row(case), "reference": "behind the rules", "company_id": office.rival_id}
    del row["id"]
    for first_day, refused in ((END, True), (END + timedelta(days=1), False)):
        row |= {"held_from": first_day, "held_until": date(2028, 12, 31)}
        savepoint = office.session.begin_nested()
        if refused:
            with pytest.raises(DBAPIError, match="ex_engagement_person_overlap"):
                office.session.execute(insert(Engagement).values(**row))
        else:
            office.session.execute(insert(Engagement).values(**row))
        savepoint.rollback()


def test_the_database_itself_keeps_versions_as_they_were(office: Office) -> None:
    office.bring_to(State.SUBMITTED)
    savepoint = office.session.begin_nested()
    with pytest.raises(DBAPIError, match="added and never changed"):
        office.session.execute(delete(EngagementVersion))
    savepoint.rollback()


def test_a_person_merged_while_a_submission_waited_for_the_lock_is_not_counted_as_two(office: Office) -> None:
    talent = a_talent()
    first = office.bring_to(State.WITHDRAWN, office.request(talent=talent))
    second = office.bring_to(State.SUBMITTED)
    waiting = proposal_of(office.request(talent=talent), office.row(first)["person_id"])
    merged = office.session.get_one(Person, office.row(first)["person_id"])
    merged.merged_into_id = office.row(second)["person_id"]
    office.session.flush()
    if is_sqlite(office.session):
        lock(office.session, waiting)  # there nobody can have waited: the only writer was alone from its first read
        return
    with pytest.raises(DatabaseBusy):
        lock(office.session, waiting)
