"""`make bench`: prints the table of goals and writes it as JSON. Options: --companies, --rounds, --seconds, --goals."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import goals
from bench.goals import Result
from bench.lists import lists
from bench.pages import company_page
from bench.planner import planner
from bench.portfolio import add_findings, fill, tokens
from talenttrack.services.policy import load_seed
from talenttrack.storage import schema
from talenttrack.wiring import Wiring, wire
from tests import postgres

SEED = 20261123
SIZES = {"1k": 100, "10k": 1_000, "100k": 10_000, "1m": 100_000}
"""Companies for about so many engagements."""

FIRMS = 200
"""Companies that submit; the others are there to be looked past."""


def main() -> int:
    asked = _arguments()
    results: list[Result] = []
    print(f"{'goal':>4}  {'database':<10}  {'ratio':>7}  {'wanted':<7}  {'':<6}  what")
    for database in asked.databases:
        with tempfile.TemporaryDirectory(prefix="talenttrack-bench-") as folder, _url(database, Path(folder)) as url:
            for result in _measure(asked, database, url, Path(folder)):
                results.append(result)
                _print(result)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "asked": vars(asked),
        "results": [result.as_json() for result in results],
    }
    Path(asked.json).parent.mkdir(parents=True, exist_ok=True)
    Path(asked.json).write_text(json.dumps(report, indent=1) + "\n")
    print(f"Written to {asked.json}.")
    return 0 if all(result.reached for result in results) else 1


def _measure(asked: argparse.Namespace, database: str, url: str, folder: Path) -> Iterator[Result]:
    config = {"ENV": "testing", "DATABASE_URL": url, "INSTANCE_PATH": str(folder), "CHEAP_PASSWORDS": True}
    wiring = wire(config)
    try:
        firms = _prepare(wiring, asked.companies)
        if 5 in asked.goals:
            yield from goals.admission(database, url, folder, firms, asked.rounds, asked.seconds)
        if 6 in asked.goals:
            yield from goals.hot_company(database, url, folder, firms, asked.rounds, asked.seconds)
        if 7 in asked.goals:
            yield from goals.races(database, url, folder, wiring, asked.races)
        if 8 in asked.goals:
            yield from lists(database, url, folder, wiring, asked.rounds)
        if 9 in asked.goals:
            yield from company_page(database, url, folder, wiring, asked.rounds)
        if 10 in asked.goals:
            yield from planner(database, wiring, asked.rounds, firms[0][0])
    finally:
        wiring.engine.dispose()


def _prepare(wiring: Wiring, companies: int) -> list[tuple[int, str]]:
    started = time.perf_counter()
    schema.upgrade(wiring.engine)
    with wiring.write_session() as session:
        load_seed(session, datetime(2026, 1, 1, tzinfo=UTC))
        ids = fill(session, companies, SEED)
        add_findings(session, ids)
        firms = tokens(session, ids[:: max(1, companies // FIRMS)][:FIRMS])
    _settle(wiring)
    took = time.perf_counter() - started
    print(f"      {companies} companies made in {took:.0f} s", file=sys.stderr)
    return firms


def _settle(wiring: Wiring) -> None:
    """What a database does by itself once so many rows have come: looks at them, so that it plans by their number."""
    with wiring.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def _url(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    server, stop = postgres.start()
    try:
        made = postgres.create(server, "bench")
        yield made.replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        stop()


def _print(result: Result) -> None:
    reached = "yes" if result.reached else "MISSED"
    told = f"{result.goal:>4}  {result.database:<10}  {result.ratio:>7.2f}  {result.wanted:<7}  {reached:<6}"
    print(f"{told}  {result.what}: {result.figure}", flush=True)


def _machine() -> dict[str, object]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed as ratios, each in one run.")
    size = SIZES[os.environ.get("SIZE") or "10k"]
    parser.add_argument("--companies", type=int, default=size, help="each has ten engagements")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement")
    parser.add_argument("--races", type=int, default=20, help="rounds of each race")
    parser.add_argument("--goals", type=_numbers, default=[5, 6, 7, 8, 9, 10])
    parser.add_argument("--databases", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--json", default="instance/bench.json")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    numbers: Iterable[str] = text.split(",")
    return [int(number) for number in numbers]


if __name__ == "__main__":
    sys.exit(main())
