"""The demo on any day: loaded once, in every state, with something for the night to find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from talenttrack import clock
from talenttrack.cli.demo import load
from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.services import accounts, compliance
from talenttrack.services.demo import day_at
from talenttrack.services.schemes.rth.register import submit_new
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.wiring import Wiring, wire
from tests.files_sent import a_number

DAYS = [date(2026, 11, 23), date(2027, 10, 31), date(2028, 2, 29)]


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


@pytest.mark.parametrize("today", DAYS)
def test_the_portfolio_is_alive_on_any_day(config: dict[str, Any], today: date) -> None:
    wired = wire({**config, "TODAY": today})
    load(wired)
    load(wired)
    with wired.read_session() as session:
        counted = session.execute(select(Engagement.state, func.count()).group_by(Engagement.state))
        states: dict[str, int] = {row[0]: row[1] for row in counted}
        extensions = session.execute(select(func.count()).where(Engagement.variation_state == "submitted")).scalar_one()
    assert {"draft", "submitted", "returned", "recommended", "approved", "rejected", "terminated"} <= set(states)
    assert sum(states.values()) > 90
    assert extensions == 1
    night = compliance.run(wired, SYSTEM_ACTOR, today - timedelta(days=1), clock.now(wired.config))
    assert set(night.counts["by_kind"]) >= {
        "nias.extra_technical",
        "nias.window",
        "rth.concurrent",
        "rth.engagement_ending",
        "rth.itf_concurrent",
        "rth.permit_ending",
        "rth.right_to_work",
        "rth.talent_months",
        "rth.talent_overlap",
        "rth.total_months",
    }
    wired.engine.dispose()


def test_the_first_hire_fits_and_the_next_is_told_when_it_would(app: Flask, commands: FlaskCliRunner) -> None:
    told = commands.invoke(args=["demo", "--no-serve"])
    assert told.exit_code == 0, told.output
    assert "company@demo.example" in told.output
    wired: Wiring = app.extensions["talenttrack"]
    now = clock.now(wired.config)
    with wired.write_session() as session:
        actor = accounts.user_by_email(session, "company@demo.example").actor
        first = submit_new(session, actor, _a_hire(actor.company_id or 0, date(2026, 11, 23)), now, reference=None)
        second = submit_new(session, actor, _a_hire(actor.company_id or 0, date(2026, 11, 23)), now, reference=None)
        start = second.decision.remedy("start_on")
        assert (first.admitted, second.admitted) == (True, False)
        assert start is not None
        third = submit_new(session, actor, _a_hire(actor.company_id or 0, start), now, reference=None)
        assert third.admitted


def _a_hire(company_id: int, start: date) -> EngagementRequest:
    talent = TalentRequest("LEE Fictitious", "", "hkid", a_number(), None, "master", True, "local", True, None)
    end = start + timedelta(days=364)
    return EngagementRequest(company_id, "base", "TC", "research", None, "", start, end, 3_000_000, talent, frozenset())
