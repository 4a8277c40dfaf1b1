"""A fictitious portfolio, placed around the day on which it is loaded, so that it is alive on any day.

Its files are import files whose days are written as distances: `-14m` is fourteen months before today, `+30d` in
thirty days, `s+24m` the last day of a term of 24 months from the row's own start. The past comes in as history;
what waits in the queue was submitted, judged and moved by the use cases that everybody uses.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import add_months, hong_kong_date
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor, Role
from talenttrack.domain.months import last_day_of_term
from talenttrack.resources import seed_dir
from talenttrack.services import accounts, companies
from talenttrack.services.imports import import_file
from talenttrack.services.passwords import Hashed
from talenttrack.services.schemes.imports import KINDS
from talenttrack.services.schemes.rth.demo import work_queue

T = TypeVar("T")

FILES = (
    ("companies", "companies.csv", False),
    ("nias-projects", "nias-projects.csv", True),
    ("engagements", "history.csv", True),
    ("engagements", "queue.csv", False),
)
"""Kind, file, and whether it is history; in the order in which one needs the other."""

DAY_COLUMNS = ("approved_on", "terminated_on", "allowance_from", "start", "end", "submitted_on", "permit_until")
_DISTANCE = re.compile(r"(?P<base>s?)(?P<months>[+-]\d+m)?(?P<days>[+-]\d+d)?")


@dataclass(frozen=True, slots=True)
class DemoUser:
    email: str
    name: str
    role: Role
    brn: str | None = None


FIRST_BRN = "99900010"
USERS = (
    DemoUser("company@demo.example", "User of Lantern Robotics", Role.COMPANY_USER, FIRST_BRN),
    DemoUser("company.admin@demo.example", "Administrator of Lantern Robotics", Role.COMPANY_ADMIN, FIRST_BRN),
    DemoUser("nias.company@demo.example", "User of Kite Biotech", Role.COMPANY_USER, "99900021"),
    DemoUser("case.officer@demo.example", "Case officer", Role.CASE_OFFICER),
    DemoUser("approving.officer@demo.example", "Approving officer", Role.APPROVING_OFFICER),
    DemoUser("auditor@demo.example", "Auditor", Role.AUDITOR),
    DemoUser("admin@demo.example", "Administrator", Role.ADMIN),
    DemoUser("service@demo.example", "Service account", Role.SERVICE),
)


@dataclass(frozen=True, slots=True)
class _OneTransaction:
    """Lets several imports share the session of the whole portfolio, so that all of it is there or nothing."""

    session: Session

    def retrying(self, work: Callable[[Session], T]) -> T:
        return work(self.session)


def is_loaded(session: Session) -> bool:
    return companies.by_brn(session, FIRST_BRN) is not None


def load(session: Session, passwords: Mapping[str, Hashed], now: datetime) -> None:
    """Loads the portfolio and its users; `passwords` by e-mail address. Raises ValueError for a wrong file of ours."""
    today = hong_kong_date(now)
    for kind, name, as_history in FILES:
        content = dated((seed_dir() / "demo" / name).read_text(encoding="utf-8"), today).encode()
        done = import_file(
            _OneTransaction(session),
            SYSTEM_ACTOR,
            KINDS[kind],
            name,
            content,
            now,
            as_history=as_history,
            partial=False,
            dry_run=False,
            progress=lambda _done, _total: None,
        )
        if not done.kept:
            raise ValueError(f"{name} of the demo is wrong: {done.problems}")
    actors = {user.email: _enter(session, user, passwords[user.email], now) for user in USERS}
    work_queue(
        session,
        company=actors["company@demo.example"],
        nias_company=actors["nias.company@demo.example"],
        case_officer=actors["case.officer@demo.example"],
        approving_officer=actors["approving.officer@demo.example"],
        now=now,
    )


def dated(text: str, today: date) -> str:
    """A file of the demo with its distances turned into days."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        start = day_at(row["start"], today, today) if row.get("start") else today
        days = {name: day_at(row[name], today, start).isoformat() for name in DAY_COLUMNS if row.get(name)}
        writer.writerow({**row, **days})
    return out.getvalue()


def day_at(distance: str, today: date, start: date) -> date:
    """The day at a distance from today, or with `s` from the start; `s+24m` is the last day of such a term.

    Raises ValueError for what is no distance.
    """
    found = _DISTANCE.fullmatch(distance)
    if found is None or not distance:
        raise ValueError(f"{distance!r} is not a distance such as -14m, +30d or s+24m")
    months = int((found["months"] or "0m")[:-1])
    days = timedelta(days=int((found["days"] or "0d")[:-1]))
    if found["base"] and months > 0:
        return last_day_of_term(start, months) + days
    return add_months(start if found["base"] else today, months) + days


def _enter(session: Session, user: DemoUser, password: Hashed, now: datetime) -> Actor:
    company_id = companies.by_brn(session, user.brn) if user.brn else None
    user_id, _generated = accounts.create_user(
        session, SYSTEM_ACTOR, user.email, user.name, user.role, company_id, password, now
    )
    return Actor(user_id, user.name, user.role, company_id)
