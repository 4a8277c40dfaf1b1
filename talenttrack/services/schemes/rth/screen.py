"""What a case's own screen tells beyond the record: the decision as it would fall now, and what is asked of it.

Nothing here writes, and no number of an identity document leaves this module unmasked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Forbidden, WrongState
from talenttrack.domain.lifecycle import PENDING, Actor, Lifecycle, State
from talenttrack.domain.people import identity
from talenttrack.domain.schemes.rth.life import ENGAGEMENT, VARIATION
from talenttrack.services.schemes.rth.case import (
    OF_OTHERS,
    Recorded,
    find,
    involved_in,
    involved_in_variation,
    judge,
    makers,
    proposal_of_row,
)
from talenttrack.services.schemes.rth.columns import request_of_row
from talenttrack.services.schemes.rth.correct import open_correction
from talenttrack.services.schemes.rth.register import current_request
from talenttrack.services.schemes.rth.request import EngagementRequest, request_from_json
from talenttrack.storage.vault import vault_of


@dataclass(frozen=True, slots=True)
class Answers:
    """What would be submitted now, the number of the document left out and masked beside it."""

    request: EngagementRequest
    version: int
    id_masked: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """One field of a correction that waits; `before` and `after` are None where they may not be shown."""

    field: str
    before: date | int | str | None
    after: date | int | str | None


def as_it_stands(session: Session, actor: Actor, engagement_id: int, now: datetime) -> Decision | None:
    """What submitting or approving the case would be decided as now; None where nothing waits for a decision.

    The act itself decides again, under the lock. Raises NotFound as `case.find` does.
    """
    row = find(session, actor, engagement_id)
    if row["variation_state"] is not None:
        return _judged(session, actor, row, row["variation_end"], row["variation_submitted_on"])
    if row["state"] == State.DRAFT:
        return _judged(session, actor, row, row["last_day"], hong_kong_date(now))
    if row["state"] in PENDING:
        return _judged(session, actor, row, row["last_day"], row["submitted_on"])
    return None


def held_back(session: Session, actor: Actor, engagement_id: int) -> dict[str, str]:
    """The actions that are the actor's to take but for four eyes, and why somebody else must take them.

    Why: the name in `Transition.apart_from`, `made` for who wrote what is to be decided, `barred` for who took part
    in what is under review.
    """
    row = find(session, actor, engagement_id)
    correction = open_correction(session, engagement_id)
    by = correction.proposed_by if correction else None
    barred, made_by = frozenset(row["barred"]), makers(session, engagement_id)
    own = _only_other_eyes(ENGAGEMENT, actor, State(row["state"]), involved_in(row, by), barred, made_by)
    if row["variation_state"] is None:
        return dict(own)
    involved = involved_in_variation(row)
    return {**dict(own), **dict(_only_other_eyes(VARIATION, actor, State(row["variation_state"]), involved))}


def answers(session: Session, actor: Actor, engagement_id: int) -> Answers:
    """The case as its form shows it again, with an edit that waits for resubmission. Raises NotFound."""
    row = find(session, actor, engagement_id)
    request = current_request(session, row)
    return Answers(_unnumbered(request), row["version"], _masked(request))


def proposed_correction(session: Session, actor: Actor, engagement_id: int) -> tuple[str, tuple[Proposed, ...]] | None:
    """The reason and the fields of the correction that waits for its second officer; None if none does."""
    row = find(session, actor, engagement_id)
    correction = open_correction(session, engagement_id)
    if correction is None or actor.is_company:
        return None
    stored = json.loads(vault_of(session).decrypt(correction.fields_encrypted))
    before, after = request_of_row(session, row), request_from_json(stored["request"])
    until = stored["terminated_on"]
    fields = list(_differences(before, after))
    ended = date.fromisoformat(until) if until else None
    if ended != row["terminated_on"]:
        fields.append(Proposed("terminated_on", row["terminated_on"], ended))
    return correction.reason, tuple(fields)


def _judged(session: Session, actor: Actor, row: Recorded, last_day: date, submitted_on: date) -> Decision:
    return judge(
        session,
        actor,
        proposal_of_row(row, last_day=last_day),
        submitted_on=submitted_on,
        without=row["id"],
        exceptions=frozenset(row["exceptions"]),
    ).told


def _only_other_eyes(
    life: Lifecycle,
    actor: Actor,
    state: State,
    involved: dict[str, int | None],
    barred: frozenset[int] = frozenset(),
    made_by: frozenset[int] = frozenset(),
) -> Iterator[tuple[str, str]]:
    for action, transition in life.transitions.items():
        shut_out = barred | made_by if action in OF_OTHERS else barred
        try:
            life.authorise(action, actor=actor, state=state, involved=involved, barred=shut_out)
        except Forbidden as error:
            if error.code == "actor.same":
                named = [name for name in transition.apart_from if involved.get(name) == actor.id]
                yield action, named[0] if named else "barred" if actor.id in barred else "made"
        except WrongState:
            continue


def _differences(before: EngagementRequest, after: EngagementRequest) -> Iterator[Proposed]:
    for name in ("start", "end", "monthly_salary_cents"):
        yield from _difference(name, getattr(before, name), getattr(after, name))
    for name in ("name_en", "name_zh", "degree", "institution_kind", "permit_until"):
        yield from _difference(name, getattr(before.talent, name), getattr(after.talent, name))
    if _document(before) != _document(after):
        yield Proposed("id_number", _masked(before), _masked(after))


def _difference(name: str, before: Any, after: Any) -> Iterator[Proposed]:
    if before != after:
        yield Proposed(name, before, after)


def _document(request: EngagementRequest) -> str:
    talent = request.talent
    return identity(talent.id_type, talent.id_number, talent.id_country).lookup_text


def _masked(request: EngagementRequest) -> str:
    talent = request.talent
    return identity(talent.id_type, talent.id_number, talent.id_country).masked


def _unnumbered(request: EngagementRequest) -> EngagementRequest:
    return replace(request, talent=replace(request.talent, id_number=""))
