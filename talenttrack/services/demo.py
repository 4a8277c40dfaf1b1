"""A fictitious portfolio of 40 companies and 400 engagements, placed around the day on which it is loaded.

The past comes in as history. What companies and officers did in the last weeks stands in a diary and is done again,
act by act and night by night, by the use cases that everybody uses, each at its own time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.errors import DomainError
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.services import accounts, companies, compliance, findings
from talenttrack.services.compliance import Sessions
from talenttrack.services.demo_files import Line, diary, file
from talenttrack.services.imports import import_file
from talenttrack.services.night import closing, latest_closed
from talenttrack.services.passwords import Hashed
from talenttrack.services.records import audit
from talenttrack.services.schemes.demos import ACTS as SCHEMES
from talenttrack.services.schemes.imports import KINDS
from talenttrack.storage.audit import AuditEntry

T = TypeVar("T")
Act = Callable[[Session, Actor, Line], None]

HISTORY = (
    ("companies", "companies.csv", False),
    ("nias-projects", "nias-projects.csv", True),
    ("engagements", "history.csv", True),
)
"""Kind, file, and whether it is history; in the order in which one needs the other."""

TAKEN_OVER = timedelta(days=90)
"""So long before today the past was taken over; nothing in the diary is older."""

NIGHTS = 15
"""The last closed dates have had their nights, so that the board has a history of its own."""

LOADED = "demo.load"
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DemoUser:
    email: str
    name: str
    role: Role
    brn: str | None = None

    @property
    def who(self) -> str:
        """The user's name in the diary."""
        return self.email.partition("@")[0]


FIRST_BRN = "99900010"
USERS = (
    DemoUser("company@demo.example", "CHEUNG Ho Yin", Role.COMPANY_USER, FIRST_BRN),
    DemoUser("company.admin@demo.example", "LEUNG Sze Wai", Role.COMPANY_ADMIN, FIRST_BRN),
    DemoUser("nias.company@demo.example", "TSE Kai Ming", Role.COMPANY_USER, "99900021"),
    DemoUser("park.company@demo.example", "YIP Hiu Tung", Role.COMPANY_USER, "99900098"),
    DemoUser("permits.company@demo.example", "MAK Chun Hei", Role.COMPANY_USER, "99900087"),
    DemoUser("nearly.empty@demo.example", "LO Pui Shan", Role.COMPANY_USER, "99900406"),
    DemoUser("case.officer@demo.example", "POON Man Kit", Role.CASE_OFFICER),
    DemoUser("case.officer.two@demo.example", "KWAN Yuk Ling", Role.CASE_OFFICER),
    DemoUser("approving.officer@demo.example", "SZETO Wai Lun", Role.APPROVING_OFFICER),
    DemoUser("approving.officer.two@demo.example", "TAM Mei Fong", Role.APPROVING_OFFICER),
    DemoUser("auditor@demo.example", "FUNG Oi Lam", Role.AUDITOR),
    DemoUser("admin@demo.example", "CHIU Wing Kei", Role.ADMIN),
    DemoUser("service@demo.example", "Service account", Role.SERVICE),
)


@dataclass(frozen=True, slots=True)
class _OneTransaction:
    """Lets several imports share a session."""

    session: Session

    def retrying(self, work: Callable[[Session], T]) -> T:
        return work(self.session)


class Interrupted(Exception):
    """Some of the portfolio is there and not all of it: an earlier loading was stopped, or is still going on."""


def is_loaded(session: Session) -> bool:
    """Whether all of the portfolio is there. Raises Interrupted where only some of it is."""
    if session.execute(select(AuditEntry.id).where(AuditEntry.action == LOADED).limit(1)).first():
        return True
    if companies.by_brn(session, FIRST_BRN) is not None:
        raise Interrupted
    return False


def load(sessions: Sessions, passwords: Mapping[str, Hashed], now: datetime) -> None:
    """Loads the portfolio and its users, unless it is there; `passwords` by e-mail address.

    Raises Interrupted as `is_loaded` does, and ValueError for a wrong file of ours.
    """
    today = hong_kong_date(now)
    with sessions.write_session() as session:
        if is_loaded(session):
            return
        began = now - TAKEN_OVER
        for kind, name, as_history in HISTORY:
            _take_in(session, SYSTEM_ACTOR, kind, name, file(name, today), began, as_history=as_history)
        actors = {user.who: _enter(session, user, passwords[user.email], began) for user in USERS}
    waiting = diary(today, now)
    last = latest_closed(now)
    for night in (last - timedelta(days=before) for before in reversed(range(NIGHTS))):
        _carry_out(sessions, actors, waiting, until=closing(night))
        compliance.run(sessions, SYSTEM_ACTOR, night, closing(night) + ONE_MINUTE)
    _carry_out(sessions, actors, waiting, until=now + ONE_MINUTE)
    with sessions.write_session() as session:
        audit(session, SYSTEM_ACTOR, LOADED, subject_type="demo", subject_id=None, company_id=None, now=now)


def _carry_out(sessions: Sessions, actors: Mapping[str, Actor], waiting: deque[Line], *, until: datetime) -> None:
    """Does what was done before the instant, in one transaction. Raises ValueError naming a line that cannot be."""
    with sessions.write_session() as session:
        while waiting and waiting[0].at < until:
            line = waiting.popleft()
            try:
                ACTS[line.act](session, actors[line.who], line)
            except DomainError as error:
                raise ValueError(f"{line.act} {line.what} of the demo's diary: {error}") from error


def _submit(session: Session, actor: Actor, line: Line) -> None:
    _take_in(session, actor, "engagements", line.what, line.file, line.at, as_history=False)


def _move_company(session: Session, actor: Actor, line: Line) -> None:
    company_id = companies.by_brn(session, line.what)
    companies.transition(session, actor, company_id or 0, line.act, line.reason, line.at)


def _acknowledge(session: Session, actor: Actor, line: Line) -> None:
    kind, _colon, brn = line.what.partition(":")
    company_id = companies.by_brn(session, brn)
    found = findings.listing(session, actor, state="open", kind=kind, company_id=company_id, limit=1)
    findings.acknowledge(session, actor, found.items[0].id, line.at, reason=line.reason, expected_version=None)


ACTS: Mapping[str, Act] = {
    "submit": _submit,
    "suspend": _move_company,
    "reinstate": _move_company,
    "acknowledge": _acknowledge,
    **SCHEMES,
}
"""What the diary can tell of, by name."""


def _take_in(
    session: Session, actor: Actor, kind: str, name: str, content: bytes, at: datetime, *, as_history: bool
) -> None:
    done = import_file(
        _OneTransaction(session),
        actor,
        KINDS[kind],
        name,
        content,
        at,
        as_history=as_history,
        partial=False,
        dry_run=False,
        progress=lambda _done, _total: None,
    )
    if not done.kept:
        raise ValueError(f"{name} of the demo is wrong: {done.problems}")


def _enter(session: Session, user: DemoUser, password: Hashed, at: datetime) -> Actor:
    company_id = companies.by_brn(session, user.brn) if user.brn else None
    user_id, _generated = accounts.create_user(
        session, SYSTEM_ACTOR, user.email, user.name, user.role, company_id, password, at
    )
    return Actor(user_id, user.name, user.role, company_id)
