"""Goal 9: the pages of a company with 200 engagements against hello-world in the same server."""

from __future__ import annotations

import http.client
import statistics
from collections.abc import Iterator
from pathlib import Path

from bench.goals import Result
from bench.lists import get
from bench.portfolio import add_large_company
from bench.servers import running
from talenttrack.domain.lifecycle import Role
from talenttrack.wiring import Wiring
from tests.web.visiting import a_visit

EACH_ROUND = 20
HELLO = "/hello"


def company_page(database: str, url: str, folder: Path, wiring: Wiring, rounds: int) -> Iterator[Result]:
    """Hello-world is a view that returns a text, in the same processes, behind the same sign-in and headers."""
    with wiring.write_session() as session:
        company_id = add_large_company(session)
        officer = {"Cookie": a_visit(session, Role.CASE_OFFICER)}
        company = {"Cookie": a_visit(session, Role.COMPANY_USER, company_id)}
    asked = {"officer": (f"/companies/{company_id}", officer), "company's own": ("/home", company)}
    with running("hello", url, folder) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for who, (address, headers) in asked.items():
            pairs = [_round(connection, address, headers, turn) for turn in range(-2, rounds)][2:]
            ratio = statistics.median(ours / theirs for ours, theirs in pairs)
            ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
            what = f"company with 200 engagements, {who} page"
            figure = f"{ours:.1f} ms against {theirs:.1f} ms"
            yield Result(9, what, database, figure, ratio, "<= 15", ratio <= 15)
        connection.close()


def _round(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str], turn: int
) -> tuple[float, float]:
    times: dict[str, list[float]] = {address: [], HELLO: []}
    for _ in range(EACH_ROUND):
        for one in sorted(times, reverse=bool(turn % 2)):
            times[one].append(get(connection, one, headers))
    return statistics.median(times[address]), statistics.median(times[HELLO])
