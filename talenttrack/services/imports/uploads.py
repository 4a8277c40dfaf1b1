"""An import in two steps: the file is judged and kept, looked at, and then saved without being sent again.

A dry run holds for the register as it was then. Saving judges anew, and where it finds anything else it saves nothing
and keeps what it found, to be looked at first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from talenttrack.domain.errors import NotFound, Stale
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.imports.problems import Problem, problem_from_json, problem_to_json
from talenttrack.services.imports.run import KEEP_ALL, KEEP_GOOD, KEEP_NOTHING, Imported, Line, Reading, carried_out
from talenttrack.services.imports.table import is_workbook
from talenttrack.storage import uploads as storage
from talenttrack.storage.uploads import Upload
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

KEPT_FOR: Final = timedelta(days=1)
KEPT_MAX: Final = 5
"""Files of one person at a time; the oldest makes room."""

LINES_MAX: Final = 1_000
"""Good rows that the result names one by one."""


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that was judged, or saved where `saved`; `form` is `csv` or `xlsx`, as it came."""

    id: int
    kind: str
    as_history: bool
    file_name: str
    form: str
    created_at: datetime
    expires_at: datetime
    saved: bool
    result: Imported


def judge(session: Session, actor: Actor, reading: Reading, file_name: str, content: bytes, now: datetime) -> int:
    """Keeps the file with what saving it would do, and returns its id. Raises Forbidden as the import does."""
    result = carried_out(session, actor, reading, file_name, now, keep=KEEP_NOTHING, progress=_unseen)
    storage.remove_expired(session, now)
    owner_id = _owner(actor)
    earlier = storage.uploads_of(session, owner_id, now)
    again = [one for one in earlier if (one.kind, one.sha256) == (reading.kind.name, reading.sha256)]
    for one in {one.id: one for one in [*earlier[KEPT_MAX - 1 :], *again] if one.content_encrypted is not None}:
        storage.remove(session, one)
    vault = vault_of(session)
    return storage.add(
        session,
        Upload(
            owner_id=owner_id,
            kind=reading.kind.name,
            as_history=reading.as_history,
            file_name=file_name,
            sha256=reading.sha256,
            size=len(content),
            content_encrypted=vault.seal(content),
            result_encrypted=vault.encrypt(_result_to_json(result, is_workbook(content))),
            found=_found(result),
            created_at=now,
            expires_at=now + KEPT_FOR,
        ),
    )


def view(session: Session, actor: Actor, upload_id: int, now: datetime) -> UploadView:
    """Raises NotFound for another's, and for one that is over."""
    return _view(session, _own(session, actor, upload_id, now))


def waiting(session: Session, actor: Actor, now: datetime) -> list[UploadView]:
    """The actor's files that are not saved yet, latest first."""
    found = storage.uploads_of(session, _owner(actor), now)
    return [_view(session, row) for row in found if row.content_encrypted is not None]


def content_of(session: Session, actor: Actor, upload_id: int, now: datetime) -> bytes | None:
    """The file as it came; None once it is saved. Raises as `view` does."""
    row = _own(session, actor, upload_id, now)
    return vault_of(session).unseal(row.content_encrypted) if row.content_encrypted is not None else None


def save(
    session: Session, actor: Actor, upload_id: int, reading: Reading, now: datetime, *, partial: bool
) -> tuple[UploadView, bool]:
    """Saves the rows, with `partial` the good ones alone. Sent again, it does nothing more.

    The second value says whether the dry run still held; where it did not, nothing is saved and the view is new.
    Raises as `view` does, and Stale for a reading of another file.
    """
    row = _own(session, actor, upload_id, now, lock=True)
    if row.content_encrypted is None:
        return _view(session, row), True
    if (row.sha256, row.kind, row.as_history) != (reading.sha256, reading.kind.name, reading.as_history):
        raise Stale(N_("The file was changed since you last saw it. Look at it again."))
    savepoint = session.begin_nested()
    keep = KEEP_GOOD if partial else KEEP_ALL
    result = carried_out(session, actor, reading, row.file_name, now, keep=keep, progress=_unseen)
    held = _found(result) == row.found
    if held:
        savepoint.commit()
    else:
        savepoint.rollback()
        row = _own(session, actor, upload_id, now, lock=True)
        result = replace(result, kept=False)
    was = _view(session, row)
    if result.kept:
        row.content_encrypted = None
    row.result_encrypted = vault_of(session).encrypt(_result_to_json(result, was.form == "xlsx"))
    row.found = _found(result)
    session.flush()
    return _view(session, row), held


def discard(session: Session, actor: Actor, upload_id: int, now: datetime) -> None:
    """Raises as `view` does."""
    storage.remove(session, _own(session, actor, upload_id, now, lock=True).id)


def any_expired(session: Session, now: datetime) -> bool:
    return storage.any_expired(session, now)


def forget_expired(session: Session, now: datetime) -> None:
    """Removes the files whose day is over, whoever sent them."""
    storage.remove_expired(session, now)


def _owner(actor: Actor) -> int:
    assert actor.id is not None  # noqa: S101 - files are sent by people who signed in
    return actor.id


def _own(session: Session, actor: Actor, upload_id: int, now: datetime, *, lock: bool = False) -> Upload:
    row = storage.upload_of(session, upload_id, _owner(actor), now, lock=lock)
    if row is None:
        raise NotFound(N_("There is no such file here. Files that are not saved are removed after a day."))
    return row


def _view(session: Session, row: Upload) -> UploadView:
    stored = json.loads(vault_of(session).decrypt(row.result_encrypted))
    return UploadView(
        id=row.id,
        kind=row.kind,
        as_history=row.as_history,
        file_name=row.file_name,
        form="xlsx" if stored["workbook"] else "csv",
        created_at=row.created_at,
        expires_at=row.expires_at,
        saved=row.content_encrypted is None,
        result=_result_from_json(stored),
    )


def _result_to_json(result: Imported, workbook: bool) -> str:
    told = {
        "workbook": workbook,
        "rows": result.rows,
        "saved": result.saved,
        "unchanged": result.unchanged,
        "kept": result.kept,
        "problems": [problem_to_json(one) for one in result.problems],
        "lines": [asdict(line) for line in result.lines[:LINES_MAX]],
    }
    return json.dumps(told, ensure_ascii=False)


def _result_from_json(stored: Mapping[str, Any]) -> Imported:
    return Imported(
        stored["rows"],
        stored["saved"],
        stored["unchanged"],
        stored["kept"],
        tuple(problem_from_json(one) for one in stored["problems"]),
        tuple(Line(**{**line, "shown": tuple(line["shown"])}) for line in stored["lines"]),
    )


def _found(result: Imported) -> str:
    """A hash of what was found, without what is made up anew each time, such as references."""
    told = [[line.row, line.outcome] for line in result.lines] + [_essence(one) for one in result.problems]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _essence(one: Problem) -> list[Any]:
    if one.check is not None:
        return [one.row, one.column, one.check.code, one.check.limit, one.check.used, one.check.binding]
    return [one.row, one.column, one.error.code if one.error else "", one.error.values if one.error else {}]


def _unseen(done: int, total: int) -> None:
    """Nobody watches the progress of a request."""
