"""The demo on any day: loaded once, all of it, in every state, with nights behind it that found something."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date, timedelta
from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from talenttrack import clock
from talenttrack.cli.demo import load, password_of
from talenttrack.domain.findings import FindingState
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, State
from talenttrack.domain.people import hkid_check_digit
from talenttrack.resources import seed_dir
from talenttrack.services import accounts, compliance
from talenttrack.services.demo import NIGHTS, USERS
from talenttrack.services.demo_files import day_at, diary
from talenttrack.services.schemes.rth.register import submit_new
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.companies import Company
from talenttrack.storage.findings import FindingEvent, FindingRow
from talenttrack.storage.people import PersonMerge
from talenttrack.storage.schemes.rth import Correction, Engagement
from talenttrack.wiring import Wiring, wire
from tests.conftest import TODAY
from tests.files_sent import a_number
from tests.web.browsing import soup

DAYS = [date(2026, 11, 23), date(2027, 10, 31), date(2028, 2, 29)]
KINDS = {
    "case.pledge",
    "nias.extra_concurrent",
    "nias.extra_technical",
    "nias.window",
    "nias.window_ending",
    "rth.concurrent",
    "rth.engagement_ending",
    "rth.itf_concurrent",
    "rth.permit_ending",
    "rth.right_to_work",
    "rth.talent_months",
    "rth.talent_overlap",
    "rth.total_months",
}


@pytest.mark.parametrize(
    ("distance", "day"),
    [
        ("-14m", date(2025, 12, 28)),
        ("+30d", date(2027, 3, 30)),
        ("s+24m", date(2028, 12, 14)),
        ("s-2m", date(2026, 10, 15)),
        ("+1m-1d", date(2027, 3, 27)),
    ],
)
def test_a_distance_is_a_day(distance: str, day: date) -> None:
    assert day_at(distance, date(2027, 2, 28), date(2026, 12, 15)) == day


def test_the_diary_is_in_the_order_of_time_and_on_working_days() -> None:
    for today in DAYS:
        told = diary(today, clock.now({"TODAY": today}))
        assert [line.at for line in told] == sorted(line.at for line in told)
        assert {line.at.weekday() for line in told} <= {0, 1, 2, 3, 4}


@pytest.mark.parametrize("today", DAYS)
def test_the_portfolio_is_alive_on_any_day(config: dict[str, Any], today: date) -> None:
    if today != DAYS[0] and not config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("one day is enough here")
    wired = wire({**config, "TODAY": today})
    load(wired)
    load(wired)
    with wired.read_session() as session:
        assert _count(session, Company) == 40
        assert _count(session, Engagement) == 400
        states = set(session.scalars(select(Engagement.state)))
        waiting = session.execute(select(Engagement.variation_state, func.count()).group_by(Engagement.variation_state))
        extensions = {row[0]: row[1] for row in waiting}
        found = set(session.scalars(select(FindingRow.kind)))
        moods = set(session.scalars(select(FindingRow.state)))
        events = set(session.scalars(select(FindingEvent.event)))
        corrections = Counter(session.scalars(select(Correction.state)))
        merges = Counter(session.scalars(select(PersonMerge.state)))
        nights = [run.business_date for run in compliance.latest_runs(session, SYSTEM_ACTOR, 100)]
        to_make_up = compliance.due_date(session, clock.now(wired.config))
    assert states == {state.value for state in State}
    assert (extensions["submitted"], extensions["recommended"]) == (2, 1)
    assert found == KINDS
    assert moods == {FindingState.OPEN, FindingState.ACKNOWLEDGED, FindingState.RESOLVED}
    assert events >= {"opened", "changed", "resolved", "reopened"}
    assert corrections == {"proposed": 3, "confirmed": 2, "rejected": 1}
    assert merges == {"proposed": 1, "confirmed": 1}
    assert nights == [today - timedelta(days=ago) for ago in range(1, NIGHTS + 1)]
    assert to_make_up is None
    wired.engine.dispose()


def test_the_same_day_gives_the_same_portfolio(config: dict[str, Any], sqlite_url: str, tmp_path: Any) -> None:
    if not config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("once is enough")
    told = []
    for name in ("first", "second"):
        file = tmp_path / f"{name}.sqlite3"
        file.write_bytes((tmp_path / "talenttrack.sqlite3").read_bytes())
        wired = wire({**config, "DATABASE_URL": f"sqlite:///{file}"})
        load(wired)
        told.append(_told(wired))
    assert told[0] == told[1]


def test_nobody_and_nothing_in_the_files_is_real() -> None:
    folder = seed_dir() / "demo"
    with (folder / "companies.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert row["name_en"].startswith("Fictitious ")
            assert row["name_zh"].startswith("虛構")
            assert row["brn"].startswith("999")
            assert row["phone"].startswith("0000 ")
    persons = set()
    for name in ("history.csv", "applications.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                number = row["id_number"]
                persons.add((number, row["talent_name_en"], row["talent_name_zh"]))
                if row["id_type"] == "hkid":
                    assert number.startswith("ZQ9")
                    assert number == f"{number[:8]}({hkid_check_digit(number[:8])})"
                else:
                    assert number.startswith("ZZ98")
    assert len({number for number, *_names in persons}) == len(persons), "a number with two names"


def test_an_interrupted_start_is_told_of(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wired: Wiring = app.extensions["talenttrack"]
    with monkeypatch.context() as patched:
        patched.setattr(compliance, "run", _stopped)
        with pytest.raises(KeyboardInterrupt):
            load(wired)
    with pytest.raises(click.ClickException, match="empty its database"):
        load(wired)


def test_every_printed_sign_in_works_and_the_first_walk_of_the_readme(app: Flask, commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["demo", "--no-serve"])
    assert told.exit_code == 0, told.output
    wired: Wiring = app.extensions["talenttrack"]
    _hire_until_full(wired)
    for user in USERS:
        password = password_of(wired, user.email)
        assert f"{user.email}  " in told.output
        assert password in told.output
        client = app.test_client()
        assert _signed_in(client, user.email, password).status_code == 200


def test_demo_mode_says_on_every_page_that_nothing_is_real(app: Flask) -> None:
    assert not soup(app.test_client().get("/sign-in")).select(".tt-ribbon")
    app.config["DEMO"] = True
    assert "fictitious" in soup(app.test_client().get("/sign-in")).select_one(".tt-ribbon").text
    assert "虛構" in soup(app.test_client().get("/no-such-page?lang=zh-Hant")).select_one(".tt-ribbon").text


def _hire_until_full(wired: Wiring) -> None:
    """A first hire fits, the next does not, and is told when it would."""
    now = clock.now(wired.config)
    with wired.write_session() as session:
        actor = accounts.user_by_email(session, "company@demo.example").actor
        first = submit_new(session, actor, _a_hire(actor.company_id or 0, TODAY), now, reference=None)
        second = submit_new(session, actor, _a_hire(actor.company_id or 0, TODAY), now, reference=None)
        start = second.decision.remedy("start_on")
        assert (first.admitted, second.admitted) == (True, False)
        assert start is not None
        third = submit_new(session, actor, _a_hire(actor.company_id or 0, start), now, reference=None)
        assert third.admitted


def _count(session: Session, table: Any) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _stopped(*_args: Any, **_options: Any) -> None:
    raise KeyboardInterrupt


def _told(wired: Wiring) -> dict[str, str]:
    """A hash of what engagements, findings and versions say, in their order."""
    told = {}
    with wired.read_session() as session:
        for name, columns in (
            ("engagement", "id, reference, company_id, person_id, state, first_day, last_day, version"),
            ("engagement_version", "engagement_id, version, action, recorded_at, state"),
            ("finding", "kind, subject_id, state, severity, first_seen, last_seen, reopened"),
            ("audit_entry", "at, actor_name, action, subject_type, subject_id, reason"),
        ):
            rows = session.execute(text(f"SELECT {columns} FROM {name} ORDER BY id")).all()  # noqa: S608
            told[name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    wired.engine.dispose()
    return told


def _signed_in(client: FlaskClient, email: str, password: str) -> Any:
    page = soup(client.get("/sign-in"))
    token = page.select_one("input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "email": email, "password": password}
    return client.post("/sign-in", data=sent, follow_redirects=True)


def _a_hire(company_id: int, start: date) -> EngagementRequest:
    talent = TalentRequest("LEE Fictitious", "", "hkid", a_number(), None, "master", True, "local", True, None)
    end = start + timedelta(days=364)
    return EngagementRequest(company_id, "base", "TC", "research", None, "", start, end, 3_000_000, talent, frozenset())
