"""Lists as tables of typed values: what their pages show, all of it, for whoever may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from talenttrack.domain.errors import Forbidden, NotFound
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.files import Value
from talenttrack.language import LANGUAGES, speaking
from talenttrack.services import exports
from talenttrack.services.schemes.exports import EXPORTS, OF_A_COMPANY, whole
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.companies import Company
from talenttrack.web.words.exported import TABLES, heads, in_words, style
from talenttrack.wiring import Wiring
from tests.files_sent import BRN, NOW, a_company_row, a_past_row, a_project_row, an_engagement_row, imported
from tests.office import hired


@pytest.fixture(autouse=True)
def portfolio(wiring: Wiring) -> None:
    imported(wiring, "companies", [a_company_row(), a_company_row("99990002", name_en="=Other Limited")])
    imported(wiring, "nias-projects", [a_project_row()])
    rows = [a_past_row(f"H-{number:03}", monthly_salary="98765.43") for number in range(205)]
    imported(wiring, "engagements", [*rows, a_past_row("OTHER", "99990002")], as_history=True)


def table(
    wiring: Wiring, name: str, actor: Actor = SYSTEM_ACTOR, company_id: int | None = None
) -> list[Sequence[Value]]:
    with wiring.read_session() as session:
        listing = whole("en")[name](session, actor, NOW, company_id)
        return list(exports.every_row(session, actor, EXPORTS[name], listing))


def by_name(wiring: Wiring, name: str, actor: Actor = SYSTEM_ACTOR) -> list[dict[str, Any]]:
    names = [column.name for column in EXPORTS[name].columns]
    return [dict(zip(names, row, strict=True)) for row in table(wiring, name, actor)]


def company_id(wiring: Wiring, brn: str = BRN) -> int:
    with wiring.read_session() as session:
        return session.execute(select(Company.id).where(Company.brn == brn)).scalar_one()


def test_all_engagements_are_there_once_in_the_order_of_the_list_and_not_only_a_page(wiring: Wiring) -> None:
    rows = by_name(wiring, "engagements")
    assert [row["reference"] for row in rows] == [*(f"H-{number:03}" for number in range(205)), "OTHER"]
    assert (rows[0]["company_brn"], rows[0]["start"], rows[0]["state"]) == (BRN, date(2027, 4, 1), "approved")
    assert len(table(wiring, "engagements", company_id=company_id(wiring))) == 205


def test_a_company_takes_away_its_own_engagements_alone_and_no_persons(wiring: Wiring) -> None:
    user = Actor(1, "user", Role.COMPANY_USER, company_id(wiring, "99990002"))
    assert [row["reference"] for row in by_name(wiring, "engagements", user)] == ["OTHER"]
    assert [row["brn"] for row in by_name(wiring, "companies", user)] == ["99990002"]
    with pytest.raises(NotFound):
        table(wiring, "people", user)
    for name in ("runs", "users"):
        with pytest.raises(Forbidden):
            table(wiring, name, user)


def test_an_administrator_takes_away_users_and_no_case(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        admin = hired(session, Role.ADMIN)
    assert [row["role"] for row in by_name(wiring, "users", admin)] == ["admin"]
    for name in ("engagements", "queue", "projects", "findings", "people"):
        with pytest.raises(Forbidden):
            table(wiring, name, admin)


def test_numbers_of_documents_are_masked_and_salaries_left_out(wiring: Wiring) -> None:
    people = by_name(wiring, "people")
    assert len(people) == 206
    assert all(row["documents"].startswith("ZQ0") and row["documents"].endswith("***(*)") for row in people)
    assert "98765" not in str([table(wiring, name) for name in EXPORTS])
    assert {row["bank_account"] for row in by_name(wiring, "companies")} == {"***********000"}


def test_amounts_and_windows_of_projects_are_values(wiring: Wiring) -> None:
    [project] = by_name(wiring, "projects")
    assert project["total_cost"] == Decimal("300000000.00")
    assert str(project["own_share"]) == "200000000.00"
    assert isinstance(project["window_from"], date)


def test_rules_have_numbers_as_numbers_and_shares_as_they_are_written(wiring: Wiring) -> None:
    rows = {(row["parameter"], row["version"]): row["value"] for row in by_name(wiring, "rules")}
    values = list(rows.values())
    assert rows[("rth.total_months", "rth.total_months/1")] == 144
    assert Decimal("18000.00") in values or any(isinstance(value, Decimal) for value in values)
    assert "1/2" in values


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_titles_and_codes_are_said_in_three_languages(wiring: Wiring, name: str) -> None:
    export = EXPORTS[name]
    assert {column.words for column in export.columns} - {"", "role"} <= set(TABLES)
    titles = []
    for spoken in LANGUAGES:
        with speaking(spoken):
            titles.append([head.title for head in heads(export)])
            assert style(export).sheet
            rows = list(in_words(export, table(wiring, name)))
            coded = [place for place, column in enumerate(export.columns) if column.words]
            if spoken.code != "en":
                assert not [
                    row[place] for row in rows for place in coded if str(row[place] or "").isascii() and row[place]
                ]
    assert all(len(set(said)) == len(said) for said in titles)
    assert all(english != chinese for english, chinese in zip(titles[0], titles[1], strict=True))


def test_lists_of_one_company_are_narrowed_to_it(wiring: Wiring) -> None:
    other = company_id(wiring, "99990002")
    counts = {name: len(table(wiring, name, company_id=other)) for name in sorted(OF_A_COMPANY)}
    assert counts == {"companies": 1, "engagements": 1, "findings": 0, "people": 1, "projects": 0}


def test_the_entry_tells_who_took_which_list_narrowed_to_what_and_how_many_rows(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        officer = hired(session, Role.CASE_OFFICER)
        exports.note(session, officer, "people", "xlsx", {"name": "LEE"}, 12, NOW)
    with wiring.read_session() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.people")).one()
    assert (entry.actor_id, entry.details) == (officer.id, {"format": "xlsx", "filters": {"name": "LEE"}, "rows": 12})


def test_what_waits_is_taken_away_with_the_day_since_which_it_does(wiring: Wiring) -> None:
    imported(wiring, "engagements", [an_engagement_row("NEW", "99990002", start="2029-04-01", end="2029-09-30")])
    [waiting] = by_name(wiring, "queue")
    assert (waiting["since"], waiting["reference"]) == (date(2026, 11, 23), "NEW")
