"""The history of a company: every act on what is its, newest first, page by page, and nothing of others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from talenttrack.domain.errors import Forbidden, Invalid
from talenttrack.domain.lifecycle import State
from talenttrack.services import companies, history, people
from talenttrack.services.history import Entry, Within
from talenttrack.services.schemes import nias
from talenttrack.services.schemes.nias import NiasProjectRequest
from tests.counting import queries_of
from tests.engagements_written import an_engagement
from tests.services.schemes.office import NOW, Office

EVERYTHING = Within()


def told(office: Office, within: Within = EVERYTHING, limit: int = 200) -> list[Entry]:
    found = history.of_company(office.session, office["auditor"], office.company_id, within, cursor=None, limit=limit)
    return list(found.items)


def actions(office: Office, within: Within = EVERYTHING) -> list[str]:
    return [entry.action for entry in told(office, within)]


def a_project(office: Office) -> int:
    asked = NiasProjectRequest(
        reference="NIAS-1",
        industry="ai_and_data_science",
        total_cost_cents=40_000_000_000,
        own_share_cents=25_000_000_000,
        submitted_on=date(2026, 5, 1),
    )
    outcome = nias.create(office.session, office["case_officer"], office.company_id, asked, NOW)
    assert outcome.project_id is not None
    return outcome.project_id


def test_acts_of_every_kind_are_told_newest_first_with_what_they_changed(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    later = NOW + timedelta(hours=1)
    office.do(case, "shorten", "company", now=later, end=date(2027, 6, 30))
    project = a_project(office)
    nias.transition(
        office.session, office["approver"], project, "approve", later + timedelta(hours=1), on=date(2026, 6, 1)
    )
    suspended_at = later + timedelta(hours=2)
    companies.transition(office.session, office["approver"], office.company_id, "suspend", "enquiry", suspended_at)
    assert actions(office)[:3] == ["company.suspend", "nias_project.approve", "engagement.shorten"]
    entries = told(office)
    assert [(c.field, c.before, c.after) for c in entries[1].changes] == [
        ("state", "submitted", "approved"),
        ("approved_on", None, date(2026, 6, 1)),
    ]
    assert [(c.field, c.before, c.after) for c in entries[2].changes] == [
        ("last_day", date(2027, 12, 31), date(2027, 6, 30))
    ]
    assert entries[1].subject is not None
    assert entries[1].subject.reference == "NIAS-1"
    assert (entries[0].reason, entries[0].actor_role) == ("enquiry", "approving_officer")
    assert set(actions(office, Within(kind="nias_project"))) == {"nias_project.create", "nias_project.approve"}
    assert actions(office, Within(kind="company")) == ["company.suspend"]
    assert actions(office, Within(until=date(2026, 11, 22))) == []


def test_a_refused_submission_is_told_although_it_left_no_engagement(office: Office) -> None:
    office.suspend()
    office.submit()
    [entry] = told(office)
    assert (entry.action, entry.subject_id, entry.subject) == ("engagement.submit.refused", None, None)
    assert entry.receipt_id


def test_an_import_and_a_merge_are_told_for_each_engagement(office: Office) -> None:
    an_engagement(office.session, office.company_id, "2025-01-01", "2025-12-31", reference="OLD-1", recorded_at=NOW)
    kept, case = office.bring_to(State.APPROVED), office.bring_to(State.SUBMITTED)
    pair = {"kept_id": office.row(kept)["person_id"], "merged_id": office.row(case)["person_id"]}
    later = NOW + timedelta(hours=1)
    merge_id = people.propose_merge(office.session, office["case_officer"], **pair, reason="same face", now=later)
    people.confirm_merge(office.session, office["approver"], merge_id, later)
    entries = told(office)
    assert entries[0].action == "engagement.merge"
    assert (entries[0].actor_name, entries[0].subject_id) == (office["approver"].name, case)
    imported = next(entry for entry in entries if entry.action == "engagement.import")
    assert imported.subject is not None
    assert imported.subject.reference == "OLD-1"
    assert imported.actor_role == "system"


def test_pages_follow_one_another_without_gap_or_repetition(office: Office) -> None:
    for _ in range(4):
        office.bring_to(State.APPROVED)
    for number in range(5):
        an_engagement(
            office.session, office.company_id, "2025-01-01", "2025-02-01", recorded_at=NOW, reference=f"I{number}"
        )
    everything = [(entry.at, entry.action, entry.subject_id) for entry in told(office)]
    seen: list[tuple[object, ...]] = []
    cursor = None
    while True:
        part = history.of_company(
            office.session, office["auditor"], office.company_id, EVERYTHING, cursor=cursor, limit=3
        )
        seen += [(entry.at, entry.action, entry.subject_id) for entry in part.items]
        cursor = part.next_cursor
        if cursor is None:
            break
    assert seen == everything
    assert len(seen) == 4 * 3 + 5
    with pytest.raises(Invalid):
        history.of_company(office.session, office["auditor"], office.company_id, EVERYTHING, cursor="x", limit=3)


def test_nothing_of_another_company_is_told_and_no_company_is_told_anything(office: Office) -> None:
    office.bring_to(State.APPROVED)
    found = history.of_company(office.session, office["auditor"], office.rival_id, EVERYTHING, cursor=None, limit=50)
    assert found.items == ()
    for actor in ("company", "rival", "admin"):
        with pytest.raises(Forbidden):
            history.of_company(office.session, office[actor], office.company_id, EVERYTHING, cursor=None, limit=9)
        with pytest.raises(Forbidden):
            history.of_record(office.session, office[actor], "person", {1}, cursor=None, limit=9)


def test_a_person_s_history_tells_who_looked_at_the_number_and_why(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    person = people.get(office.session, office["case_officer"], office.row(case)["person_id"])
    people.unmask(office.session, office["case_officer"], person.documents[0].id, "compared with the card", NOW)
    found = history.of_record(office.session, office["auditor"], "person", {person.id}, cursor=None, limit=9)
    assert [(entry.action, entry.reason) for entry in found.items] == [("person.unmask", "compared with the card")]


def test_a_long_history_needs_as_many_queries_as_a_short_one(office: Office) -> None:
    def queries() -> int:
        return queries_of(office.session, lambda: told(office))

    a_project(office)
    office.bring_to(State.APPROVED)
    an_engagement(office.session, office.company_id, "2025-01-01", "2025-02-01", recorded_at=NOW)
    few = queries()
    for _ in range(3):
        office.bring_to(State.APPROVED)
    for _ in range(20):
        an_engagement(office.session, office.company_id, "2025-01-01", "2025-02-01", recorded_at=NOW)
    assert queries() == few
