"""Files that people sent and have not saved yet: encrypted, each its owner's alone, and gone after a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.base import Base


class Upload(Base):
    """`content_encrypted` is None once the rows are saved; `result_encrypted` tells what a saving did or would do.

    `found` is a hash of what the last dry run found, by which a register that changed meanwhile is noticed.
    """

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_owner_id", "owner_id"), Index("ix_upload_expires_at", "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str]
    as_history: Mapped[bool]
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    content_encrypted: Mapped[bytes | None]
    result_encrypted: Mapped[bytes]
    found: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


def upload_of(session: Session, upload_id: int, owner_id: int, now: datetime, *, lock: bool = False) -> Upload | None:
    """The owner's upload, locked where it is to be changed; None where there is none or its day is over."""
    query = select(Upload).where(Upload.id == upload_id, Upload.owner_id == owner_id, Upload.expires_at > now)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def uploads_of(session: Session, owner_id: int, now: datetime) -> list[Upload]:
    """The owner's, latest first."""
    query = select(Upload).where(Upload.owner_id == owner_id, Upload.expires_at > now)
    return list(session.scalars(query.order_by(Upload.id.desc())))


def add(session: Session, upload: Upload) -> int:
    session.add(upload)
    session.flush()
    return upload.id


def remove(session: Session, upload_id: int) -> None:
    session.execute(delete(Upload).where(Upload.id == upload_id))


def remove_expired(session: Session, now: datetime) -> None:
    session.execute(delete(Upload).where(Upload.expires_at <= now))


def any_expired(session: Session, now: datetime) -> bool:
    return session.execute(select(Upload.id).where(Upload.expires_at <= now).limit(1)).first() is not None
