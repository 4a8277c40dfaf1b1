"""A person over all companies: months, overlaps, and what a merge of two records would break."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Forbidden, NotFound
from talenttrack.domain.lifecycle import Role
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.services.schemes.rth.person import NEW, SAME, WORSE, broken_by_merge, standing
from tests.counting import queries_of
from tests.engagements_written import a_company, a_person, an_engagement
from tests.office import Hire

TODAY = date(2026, 11, 23)


def test_months_are_summed_over_all_companies_and_held_against_the_limit(session: Session, hire: Hire) -> None:
    person = a_person(session)
    an_engagement(session, a_company(session), "2025-01-01", "2025-12-31", person_id=person)
    an_engagement(session, a_company(session), "2026-01-01", "2026-06-30", person_id=person, state="submitted")
    an_engagement(session, a_company(session), "2027-01-01", "2027-06-30", person_id=person, state="withdrawn")
    found = standing(session, hire(Role.AUDITOR), person, TODAY)
    assert (found.used_units, found.pending_units) == (18 * UNITS_PER_MONTH, 6 * UNITS_PER_MONTH)
    assert (found.limit_units, found.excepted, found.overlaps) == (36 * UNITS_PER_MONTH, False, ())


def test_days_on_which_two_engagements_hold_are_named_with_both(session: Session, hire: Hire) -> None:
    person = a_person(session)
    first = an_engagement(session, a_company(session), "2026-01-01", "2026-06-30", person_id=person)
    second = an_engagement(session, a_company(session), "2026-06-30", "2026-12-31", person_id=person)
    an_engagement(
        session, a_company(session), "2027-01-01", "2027-06-30", person_id=person, exceptions=["rth.talent_months"]
    )
    found = standing(session, hire(Role.CASE_OFFICER), person, TODAY)
    assert [(days.first_day, days.last_day) for days in found.overlaps] == [(date(2026, 6, 30), date(2026, 6, 30))]
    assert found.overlapping == {first, second}
    assert found.excepted


def test_a_merge_shows_what_it_would_break_before_it_is_confirmed(session: Session, hire: Hire) -> None:
    kept, merged = a_person(session), a_person(session)
    for person, first, last in ((kept, "2025-01-01", "2026-12-31"), (merged, "2026-06-01", "2028-05-31")):
        an_engagement(session, a_company(session), first, last, person_id=person)
    officer = hire(Role.APPROVING_OFFICER)
    found = {one.finding.kind: one for one in broken_by_merge(session, officer, kept, merged, TODAY)}
    assert {kind: one.beside for kind, one in found.items()} == {"rth.talent_overlap": NEW, "rth.talent_months": NEW}
    [period] = found["rth.talent_overlap"].finding.periods
    assert (period.period.first_day, period.period.last_day) == (date(2026, 6, 1), date(2026, 12, 31))
    assert found["rth.talent_months"].used_units == 48 * UNITS_PER_MONTH
    harmless = a_person(session)
    assert broken_by_merge(session, officer, kept, harmless, TODAY) == []


def test_what_one_of_the_two_has_already_is_told_apart(session: Session, hire: Hire) -> None:
    kept, merged = a_person(session), a_person(session)
    for _ in range(2):
        an_engagement(session, a_company(session), "2026-01-01", "2026-06-30", person_id=kept)
    officer = hire(Role.CASE_OFFICER)
    assert [one.beside for one in broken_by_merge(session, officer, kept, merged, TODAY)] == [SAME]
    an_engagement(session, a_company(session), "2026-06-01", "2026-12-31", person_id=merged)
    assert [one.beside for one in broken_by_merge(session, officer, kept, merged, TODAY)] == [WORSE]


def test_a_company_learns_nothing_of_a_person(session: Session, hire: Hire) -> None:
    company, person = a_company(session), a_person(session)
    an_engagement(session, company, "2026-01-01", "2026-06-30", person_id=person)
    user = hire(Role.COMPANY_USER, company)
    with pytest.raises(NotFound):
        standing(session, user, person, TODAY)
    with pytest.raises(NotFound):
        broken_by_merge(session, user, person, person, TODAY)
    with pytest.raises(Forbidden):
        standing(session, hire(Role.ADMIN), person, TODAY)


def test_many_engagements_need_no_more_queries(session: Session, hire: Hire) -> None:
    person, officer = a_person(session), hire(Role.AUDITOR)
    an_engagement(session, a_company(session), "2020-01-01", "2020-06-30", person_id=person)
    few = queries_of(session, lambda: standing(session, officer, person, TODAY))
    for year in range(2021, 2040):
        an_engagement(session, a_company(session), f"{year}-01-01", f"{year}-06-30", person_id=person)
    assert queries_of(session, lambda: standing(session, officer, person, TODAY)) == few
