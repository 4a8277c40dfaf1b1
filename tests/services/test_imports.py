"""Imports into a database: all or nothing, the same again, and the engine's say."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from talenttrack.domain.errors import Forbidden
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.services.imports.problems import Problem
from talenttrack.services.schemes.rth.history import history
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.companies import Company
from talenttrack.storage.people import IdentityDocument, Person
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from talenttrack.wiring import Wiring
from tests.files_sent import (
    BRN,
    a_company_row,
    a_number,
    a_past_row,
    a_project_row,
    an_engagement_row,
    as_csv,
    imported,
    places,
)


@pytest.fixture(autouse=True)
def company(wiring: Wiring) -> None:
    assert imported(wiring, "companies", [a_company_row()]).saved == 1


def rows_of(wiring: Wiring, model: type) -> int:
    with wiring.read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def engagements(wiring: Wiring) -> list[Engagement]:
    with wiring.read_session() as session:
        return list(session.scalars(select(Engagement).order_by(Engagement.id)))


def code(problem: Problem) -> str:
    return problem.check.code if problem.check else problem.error.code if problem.error else ""


def test_the_same_companies_again_change_nothing_and_other_content_is_refused(wiring: Wiring) -> None:
    other = a_company_row("99990002", operating_since="", directors="")
    assert imported(wiring, "companies", [a_company_row(), other]).saved == 1
    again = imported(wiring, "companies", [a_company_row(), other, other])
    assert (again.saved, again.unchanged, again.problems) == (0, 3, ())
    changed = imported(wiring, "companies", [a_company_row(name_en="Another Limited")])
    assert places(changed) == [(2, "brn")]


def test_every_mistake_in_a_file_of_companies_is_named_and_nothing_is_saved(wiring: Wiring) -> None:
    rows = [
        a_company_row("99990003"),
        a_company_row("12"),
        a_company_row("99990004", name_en=" ", subvented="Yes", operating_since="2015-02-30"),
        a_company_row("99990003", phone="1"),
    ]
    done = imported(wiring, "companies", rows)
    assert set(places(done)) == {(3, "brn"), (4, "name_en"), (4, "subvented"), (4, "operating_since"), (5, "brn")}
    assert not done.kept
    assert rows_of(wiring, Company) == 1


def test_a_project_is_judged_unless_it_is_history_and_a_terminated_one_is(wiring: Wiring) -> None:
    poor = a_project_row("POOR", total_cost="299999999.99")
    refused = imported(wiring, "nias-projects", [a_project_row(), poor])
    assert [(one.row, code(one)) for one in refused.problems] == [(3, "nias.min_cost")]
    assert rows_of(wiring, NiasProjectRow) == 0
    ended = a_project_row("ENDED", terminated_on="2026-01-31")
    done = imported(wiring, "nias-projects", [a_project_row(), ended])
    assert (done.saved, done.problems) == (2, ())
    assert imported(wiring, "nias-projects", [a_project_row(), ended]).unchanged == 2
    assert imported(wiring, "nias-projects", [poor], as_history=True).saved == 1
    assert places(imported(wiring, "nias-projects", [a_project_row(total_cost="400000000")])) == [(2, "reference")]


def test_every_odd_cell_gets_the_right_treatment(wiring: Wiring) -> None:
    twin = an_engagement_row("N-02")
    rows = [
        an_engagement_row("N-01", f" {BRN}  ", monthly_salary="35,250.00", talent_name_en="=1+1"),
        twin,
        an_engagement_row("N-03", "98765432"),
        an_engagement_row("N-04", start="2027-04-31"),
        an_engagement_row("N-05", start="31/01/2027"),
        an_engagement_row("N-06", end="1 Apr 2027"),
        an_engagement_row("N-07", end="2027-03-31"),
        an_engagement_row("N-08", pool="basic"),
        an_engagement_row("N-09", degree="diploma"),
        an_engagement_row("N-10", stem="Yes", permanent_resident="1"),
        an_engagement_row("N-11", id_type="passport", id_number="ZZ9900026"),
        an_engagement_row("N-12", id_number="ZQ545230(4)"),
        an_engagement_row("N-13", talent_name_en=""),
        an_engagement_row("N-14", state="approved"),
        an_engagement_row("N-15", nias_project="NIAS-9"),
        an_engagement_row("N-16", monthly_salary="1.23E+11"),
        an_engagement_row("N-02"),
        twin,
        an_engagement_row("N-17", id_number="ｚｑ５４５２３０（３）", start="2029-04-01", end="2029-04-01"),
        an_engagement_row("N-18", "98765432", degree="diploma"),
    ]
    done = imported(wiring, "engagements", rows)
    assert places(done) == [
        (4, "company_brn"),
        (5, "start"),
        (6, "start"),
        (7, "end"),
        (8, "end"),
        (9, "pool"),
        (10, "degree"),
        (11, "stem"),
        (11, "permanent_resident"),
        (12, "id_country"),
        (13, "id_number"),
        (14, "talent_name_en"),
        (15, "state"),
        (16, "nias_project"),
        (17, "monthly_salary"),
        (18, "reference"),
        (21, "degree"),
        (21, "company_brn"),
    ]
    assert (done.saved, done.unchanged, done.kept) == (3, 1, False)
    assert engagements(wiring) == []
    assert rows_of(wiring, Person) == 0


def test_a_partial_import_saves_the_good_rows_alone(wiring: Wiring) -> None:
    done = imported(wiring, "engagements", [an_engagement_row("A"), an_engagement_row("B", pool="basic")], partial=True)
    assert (done.saved, done.kept, places(done)) == (1, True, [(3, "pool")])
    assert [row.reference for row in engagements(wiring)] == ["A"]


def test_a_dry_run_saves_nothing_at_all(wiring: Wiring) -> None:
    before = rows_of(wiring, AuditEntry)
    done = imported(wiring, "engagements", [an_engagement_row("A")], dry_run=True)
    assert (done.saved, done.kept) == (1, False)
    assert engagements(wiring) == []
    assert rows_of(wiring, AuditEntry) == before


def test_the_engine_admits_in_file_order_and_tells_the_fifth_when_it_could_start(wiring: Wiring) -> None:
    rows = [an_engagement_row(f"N-{number}") for number in range(6)]
    done = imported(wiring, "engagements", rows)
    assert [(one.row, code(one)) for one in done.problems] == [
        (6, "rth.concurrent"),
        (6, "start_on"),
        (7, "rth.concurrent"),
        (7, "start_on"),
    ]
    starts = [one.error.values["start"] for one in done.problems if one.error]
    assert starts == [date(2028, 4, 1)] * 2
    assert engagements(wiring) == []
    kept = imported(wiring, "engagements", rows, partial=True)
    assert kept.saved == 4
    found = engagements(wiring)
    assert {(row.state, row.admitted, row.from_history, str(row.submitted_on)) for row in found} == {
        ("submitted", True, False, "2026-11-23")
    }
    assert rows_of(wiring, ReceiptRow) == 6


def test_the_same_rows_again_change_nothing_and_other_content_is_refused(wiring: Wiring) -> None:
    one, two = an_engagement_row("A"), an_engagement_row("", start="2030-01-01", end="2030-06-30")
    assert imported(wiring, "engagements", [one, two]).saved == 2
    bare = one["id_number"].lower().replace("(", "").replace(")", "")
    respelt = {**one, "id_number": bare, "monthly_salary": "30,000"}
    again = imported(wiring, "engagements", [respelt, two])
    assert (again.saved, again.unchanged, again.problems) == (0, 2, ())
    other = imported(wiring, "engagements", [{**one, "monthly_salary": "30001"}])
    assert places(other) == [(2, "reference")]
    assert len(engagements(wiring)) == 2


def test_history_is_recorded_in_any_state_and_in_breach(wiring: Wiring) -> None:
    rows = [a_past_row(f"H-{number}") for number in range(6)]
    rows += [a_past_row(f"S-{state}", state=state) for state in ("submitted", "returned", "recommended", "rejected")]
    rows += [a_past_row(f"S-{state}", state=state) for state in ("withdrawn", "lapsed", "draft")]
    rows += [
        a_past_row("T-1", state="terminated", terminated_on="2027-06-30"),
        a_past_row("T-2", state="terminated", terminated_on="2027-03-31"),
        a_past_row("P-1", id_type="passport", id_number="ZZ9900026", id_country="gbr", submitted_on=""),
    ]
    done = imported(wiring, "engagements", rows, as_history=True)
    assert (done.saved, done.problems) == (len(rows), ())
    found = {row.reference: row for row in engagements(wiring)}
    with wiring.read_session() as session:
        [line] = history(session, SYSTEM_ACTOR, found["S-rejected"].id)
    assert (line.action, line.version, line.actor_role) == ("engagement.import", 1, "system")
    assert [(change.field, change.after) for change in line.changes] == [("state", "rejected")]
    assert all(row.from_history and not row.admitted and row.version == 1 for row in found.values())
    assert found["T-1"].held_until == date(2027, 6, 30)
    assert (found["T-2"].held_from, found["T-2"].held_units) == (None, 0)
    assert found["S-returned"].returned_on == date(2026, 11, 23)
    assert found["S-rejected"].held_from is None
    assert found["P-1"].latest_submission_on == found["P-1"].first_day
    assert rows_of(wiring, EngagementVersion) == len(rows)
    assert rows_of(wiring, IdentityDocument) == len(rows)
    assert rows_of(wiring, ReceiptRow) == 0
    again = imported(wiring, "engagements", rows, as_history=True)
    assert (again.saved, again.unchanged) == (0, len(rows))


def test_history_must_still_make_sense(wiring: Wiring) -> None:
    rows = [
        a_past_row("A", state="running"),
        a_past_row("B", state="terminated"),
        a_past_row("C", terminated_on="2027-06-30"),
        a_past_row("D", state="terminated", terminated_on="2027-03-30"),
        a_past_row("E", end="2027-03-31"),
        a_past_row("F", state="returned", submitted_on=""),
        a_past_row("G", pool="itf"),
    ]
    assert places(imported(wiring, "engagements", rows, as_history=True)) == [
        (2, "state"),
        (3, "terminated_on"),
        (4, "terminated_on"),
        (5, "terminated_on"),
        (6, "end"),
        (7, "submitted_on"),
        (8, "stream"),
        (8, "itf_project"),
    ]


def test_one_document_in_many_rows_is_one_person(wiring: Wiring) -> None:
    number = a_number()
    rows = [
        a_past_row("A", id_number=number),
        a_past_row("B", id_number=number.lower(), talent_name_en="Other Spelling"),
    ]
    assert imported(wiring, "engagements", rows, as_history=True).saved == 2
    assert len({row.person_id for row in engagements(wiring)}) == 1
    with wiring.read_session() as session:
        assert session.scalars(select(Person.name_en)).all() == ["LEE Fictitious"]


def test_a_company_user_imports_for_the_own_company_alone_and_no_history(wiring: Wiring) -> None:
    imported(wiring, "companies", [a_company_row("99990002")])
    with wiring.read_session() as session:
        own = session.execute(select(Company.id).where(Company.brn == BRN)).scalar_one()
    user = Actor(None, "user", Role.COMPANY_USER, own)
    rows = [an_engagement_row("A"), an_engagement_row("A2", "99990002")]
    done = imported(wiring, "engagements", rows, actor=user)
    assert (done.saved, places(done)) == (1, [(3, "company_brn")])
    with pytest.raises(Forbidden):
        imported(wiring, "engagements", [a_past_row("H")], actor=user, as_history=True)
    with pytest.raises(Forbidden):
        imported(wiring, "companies", [a_company_row("99990005")], actor=user)


def test_each_file_leaves_one_entry_that_holds_no_identity_number(wiring: Wiring) -> None:
    row = a_past_row("A")
    imported(wiring, "engagements", as_csv([row]), as_history=True)
    with wiring.read_session() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "import.engagements")).one()
    assert told.details["saved"] == 1
    assert row["id_number"][:8] not in str(told.details)
