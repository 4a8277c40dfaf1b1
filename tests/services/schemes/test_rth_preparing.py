"""A hire in preparation: kept as it is typed, seen by its company alone, told of by the rules, closed once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from talenttrack.domain.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.services.schemes.rth import preparing, read, so_far
from talenttrack.services.schemes.rth.preparing import Part
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.schemes.rth_preparing import HirePreparation
from tests.services.schemes.office import END, NOW, START, Office, a_talent

PERSON = {"name_en": ["SECRET Name"], "id_number": ["A123456(3)"]}
EVERY = frozenset(so_far.PARTS)


def begun(office: Office, by: str = "company", company_id: int | None = None) -> int:
    return preparing.begin(office.session, office[by], company_id or office.company_id, {}, NOW)


def answer(
    office: Office,
    hire_id: int,
    part: str = "person",
    words: preparing.Words = PERSON,
    by: str = "company",
    seen: int | None = None,
) -> None:
    preparing.answer(office.session, office[by], hire_id, part, words, NOW, complete=True, expected_version=seen)


def entries(office: Office) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.subject_type == preparing.SUBJECT).order_by(AuditEntry.id)
    return list(office.session.scalars(query))


def test_answers_are_kept_encrypted_and_told_again(office: Office) -> None:
    hire_id = begun(office)
    answer(office, hire_id)
    row = office.session.get_one(HirePreparation, hire_id)
    assert row.answers_encrypted is not None
    assert b"SECRET" not in row.answers_encrypted
    found = preparing.get(office.session, office["company_admin"], hire_id)
    assert found.words == PERSON
    assert set(found.answered) == {"person"}
    assert (found.next_part, found.version) == ("place", 2)


def test_audit_entries_tell_the_part_and_never_the_answer(office: Office) -> None:
    hire_id = begun(office)
    answer(office, hire_id)
    preparing.discard(office.session, office["company"], hire_id, NOW)
    told = entries(office)
    assert [entry.action for entry in told] == ["hire.begin", "hire.answer", "hire.discarded"]
    assert {entry.company_id for entry in told} == {office.company_id}
    assert told[1].details == {"part": "person", "complete": True}
    assert not any("SECRET" in str(entry.details) for entry in told)


def test_it_is_there_for_its_company_and_for_the_officer_who_began_it(office: Office) -> None:
    own = begun(office)
    for stranger in ("rival", "case_officer", "approver", "auditor"):
        with pytest.raises(NotFound):
            preparing.get(office.session, office[stranger], own)
        with pytest.raises((NotFound, Forbidden)):
            answer(office, own, by=stranger)
    on_behalf = begun(office, "case_officer")
    assert preparing.get(office.session, office["case_officer"], on_behalf).open
    assert preparing.get(office.session, office["company"], on_behalf).open
    with pytest.raises(NotFound):
        preparing.get(office.session, office["second_case_officer"], on_behalf)


def test_nobody_begins_one_for_another_company_or_without_the_right_to_register(office: Office) -> None:
    with pytest.raises(NotFound):
        begun(office, "company", office.rival_id)
    for role in ("approver", "auditor", "admin"):
        with pytest.raises(Forbidden):
            begun(office, role)


def test_open_ones_are_listed_last_saved_first(office: Office) -> None:
    first, second = begun(office), begun(office, "case_officer")
    later = NOW + timedelta(minutes=1)
    preparing.answer(office.session, office["company"], first, "ties", {}, later, complete=True, expected_version=None)
    listed = preparing.open_of(office.session, office["company"], office.company_id)
    assert [one.id for one in listed] == [first, second]
    assert [one.id for one in preparing.open_of(office.session, office["case_officer"], office.company_id)] == [second]
    assert preparing.open_of(office.session, office["rival"], office.rival_id) == []
    with pytest.raises(NotFound):
        preparing.open_of(office.session, office["rival"], office.company_id)
    preparing.discard(office.session, office["company"], first, NOW)
    assert [one.id for one in preparing.open_of(office.session, office["company"], office.company_id)] == [second]


def test_only_a_change_of_the_same_part_is_a_conflict(office: Office) -> None:
    hire_id = begun(office)
    answer(office, hire_id, "place", {"pool": ["base"]}, seen=1)
    answer(office, hire_id, "person", by="company_admin", seen=1)
    with pytest.raises(Stale):
        answer(office, hire_id, "place", {"pool": ["itf"]}, by="company_admin", seen=1)
    answer(office, hire_id, "place", {"pool": ["itf"]}, by="company_admin", seen=3)
    assert preparing.get(office.session, office["company"], hire_id).words["pool"] == ["itf"]


def test_the_same_words_again_change_nothing(office: Office) -> None:
    hire_id = begun(office)
    for _twice in range(2):
        answer(office, hire_id, seen=1)
    assert preparing.get(office.session, office["company"], hire_id).version == 2
    assert [entry.action for entry in entries(office)].count("hire.answer") == 1


def test_words_without_end_and_unknown_parts_are_not_kept(office: Office) -> None:
    hire_id = begun(office)
    with pytest.raises(Invalid):
        answer(office, hire_id, words={"name_en": ["x" * preparing.WORDS_MAX]})
    with pytest.raises(Invalid):
        answer(office, hire_id, part="shoes")


def test_an_admitted_submission_closes_it_and_erases_its_answers(office: Office) -> None:
    hire_id = begun(office)
    answer(office, hire_id)
    done = preparing.submit(office.session, office["company"], hire_id, office.request(), NOW, expected_version=2)
    assert done.admitted
    row = office.session.get_one(HirePreparation, hire_id)
    assert (row.state, row.engagement_id, row.answers_encrypted) == ("submitted", done.engagement_id, None)
    with pytest.raises(WrongState):
        preparing.submit(office.session, office["company"], hire_id, office.request(), NOW, expected_version=None)
    with pytest.raises(WrongState):
        answer(office, hire_id)


def test_a_refused_submission_leaves_it_open_with_all_its_answers(office: Office) -> None:
    for _place in range(4):
        office.submit()
    hire_id = begun(office)
    answer(office, hire_id)
    before = office.counts()
    refused = preparing.submit(office.session, office["company"], hire_id, office.request(), NOW, expected_version=2)
    assert not refused.admitted
    assert office.counts()["engagements"] == before["engagements"]
    assert office.counts()["receipts"] == before["receipts"] + 1
    found = preparing.get(office.session, office["company"], hire_id)
    assert (found.open, found.words) == (True, PERSON)


def test_what_changed_since_it_was_checked_is_not_submitted(office: Office) -> None:
    hire_id = begun(office)
    answer(office, hire_id, by="company_admin")
    with pytest.raises(Stale):
        preparing.submit(office.session, office["company"], hire_id, office.request(), NOW, expected_version=1)
    assert office.counts()["engagements"] == 0


def test_it_is_submitted_for_its_own_company_whatever_the_request_says(office: Office) -> None:
    hire_id = begun(office)
    elsewhere = office.request(company_id=office.rival_id)
    done = preparing.submit(office.session, office["company"], hire_id, elsewhere, NOW, expected_version=None)
    assert done.engagement_id is not None
    assert office.row(done.engagement_id)["company_id"] == office.company_id


def test_shown_to_officers_it_becomes_a_draft_on_which_they_may_grant_an_exception(office: Office) -> None:
    hire_id = begun(office)
    long = office.request(end=date(2030, 3, 31))
    told = so_far.decide(office.session, office["company"], long, EVERY, NOW)
    assert told is not None
    assert so_far.may_be_excepted(told)
    draft = preparing.show_to_officers(office.session, office["company"], hire_id, long, NOW, expected_version=1)
    row = office.row(draft)
    assert (row["state"], row["shared_at"] is not None) == ("draft", True)
    assert "grant_exception" in read.view(office.session, office["approver"], draft, NOW).actions
    found = preparing.get(office.session, office["company"], hire_id)
    assert (found.state, found.engagement_id, found.parts) == ("shown", draft, {})


def test_discarded_twice_it_is_discarded_once(office: Office) -> None:
    hire_id = begun(office)
    for _twice in range(2):
        preparing.discard(office.session, office["company"], hire_id, NOW)
    assert [entry.action for entry in entries(office)].count("hire.discarded") == 1
    with pytest.raises(NotFound):
        preparing.discard(office.session, office["rival"], hire_id, NOW)


def test_the_newest_engagements_come_first_to_be_copied(office: Office) -> None:
    made = [office.submit().engagement_id for _one in range(3)]
    listed = preparing.earlier(office.session, office["company"], office.company_id, NOW)
    assert [one.id for one in listed] == made[::-1]
    assert preparing.earlier(office.session, office["rival"], office.rival_id, NOW) == []


@pytest.mark.parametrize(
    ("answered", "codes"),
    [
        (EVERY - {"place"}, None),
        ({"place"}, {"rth.concurrent", "rth.total_months", "rth.company", "rth.dates", "rth.backdated"}),
        ({"place", "qualification"}, {"rth.degree"}),
        ({"place", "right_to_work"}, {"rth.right_to_work"}),
        ({"place", "ties"}, {"rth.conflict"}),
    ],
)
def test_a_check_is_told_once_its_question_is_answered(
    office: Office, answered: frozenset[str], codes: set[str] | None
) -> None:
    told = so_far.decide(office.session, office["company"], office.request(), answered, NOW)
    if codes is None or told is None:
        assert told is None
        assert codes is None
        return
    named = {check.code for check in told.checks}
    asked_for = {"rth.degree", "rth.right_to_work", "rth.conflict"}
    assert named & asked_for == codes & asked_for
    assert named & {"rth.talent_overlap", "rth.talent_months"} == set()


def test_an_answer_that_rules_refuse_is_refused_once_given_and_not_before(office: Office) -> None:
    request = office.request(talent=a_talent(degree="none", permanent_resident=False))
    before = so_far.decide(office.session, office["company"], request, {"place"}, NOW)
    after = so_far.decide(office.session, office["company"], request, EVERY, NOW)
    assert before is not None
    assert after is not None
    assert before.admitted
    assert {check.code for check in after.failing} == {"rth.degree", "rth.right_to_work"}


def test_the_decision_so_far_names_nobody_and_writes_nothing(office: Office) -> None:
    office.submit(office.request(talent=a_talent(id_number="K9999999")))
    before = office.counts()
    again = office.request(talent=a_talent(id_number="K9999999"), start=START, end=END)
    told = so_far.decide(office.session, office["company"], again, EVERY, NOW)
    assert told is not None
    assert told.admitted  # that this very person is engaged already is not told to who names nobody
    assert office.counts() == before


def test_what_is_wrong_is_told_of_the_part_that_is_asked_alone(office: Office) -> None:
    request = office.request(pool="itf", stream="ITF", itf_project="", talent=a_talent(id_type="hkid", id_number="1"))
    with pytest.raises(Invalid) as place:
        so_far.require("place", request, ())
    assert [error.field for error in place.value.errors] == ["itf_project"]
    with pytest.raises(Invalid) as person:
        so_far.require("person", request, ())
    assert {error.field for error in person.value.errors} == {"talent.id_number", "talent.id_country"}
    so_far.require("days", request, ())


def test_a_part_s_version_counts_from_when_it_was_begun(office: Office) -> None:
    given = {"place": Part({"pool": ["base"]}, True)}
    hire_id = preparing.begin(office.session, office["company"], office.company_id, given, NOW)
    found = preparing.get(office.session, office["company"], hire_id)
    assert (found.parts["place"].version, found.version) == (1, 1)
    answer(office, hire_id, "place", {"pool": ["itf"]}, seen=1)
