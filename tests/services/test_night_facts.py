"""What a night knows: facts recorded before its date closed, of all companies, and history whenever it came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from talenttrack.services.night import closing
from talenttrack.storage.schemes import nias as nias_storage
from talenttrack.storage.schemes.rth import Engagement, record_version
from talenttrack.wiring import Wiring
from tests.engagements_written import a_company, a_nias_project, a_person, an_engagement
from tests.nights_run import D, kinds, run, told


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
