"""Who is on a case, what officers note about it, and the reasons they pick: what is for whom to read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import State
from talenttrack.language import LANGUAGES, speaking
from talenttrack.services import casework
from talenttrack.services.schemes.rth import desk, history
from talenttrack.services.schemes.rth.waiting import Claimed
from talenttrack.storage.audit import AuditEntry
from talenttrack.wording import reason_text
from tests.services.schemes.office import NOW, Office


def on_it(office: Office, case: int, by: str = "auditor") -> Claimed | None:
    found = desk.desk(office.session, office[by], case, NOW)
    return found.lines[0].claim if found.lines else None


def acts(office: Office, case: int) -> list[str]:
    rows = office.session.query(AuditEntry).filter_by(subject_id=case, subject_type="engagement")
    return [row.action.removeprefix("engagement.") for row in rows.order_by(AuditEntry.id)]


def test_a_claim_is_shown_to_others_and_released(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    assert on_it(office, case) is None
    desk.claim(office.session, office["case_officer"], case, NOW, take_over=False)
    desk.claim(office.session, office["case_officer"], case, NOW, take_over=False)
    assert on_it(office, case) == Claimed(office["case_officer"].id or 0, office["case_officer"].name, NOW)
    desk.release(office.session, office["case_officer"], case, NOW)
    assert on_it(office, case) is None
    assert acts(office, case) == ["submit", "claim", "release"]


def test_a_claimed_case_is_taken_over_only_on_purpose_and_the_other_officer_is_told(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    first, second = office["case_officer"], office["second_case_officer"]
    desk.claim(office.session, first, case, NOW, take_over=False)
    with pytest.raises(Conflict):
        desk.claim(office.session, second, case, NOW, take_over=False)
    with pytest.raises(Forbidden):
        desk.release(office.session, second, case, NOW)
    desk.claim(office.session, second, case, NOW + timedelta(hours=1), take_over=True)
    [told] = casework.taken_over(office.session, first)
    assert (told.case.id, told.by) == (case, second.name)
    assert casework.taken_over(office.session, second) == ()
    casework.seen(office.session, second, told.claim_id)
    assert len(casework.taken_over(office.session, first)) == 1
    casework.seen(office.session, first, told.claim_id)
    assert casework.taken_over(office.session, first) == ()
    assert acts(office, case) == ["submit", "claim", "take_over"]


@pytest.mark.parametrize("by", ["auditor", "company", "rival", "service"])
def test_only_officers_are_on_cases_and_write_notes(office: Office, by: str) -> None:
    case = office.bring_to(State.SUBMITTED)
    with pytest.raises((Forbidden, NotFound)):
        desk.claim(office.session, office[by], case, NOW, take_over=False)
    with pytest.raises((Forbidden, NotFound)):
        desk.add_note(office.session, office[by], case, "A note.", NOW)


def test_who_recommends_is_not_on_it_any_more_and_who_returns_gets_it_back(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    desk.claim(office.session, office["case_officer"], case, NOW, take_over=False)
    office.do(case, "return", "case_officer")
    office.do(case, "resubmit", "company")
    claim = on_it(office, case)
    assert claim is not None
    assert claim.user_id == office["case_officer"].id
    office.do(case, "recommend", "case_officer")
    assert on_it(office, case) is None
    desk.claim(office.session, office["approver"], case, NOW, take_over=False)
    office.do(case, "return", "approver")
    assert on_it(office, case) is None


def test_notes_stay_and_are_read_by_those_who_see_all_alone(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    for words in ("Called the company.", "  The contract follows.  "):
        desk.add_note(office.session, office["case_officer"], case, words, NOW)
    told = desk.desk(office.session, office["auditor"], case, NOW).notes
    assert [note.text for note in told] == ["The contract follows.", "Called the company."]
    with pytest.raises(Forbidden):
        desk.desk(office.session, office["company"], case, NOW)
    with pytest.raises(Invalid):
        desk.add_note(office.session, office["case_officer"], case, "  ", NOW)
    kept = office.session.execute(text("SELECT text_encrypted FROM case_note")).scalars().all()
    assert all(b"contract" not in bytes(words) for words in kept)


@pytest.mark.parametrize("change", ["UPDATE case_note SET author_id = author_id", "DELETE FROM case_note"])
def test_the_database_itself_keeps_every_note(office: Office, change: str) -> None:
    desk.add_note(office.session, office["case_officer"], office.bring_to(State.SUBMITTED), "A note.", NOW)
    with pytest.raises(DatabaseError, match="added and never changed"):
        office.session.execute(text(change))
    office.session.rollback()


def test_a_company_is_told_nothing_of_what_officers_do_among_themselves(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    desk.claim(office.session, office["case_officer"], case, NOW, take_over=False)
    desk.add_note(office.session, office["case_officer"], case, "A note.", NOW)
    desk.claim(office.session, office["second_case_officer"], case, NOW, take_over=True)
    told = {by: history.history(office.session, office[by], case) for by in ("company", "auditor")}
    assert [line.action for line in told["company"]] == ["engagement.submit"]
    assert [line.internal for line in told["auditor"]] == [False, True, True, True]
    rows = office.session.query(AuditEntry).filter(AuditEntry.company_id == office.company_id)
    assert {row.action for row in rows} == {"engagement.submit"}


def test_reasons_are_kept_as_codes_and_read_in_three_languages(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    office.do(case, "return", "case_officer", reason="", reason_codes=["salary", "contract", "salary"])
    [line] = [one for one in history.history(office.session, office["company"], case) if one.action.endswith("return")]
    assert line.reason_codes == ("contract", "salary")
    told = set()
    for language in LANGUAGES:
        with speaking(language):
            told.add(reason_text("contract"))
    assert len(told) == 3


def test_a_company_does_not_read_why_officers_recommended(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    office.do(case, "recommend", "case_officer", reason_codes=["complete"])
    for by, codes in (("company", ()), ("approver", ("complete",))):
        assert history.history(office.session, office[by], case)[-1].reason_codes == codes


@pytest.mark.parametrize("action", ["return", "reject"])
def test_a_return_and_a_rejection_need_a_code_or_words(office: Office, action: str) -> None:
    case = office.bring_to(State.SUBMITTED)
    with pytest.raises(Invalid) as refused:
        office.do(case, action, "case_officer", reason=" ")
    assert [error.field for error in refused.value.errors] == ["reason"]
    with pytest.raises(Invalid) as refused:
        office.do(case, action, "case_officer", reason="Words.", reason_codes=["as_recommended"])
    assert [error.field for error in refused.value.errors] == ["reason_codes"]
    assert office.row(case)["state"] == State.SUBMITTED


def test_acts_without_a_list_take_no_codes(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    with pytest.raises(Invalid):
        office.do(case, "shorten", "company", end=date(2027, 6, 30), reason_codes=["contract"])


def test_views_are_an_officers_own_and_one_name_is_one_view(office: Office) -> None:
    first, second = office["case_officer"], office["approver"]
    casework.save_view(office.session, first, "Mine, overdue", "due=overdue&whose=mine", NOW)
    casework.save_view(office.session, first, "Mine, overdue", "whose=mine", NOW)
    casework.save_view(office.session, first, "Base", "pool=base", NOW)
    assert [(view.name, view.query) for view in casework.views(office.session, first)] == [
        ("Base", "pool=base"),
        ("Mine, overdue", "whose=mine"),
    ]
    assert casework.views(office.session, second) == []
    number = casework.views(office.session, first)[0].id
    with pytest.raises(NotFound):
        casework.drop_view(office.session, second, number)
    casework.drop_view(office.session, first, number)
    for name in ("", "x" * 61):
        with pytest.raises(Invalid):
            casework.save_view(office.session, first, name, "pool=base", NOW)


def test_nobody_keeps_more_views_than_can_be_seen_at_once(office: Office) -> None:
    for number in range(casework.VIEWS_MAX):
        casework.save_view(office.session, office["auditor"], f"View {number}", "", NOW)
    with pytest.raises(Invalid):
        casework.save_view(office.session, office["auditor"], "One more", "", NOW)
