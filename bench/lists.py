"""Goal 8: a page deep in a list against the first page of the same list, on pages and in the API."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.goals import Result
from bench.portfolio import FOUND_ON, SEVERITY
from bench.servers import Running, running
from talenttrack.api.paging import encoded
from talenttrack.domain.findings import Severity
from talenttrack.domain.lifecycle import Role
from talenttrack.services.findings_board import GRAVEST_FIRST
from talenttrack.services.paging import cursor_by_day
from talenttrack.storage.companies import Company
from talenttrack.storage.findings import FindingRow
from talenttrack.storage.people import Person
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.wiring import Wiring
from tests.races.clients import a_token
from tests.web.visiting import a_visit

DEPTHS = (0.1, 0.5, 0.9, 0.999)
EACH_ROUND = 10
"""Requests of every depth in a round, in turns."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: the addresses of its first page and of pages at rising depth, and whose headers are sent."""

    name: str
    addresses: tuple[str, ...]
    headers: dict[str, str]


def lists(database: str, url: str, folder: Path, wiring: Wiring, rounds: int) -> Iterator[Result]:
    """Told is the slowest depth: the median over the rounds of its time against the first page's."""
    with wiring.write_session() as session:
        known = list(_listed(session))
    with running("real", url, folder) as server:
        for one in known:
            yield _measured(database, server, one, rounds)


def _measured(database: str, server: Running, one: Listed, rounds: int) -> Result:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    following = {_following(connection, address, one.headers) for address in one.addresses}
    if len(following) < len(set(one.addresses)) - 1:
        raise RuntimeError(f"{one.name}: pages at different depths lead on to the same one")
    seconds: list[list[float]] = [[] for _ in one.addresses]
    for turn in range(rounds):
        found: list[list[float]] = [[] for _ in one.addresses]
        for _ in range(EACH_ROUND):
            places = range(len(one.addresses))
            for place in reversed(places) if turn % 2 else places:
                found[place].append(get(connection, one.addresses[place], one.headers))
        for place, times in enumerate(found):
            seconds[place].append(statistics.median(times))
    connection.close()
    ratios = [statistics.median(m / f for m, f in zip(mine, seconds[0], strict=True)) for mine in seconds[1:]]
    worst = max(range(len(ratios)), key=lambda place: ratios[place])
    deep, first = (statistics.median(seconds[place]) * 1000 for place in (worst + 1, 0))
    figure = f"{deep:.1f} ms against {first:.1f} ms at {DEPTHS[worst]:.1%} of it"
    return Result(8, one.name, database, figure, ratios[worst], "<= 1.5", ratios[worst] <= 1.5)


def _following(connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> bytes | None:
    """Where a page leads on to: shows that its place in the list was heeded."""
    connection.request("GET", address, headers=headers)
    match = re.search(rb'rel="next" href="([^"]+)"|"next_cursor":"([^"]+)"', connection.getresponse().read())
    return match[0] if match else None


def get(connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> float:
    """The seconds of one request. Raises RuntimeError for any answer but 200."""
    started = time.perf_counter()
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    told = answer.read()
    took = time.perf_counter() - started
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}: {told[:500]!r}")
    return took


def _listed(session: Session) -> Iterator[Listed]:
    page = {"Cookie": a_visit(session, Role.CASE_OFFICER)}
    asker = {"Authorization": f"Bearer {a_token(session, Role.CASE_OFFICER, None)}"}
    engagements, companies = _ids(session, Engagement), _ids(session, Company)
    people, found = _ids(session, Person), _ids(session, FindingRow)
    approved = _ids(session, Engagement, Engagement.state == "approved")
    for name, start, ids in (
        ("/engagements/", "/engagements/?", engagements),
        ("/engagements/ of one state", "/engagements/?state=approved&", approved),
        ("/engagements/ on a day", "/engagements/?on=2023-05-20&", engagements),
        ("/companies/", "/companies/?", companies),
        ("/companies/ by a part of the name", "/companies/?name=bench&", companies),
        ("/people/ by a part of the name", "/people/?name=talent&", people),
    ):
        yield Listed(name, (start, *(f"{start}cursor={number}" for number in ids)), page)
    yield Listed("/queue/", ("/queue/", *(f"/queue/?cursor={cursor}" for cursor in _waiting(session))), page)
    falling = [max(found) - number + 1 for number in found]
    rank = GRAVEST_FIRST.index(Severity(SEVERITY))
    boards = [cursor_by_day(FOUND_ON, rank, number) for number in found]
    yield Listed("/findings/", ("/findings/", *(f"/findings/?cursor={cursor}" for cursor in boards)), page)
    for name, ids in (("engagements", engagements), ("companies", companies), ("people", people)):
        address = f"/api/v1/{name}?limit=50"
        cursors = (f"{address}&cursor={encoded(str(number))}" for number in ids)
        yield Listed(f"/api/v1/{name}", (address, *cursors), asker)
    address = "/api/v1/compliance/findings?limit=50"
    cursors = (f"{address}&cursor={encoded(str(number))}" for number in falling)
    yield Listed("/api/v1/compliance/findings", (address, *cursors), asker)


def _ids(session: Session, model: type, *wanted: object) -> list[int]:
    """The ids at DEPTHS of a list by id; the last one leaves at least a page."""
    ids = select(model.id).where(*wanted).order_by(model.id)  # type: ignore[attr-defined,arg-type]
    size = int(session.execute(select(func.count()).select_from(ids.subquery())).scalar_one())
    places = [min(int(size * depth), max(0, size - 60)) for depth in DEPTHS]
    return [int(session.execute(ids.offset(place).limit(1)).scalar_one()) for place in places]


def _waiting(session: Session) -> list[str]:
    """The cursors at DEPTHS of the queue of a case officer."""
    days = select(Engagement.submitted_on, Engagement.id).where(Engagement.state == "submitted")
    rows = session.execute(days.order_by(Engagement.submitted_on, Engagement.id)).all()
    places = [min(int(len(rows) * depth), max(0, len(rows) - 60)) for depth in DEPTHS]
    return [cursor_by_day(*rows[place]) for place in places]
