"""What the demo's diary tells of engagements and of the persons in them, done by those who may."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.money import decimal_text
from talenttrack.services import companies, people
from talenttrack.services.demo_files import Line
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.table import Row
from talenttrack.services.schemes.rth import preparing
from talenttrack.services.schemes.rth.act import ACTIONS, act
from talenttrack.services.schemes.rth.importing_rows import EngagementRow, parse
from talenttrack.services.schemes.rth.preparing import Part
from talenttrack.services.schemes.rth.register import save_draft
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.services.schemes.rth.review import grant_exception
from talenttrack.services.schemes.rth.so_far import PARTS
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


def _prepare(session: Session, actor: Actor, line: Line) -> None:
    """A hire in preparation whose first parts are answered, as many as the line says."""
    asked = _asked(session, line)
    answered = PARTS[: int(line.also)]
    words = _words(asked)
    preparing.begin(session, actor, asked.company_id, {part: Part(words[part], True) for part in answered}, line.at)


def _draft(session: Session, actor: Actor, line: Line) -> None:
    drafted = save_draft(session, actor, _asked(session, line), line.at)
    renamed = update(Engagement).where(Engagement.id == drafted.engagement_id).values(reference=line.what)
    session.execute(renamed)


def _asked(session: Session, line: Line) -> EngagementRequest:
    (cells,) = csv.DictReader(io.StringIO(line.file.decode()))
    told = parse(Cells(Row(2, dict(cells))), False)
    if not isinstance(told, EngagementRow):
        raise ValueError(f"{line.what} of the demo is wrong")
    company_id = companies.by_brn(session, told.brn) or 0
    project_id = ids_by_reference(session, [company_id]).get((company_id, told.nias_project))
    return replace(told.request, company_id=company_id, nias_project_id=project_id)


def _words(asked: EngagementRequest) -> dict[str, dict[str, list[str]]]:
    """The answers as they are typed, by part and by the name of their control."""
    talent = asked.talent
    return {
        "place": {
            "pool": [asked.pool],
            "stream": [asked.stream],
            "nias_project": [str(asked.nias_project_id or "")],
            "itf_project": [asked.itf_project],
        },
        "days": {
            **_day("start", asked.start),
            "until": ["day"],
            **_day("end", asked.end),
            "role": [asked.role],
            "monthly_salary": [decimal_text(asked.monthly_salary_cents)],
        },
        "person": {
            "name_en": [talent.name_en],
            "name_zh": [talent.name_zh],
            "id_type": [talent.id_type],
            "id_number": [talent.id_number],
            "id_country": [talent.id_country or ""],
        },
        "qualification": {
            "degree": [talent.degree],
            "stem": [_yes(talent.stem)],
            "institution_kind": [talent.institution_kind],
        },
        "right_to_work": {
            "permanent_resident": [_yes(talent.permanent_resident)],
            **(_day("permit_until", talent.permit_until) if talent.permit_until else {}),
        },
        "ties": {"conflicts": ["none"]},
    }


def _day(name: str, day: date) -> dict[str, list[str]]:
    return {f"{name}-day": [str(day.day)], f"{name}-month": [str(day.month)], f"{name}-year": [str(day.year)]}


def _yes(true: bool) -> str:
    return "yes" if true else "no"


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
    "prepare": _prepare,
    "draft": _draft,
    "grant_exception": _except,
    "propose_merge": _propose_merge,
    "confirm_merge": _confirm_merge,
}
