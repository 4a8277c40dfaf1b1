"""The files of the demo, whose days are written as distances, so that the portfolio is alive on any day.

`-14m` is fourteen months before today, `+30d` in thirty days, `s+24m` the last day of a term of 24 months from the
row's own start. A file of history or applications is an import file but for that; the diary says who did what when.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from talenttrack.domain.calendar import add_months, hong_kong_instant
from talenttrack.domain.months import last_day_of_term
from talenttrack.resources import seed_dir

DAY_COLUMNS = ("approved_on", "terminated_on", "allowance_from", "start", "end", "submitted_on", "permit_until")
FIRST_ACT = time(9, 30)
BETWEEN_ACTS = timedelta(minutes=9)
_DISTANCE = re.compile(r"(?P<base>s?)(?P<months>[+-]\d+m)?(?P<days>[+-]\d+d)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the diary: user `who` did `act` to `what` at the instant `at`; `also` is what else it names.

    `file` is an import file of one row, for what is entered anew.
    """

    at: datetime
    who: str
    act: str
    what: str
    day: date | None
    also: str
    reason: str
    file: bytes


def file(name: str, today: date) -> bytes:
    """A file of the demo as it would be sent for import, its distances turned into days."""
    return _written(dated(_read(name), today))


def dated(rows: list[dict[str, str]], today: date) -> list[dict[str, str]]:
    """Rows of import files with days in the place of distances."""
    found = []
    for row in rows:
        start = day_at(row["start"], today, today) if row.get("start") else today
        days = {name: day_at(row[name], today, start).isoformat() for name in DAY_COLUMNS if row.get(name)}
        found.append({**row, **days})
    return found


def diary(today: date, now: datetime) -> deque[Line]:
    """Every act in the order of time, the last ones by `now`; what falls on a weekend was done on the Friday."""
    entered = {row["reference"]: _written([row]) for row in dated(_read("applications.csv"), today)}
    previous, done = None, 0
    told: deque[Line] = deque()
    for row in _read("diary.csv"):
        on = _weekday(day_at(row["on"], today, today))
        done = done + 1 if on == previous else 0
        previous = on
        line = Line(
            at=min(hong_kong_instant(on, FIRST_ACT) + done * BETWEEN_ACTS, now),
            who=row["who"],
            act=row["act"],
            what=row["what"],
            day=day_at(row["day"], today, today) if row["day"] else None,
            also=_fields(row["also"], today) if row["also"].startswith("{") else row["also"],
            reason=row["reason"],
            file=entered.get(row["what"], b""),
        )
        told.append(line)
    return told


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


def _read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((seed_dir() / "demo" / name).read_text(encoding="utf-8"), newline="")))


def _written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _fields(text: str, today: date) -> str:
    """Fields to be corrected, as JSON, with days in the place of distances."""
    fields: Mapping[str, Any] = json.loads(text)
    days = {name: day_at(fields[name], today, today).isoformat() for name in DAY_COLUMNS if name in fields}
    return json.dumps({**fields, **days})
