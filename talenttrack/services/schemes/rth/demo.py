"""What the demo's diary tells of engagements and of the persons in them, done by those who may."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services import companies, people
from talenttrack.services.demo_files import Line
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.table import read_table
from talenttrack.services.schemes.rth.act import ACTIONS, act
from talenttrack.services.schemes.rth.importing_rows import COLUMNS, EngagementRow, parse
from talenttrack.services.schemes.rth.register import save_draft
from talenttrack.services.schemes.rth.review import grant_exception
from talenttrack.storage.schemes.nias import ids_by_reference
from talenttrack.storage.schemes.rth import Engagement

DAYS = ("start", "end", "terminated_on")


def _move(session: Session, actor: Actor, line: Line) -> None:
    """Any transition of an engagement."""
    wanted = ACTIONS[line.act].arguments
    arguments: dict[str, Any] = {name: line.day for name in wanted if name in ("on", "end", "until")}
    if "reason" in wanted or arguments:
        arguments["reason"] = line.reason
    if "fields" in wanted:
        fields = json.loads(line.also)
        days = {name: date.fromisoformat(fields[name]) for name in DAYS if name in fields}
        arguments["fields"] = {**fields, **days}
    outcome = act(session, actor, _row(session, line.what).id, line.act, arguments, line.at, expected_version=None)
    if not outcome.admitted and line.act != "confirm_correction":  # which a reason keeps, even in breach
        raise ValueError(f"{line.what} of the demo cannot {line.act}: {outcome.decision.failing}")


def _draft(session: Session, actor: Actor, line: Line) -> None:
    (row,) = read_table(line.file, COLUMNS, ()).rows
    told = parse(Cells(row), False)
    if not isinstance(told, EngagementRow):
        raise ValueError(f"{line.what} of the demo is wrong")
    company_id = companies.by_brn(session, told.brn) or 0
    project_id = ids_by_reference(session, [company_id]).get((company_id, told.nias_project))
    request = replace(told.request, company_id=company_id, nias_project_id=project_id)
    drafted = save_draft(session, actor, request, line.at)
    renamed = update(Engagement).where(Engagement.id == drafted.engagement_id).values(reference=line.what)
    session.execute(renamed)


def _except(session: Session, actor: Actor, line: Line) -> None:
    grant_exception(
        session,
        actor,
        _row(session, line.what).id,
        line.at,
        code="rth.talent_months",
        reason=line.reason,
        expected_version=None,
    )


def _propose_merge(session: Session, actor: Actor, line: Line) -> None:
    kept, merged = (_row(session, reference).person_id for reference in (line.what, line.also))
    people.propose_merge(session, actor, kept_id=kept, merged_id=merged, reason=line.reason, now=line.at)


def _confirm_merge(session: Session, actor: Actor, line: Line) -> None:
    kept = _row(session, line.what).person_id
    (waiting,) = (merge for merge in people.open_merges(session, actor) if merge.kept_id == kept)
    people.confirm_merge(session, actor, waiting.id, line.at)


def _row(session: Session, reference: str) -> Any:
    query = select(Engagement.id, Engagement.person_id).where(Engagement.reference == reference)
    return session.execute(query).one()


ACTS = {
    **{action: _move for action in ACTIONS if action != "submit"},
    "draft": _draft,
    "grant_exception": _except,
    "propose_merge": _propose_merge,
    "confirm_merge": _confirm_merge,
}
