"""What was known when a business date closed: versions by the moment they were recorded, not rows as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from talenttrack.domain.policy import PolicyBook
from talenttrack.storage.engine import is_sqlite
from talenttrack.storage.people import PersonMerge
from talenttrack.storage.policy import policy_book

ROWS_AT_ONCE = 2_000
"""How many rows of a stream are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Known:
    """A closed business date: the instant before which facts count, and the policy known and in force then."""

    business_date: date
    before: datetime
    policy: PolicyBook


def known(session: Session, business_date: date, before: datetime) -> Known:
    return Known(business_date, before, policy_book(session, known_at=before))


def hold_still(session: Session) -> None:
    """Let every read of this transaction see the same moment; call it before the first of them.

    SQLite does so by itself.
    """
    if not is_sqlite(session):
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def versions_known(
    owner: ColumnElement[Any],
    version: ColumnElement[Any],
    recorded_at: ColumnElement[Any],
    before: datetime,
    *,
    source: FromClause,
    else_first: ColumnElement[bool],
) -> Subquery:
    """For each owner (`owner_id`) the number of its last version recorded before the instant.

    Owners of which nothing was known then are left out, save those for which `else_first` holds: their first
    version counts, whenever it was written down. `source` is where the columns come from.
    """
    last_known = func.max(case((recorded_at < before, version)))
    first = func.min(case((else_first, version)))
    chosen = func.coalesce(last_known, first)
    return (
        select(owner.label("owner_id"), chosen.label("version"))
        .select_from(source)
        .group_by(owner)
        .having(chosen.is_not(None))
        .subquery()
    )


def persons_merged(session: Session, before: datetime) -> Mapping[int, int]:
    """The persons whose merge had been confirmed by the instant, and the one that each is counted as."""
    merge = PersonMerge.__table__.c
    confirmed = and_(merge.state == "confirmed", merge.confirmed_at < before)
    query = select(merge.merged_id, merge.kept_id).where(confirmed)
    kept_by_merged: dict[int, int] = {merged: kept for merged, kept in session.execute(query)}

    def stands_for(person_id: int) -> int:
        while person_id in kept_by_merged:
            person_id = kept_by_merged[person_id]
        return person_id

    return {merged: stands_for(merged) for merged in kept_by_merged}
