"""The people who act in tests: made-up users of every role."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.storage.accounts import UserAccount

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Hire(Protocol):
    def __call__(self, role: Role, company_id: int | None = None) -> Actor: ...


def hired(session: Session, role: Role, company_id: int | None = None) -> Actor:
    """A new user of the role, as the actor of what a test does."""
    number = (session.scalar(select(func.count()).select_from(UserAccount)) or 0) + 1
    row = UserAccount(
        email=f"user{number}@office.test",
        name=f"User {number}",
        role=role.value,
        company_id=company_id,
        password_hash="none",
        language="en",
        active=True,
        created_at=LONG_AGO,
        password_changed_at=LONG_AGO,
    )
    session.add(row)
    session.flush()
    return Actor(row.id, row.name, role, company_id)
