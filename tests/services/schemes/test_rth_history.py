"""The history of an engagement loses none of its versions, whether or not an audit entry of its own tells of it."""

from __future__ import annotations

from datetime import timedelta

from talenttrack.domain.lifecycle import State
from talenttrack.services import people
from talenttrack.services.changes import FieldChange
from talenttrack.services.schemes.rth import register
from talenttrack.services.schemes.rth.history import HistoryLine, history
from talenttrack.storage.schemes.rth import record_version
from tests.services.schemes.office import NOW, Office


def told(office: Office, case: int, by: str = "auditor") -> list[tuple[str, int | None]]:
    return [(line.action.removeprefix("engagement."), line.version) for line in lines(office, case, by)]


def lines(office: Office, case: int, by: str) -> list[HistoryLine]:
    return history(office.session, office[by], case)


def test_a_drafts_first_line_is_its_first_version(office: Office) -> None:
    case = office.bring_to(State.DRAFT)
    office.do(case, "submit", "company")
    assert told(office, case, "company") == [("draft", 1), ("submit", 2)]
    changes = {"monthly_salary_cents": 2_200_000}
    office.do(case, "return", "case_officer")
    register.edit(office.session, office["company"], case, changes, NOW, expected_version=None)
    assert told(office, case, "company")[2:] == [("return", 3), ("edit", 4)]


def test_a_merge_of_persons_is_a_line_for_officers_and_none_for_the_company(office: Office) -> None:
    kept, case = office.bring_to(State.APPROVED), office.bring_to(State.WITHDRAWN)
    pair = {"kept_id": office.row(kept)["person_id"], "merged_id": office.row(case)["person_id"]}
    later = NOW + timedelta(hours=1)
    merge_id = people.propose_merge(office.session, office["case_officer"], **pair, reason="same face", now=later)
    people.confirm_merge(office.session, office["approver"], merge_id, later)
    assert told(office, case) == [("submit", 1), ("withdraw", 2), ("merge", 3)]
    line = lines(office, case, "auditor")[-1]
    assert (line.actor_name, line.actor_role) == (office["approver"].name, "approving_officer")
    assert line.changes == (FieldChange("person_id", None, None),)
    assert told(office, case, "company") == [("submit", 1), ("withdraw", 2)]


def test_a_version_without_a_receipt_or_an_entry_is_told_in_its_place(office: Office) -> None:
    case = office.bring_to(State.SUBMITTED)
    record_version(
        office.session, case, action="edit", actor_id=None, receipt_id=None, now=NOW + timedelta(hours=1), degree="phd"
    )
    office.do(case, "withdraw", "company", now=NOW + timedelta(hours=2))
    assert told(office, case, "company") == [("submit", 1), ("edit", 2), ("withdraw", 3)]
    line = lines(office, case, "company")[1]
    assert (line.actor_name, line.actor_role) == (None, "system")
    assert line.changes == (FieldChange("degree", "master", "phd"),)
