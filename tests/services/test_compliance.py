"""Runs of the night on both databases: which are final, made up, shared by rivals or failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import compliance
from talenttrack.services.compliance_report import rendered
from talenttrack.services.night import closing, latest_closed
from talenttrack.storage import findings as findings_storage
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.findings import ComplianceRun, FindingEvent, FindingRow, JobRun
from talenttrack.storage.schemes.rth import record_version
from talenttrack.wiring import Wiring
from tests.engagements_written import LONG_AGO
from tests.nights_run import AUDITOR, D, a_crowded_company, after, count, run, told


@pytest.fixture
def crowded(wiring: Wiring) -> list[int]:
    """Five engagements where four may be."""
    return a_crowded_company(wiring)


def test_a_date_to_come_is_refused(wiring: Wiring) -> None:
    with pytest.raises(Invalid):
        run(wiring, D + timedelta(days=1), now=closing(D) - timedelta(hours=1))


@pytest.mark.parametrize("role", [Role.COMPANY_USER, Role.ADMIN, Role.AUDITOR])
def test_only_officers_services_and_the_system_may_run(wiring: Wiring, role: Role) -> None:
    with pytest.raises(Forbidden):
        compliance.run(wiring, Actor(None, "somebody", role), D, after(D))


def test_today_is_provisional_repeatable_and_leaves_the_register_alone(wiring: Wiring, crowded: list[int]) -> None:
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


def test_a_final_run_is_the_same_run_when_asked_again(wiring: Wiring, crowded: list[int]) -> None:
    first = run(wiring, D)
    before = told(wiring, D)
    with wiring.write_session() as session:
        record_version(
            session, crowded[0], action="withdraw", actor_id=None, receipt_id=None, now=after(D), state="withdrawn"
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


def test_three_missed_days_are_made_up_in_order_each_for_its_own_date(wiring: Wiring, crowded: list[int]) -> None:
    run(wiring, D)
    third = D + timedelta(days=3)
    with wiring.write_session() as session:
        record_version(
            session,
            crowded[0],
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


def test_the_bytes_of_a_report_do_not_depend_on_the_zone_of_the_machine(
    wiring: Wiring, crowded: list[int], monkeypatch: pytest.MonkeyPatch, zone: None
) -> None:
    hashes = set()
    for name in ("UTC", "Asia/Hong_Kong", "America/New_York", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", name)
        time.tzset()
        hashes.add(run(wiring, date(2026, 2, 28), now=closing(date(2026, 2, 28)) - timedelta(minutes=1)).report_hash)
    assert len(hashes) == 1
    assert run(wiring, date(2026, 2, 28), now=datetime(2026, 2, 28, 16, 30, tzinfo=UTC)).final


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Puts the machine's own zone back."""
    yield
    monkeypatch.undo()
    time.tzset()


def test_rivals_on_one_date_make_one_run(wiring: Wiring, crowded: list[int]) -> None:
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
    wiring: Wiring, crowded: list[int], monkeypatch: pytest.MonkeyPatch
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


def test_a_report_reads_as_csv_one_line_a_period(wiring: Wiring, crowded: list[int]) -> None:
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


def test_a_night_that_dies_at_any_statement_is_whole_or_not_there(wiring: Wiring, crowded: list[int]) -> None:
    left = 0

    def count_down(connection: Connection, *_: object) -> None:
        nonlocal left
        left -= connection.get_execution_options()["access"] == "write"
        if left == 0:
            left = -1
            raise RuntimeError("the machine stopped here")

    tables = (ComplianceRun, FindingRow, FindingEvent, AuditEntry)
    event.listen(wiring.engine, "before_cursor_execute", count_down)
    for statement in range(1, 100):
        left = statement
        try:
            run(wiring, D)
        except RuntimeError:
            there = [count(wiring, model) for model in tables]
            assert there in ([0, 0, 0, 0], [1, 1, 1, 1]), statement
            continue
        break
    event.remove(wiring.engine, "before_cursor_execute", count_down)
    assert statement > 8
    assert [count(wiring, model) for model in tables] == [1, 1, 1, 1]
