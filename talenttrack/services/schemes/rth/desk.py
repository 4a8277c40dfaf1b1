"""An engagement on an officer's desk: what of it waits and who is on it, the notes on it, and saying so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services import casework
from talenttrack.services.casework import Case, Note
from talenttrack.services.schemes.rth.case import SUBJECT, find, find_locked
from talenttrack.services.schemes.rth.waiting import Waiting, lines_of


@dataclass(frozen=True, slots=True)
class Desk:
    """What officers see beside the case; `lines` is empty where nothing of it waits."""

    lines: tuple[Waiting, ...]
    notes: tuple[Note, ...]


def desk(session: Session, actor: Actor, engagement_id: int, now: datetime) -> Desk:
    """Raises NotFound as `case.find` does, and Forbidden for a company."""
    row = find(session, actor, engagement_id)
    return Desk(lines_of(session, actor, row["id"], now), casework.notes(session, actor, Case(SUBJECT, row["id"])))


def claim(session: Session, actor: Actor, engagement_id: int, now: datetime, *, take_over: bool) -> None:
    """Raises as `case.find` and `casework.claim` do."""
    row = find_locked(session, actor, engagement_id)
    casework.claim(session, actor, Case(SUBJECT, row["id"]), now, take_over=take_over)


def release(session: Session, actor: Actor, engagement_id: int, now: datetime) -> None:
    row = find_locked(session, actor, engagement_id)
    casework.release(session, actor, Case(SUBJECT, row["id"]), now)


def add_note(session: Session, actor: Actor, engagement_id: int, text: str, now: datetime) -> None:
    row = find(session, actor, engagement_id)
    casework.add_note(session, actor, Case(SUBJECT, row["id"]), text, now)
