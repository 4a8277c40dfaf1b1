"""Goals 5 to 7: the price of the rules in an admission, one hot company, and nobody admitted too many."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.load import Measured, measure
from bench.servers import Running, running
from talenttrack.wiring import Wiring
from tests.races.clients import Sent, all_at_once, engagement
from tests.races.fields import for_one_company, for_one_person

CLIENTS = (1, 8, 32)
RACERS = 32


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `reached` says whether the goal is met; a control is met when it fails as it must."""

    goal: int
    what: str
    database: str
    figure: str
    ratio: float
    wanted: str
    reached: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def admission(
    database: str, url: str, folder: Path, firms: list[tuple[int, str]], rounds: int, seconds: float
) -> Iterator[Result]:
    """Goal 5. Yardstick and product take turns; told is the median of the rounds' ratios."""
    requests = _anywhere(firms)
    with running("real", url, folder) as real, running("yardstick", url, folder) as yardstick:
        both = {"real": real, "yardstick": yardstick}
        for server in both.values():
            measure(server, 4, seconds, requests)
        found: dict[tuple[str, int], list[Measured]] = {}
        for turn in range(rounds):
            for clients in CLIENTS:
                for name in sorted(both, reverse=bool(turn % 2)):
                    found.setdefault((name, clients), []).append(measure(both[name], clients, seconds, requests))
    for clients in CLIENTS:
        ours, theirs = found["real", clients], found["yardstick", clients]
        throughput = _median_ratio([each.throughput for each in ours], [each.throughput for each in theirs])
        cpu = _median_ratio([each.cpu for each in ours], [each.cpu for each in theirs])
        mine, its = _median(ours), _median(theirs)
        what = f"admission, {clients} clients"
        figure = f"{mine.throughput:.0f}/s against {its.throughput:.0f}/s"
        yield Result(5, f"{what}, throughput", database, figure, throughput, ">= 0.6", throughput >= 0.6)
        figure = f"{mine.cpu * 1000:.1f} ms against {its.cpu * 1000:.1f} ms"
        yield Result(5, f"{what}, CPU", database, figure, cpu, "<= 2", cpu <= 2)


def hot_company(
    database: str, url: str, folder: Path, firms: list[tuple[int, str]], rounds: int, seconds: float
) -> Iterator[Result]:
    """Goal 6. Every measurement has a company of its own, so that all start with the same records."""
    found: dict[int, list[Measured]] = {1: [], 32: []}
    rested = iter(firms)
    with running("real", url, folder) as server:
        measure(server, 4, seconds, _at_one(next(rested)))
        for turn in range(rounds):
            for clients in sorted(found, reverse=bool(turn % 2)):
                found[clients].append(measure(server, clients, seconds, _at_one(next(rested))))
    alone, crowd = _median(found[1]), _median(found[32])
    ratio = _median_ratio([each.throughput for each in found[32]], [each.throughput for each in found[1]])
    figure = f"{crowd.throughput:.0f}/s against {alone.throughput:.0f}/s"
    yield Result(6, "one hot company, 32 clients against 1", database, figure, ratio, ">= 0.5", ratio >= 0.5)


def races(database: str, url: str, folder: Path, wiring: Wiring, rounds: int) -> Iterator[Result]:
    """Goal 7: over-admissions of 32 racers, with the locks and, as a control, without them and their constraint."""
    starts = {"company": for_one_company, "person": for_one_person}
    for variant in ("real", "unlocked"):
        with ExitStack() as stack:
            if variant == "unlocked":
                _drop_constraint(wiring)
            server = stack.enter_context(running(variant, url, folder))
            for name, start in starts.items():
                over = [_over_admitted(server, wiring, start) for _ in range(rounds)]
                rounds_over = sum(1 for each in over if each)
                figure = f"{sum(over)} too many in {rounds_over} of {rounds} rounds"
                control = variant == "unlocked"
                yield Result(
                    7,
                    f"{name} race, {RACERS} racers{', without locks (control)' if control else ''}",
                    database,
                    figure,
                    rounds_over / rounds,
                    "> 0" if control else "0",
                    (sum(over) > 0) == control,
                )


def _over_admitted(server: Running, wiring: Wiring, start: Callable[..., tuple[list[Sent], str]]) -> int:
    with wiring.write_session() as session:
        requests, _ = start(session, RACERS)
    admitted = sum(1 for told in all_at_once(server.port, requests) if told.status == 201)
    if not admitted:
        raise RuntimeError("nobody was admitted")
    return admitted - 1


def _drop_constraint(wiring: Wiring) -> None:
    with wiring.write_session() as session:
        if wiring.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE engagement DROP CONSTRAINT IF EXISTS ex_engagement_person_overlap"))
        else:
            for verb in ("insert", "update"):
                session.execute(text(f"DROP TRIGGER IF EXISTS engagement_person_overlap_{verb}"))


def _anywhere(firms: list[tuple[int, str]]) -> Callable[[], Sent]:
    """Day after day of engagements at companies taken at random, every one admitted."""
    chance = random.Random(5)  # noqa: S311 - an order of requests
    days = itertools.count()

    def request() -> Sent:
        company_id, token = chance.choice(firms)
        return _one_day(company_id, token, next(days))

    return request


def _at_one(firm: tuple[int, str]) -> Callable[[], Sent]:
    days = itertools.count()
    return lambda: _one_day(*firm, next(days))


def _one_day(company_id: int, token: str, number: int) -> Sent:
    day = (date(2027, 1, 1) + timedelta(days=number % 30_000)).isoformat()
    return Sent("/engagements", token, engagement(company_id, start=day, end=day))


def _median(measured: list[Measured]) -> Measured:
    return Measured(
        statistics.median(each.throughput for each in measured), statistics.median(each.cpu for each in measured)
    )


def _median_ratio(ours: list[float], theirs: list[float]) -> float:
    """Of neighbours in time, so that what else the machine does in a round weighs on both alike."""
    return statistics.median(mine / its for mine, its in zip(ours, theirs, strict=True))
