"""The register of findings on both databases: its life over the nights, and who may read and do what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from talenttrack.domain.errors import Forbidden, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import findings
from talenttrack.storage.findings import FindingRow
from talenttrack.storage.schemes.rth import record_version
from talenttrack.wiring import Wiring
from tests.engagements_written import a_company, a_person, an_engagement, an_officer
from tests.nights_run import AUDITOR, D, a_crowded_company, after, count, run


@pytest.fixture
def crowded(wiring: Wiring) -> list[int]:
    """Five engagements where four may be."""
    return a_crowded_company(wiring)


def test_the_register_lives_from_night_to_night(wiring: Wiring, crowded: list[int]) -> None:
    def night(number: int) -> dict[str, int]:
        moved: dict[str, int] = run(wiring, D + timedelta(days=number)).counts["register"]
        return {event: times for event, times in moved.items() if times}

    def end_on(day: date, recorded: datetime) -> None:
        with wiring.write_session() as session:
            record_version(
                session,
                crowded[0],
                action="correct",
                actor_id=None,
                receipt_id=None,
                now=recorded,
                last_day=day,
            )

    assert night(0) == {"opened": 1}
    assert night(1) == {"unchanged": 1}
    end_on(date(2027, 6, 30), after(D + timedelta(days=1)))
    assert night(2) == {"changed": 1}
    end_on(date(2026, 1, 31), after(D + timedelta(days=2)))
    assert night(3) == {"resolved": 1}
    assert night(4) == {}
    end_on(date(2027, 12, 31), after(D + timedelta(days=4)))
    assert night(5) == {"reopened": 1}
    with wiring.read_session() as session:
        finding = findings.listing(session, AUDITOR, limit=10).items[0]
        lines = findings.history(session, AUDITOR, finding.id)
    assert (finding.state, finding.reopened, finding.first_seen, finding.resolved_on) == ("open", 1, D, None)
    assert finding.last_seen == D + timedelta(days=5)
    assert [line.event for line in lines] == ["opened", "changed", "resolved", "reopened"]


def test_a_finding_moves_up_through_its_thresholds_as_one(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        an_engagement(session, a_company(session), "2026-02-01", "2026-12-31")
    moved = [run(wiring, date(2026, 12, 31) - timedelta(days=left)) for left in (61, 60, 59)]
    assert [one.counts["register"]["changed"] for one in moved] == [0, 1, 0]
    assert count(wiring, FindingRow) == 1


def test_a_company_is_told_what_concerns_it_and_nothing_of_others(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        own, other, third = a_company(session), a_company(session), a_company(session)
        person = a_person(session)
        mine = an_engagement(session, own, "2026-02-01", "2027-12-31", person_id=person)
        an_engagement(session, other, "2026-05-01", "2026-12-31", person_id=person)
    run(wiring, D)
    with wiring.read_session() as session:
        told_officer = findings.listing(session, AUDITOR, limit=10).items
        told_own = findings.listing(session, Actor(None, "a", Role.COMPANY_USER, own), limit=10).items
        told_third = findings.listing(session, Actor(None, "c", Role.COMPANY_USER, third), limit=10).items
        stranger = Actor(None, "c", Role.COMPANY_USER, third)
        with pytest.raises(NotFound):
            findings.get(session, stranger, told_officer[0].id)
        with pytest.raises(NotFound):
            findings.listing(session, stranger, company_id=own, limit=10)
        with pytest.raises(Forbidden):
            findings.listing(session, Actor(None, "d", Role.ADMIN), limit=10)
    assert len(told_officer[0].members) == 2
    assert told_officer[0].periods
    assert [(f.kind, f.members, f.periods, f.company_ids) for f in told_own] == [
        ("rth.talent_overlap", ({"type": "engagement", "id": mine},), (), (own,))
    ]
    assert told_third == ()


def test_the_list_is_filtered_and_paged_by_key(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        companies = [a_company(session) for _ in range(3)]
        for company in companies:
            an_engagement(session, company, "2026-02-01", "2026-12-31")
            an_engagement(session, company, "2026-02-01", "2026-10-31", permanent_resident=False)
    run(wiring, D)
    with wiring.read_session() as session:
        first = findings.listing(session, AUDITOR, kind="rth.right_to_work", limit=2)
        second = findings.listing(session, AUDITOR, kind="rth.right_to_work", before=first.next_before, limit=2)
        notices = findings.listing(session, AUDITOR, severity="notice", company_id=companies[0], limit=10)
        gone = findings.listing(session, AUDITOR, state="resolved", limit=10)
    assert (len(first.items), len(second.items), second.next_before) == (2, 1, None)
    assert {f.severity for f in first.items} == {"past"}
    assert [f.kind for f in notices.items] == ["rth.engagement_ending"]
    assert gone.items == ()


def test_an_officer_acknowledges_an_open_finding_once(wiring: Wiring, crowded: list[int]) -> None:
    run(wiring, D)
    with wiring.write_session() as session:
        officer = Actor(an_officer(session), "An officer", Role.CASE_OFFICER)
        seen = findings.listing(session, officer, limit=1).items[0]
        with pytest.raises(Forbidden):
            findings.acknowledge(session, AUDITOR, seen.id, after(D), reason="", expected_version=None)
        with pytest.raises(Stale):
            findings.acknowledge(session, officer, seen.id, after(D), reason="", expected_version=9)
        moved = findings.acknowledge(session, officer, seen.id, after(D), reason="known", expected_version=1)
        assert (moved.state, moved.version) == ("acknowledged", 2)
        with pytest.raises(WrongState):
            findings.act(session, officer, seen.id, "acknowledge", {}, after(D), expected_version=None)
        with pytest.raises(WrongState):
            findings.act(session, officer, seen.id, "dance", {}, after(D), expected_version=None)
    assert run(wiring, D + timedelta(days=1)).counts["register"]["unchanged"] == 1
