"""What officers keep of their own beside a case of any scheme: who is on it, notes among themselves, saved views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.base import Base


class CaseClaim(Base):
    """An officer is on a case; `taken_from_id` is who was on it before, until that officer has seen it."""

    __tablename__ = "case_claim"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    claimed_at: Mapped[datetime]
    taken_from_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)


class CaseNote(Base):
    """Append-only: what one officer tells the others about a case. Never shown to a company."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    text_encrypted: Mapped[bytes]


class SavedView(Base):
    """The filters of a queue under an officer's own name for them; `query` is what follows `?` in the address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    query: Mapped[str]
    created_at: Mapped[datetime]


def claim_of(session: Session, subject_type: str, subject_id: int) -> tuple[CaseClaim, str] | None:
    """The claim on a case and the name of who holds it."""
    query = (
        select(CaseClaim, UserAccount.name)
        .join(UserAccount, UserAccount.id == CaseClaim.user_id)
        .where(CaseClaim.subject_type == subject_type, CaseClaim.subject_id == subject_id)
    )
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def drop_claim(session: Session, subject_type: str, subject_id: int) -> None:
    """Nobody is on the case any more; nothing happens where nobody was."""
    session.execute(delete(CaseClaim).where(CaseClaim.subject_type == subject_type, CaseClaim.subject_id == subject_id))


def notes_on(session: Session, subject_type: str, subject_id: int) -> Sequence[tuple[CaseNote, str]]:
    """The notes with their authors' names, newest first."""
    query = (
        select(CaseNote, UserAccount.name)
        .join(UserAccount, UserAccount.id == CaseNote.author_id)
        .where(CaseNote.subject_type == subject_type, CaseNote.subject_id == subject_id)
        .order_by(CaseNote.id.desc())
    )
    return [(note, name) for note, name in session.execute(query)]
