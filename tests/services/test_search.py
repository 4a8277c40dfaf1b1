"""The officers' search: any two characters in the middle of a name, references, and numbers that leave no trace."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Forbidden
from talenttrack.domain.lifecycle import Role
from talenttrack.domain.people import identity
from talenttrack.services import companies, search
from talenttrack.services.companies import CompanyRequest
from tests.counting import queries_of
from tests.engagements_written import a_company, a_nias_project, an_engagement
from tests.office import Hire
from tests.persons import HKID, NOW, PASSPORT, engage, number, record

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐"
GIVEN = "家志俊文偉明淑惠雅婷怡君宗翰冠宇欣怡佳穎承恩柏"
LATIN = ("CHAN", "LAM", "WONG", "CHEUNG", "O'BRIEN", "MÜLLER-LEE", "NG", "SZETO")


def kinds(found: search.Found) -> list[str]:
    return [group.kind for group in found.groups]


def all_ids(session: Session, officer: object, text: str, kind: str) -> set[int]:
    """Every hit of a kind, page by page."""
    ids: set[int] = set()
    after: int | None = 0
    while after is not None:
        group = search.find_in(session, officer, text, kind, after=after, limit=50)  # type: ignore[arg-type]
        ids |= {hit.id for hit in group.hits}
        after = group.next_cursor
    return ids


def test_w7_every_one_or_two_characters_from_the_middle_of_200_names_find_the_name(
    session: Session, hire: Hire
) -> None:
    draw = random.Random(7)
    officer = hire(Role.AUDITOR)
    people: dict[int, tuple[str, str]] = {}
    firms: dict[int, tuple[str, str]] = {}
    for n in range(100):
        zh = draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 3))))
        en = f"{draw.choice(LATIN)} {''.join(draw.choices('aeioukltm', k=6)).title()}"
        people[record(session, number(n), en, zh)] = (en, zh)
        firm = (f"{draw.choice(LATIN)} {draw.choice(LATIN)} Works Limited", f"{zh}科技有限公司")
        brn = f"{20_000_000 + n}"
        firms[companies.create(session, hire(Role.CASE_OFFICER), CompanyRequest(brn, *firm), NOW)] = firm
    for kind, named in (("person", people), ("company", firms)):
        parts = {name[at : at + size] for pair in named.values() for name in pair for size in (1, 2)
                 for at in range(1, max(2, len(name) - size))}  # fmt: skip
        for part in sorted(part for part in parts if part.strip() == part and part):
            wanted = {one for one, pair in named.items() if any(part.casefold() in name.casefold() for name in pair)}
            assert wanted <= all_ids(session, officer, part, kind), part


def test_wildcards_are_letters(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    odd = companies.create(session, officer, CompanyRequest("12345678", "100%_sure Limited"), NOW)
    a_company(session)
    for text in ("%", "_", "%_"):
        found = search.find(session, officer, text, numbers=False)
        assert [hit.id for group in found.groups for hit in group.hits] == [odd], text


def test_a_number_or_reference_leads_straight_to_its_one_record(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    company = companies.create(session, officer, CompanyRequest("F1234567", "Lantern"), NOW)
    other = a_company(session)
    case = an_engagement(session, company, "2026-01-01", "2026-12-31", reference="RTH-26-AB")
    twice = [an_engagement(session, one, "2026-01-01", "2026-12-31", reference="SAME-1") for one in (company, other)]
    project = a_nias_project(session, company, date(2026, 1, 1), reference="NIAS/9")
    person = record(session, PASSPORT)

    def only(text: str) -> tuple[str, int] | None:
        return search.find(session, officer, text, numbers=False).only

    assert only("f1234567") == ("company", company)
    assert only(" rth-26-ab ") == ("engagement", case)
    assert only("nias/9") == ("nias_project", project)
    assert only(f"p-{person}") == ("person", person)
    assert only("SAME-1") is None
    found = search.find(session, officer, "same-1", numbers=False)
    assert [[hit.id for hit in group.hits] for group in found.groups] == [twice]


@pytest.mark.parametrize("typed", ["A123456(3)", "a 123456 (3)", "Ａ１２３４５６３", "HKID A123456(3)"])
def test_an_identity_card_is_found_in_every_spelling_and_only_where_numbers_are_asked_for(
    session: Session, hire: Hire, typed: str
) -> None:
    officer = hire(Role.CASE_OFFICER)
    person = record(session, HKID, "CHAN Hidden")
    assert search.find(session, officer, typed, numbers=True).only == ("person", person)
    found = search.find(session, officer, typed, numbers=False)
    assert (found.only, found.groups) == (None, ())


def test_a_passport_is_found_without_naming_its_country(session: Session, hire: Hire) -> None:
    officer = hire(Role.CASE_OFFICER)
    person = record(session, PASSPORT)
    assert search.find(session, officer, "k1234567", numbers=True).only == ("person", person)
    record(session, identity("passport", "K1234567", "CHN"), "Another")
    assert search.find(session, officer, "K1234567", numbers=True).only is None


def test_the_drafts_of_a_company_are_not_found(session: Session, hire: Hire) -> None:
    company = a_company(session)
    person = record(session, HKID)
    engage(session, company, person, date(2027, 1, 1), date(2027, 2, 1), state="draft", reference="DRAFT-1")
    assert search.find(session, hire(Role.CASE_OFFICER), "DRAFT-1", numbers=False).groups == ()


def test_only_those_who_read_all_records_search(session: Session, hire: Hire) -> None:
    for actor in (hire(Role.COMPANY_USER, a_company(session)), hire(Role.ADMIN)):
        with pytest.raises(Forbidden):
            search.find(session, actor, "Company", numbers=True)
        with pytest.raises(Forbidden):
            search.find_in(session, actor, "Company", "company", after=0, limit=9)


def test_a_group_is_counted_to_a_hundred_and_followed_page_by_page(session: Session, hire: Hire) -> None:
    officer = hire(Role.AUDITOR)
    ids = [a_company(session) for _ in range(103)]
    group = search.find(session, officer, "公司", numbers=False).groups[0]
    assert (group.kind, group.count, group.more, len(group.hits)) == ("company", 100, True, search.SHOWN)
    assert all_ids(session, officer, "公司", "company") == set(ids)


def test_a_search_needs_as_many_queries_for_many_hits_as_for_one(session: Session, hire: Hire) -> None:
    officer = hire(Role.AUDITOR)
    company = a_company(session)
    record(session, number(1), "CHAN One")
    few = queries_of(session, lambda: search.find(session, officer, "CHAN", numbers=True))
    for n in range(2, 40):
        an_engagement(session, company, "2026-01-01", "2026-12-31", reference=f"CHAN-{n}")
        record(session, number(n), f"CHAN {n}")
    assert queries_of(session, lambda: search.find(session, officer, "CHAN", numbers=True)) == few
