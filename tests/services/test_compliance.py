"""Runs of the night on both databases: what they know, what they move, and that a date is done once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.services import compliance, findings
from talenttrack.services.compliance_report import rendered
from talenttrack.services.night import closing, latest_closed
from talenttrack.storage import findings as findings_storage
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.findings import ComplianceRun, FindingEvent, FindingRow, JobRun
from talenttrack.storage.schemes import nias as nias_storage
from talenttrack.storage.schemes.rth import Engagement, record_version
from talenttrack.wiring import Wiring
from tests.engagements_written import LONG_AGO, a_company, a_nias_project, a_person, an_engagement, an_officer

D = date(2026, 11, 20)
AUDITOR = Actor(None, "An auditor", Role.AUDITOR)


def after(day: date) -> datetime:
    """A moment in the morning after the day closed."""
    return closing(day) + timedelta(hours=6)


def run(wiring: Wiring, day: date, now: datetime | None = None) -> Any:
    return compliance.run(wiring, SYSTEM_ACTOR, day, now or after(day))


def told(wiring: Wiring, day: date) -> dict[str, Any]:
    with wiring.read_session() as session:
        found: dict[str, Any] = json.loads(compliance.latest_report(session, AUDITOR, day).content)
    return found


def kinds(wiring: Wiring, day: date) -> list[str]:
    return [finding["kind"] for finding in told(wiring, day)["findings"]]


def count(wiring: Wiring, model: Any) -> int:
    with wiring.read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture
def crowded(wiring: Wiring) -> tuple[int, list[int]]:
    """A company with five heads in the base pool, and its engagements."""
    with wiring.write_session() as session:
        company = a_company(session)
        held = [an_engagement(session, company, "2026-02-01", "2028-01-31") for _ in range(5)]
    return company, held


def test_a_date_to_come_is_refused(wiring: Wiring) -> None:
    with pytest.raises(Invalid):
        run(wiring, D + timedelta(days=1), now=closing(D) - timedelta(hours=1))


@pytest.mark.parametrize("role", [Role.COMPANY_USER, Role.ADMIN, Role.AUDITOR])
def test_only_officers_services_and_the_system_may_run(wiring: Wiring, role: Role) -> None:
    with pytest.raises(Forbidden):
        compliance.run(wiring, Actor(None, "somebody", role), D, after(D))


def test_today_is_provisional_repeatable_and_leaves_the_register_alone(
    wiring: Wiring, crowded: tuple[int, list[int]]
) -> None:
    noon = datetime(2026, 11, 20, 4, tzinfo=UTC)
    first, second = run(wiring, D, now=noon), run(wiring, D, now=noon + timedelta(hours=1))
    assert not first.final
    assert first.id == second.id
    assert first.counts["by_kind"] == {"rth.concurrent": {"breach": 1}}
    assert count(wiring, FindingRow) == 0
    assert run(wiring, D).final


def test_a_date_is_closed_half_an_hour_into_the_next_day(wiring: Wiring) -> None:
    assert not run(wiring, D, now=closing(D) - timedelta(seconds=1)).final
    assert run(wiring, D, now=closing(D)).final
    assert latest_closed(closing(D)) == D
    assert latest_closed(closing(D) - timedelta(seconds=1)) == D - timedelta(days=1)


def test_a_final_run_is_the_same_run_when_asked_again(wiring: Wiring, crowded: tuple[int, list[int]]) -> None:
    first = run(wiring, D)
    before = told(wiring, D)
    with wiring.write_session() as session:
        record_version(
            session, crowded[1][0], action="withdraw", actor_id=None, receipt_id=None, now=after(D), state="withdrawn"
        )
    assert run(wiring, D, now=after(D) + timedelta(days=1)) == first
    assert told(wiring, D) == before
    assert (count(wiring, ComplianceRun), count(wiring, JobRun), count(wiring, AuditEntry)) == (1, 1, 1)


def test_the_audit_entry_names_the_hash_of_the_report(wiring: Wiring) -> None:
    done = run(wiring, D)
    with wiring.read_session() as session:
        entry = session.execute(select(AuditEntry.details, AuditEntry.action)).one()
    assert entry.action == "compliance.run"
    assert entry.details["report_hash"] == done.report_hash


def test_an_older_date_than_the_last_final_one_is_provisional(wiring: Wiring) -> None:
    run(wiring, D)
    older = run(wiring, D - timedelta(days=3), now=after(D))
    assert not older.final


def test_three_missed_days_are_made_up_in_order_each_for_its_own_date(
    wiring: Wiring, crowded: tuple[int, list[int]]
) -> None:
    run(wiring, D)
    third = D + timedelta(days=3)
    with wiring.write_session() as session:
        record_version(
            session,
            crowded[1][0],
            action="terminate",
            actor_id=None,
            receipt_id=None,
            now=after(D + timedelta(days=1)),
            state="terminated",
            terminated_on=date(2026, 1, 31),
        )
    done = run(wiring, D + timedelta(days=4), now=after(D + timedelta(days=4)))
    assert done.business_date == D + timedelta(days=4)
    with wiring.read_session() as session:
        rows = session.execute(
            select(ComplianceRun.business_date, ComplianceRun.counts, ComplianceRun.manifest)
            .where(ComplianceRun.final)
            .order_by(ComplianceRun.id)
        ).all()
    assert [row.business_date for row in rows] == [D + timedelta(days=n) for n in range(5)]
    assert [row.manifest["made_up"] for row in rows] == [False, True, True, True, False]
    assert [row.counts["by_kind"].get("rth.concurrent") for row in rows] == [
        {"breach": 1},
        {"breach": 1},
        None,
        None,
        None,
    ]
    assert rows[2].counts["register"]["resolved"] == 1
    assert told(wiring, third)["facts_before"] == closing(third).isoformat()


def test_the_register_lives_from_night_to_night(wiring: Wiring, crowded: tuple[int, list[int]]) -> None:
    def night(number: int) -> dict[str, int]:
        moved: dict[str, int] = run(wiring, D + timedelta(days=number)).counts["register"]
        return {event: times for event, times in moved.items() if times}

    def end_on(day: date, recorded: datetime) -> None:
        with wiring.write_session() as session:
            record_version(
                session,
                crowded[1][0],
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


def test_facts_recorded_after_the_close_are_not_known_but_history_is(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        late, imported = a_company(session), a_company(session)
        for company, from_history in ((late, False), (imported, True)):
            for _ in range(5):
                an_engagement(
                    session,
                    company,
                    "2026-02-01",
                    "2028-01-31",
                    recorded_at=closing(D),
                    from_history=from_history,
                )
    run(wiring, D)
    assert [finding["subject"]["id"] for finding in told(wiring, D)["findings"]] == [str(imported)]
    run(wiring, D + timedelta(days=1))
    assert len(told(wiring, D + timedelta(days=1))["findings"]) == 2


def test_a_project_moved_after_the_close_keeps_its_old_window(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        company = a_company(session)
        project = a_nias_project(session, company, date(2025, 1, 1))
        extra: dict[str, Any] = {"pool": "nias_extra", "stream": "NIAS", "nias_project_id": project}
        an_engagement(session, company, "2026-02-01", "2028-01-31", **extra)
        nias_storage.record_version(
            session,
            project,
            action="terminate",
            actor_id=None,
            reason="",
            now=closing(D),
            state="terminated",
            terminated_on=date(2026, 6, 30),
        )
    run(wiring, D)
    assert kinds(wiring, D) == []
    run(wiring, D + timedelta(days=1))
    assert kinds(wiring, D + timedelta(days=1)) == ["nias.window"]


def test_a_returned_case_stops_holding_in_the_night_in_which_it_lapses(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        company = a_company(session)
        for _ in range(4):
            an_engagement(session, company, "2026-02-01", "2028-01-31")
        returned: dict[str, Any] = {"state": "returned", "returned_on": D - timedelta(days=29)}
        case = an_engagement(session, company, "2026-02-01", "2028-01-31", **returned)
    run(wiring, D)
    assert kinds(wiring, D) == ["rth.concurrent"]
    lapsing = run(wiring, D + timedelta(days=1))
    assert kinds(wiring, D + timedelta(days=1)) == []
    assert lapsing.manifest["lapsed"] == 1
    with wiring.read_session() as session:
        assert session.scalar(select(Engagement.state).where(Engagement.id == case)) == "lapsed"


def test_persons_and_itf_projects_are_counted_over_all_companies(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        person = a_person(session)
        itf: dict[str, Any] = {"pool": "itf", "stream": "ITF", "itf_project": "ITS/1/25", "itf_project_key": "ITS/1/25"}
        for number in range(5):
            who = person if number < 2 else None
            an_engagement(session, a_company(session), "2026-02-01", "2028-01-31", person_id=who, **itf)
    run(wiring, D)
    found = {finding["kind"]: finding for finding in told(wiring, D)["findings"]}
    assert set(found) == {"rth.itf_concurrent", "rth.talent_overlap", "rth.talent_months"}
    assert found["rth.itf_concurrent"]["subject"] == {"type": "itf_project", "id": "ITS/1/25"}
    assert len(found["rth.itf_concurrent"]["company_ids"]) == 5
    assert found["rth.talent_overlap"]["subject"] == {"type": "person", "id": str(person)}


def test_the_bytes_of_a_report_do_not_depend_on_the_zone_of_the_machine(
    wiring: Wiring, crowded: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch, zone: None
) -> None:
    hashes = set()
    for name in ("UTC", "Asia/Hong_Kong", "America/New_York", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", name)
        time.tzset()
        hashes.add(run(wiring, date(2026, 2, 28), now=closing(date(2026, 2, 28)) - timedelta(minutes=1)).report_hash)
    assert len(hashes) == 1
    assert run(wiring, date(2026, 2, 28), now=datetime(2026, 2, 28, 16, 30, tzinfo=UTC)).final


@pytest.fixture
def zone() -> Iterator[None]:
    yield
    time.tzset()


def test_rivals_on_one_date_make_one_run(wiring: Wiring, crowded: tuple[int, list[int]]) -> None:
    run(wiring, D - timedelta(days=3))
    start = threading.Barrier(4)
    got: list[Any] = []

    def rival() -> None:
        start.wait()
        got.append(run(wiring, D))

    rivals = [threading.Thread(target=rival) for _ in range(4)]
    for one in rivals:
        one.start()
    for one in rivals:
        one.join()
    assert {one.id for one in got} == {got[0].id}
    assert len(got) == 4
    with wiring.read_session() as session:
        dates = session.scalars(select(ComplianceRun.business_date).order_by(ComplianceRun.id)).all()
    assert dates == [D - timedelta(days=n) for n in (3, 2, 1, 0)]
    assert count(wiring, FindingRow) == 1
    assert count(wiring, FindingEvent) == 1


def test_a_night_that_dies_leaves_nothing_but_the_note_that_it_failed(
    wiring: Wiring, crowded: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(session: Session, *_: object, **__: object) -> None:
        raise RuntimeError("the machine stopped here")

    with monkeypatch.context() as patched:
        patched.setattr(findings_storage, "add_events", dies)
        with pytest.raises(RuntimeError):
            run(wiring, D)
    tables = (ComplianceRun, FindingRow, FindingEvent, AuditEntry)
    assert [count(wiring, model) for model in tables] == [0, 0, 0, 0]
    with wiring.read_session() as session:
        assert session.execute(select(JobRun.state, JobRun.detail)).one() == ("failed", "RuntimeError")
        assert compliance.failed_since(session, D, LONG_AGO)
    assert run(wiring, D).counts["register"]["opened"] == 1
    with wiring.read_session() as session:
        assert session.execute(select(JobRun.state)).scalar_one() == "done"
        assert not compliance.failed_since(session, D, LONG_AGO)


def test_a_report_reads_as_csv_one_line_a_period(wiring: Wiring, crowded: tuple[int, list[int]]) -> None:
    run(wiring, D)
    with wiring.read_session() as session:
        report = compliance.latest_report(session, AUDITOR, D)
    assert rendered(report.content, "json") == report.content
    lines = rendered(report.content, "csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "2026-02-01,2028-01-31,5,4,breach" in lines[1]


def test_a_date_without_a_run_has_no_report(wiring: Wiring) -> None:
    with wiring.read_session() as session, pytest.raises(NotFound):
        compliance.latest_report(session, AUDITOR, D)


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


def test_an_officer_acknowledges_an_open_finding_once(wiring: Wiring, crowded: tuple[int, list[int]]) -> None:
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


def test_a_case_is_late_after_thirty_working_days_with_the_office(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        company = a_company(session)
        came = datetime(2026, 9, 1, 4, tzinfo=UTC)
        pending: dict[str, Any] = {"state": "submitted", "submitted_on": date(2026, 9, 1), "recorded_at": came}
        kept = an_engagement(session, company, "2027-02-01", "2028-01-31", **pending)
        sent_back = an_engagement(session, company, "2027-02-01", "2028-01-31", **pending)
        for day, state in ((10, "returned"), (17, "submitted")):
            on = date(2026, 9, day)
            record_version(
                session,
                sent_back,
                action=state,
                actor_id=None,
                receipt_id=None,
                now=came.replace(day=day),
                state=state,
                returned_on=on if state == "returned" else None,
            )
    # Thirty working days after 1 September, weekends and National Day aside, are up on 14 October.
    run(wiring, date(2026, 10, 14))
    assert kinds(wiring, date(2026, 10, 14)) == []
    run(wiring, date(2026, 10, 16))
    late = told(wiring, date(2026, 10, 16))["findings"]
    assert [(f["kind"], f["subject"], f["severity"], f["due_on"]) for f in late] == [
        ("case.pledge", {"type": "case", "id": str(kept)}, "overdue", "2026-10-14")
    ]
