"""One engagement under the hands of a use case: found within the actor's sight, locked, judged, and written once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.decision import Check, Decision
from talenttrack.domain.errors import NotFound, Stale
from talenttrack.domain.lifecycle import Actor, Lifecycle, State
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.schemes import rth
from talenttrack.domain.schemes.rth.facts_json import facts_to_json
from talenttrack.domain.schemes.rth.life import ENGAGEMENT, VARIATION
from talenttrack.services.records import audit, new_receipt_id, receipt
from talenttrack.services.schemes.rth.clock import handed_over, leave_desk
from talenttrack.storage.locks import lock_companies, lock_persons, lock_shared_pools
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion, record_version
from talenttrack.storage.schemes.rth_facts import facts as read_facts

Recorded = Mapping[str, Any]
"""An engagement's current row, by column name."""

SCHEME = "rth"
SUBJECT = "engagement"

MAKING = ("draft", "submit", "edit", "resubmit", "import")
"""The acts that say what is asked for: who did one of them neither recommends nor approves."""

OF_OTHERS = frozenset({"recommend", "approve"})
"""The decisions on a case that none of its makers takes."""

NOTHING_TO_JUDGE = Decision(())
"""The decision of an act that gives quota back or leaves it alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """A check that passed when the case was submitted and fails at its approval."""

    code: str
    was: Check
    now: Check


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act. `decision` is told as the actor may read it; `receipt_id` is None for a mere check."""

    engagement_id: int | None
    receipt_id: str | None
    decided_at: datetime
    decision: Decision
    changes: tuple[Change, ...] = ()

    @property
    def admitted(self) -> bool:
        return self.decision.admitted


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision with the facts and the versions that it was made from."""

    facts: rth.Facts
    decision: Decision
    told: Decision
    policy_versions: tuple[str, ...]


def judge(
    session: Session,
    actor: Actor,
    proposal: rth.Proposal,
    *,
    submitted_on: date,
    without: int | None,
    exceptions: frozenset[str] = frozenset(),
) -> Judgement:
    """Decides on the facts as they stand; whoever writes by the answer calls `lock` before."""
    known = read_facts(session, proposal, submitted_on=submitted_on, without=without, exceptions=exceptions)
    return judge_by(policy_book(session, known_at=None), actor, known)


def judge_by(book: PolicyBook, actor: Actor, known: rth.Facts) -> Judgement:
    decision = rth.decide(known, book)
    told = decision if actor.reads_all else rth.disclosed(known, book, decision)
    return Judgement(known, decision, told, book.version_ids(rth.PARAMETERS))


def lock(session: Session, proposal: rth.Proposal, *, besides: tuple[int, ...] = ()) -> None:
    """Locks all that a judgement of the proposal counts, in the house's one order; `besides` are more persons.

    Raises Stale where the person was merged into another while this waited.
    """
    lock_pools(session, proposal)
    lock_people(session, proposal.person_id, *besides)


def lock_pools(session: Session, proposal: rth.Proposal) -> None:
    """The first half of `lock`, for whoever must hold the pools before a person can be recorded."""
    lock_companies(session, [proposal.company_id])
    if proposal.pool is rth.Pool.ITF:
        lock_shared_pools(session, [f"itf:{proposal.itf_project}"])


def lock_people(session: Session, *person_ids: int) -> None:
    """The second half of `lock`; 0 stands for nobody."""
    lock_persons(session, [person_id for person_id in person_ids if person_id])


def find(session: Session, actor: Actor, engagement_id: int, *, expected_version: int | None = None) -> Recorded:
    """The engagement's current row.

    Raises NotFound for another company's too, and for a draft that its company has not shown to officers; Stale
    when it changed since the actor saw `expected_version`.
    """
    query = select(Engagement.__table__).where(Engagement.__table__.c.id == engagement_id)
    row: Recorded = {str(name): value for name, value in (session.execute(query).mappings().first() or {}).items()}
    if not row or not may_see(actor, row):
        raise NotFound("There is no such engagement.")
    if expected_version is not None and row["version"] != expected_version:
        raise Stale("The engagement changed since you opened it. Look at it again.", version=row["version"])
    return row


def find_locked(session: Session, actor: Actor, engagement_id: int, *, expected_version: int | None = None) -> Recorded:
    """The same, read again after the company is locked, so that two acts on one case come one after the other."""
    seen = find(session, actor, engagement_id)
    lock_companies(session, [seen["company_id"]])
    return find(session, actor, engagement_id, expected_version=expected_version)


def may_see(actor: Actor, row: Recorded) -> bool:
    if actor.is_company:
        return bool(actor.company_id == row["company_id"])
    if not actor.reads_all:
        return False
    hidden = row["state"] == State.DRAFT and row["shared_at"] is None and row["entered_by"] != actor.id
    return not hidden


def proposal_of_row(row: Recorded, **changed: Any) -> rth.Proposal:
    """The recorded engagement as rules read it, with some of its fields changed."""
    return rth.Proposal(
        **{
            "company_id": row["company_id"],
            "person_id": row["person_id"],
            "pool": rth.Pool(row["pool"]),
            "stream": rth.Stream(row["stream"]),
            "role": rth.Role(row["role"]),
            "first_day": row["first_day"],
            "last_day": row["last_day"],
            "degree": rth.Degree(row["degree"]),
            "stem": row["stem"],
            "institution_kind": rth.InstitutionKind(row["institution_kind"]),
            "permanent_resident": row["permanent_resident"],
            "permit_until": row["permit_until"],
            "itf_project": row["itf_project_key"],
            "nias_project_id": row["nias_project_id"],
            "conflicts": frozenset(rth.Conflict(conflict) for conflict in row["conflicts"]),
            **changed,
        }
    )


def authorise(
    actor: Actor,
    row: Recorded,
    action: str,
    *,
    correction_by: int | None = None,
    made_by: frozenset[int] = frozenset(),
) -> Lifecycle:
    """The life that the action belongs to: the engagement's, or that of its open extension.

    `made_by` is `makers` of the case, for what needs somebody else. Raises Forbidden and WrongState by the tables.
    """
    if row["variation_state"] is not None and action in VARIATION.transitions:
        involved = involved_in_variation(row)
        VARIATION.authorise(action, actor=actor, state=State(row["variation_state"]), involved=involved)
        return VARIATION
    ENGAGEMENT.authorise(
        action,
        actor=actor,
        state=State(row["state"]),
        involved=involved_in(row, correction_by),
        barred=[*row["barred"], *made_by],
    )
    return ENGAGEMENT


def makers(session: Session, engagement_id: int) -> frozenset[int]:
    """Everybody who wrote or changed what is to be decided: whoever entered it is not its only maker."""
    made = select(EngagementVersion.actor_id).where(
        EngagementVersion.engagement_id == engagement_id, EngagementVersion.action.in_(MAKING)
    )
    return frozenset(actor_id for actor_id in session.scalars(made) if actor_id is not None)


def involved_in(row: Recorded, correction_by: int | None) -> dict[str, int | None]:
    return {
        "entered_by": row["entered_by"],
        "recommended_by": row["recommended_by"],
        "excepted_by": row["excepted_by"],
        "correction_by": correction_by,
    }


def involved_in_variation(row: Recorded) -> dict[str, int | None]:
    """An exception carries over to the extension, so whoever granted it does not approve that either."""
    own = {"entered_by": row["variation_by"], "recommended_by": row["variation_recommended_by"]}
    return {**own, "excepted_by": row["excepted_by"]}


def write(
    session: Session,
    actor: Actor,
    row: Recorded,
    action: str,
    *,
    now: datetime,
    judgement: Judgement | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Outcome:
    """Receipt, new version of the facts and audit entry of one act on a recorded engagement; its clock goes on."""
    outcome = keep(
        session,
        actor,
        row["id"],
        row["company_id"],
        action,
        now=now,
        judgement=judgement,
        reason=reason,
        details=details,
        done=True,
    )
    changes |= handed_over(session, row, changes.get("state"), now)
    record_version(
        session, row["id"], action=action, actor_id=actor.id, receipt_id=outcome.receipt_id, now=now, **changes
    )
    leave_desk(session, actor, action, SUBJECT, row["id"])
    return outcome


def keep(
    session: Session,
    actor: Actor,
    engagement_id: int | None,
    company_id: int,
    action: str,
    *,
    now: datetime,
    judgement: Judgement | None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    changes: tuple[Change, ...] = (),
    receipt_id: str | None = None,
    done: bool | None = None,
) -> Outcome:
    """Receipt and audit entry of an act; `done` tells one that was carried out although a rule refuses it."""
    decision = judgement.decision if judgement else NOTHING_TO_JUDGE
    receipt_id = receipt_id or new_receipt_id(now)
    receipt(
        session,
        actor,
        action,
        decision,
        scheme=SCHEME,
        subject_type=SUBJECT,
        subject_id=engagement_id,
        company_id=company_id,
        facts=facts_to_json(judgement.facts) if judgement else None,
        policy_versions=judgement.policy_versions if judgement else (),
        receipt_id=receipt_id,
        now=now,
    )
    audit(
        session,
        actor,
        f"{SUBJECT}.{action}" if done or decision.admitted else f"{SUBJECT}.{action}.refused",
        subject_type=SUBJECT,
        subject_id=engagement_id,
        company_id=company_id,
        now=now,
        reason=reason,
        details=details,
        receipt_id=receipt_id,
    )
    told = judgement.told if judgement else NOTHING_TO_JUDGE
    return Outcome(engagement_id, receipt_id, now, told, changes)
