"""Two records of one person become one: proposed by one officer, confirmed by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, WrongState
from talenttrack.domain.lifecycle import OFFICERS, Actor
from talenttrack.domain.people import IdType
from talenttrack.services.records import audit
from talenttrack.services.scope import require_reason, require_role
from talenttrack.storage import people as storage
from talenttrack.storage.locks import lock_companies, lock_persons
from talenttrack.storage.people import Person, PersonMerge
from talenttrack.storage.schemes import rth_people

N_ = str  # marks a text for translation without translating it here

TWO_HKIDS = "person.two_hkids"
"""The two records have different HKIDs, of which nobody has two."""


@dataclass(frozen=True, slots=True)
class MergeView:
    """Two records said to be of one person: `proposed`, `confirmed` or `rejected`.

    `warnings` are told while the merge waits: TWO_HKIDS.
    """

    id: int
    kept_id: int
    merged_id: int
    reason: str
    state: str
    proposed_by: int
    proposed_at: datetime
    warnings: tuple[str, ...]


def propose_merge(session: Session, actor: Actor, *, kept_id: int, merged_id: int, reason: str, now: datetime) -> int:
    """The id of the proposal that two records are of one person, `kept_id` to stay; another officer confirms it.

    Raises Forbidden, NotFound, Invalid, and Conflict where the two are proposed already.
    """
    require_role(actor, OFFICERS)
    reason = require_reason(reason)
    if actor.id is None:
        raise Forbidden(N_("Your role may not do this."))
    kept, merged = current_person(session, kept_id), current_person(session, merged_id)
    lock_persons(session, [kept, merged])
    if kept == merged:
        raise Invalid(FieldError("person_id", "same", N_("These two are one person already. Name another person.")))
    if storage.open_merge(session, kept, merged) is not None:
        raise Conflict(N_("A merge of these two persons waits for another officer already."))
    row = PersonMerge(
        kept_id=kept, merged_id=merged, reason=reason, state="proposed", proposed_by=actor.id, proposed_at=now
    )
    session.add(row)
    session.flush()
    _audit_merge(session, actor, "person.propose_merge", row, now, reason, warnings=_told(session, row))
    return row.id


def reject_merge(session: Session, actor: Actor, merge_id: int, reason: str, now: datetime) -> None:
    """Leaves the two records as they are; who proposed it may take it back so. Raises as confirm_merge does."""
    require_role(actor, OFFICERS)
    reason = require_reason(reason)
    row = _open_merge(session, merge_id)
    row.state, row.confirmed_by, row.confirmed_at = "rejected", actor.id, now
    _audit_merge(session, actor, "person.reject_merge", row, now, reason)


def confirm_merge(session: Session, actor: Actor, merge_id: int, now: datetime) -> int:
    """The id of the person who stands for both from now on.

    Documents and engagements of the merged record go to the kept one. Where admitted engagements share days
    after that, those of the merged record count as not admitted, so that the night reports the breach instead
    of the database refusing the merge. Raises Forbidden (`actor.same` for the proposer), NotFound, WrongState.
    """
    require_role(actor, OFFICERS)
    row = _open_merge(session, merge_id)
    if row.proposed_by == actor.id:
        raise Forbidden(N_("Another officer must do this: you were involved before."), "actor.same")
    pair = _pair(session, row)
    lock_companies(session, rth_people.companies_of(session, pair))
    lock_persons(session, pair)
    row = _open_merge(session, merge_id)
    kept, merged = _pair(session, row)
    if kept == merged or (kept, merged) != pair:
        raise WrongState(N_("One of the two was merged meanwhile. Reject this merge and look again."))
    warnings = _told(session, row)
    moved = rth_people.move_engagements(session, kept_id=kept, merged_id=merged, actor_id=actor.id, now=now)
    storage.join(session, kept_id=kept, merged_id=merged)
    row.state, row.confirmed_by, row.confirmed_at = "confirmed", actor.id, now
    session.flush()
    _audit_merge(
        session, actor, "person.confirm_merge", row, now, row.reason, engagements=list(moved), warnings=warnings
    )
    return kept


def open_merges(session: Session, actor: Actor) -> tuple[MergeView, ...]:
    """The merges that wait for another officer, oldest first."""
    require_reader(actor)
    return merge_views(session, storage.merges_of(session, None))


def require_reader(actor: Actor) -> None:
    """Raises NotFound for a company's user, to whom there are no persons, and Forbidden for an admin."""
    if actor.is_company:
        raise NotFound(N_("There is no such person."))
    if not actor.reads_all:
        raise Forbidden(N_("Your role may not do this."))


def current_person(session: Session, person_id: int) -> int:
    """Who stands for this person after all merges. Raises NotFound."""
    if session.get(Person, person_id) is None:
        raise NotFound(N_("There is no such person."))
    return storage.canonical(session, person_id)


def merge_views(session: Session, rows: Sequence[PersonMerge]) -> tuple[MergeView, ...]:
    """The merges as officers see them, with one query for the documents of all."""
    warned = _warnings(session, [row for row in rows if row.state == "proposed"])
    return tuple(
        MergeView(
            row.id,
            row.kept_id,
            row.merged_id,
            row.reason,
            row.state,
            row.proposed_by,
            row.proposed_at,
            warned.get(row.id, ()),
        )
        for row in rows
    )


def _warnings(session: Session, rows: Sequence[PersonMerge]) -> dict[int, tuple[str, ...]]:
    """By merge. A number is recorded once, so that an HKID on either side means two different ones."""
    documents = storage.documents_by_person(session, {one for row in rows for one in (row.kept_id, row.merged_id)})
    numbered = {one for one, found in documents.items() if any(row.id_type == IdType.HKID for row in found)}
    return {row.id: (TWO_HKIDS,) for row in rows if {row.kept_id, row.merged_id} <= numbered}


def _told(session: Session, row: PersonMerge) -> list[str]:
    return list(_warnings(session, [row]).get(row.id, ()))


def _open_merge(session: Session, merge_id: int) -> PersonMerge:
    row = session.get(PersonMerge, merge_id, populate_existing=True)
    if row is None:
        raise NotFound(N_("There is no such merge."))
    if row.state != "proposed":
        raise WrongState(N_("This merge is decided already."), state=row.state)
    return row


def _pair(session: Session, row: PersonMerge) -> tuple[int, int]:
    return storage.canonical(session, row.kept_id), storage.canonical(session, row.merged_id)


def _audit_merge(
    session: Session, actor: Actor, action: str, row: PersonMerge, now: datetime, reason: str, **more: object
) -> None:
    audit(
        session,
        actor,
        action,
        subject_type="person",
        subject_id=row.kept_id,
        company_id=None,
        now=now,
        reason=reason,
        details={"merge_id": row.id, "kept_id": row.kept_id, "merged_id": row.merged_id, **more},
    )
