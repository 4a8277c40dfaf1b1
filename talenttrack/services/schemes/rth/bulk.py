"""Many cases decided at once: each is judged again before it is asked for, and again when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import FieldError, Forbidden, Invalid, Stale, WrongState
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.schemes.rth.case import Recorded, authorise, find, judge, lock_people, makers, proposal_of_row
from talenttrack.services.schemes.rth.read import EngagementSummary, summaries
from talenttrack.services.schemes.rth.review import approve, recommend
from talenttrack.storage.locks import lock_companies, lock_shared_pools

N_ = str  # marks a text for translation without translating it here

BULK_MAX: Final = 50
ACTS: Final = {"recommend": recommend, "approve": approve}
"""What may be done to many at once: what needs no reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that was chosen. `why_not` is None where it fits, else `state` (it moved on), `same` (four eyes) or
    `refused`, with the `decision` that says by which rule."""

    engagement: EngagementSummary
    why_not: str | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one case of a batch; `why_not` as for a candidate, None where it was decided."""

    engagement_id: int
    why_not: str | None


def preflight(
    session: Session, actor: Actor, action: str, engagement_ids: Sequence[int], now: datetime
) -> list[Candidate]:
    """Each chosen case as it would be decided now, in the order of their ids. Nothing is locked or written.

    Raises Invalid for an act that cannot be done to many, for none and for more than BULK_MAX, NotFound for a case
    that may not be seen, and Forbidden where the act is another role's.
    """
    _require_few(action, engagement_ids)
    told = {summary.id: summary for summary in summaries(session, actor, engagement_ids, now)}
    found = []
    for engagement_id in sorted(set(engagement_ids)):
        row = find(session, actor, engagement_id)
        why_not = _why_not(session, actor, row, action)
        decision = None if why_not else _judged(session, actor, row)
        if decision is not None and not decision.admitted:
            why_not = "refused"
        found.append(Candidate(told[engagement_id], why_not, decision))
    return found


def decide(
    session: Session, actor: Actor, action: str, versions: Sequence[tuple[int, int]], now: datetime
) -> list[Done]:
    """Decides each case at the version that was seen; what changed or no longer fits is left as it is.

    All that the cases count is locked first, in the house's one order, so that two batches cannot wait for each
    other. Raises Forbidden, naming it, for a case that is not the actor's to decide: then none is decided.
    """
    _require_few(action, [engagement_id for engagement_id, _version in versions])
    rows = [find(session, actor, engagement_id) for engagement_id in sorted({one for one, _version in versions})]
    for row in rows:
        _require_own(session, actor, row, action)
    lock_companies(session, [row["company_id"] for row in rows])
    lock_shared_pools(session, [f"itf:{row['itf_project_key']}" for row in rows if row["itf_project_key"]])
    lock_people(session, *(row["person_id"] for row in rows))
    seen = dict(versions)
    return [Done(row["id"], _decided(session, actor, row["id"], action, seen[row["id"]], now)) for row in rows]


def _decided(
    session: Session, actor: Actor, engagement_id: int, action: str, version: int, now: datetime
) -> str | None:
    try:
        with session.begin_nested():
            row = find(session, actor, engagement_id, expected_version=version)
            if action != "approve" and not _judged(session, actor, row).admitted:
                return "refused"
            outcome = ACTS[action](session, actor, engagement_id, now, reason="", expected_version=version)
            return None if outcome.admitted else "refused"
    except (Stale, WrongState):
        return "state"


def _require_few(action: str, engagement_ids: Sequence[int]) -> None:
    if action not in ACTS:
        values: dict[str, object] = {"choices": ", ".join(ACTS)}
        raise Invalid(FieldError("act", "choice", N_("Choose from: %(choices)s."), values))
    if not 1 <= len(set(engagement_ids)) <= BULK_MAX:
        raise Invalid(FieldError("case", "range", N_("Choose 1 to %(most)s cases."), {"most": BULK_MAX}))


def _require_own(session: Session, actor: Actor, row: Recorded, action: str) -> None:
    try:
        authorise(actor, row, action, made_by=makers(session, row["id"]))
    except WrongState:
        return
    except Forbidden as error:
        message = N_("None was decided, because one of them is not yours to decide: %(reference)s.")
        raise Forbidden(message, error.code, reference=row["reference"]) from error


def _why_not(session: Session, actor: Actor, row: Recorded, action: str) -> str | None:
    try:
        authorise(actor, row, action, made_by=makers(session, row["id"]))
    except WrongState:
        return "state"
    except Forbidden as error:
        if error.code != "actor.same":
            raise
        return "same"
    return None


def _judged(session: Session, actor: Actor, row: Recorded) -> Decision:
    extends = row["variation_state"] is not None
    return judge(
        session,
        actor,
        proposal_of_row(row, last_day=row["variation_end"] if extends else row["last_day"]),
        submitted_on=row["variation_submitted_on"] if extends else row["submitted_on"],
        without=row["id"],
        exceptions=frozenset(row["exceptions"]),
    ).told
