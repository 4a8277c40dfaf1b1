"""The order of the board, its counts and its pages; what a company is told of why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from talenttrack.domain.errors import Forbidden, Invalid, NotFound
from talenttrack.domain.findings import FindingState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.services import findings_board
from talenttrack.services.findings import FindingView
from talenttrack.services.findings_board import GRAVEST_FIRST, STANDING, Asked
from talenttrack.services.schemes.why import explained
from talenttrack.wiring import Wiring
from tests.counting import queries_of
from tests.engagements_written import a_company, a_person, an_engagement
from tests.nights_run import AUDITOR, D, run


def a_portfolio(wiring: Wiring, times: int = 3) -> list[int]:
    """Companies that each have a breach, a forecast, a past problem and two notices."""
    with wiring.write_session() as session:
        companies = [a_company(session) for _ in range(times)]
        for company in companies:
            for _ in range(5):
                an_engagement(session, company, "2027-06-01", "2028-01-31")
            an_engagement(session, company, "2026-02-01", "2026-12-10", permanent_resident=False)
            an_engagement(session, company, "2026-02-01", "2026-10-31", permanent_resident=False)
            an_engagement(session, company, "2026-02-01", "2027-01-31")
    return companies


def test_the_gravest_come_first_then_what_is_due_first_and_no_page_skips_any(wiring: Wiring) -> None:
    a_portfolio(wiring)
    run(wiring, D)
    asked = Asked(STANDING)
    with wiring.read_session() as session:
        seen: list[FindingView] = []
        cursor = None
        while True:
            part = findings_board.board(session, AUDITOR, asked, cursor=cursor, limit=4)
            seen += part.items
            cursor = part.next_cursor
            if cursor is None:
                break
        counts = findings_board.counts(session, AUDITOR, asked)
        everything = findings_board.board(session, AUDITOR, asked, cursor=None, limit=200).items
        with pytest.raises(Invalid):
            findings_board.board(session, AUDITOR, asked, cursor="nonsense", limit=4)
    assert [one.id for one in seen] == [one.id for one in everything]
    keys = [(GRAVEST_FIRST.index(one.severity), one.due_on or one.first_seen, one.id) for one in seen]
    assert keys == sorted(keys)
    assert counts.severities == {"breach": 3, "forecast": 3, "past": 3, "notice": 6}
    assert (counts.total, counts.kinds["rth.engagement_ending"]) == (15, 6)


def test_counts_keep_to_all_that_is_asked(wiring: Wiring) -> None:
    companies = a_portfolio(wiring)
    run(wiring, D)
    with wiring.read_session() as session:

        def counted(**asked: Any) -> int:
            found = Asked(**asked)
            told = findings_board.counts(session, AUDITOR, found)
            shown = findings_board.board(session, AUDITOR, found, cursor=None, limit=200).items
            of_severity = sum(n for code, n in told.severities.items() if found.severity in (None, code))
            assert len(shown) == of_severity
            return len(shown)

        assert counted(company_id=companies[0]) == 5
        assert counted(company_id=companies[0], kind="rth.right_to_work") == 2
        assert counted(severity="notice") == 6
        assert counted(since=D + timedelta(days=1)) == 0
        assert counted(states=frozenset({FindingState.RESOLVED})) == 0
        assert counted(about=frozenset({("company", str(companies[1]))})) == 1
        assert findings_board.standing_of(session, AUDITOR, companies) == dict.fromkeys(companies, 5)


def test_a_company_s_board_is_its_own(wiring: Wiring) -> None:
    own, other, _third = a_portfolio(wiring)
    run(wiring, D)
    user = Actor(None, "a", Role.COMPANY_USER, own)
    with wiring.read_session() as session:
        found = findings_board.board(session, user, Asked(), cursor=None, limit=200).items
        assert {one.company_ids for one in found} == {(own,)}
        assert findings_board.counts(session, user, Asked()).total == 5
        stranger, of_other = Actor(None, "x", Role.ADMIN), Asked(company_id=other)
        with pytest.raises(NotFound):
            findings_board.counts(session, user, of_other)
        with pytest.raises(NotFound):
            findings_board.board(session, user, of_other, cursor=None, limit=9)
        with pytest.raises(Forbidden):
            findings_board.counts(session, stranger, Asked())
        with pytest.raises(Forbidden):
            findings_board.board(session, stranger, Asked(), cursor=None, limit=9)
        with pytest.raises(Forbidden):
            findings_board.standing_of(session, user, [own])


def test_why_tells_the_limit_its_source_and_the_months_as_they_stand(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        company = a_company(session)
        for year in (2020, 2023, 2026, 2029):
            for _ in range(2):
                an_engagement(session, company, f"{year}-01-01", f"{year + 1}-12-31")
    run(wiring, D)
    with wiring.read_session() as session:
        asked = Asked(kind="rth.total_months")
        [finding] = findings_board.board(session, AUDITOR, asked, cursor=None, limit=9).items
        why = explained(session, AUDITOR, [finding])[finding.id]
    assert (why.parameter, why.version, why.limit) == ("rth.total_months", "rth.total_months/1", 144)
    assert (why.used_units, why.limit_units) == (192 * UNITS_PER_MONTH, 144 * UNITS_PER_MONTH)
    assert "paragraph 13" in why.citation
    assert why.mend is not None
    assert why.mend.values["over_units"] == 48 * UNITS_PER_MONTH


def test_a_company_is_not_told_the_months_of_a_person_whom_others_engaged(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        own, other, person = a_company(session), a_company(session), a_person(session)
        for company, first, last in ((own, "2023-01-01", "2024-12-31"), (other, "2025-01-01", "2026-12-31")):
            an_engagement(session, company, first, last, person_id=person)
    run(wiring, D)
    user = Actor(None, "a", Role.COMPANY_USER, own)
    with wiring.read_session() as session:
        asked = Asked(kind="rth.talent_months")
        [finding] = findings_board.board(session, user, asked, cursor=None, limit=9).items
        why = explained(session, user, [finding])[finding.id]
    assert (why.used_units, why.limit_units, why.peak) == (None, None, None)
    assert why.mend is not None
    assert (why.mend.wording, dict(why.mend.values)) == ("rth.talent_months.unsaid", {})


def test_why_needs_as_many_queries_for_many_findings_as_for_few(wiring: Wiring) -> None:
    a_portfolio(wiring, 1)
    run(wiring, D)
    with wiring.read_session() as session:
        asked = Asked()

        def work() -> None:
            found = findings_board.board(session, AUDITOR, asked, cursor=None, limit=200)
            explained(session, AUDITOR, found.items)

        few = queries_of(session, work)
    a_portfolio(wiring, 6)
    run(wiring, D + timedelta(days=1))
    with wiring.read_session() as session:
        assert queries_of(session, work) == few
