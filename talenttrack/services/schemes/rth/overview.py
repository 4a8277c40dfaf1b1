"""A company's first page: everything on it, in a number of queries that does not depend on how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period, hong_kong_date
from talenttrack.domain.findings import Severity
from talenttrack.domain.lifecycle import Actor
from talenttrack.services import companies, findings
from talenttrack.services.companies import CompanyView
from talenttrack.services.findings import FindingView
from talenttrack.services.schemes.rth import quota, read
from talenttrack.services.schemes.rth.latest import Decided, latest_decisions
from talenttrack.services.schemes.rth.quota import Meter, ProjectWindow
from talenttrack.services.schemes.rth.reminders import AHEAD_DAYS, Reminder, reminders
from talenttrack.services.schemes.rth.timeline import Lane, lanes

TO_DO: Final = ("returned", "permit", "draft")
DECISIONS: Final = 5
FINDINGS: Final = 50


@dataclass(frozen=True, slots=True)
class WindowLeft:
    """A NIAS project's window that is not over; `days_left` are those from today or its first day to its last."""

    window: ProjectWindow
    begun: bool
    days_left: int
    soon: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """`to_do` are acts that wait for the company, `ending` what ends within 90 days by itself.

    `findings` leave out notices, which `ending` tells already; `notices` says how many there are. `counts` are the
    engagements by state and by phase.
    """

    company: CompanyView
    today: date
    meters: tuple[Meter, ...]
    lanes: tuple[Lane, ...]
    to_do: tuple[Reminder, ...]
    ending: tuple[Reminder, ...]
    windows: tuple[WindowLeft, ...]
    findings: tuple[FindingView, ...]
    notices: int
    decisions: tuple[Decided, ...]
    counts: Mapping[str, int]

    @property
    def empty(self) -> bool:
        """Whether nothing was ever recorded for the company."""
        return not any(self.counts.values())


def overview(session: Session, actor: Actor, company_id: int, within: Period, now: datetime) -> Overview:
    """The company as it stands now; `within` are the days of the free places drawn. Raises NotFound."""
    today = hong_kong_date(now)
    pools = quota.pools(session, actor, company_id)
    due = reminders(session, actor, company_id, now)
    found = findings.listing(session, actor, state="open", company_id=company_id, limit=FINDINGS).items
    told = tuple(one for one in found if one.severity != Severity.NOTICE)
    return Overview(
        company=companies.get(session, actor, company_id),
        today=today,
        meters=tuple(pools.meters(today)),
        lanes=tuple(lane for lane in lanes(pools, within, today) if lane.holds or not lane.scope),
        to_do=tuple(one for one in due if one.kind in TO_DO),
        ending=tuple(one for one in due if one.kind not in TO_DO),
        windows=tuple(_left(one, today) for one in pools.windows() if one.period.last_day >= today),
        findings=told,
        notices=len(found) - len(told),
        decisions=tuple(latest_decisions(session, actor, company_id, DECISIONS)),
        counts=read.counts(session, actor, read.Which(company_id=company_id), now=now),
    )


def _left(one: ProjectWindow, today: date) -> WindowLeft:
    begun = one.period.first_day <= today
    left = (one.period.last_day - max(today, one.period.first_day)).days + 1
    return WindowLeft(one, begun, left, one.period.last_day <= today + timedelta(days=AHEAD_DAYS))
