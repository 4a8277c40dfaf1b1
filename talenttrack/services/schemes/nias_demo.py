"""What the demo's diary tells of NIAS projects: moved on, or given another window."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.demo_files import Line
from talenttrack.services.schemes import nias
from talenttrack.storage.schemes.nias import NiasProjectRow


def _complete(session: Session, actor: Actor, line: Line) -> None:
    nias.transition(session, actor, _id_of(session, line.what), "complete", line.at, on=line.day, reason=line.reason)


def _move_window(session: Session, actor: Actor, line: Line) -> None:
    nias.move_window(
        session,
        actor,
        _id_of(session, line.what),
        allowance_from=None,
        allowance_to=line.day,
        reason=line.reason,
        now=line.at,
    )


def _id_of(session: Session, reference: str) -> int:
    return session.execute(select(NiasProjectRow.id).where(NiasProjectRow.reference == reference)).scalar_one()


ACTS = {"complete": _complete, "move_window": _move_window}
