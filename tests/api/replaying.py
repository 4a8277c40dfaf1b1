"""Asks the API's examples in order of an empty register; `python -m tests.api.replaying` keeps the answers."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from talenttrack.api import OPERATIONS
from talenttrack.api.examples import ANSWERS, EXAMPLES
from talenttrack.api.examples.example import FIRST_DAY, Answered, filled, path_of
from talenttrack.app import create_app
from talenttrack.services.policy import load_seed
from talenttrack.storage import schema
from tests.api.asking import Asker, Office

HEADERS = ("ETag", "Location", "Retry-After", "WWW-Authenticate")
PATHS = {operation.endpoint.removeprefix("api."): (operation.method, operation.path) for operation in OPERATIONS}
STEADY = {
    "started_at": "2026-11-23T16:30:00Z",
    "finished_at": "2026-11-23T16:30:02Z",
    "report_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "instance": "urn:talenttrack:request:5b1f0c9a7d3e4c2f8a6b0d1e",
    "recorded_at": "2026-11-23T04:00:00Z",
    "seconds": 0.42,
}
"""What differs from run to run and machine to machine, as it is kept instead."""

_DRAWN = re.compile(r"(RTH-\d\d|R-\d{8})-[2-9A-HJ-NP-Z]{8,12}")


class Replay:
    """The story asked of one application; `answers` are comparable with those of any other."""

    def __init__(self, app: Flask) -> None:
        self.app, self.office = app, Office(app)
        self.known: dict[str, Any] = {}
        office = self.office
        self.askers = {"case_officer": office.case_officer, "approving_officer": office.approving_officer}
        self.steady: dict[str, str] = {}
        self.answers = {example.name: self._ask(example) for example in EXAMPLES}

    def _ask(self, example: Any) -> Answered:
        self.app.config["TODAY"] = example.day
        method, path = PATHS[example.operation]
        request = filled(example, self.known)
        asker = self._asker(example.by)
        headers = {name.replace("-", "_"): value for name, value in request.headers.items()}
        body = None if method == "GET" else request.body if request.body is not None else {}
        answer = asker.ask(method, path_of(path, request), body, **headers)
        told = answer.get_json()
        if answer.status_code < 400:
            self.known.update(example.kept_from(told))
        shown = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
        return Answered(answer.status_code, shown, self._steadied(example.shortened(told)))

    def _asker(self, role: str) -> Asker:
        if role not in self.askers:
            company_id = self.known["company"] if role.startswith("company") else None
            self.askers[role] = self.office.asker(role, company_id)
        return self.askers[role]

    def _steadied(self, value: Any, name: str = "") -> Any:
        if name in STEADY and value is not None:
            return STEADY[name]
        if isinstance(value, Mapping):
            return {key: self._steadied(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self._steadied(part) for part in value]
        if isinstance(value, str):
            return _DRAWN.sub(self._drawn, value)
        return value

    def _drawn(self, match: re.Match[str]) -> str:
        """The first reference drawn is always told as the same one, and so on."""
        number = len(self.steady) + 2
        length = len(match[0]) - len(match[1]) - 1
        return self.steady.setdefault(match[0], f"{match[1]}-{'7K3M9Q2PX4HC'[: length - 2]}{number:02d}")


def main() -> None:
    """Writes the answers of a fresh SQLite database over those kept."""
    with tempfile.TemporaryDirectory() as folder:
        config = {"ENV": "testing", "DATABASE_URL": f"sqlite:///{folder}/examples.sqlite3", "INSTANCE_PATH": folder}
        app = create_app({**config, "TODAY": FIRST_DAY, "CHEAP_PASSWORDS": True})
        wiring = app.extensions["talenttrack"]
        schema.upgrade(wiring.engine)
        with wiring.write_session() as session:
            load_seed(session, datetime(2026, 1, 1, tzinfo=UTC))
        answers = Replay(app).answers
        wiring.engine.dispose()
    kept = {name: {"status": one.status, "headers": one.headers, "body": one.body} for name, one in answers.items()}
    Path(ANSWERS).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name, one in answers.items():
        print(one.status, name)


if __name__ == "__main__":
    main()
