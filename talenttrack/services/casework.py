"""What officers keep beside the cases of any scheme: who is on one, notes among themselves, and saved views.

A case is named by its type and id; the scheme's own service has found it, within the actor's sight, and locked it.
None of this is a company's to read, so no audit entry here names the company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import OFFICERS, READS_ALL, Actor
from talenttrack.services.records import audit
from talenttrack.services.scope import require_role
from talenttrack.storage import casework as storage
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.casework import CaseClaim, CaseNote, SavedView
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

NOTE_MAX: Final = 4000
NAME_MAX: Final = 60
QUERY_MAX: Final = 500
VIEWS_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Case:
    type: str
    id: int


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A case that somebody else is on since `at`; until it is seen, whoever was on it before is told."""

    claim_id: int
    case: Case
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class View:
    id: int
    name: str
    query: str


def claim(session: Session, actor: Actor, case: Case, now: datetime, *, take_over: bool) -> None:
    """Says that the actor is on the case; the same again says nothing new.

    Raises Forbidden, and Conflict where another officer is on it, unless the actor takes it over: then that
    officer is told.
    """
    officer_id = _officer(actor)
    found = storage.claim_of(session, case.type, case.id)
    if found is not None and found[0].user_id == officer_id:
        return
    if found is not None and not take_over:
        raise Conflict(N_("%(name)s is on this case already."), name=found[1])
    storage.drop_claim(session, case.type, case.id)
    before = found[0].user_id if found else None
    session.add(
        CaseClaim(subject_type=case.type, subject_id=case.id, user_id=officer_id, claimed_at=now, taken_from_id=before)
    )
    session.flush()
    _audit(session, actor, "take_over" if found else "claim", case, now, {"from": before} if found else {})


def release(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """Says that the actor is not on the case any more. Raises Forbidden where another officer is."""
    officer_id = _officer(actor)
    found = storage.claim_of(session, case.type, case.id)
    if found is None:
        return
    if found[0].user_id != officer_id:
        raise Forbidden(N_("%(name)s is on this case: take it over, or leave it."), name=found[1])
    storage.drop_claim(session, case.type, case.id)
    _audit(session, actor, "release", case, now, {})


def taken_over(session: Session, actor: Actor) -> tuple[TakenOver, ...]:
    """The actor's cases that others took over, as long as the actor has not said to have seen it."""
    query = (
        select(CaseClaim, UserAccount.name)
        .join(UserAccount, UserAccount.id == CaseClaim.user_id)
        .where(CaseClaim.taken_from_id == actor.id)
        .order_by(CaseClaim.claimed_at, CaseClaim.id)
    )
    return tuple(
        TakenOver(row.id, Case(row.subject_type, row.subject_id), name, row.claimed_at)
        for row, name in session.execute(query)
    )


def seen(session: Session, actor: Actor, claim_id: int) -> None:
    """The actor has seen that this case was taken over."""
    mine = (CaseClaim.id == claim_id) & (CaseClaim.taken_from_id == _officer(actor))
    session.execute(update(CaseClaim).where(mine).values(taken_from_id=None))


def add_note(session: Session, actor: Actor, case: Case, text: str, now: datetime) -> None:
    """Keeps a note for officers; what is written stays. Raises Invalid and Forbidden."""
    officer_id = _officer(actor)
    text = text.strip()
    if not text:
        raise Invalid(FieldError("text", "required", N_("Write the note.")))
    if len(text) > NOTE_MAX:
        raise Invalid(FieldError("text", "too_long", N_("Write at most %(most)s characters."), {"most": NOTE_MAX}))
    note = CaseNote(
        subject_type=case.type,
        subject_id=case.id,
        author_id=officer_id,
        written_at=now,
        text_encrypted=vault_of(session).encrypt(text),
    )
    session.add(note)
    session.flush()
    _audit(session, actor, "note", case, now, {"note_id": note.id})


def notes(session: Session, actor: Actor, case: Case) -> tuple[Note, ...]:
    """The notes on a case, newest first. Raises Forbidden for whoever does not see all companies' records."""
    require_role(actor, READS_ALL)
    vault = vault_of(session)
    return tuple(
        Note(note.written_at, name, vault.decrypt(note.text_encrypted))
        for note, name in storage.notes_on(session, case.type, case.id)
    )


def views(session: Session, actor: Actor) -> Sequence[View]:
    """The actor's saved views, by name."""
    query = select(SavedView).where(SavedView.user_id == actor.id).order_by(SavedView.name, SavedView.id)
    return [View(row.id, row.name, row.query) for row in session.scalars(query)]


def save_view(session: Session, actor: Actor, name: str, query: str, now: datetime) -> None:
    """Keeps filters under a name; the same name again keeps the new ones. Raises Invalid."""
    require_role(actor, READS_ALL)
    name, query = name.strip(), query[:QUERY_MAX]
    if not name or len(name) > NAME_MAX:
        raise Invalid(
            FieldError("name", "length", N_("Enter a name of at most %(most)s characters."), {"most": NAME_MAX})
        )
    mine = SavedView.user_id == actor.id
    changed = session.execute(
        update(SavedView).where(mine, SavedView.name == name).values(query=query).returning(SavedView.id)
    )
    if changed.first() is not None:
        return
    if (session.scalar(select(func.count()).select_from(SavedView).where(mine)) or 0) >= VIEWS_MAX:
        raise Invalid(
            FieldError("name", "too_many", N_("You have %(most)s views. Delete one first."), {"most": VIEWS_MAX})
        )
    session.add(SavedView(user_id=actor.id, name=name, query=query, created_at=now))
    session.flush()


def drop_view(session: Session, actor: Actor, view_id: int) -> None:
    """Deletes one of the actor's own saved views. Raises NotFound for any other."""
    row = session.get(SavedView, view_id)
    if row is None or row.user_id != actor.id:
        raise NotFound(N_("There is no such view."))
    session.delete(row)
    session.flush()


def _officer(actor: Actor) -> int:
    require_role(actor, OFFICERS)
    assert actor.id is not None  # noqa: S101 - officers are people
    return actor.id


def _audit(session: Session, actor: Actor, act: str, case: Case, now: datetime, details: dict[str, int | None]) -> None:
    audit(
        session,
        actor,
        f"{case.type}.{act}",
        subject_type=case.type,
        subject_id=case.id,
        company_id=None,
        now=now,
        details=details,
    )
