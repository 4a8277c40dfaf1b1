"""The one order in which pools are locked: companies by id, then shared pools by key, then persons by id.

On SQLite the write transaction already holds the only write lock, so nothing more is done there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.storage.base import Base
from talenttrack.storage.companies import Company
from talenttrack.storage.engine import DatabaseBusy
from talenttrack.storage.people import Person


class SharedPool(Base):
    """A pool of several companies, such as an ITF project: a row to lock, known by its key."""

    __tablename__ = "shared_pool"

    key: Mapped[str] = mapped_column(primary_key=True)


def lock_companies(session: Session, company_ids: Iterable[int]) -> None:
    wanted = sorted(set(company_ids))
    if _locks_rows(session) and wanted:
        session.execute(select(Company.id).where(Company.id.in_(wanted)).order_by(Company.id).with_for_update())


def lock_shared_pools(session: Session, keys: Iterable[str]) -> None:
    """Inserts the missing keys first, so that there is a row to lock."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    insert_missing(session, SharedPool, [{"key": key} for key in wanted])
    if _locks_rows(session):
        session.execute(
            select(SharedPool.key).where(SharedPool.key.in_(wanted)).order_by(SharedPool.key).with_for_update()
        )


def lock_persons(session: Session, person_ids: Iterable[int]) -> None:
    """Raises DatabaseBusy for a person whom another transaction merged away between the look-up and the lock."""
    wanted = sorted(set(person_ids))
    if not (_locks_rows(session) and wanted):
        return
    locked = select(Person.id, Person.merged_into_id).where(Person.id.in_(wanted)).order_by(Person.id)
    if any(merged_into is not None for _id, merged_into in session.execute(locked.with_for_update())):
        raise DatabaseBusy("Two records of this person were merged a moment ago. Try again.")


def insert_missing(session: Session, model: type[Base], rows: list[dict[str, object]]) -> None:
    """Inserts the rows whose unique key is not there yet; waits for another transaction that inserts the same."""
    dialect = session.get_bind().dialect.name
    table = model.__table__
    if dialect == "postgresql":
        session.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)  # type: ignore[arg-type]
    elif dialect == "sqlite":
        session.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)  # type: ignore[arg-type]
    else:
        session.execute(insert(model), rows)


def _locks_rows(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
