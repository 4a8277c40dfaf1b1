"""Imports of what spreadsheets make of cells, what a company's dry run leaves, and what is told of good rows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services.imports.problems import Problem
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person, PersonEnquiry
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.wiring import Wiring
from tests.files_sent import BRN, a_company_row, a_workbook, an_engagement_row, imported, places


@pytest.fixture(autouse=True)
def company(wiring: Wiring) -> None:
    assert imported(wiring, "companies", [a_company_row()]).saved == 1


def rows_of(wiring: Wiring, model: type) -> int:
    with wiring.read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def code(problem: Problem) -> str:
    return problem.error.code if problem.error else ""


def test_what_a_spreadsheet_made_of_a_text_is_refused_and_never_guessed(wiring: Wiring) -> None:
    row = an_engagement_row("A", id_type="passport", id_country="GBR")
    values: list[list[object]] = [list(row)]
    for changed in (
        {"id_number": 123456789},
        {"reference": date(2027, 3, 4)},
        {"reference": "1.23E+11"},
        {"start": 46113},
        {"company_brn": 1234567},
    ):
        values.append(list({**row, "reference": f"R-{len(values)}", **changed}.values()))
    assert places(imported(wiring, "engagements", a_workbook(*values))) == [
        (2, "id_number"),
        (3, "reference"),
        (4, "reference"),
        (5, "start"),
        (6, "company_brn"),
    ]


def test_real_dates_and_numbers_of_a_workbook_are_read(wiring: Wiring) -> None:
    row = {**an_engagement_row("A"), "start": date(2027, 4, 1), "end": date(2028, 3, 31), "monthly_salary": 30000.5}
    row["company_brn"], row["stem"] = int(BRN), True
    done = imported(wiring, "engagements", a_workbook(list(row), list(row.values())))
    assert (done.saved, done.problems) == (1, ())


def test_a_dry_run_of_a_company_still_counts_the_persons_it_named(wiring: Wiring) -> None:
    with wiring.read_session() as session:
        own = session.execute(select(Company.id).where(Company.brn == BRN)).scalar_one()
    user = Actor(None, "user", Role.COMPANY_USER, own)
    limited = Wiring(wiring.settings, wiring.engine, {**wiring.config, "TODAY": None})
    rows = [an_engagement_row(f"N-{number}") for number in range(3)]
    imported(limited, "engagements", rows, actor=user, dry_run=True)
    assert rows_of(wiring, PersonEnquiry) == 3
    assert rows_of(wiring, Person) == 0
    many = [an_engagement_row(f"M-{number}", start="2040-01-01", end="2040-01-31") for number in range(30)]
    done = imported(limited, "engagements", many, actor=user, dry_run=True)
    assert rows_of(wiring, PersonEnquiry) == 30
    assert [one.row for one in done.problems if code(one) == "too_many"] == [29, 30, 31]


def test_a_good_row_is_told_with_its_reference_and_record(wiring: Wiring) -> None:
    rows = [an_engagement_row("A"), an_engagement_row("", start="2030-01-01", end="2030-06-30")]
    done = imported(wiring, "engagements", rows)
    with wiring.read_session() as session:
        found = {row.id: row.reference for row in session.scalars(select(Engagement))}
    assert [(line.row, line.outcome, line.made) for line in done.lines] == [(2, "saved", False), (3, "saved", True)]
    assert {line.record_id: line.reference for line in done.lines} == found
