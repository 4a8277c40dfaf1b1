"""A hire in preparation: begun, answered part by part, given up, or submitted and closed.

What is kept are the words as they were typed, unfinished ones included; whether they make sense together is asked
when a part is answered (`so_far`) and again by whatever closes it. Nothing deletes one that is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.errors import FieldError, Forbidden, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import Actor
from talenttrack.services.records import audit
from talenttrack.services.schemes.rth import register
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.read import EngagementSummary, summarised, visible
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.services.schemes.rth.so_far import PARTS
from talenttrack.services.scope import company_id_for
from talenttrack.storage.locks import lock_companies
from talenttrack.storage.schemes import rth_preparing as storage
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

SUBJECT: Final = "hire_preparation"
WORDS_MAX: Final = 20_000
"""Characters of all answers together."""

LISTED_MAX: Final = 50

Words = Mapping[str, list[str]]
"""What was typed, by the name of its control; a control may have several values."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part's words; `complete` where nothing of it is missing or wrong, `version` is when it last changed."""

    words: Words = field(default_factory=dict)
    complete: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """A hire in preparation, its words whole: the number of the document among them is for no screen.

    `engagement_id` is what became of a closed one, which has no words any more.
    """

    id: int
    company_id: int
    state: str
    version: int
    engagement_id: int | None
    begun_by_name: str
    updated_by_name: str
    created_at: datetime
    updated_at: datetime
    parts: Mapping[str, Part]

    @property
    def open(self) -> bool:
        return self.state == storage.OPEN

    @property
    def words(self) -> dict[str, list[str]]:
        """Those of all parts: no two have a control of the same name."""
        return {name: values for part in self.parts.values() for name, values in part.words.items()}

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(name for name, part in self.parts.items() if part.complete)

    @property
    def next_part(self) -> str | None:
        """The first part that is not complete; None where all are."""
        return next((name for name in PARTS if name not in self.answered), None)


def begin(session: Session, actor: Actor, company_id: int, parts: Mapping[str, Part], now: datetime) -> int:
    """The id of a new one with the answers there are already. Raises NotFound, and Forbidden for other roles."""
    _require_registrar(actor)
    company_id_for(actor, company_id)
    given = {name: replace(part, version=1) for name, part in parts.items()}
    hire_id = storage.add_preparation(
        session,
        company_id=company_id,
        answers_encrypted=_sealed(session, given),
        begun_by=actor.id,
        updated_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    _audit(session, actor, "hire.begin", hire_id, company_id, now, parts=sorted(given))
    return hire_id


def get(session: Session, actor: Actor, hire_id: int) -> Preparation:
    """Raises NotFound for another company's too; an officer has none but those of his own beginning."""
    row = storage.preparation(session, hire_id)
    own = row is not None and (
        actor.company_id == row["company_id"] if actor.is_company else actor.id == row["begun_by"]
    )
    if row is None or not own:
        raise NotFound(N_("There is no such hire in preparation."))
    return _told(session, row)


def answer(
    session: Session,
    actor: Actor,
    hire_id: int,
    part: str,
    words: Words,
    now: datetime,
    *,
    complete: bool,
    expected_version: int | None,
) -> None:
    """Keeps the words of one part, complete or not. The same words again change nothing.

    Raises Stale where this part was changed since the asker saw `expected_version`; that others were is no matter.
    """
    found = _find_locked(session, actor, hire_id)
    before = found.parts.get(part, Part())
    if before.words == words and before.complete == complete:
        return
    if expected_version is not None and before.version > expected_version:
        raise Stale(N_("These answers were changed since you opened them. Look at them again."), version=found.version)
    changed = {**found.parts, part: Part(words, complete, found.version + 1)}
    storage.change_preparation(
        session, hire_id, answers_encrypted=_sealed(session, changed), updated_by=actor.id, updated_at=now
    )
    _audit(session, actor, "hire.answer", hire_id, found.company_id, now, part=part, complete=complete)


def discard(session: Session, actor: Actor, hire_id: int, now: datetime) -> None:
    """Gives it up: its answers are erased. A second time changes nothing."""
    found = get(session, actor, hire_id)
    lock_companies(session, [found.company_id])
    if get(session, actor, hire_id).open:
        _close(session, actor, found, "discarded", now, engagement_id=None)


def submit(
    session: Session,
    actor: Actor,
    hire_id: int,
    request: EngagementRequest,
    now: datetime,
    *,
    expected_version: int | None,
) -> Outcome:
    """Submits what was prepared: admitted, it is closed; refused, it stays as it is and only the receipt is new."""
    found = _find_locked(session, actor, hire_id, expected_version=expected_version)
    asked = replace(request, company_id=found.company_id)
    outcome = register.submit_new(session, actor, asked, now, reference=None)
    if outcome.engagement_id is not None:
        _close(session, actor, found, "submitted", now, engagement_id=outcome.engagement_id)
    return outcome


def show_to_officers(
    session: Session,
    actor: Actor,
    hire_id: int,
    request: EngagementRequest,
    now: datetime,
    *,
    expected_version: int | None,
) -> int:
    """Makes a draft of it that officers see, who may grant an exception on it; the id of the draft."""
    found = _find_locked(session, actor, hire_id, expected_version=expected_version)
    saved = register.save_draft(session, actor, replace(request, company_id=found.company_id), now)
    assert saved.engagement_id is not None  # noqa: S101 - a draft is always recorded
    register.share_draft(session, actor, saved.engagement_id, now, expected_version=None)
    _close(session, actor, found, "shown", now, engagement_id=saved.engagement_id)
    return saved.engagement_id


def open_of(session: Session, actor: Actor, company_id: int) -> list[Preparation]:
    """The company's hires in preparation, last saved first, the newest 50; an officer's own alone."""
    company_id_for(actor, company_id)
    begun_by = None if actor.is_company else actor.id
    return [_told(session, row) for row in storage.open_preparations(session, company_id, begun_by, LISTED_MAX)]


def earlier(session: Session, actor: Actor, company_id: int, now: datetime) -> list[EngagementSummary]:
    """The company's newest 50 engagements, to be copied."""
    company_id_for(actor, company_id)
    query = visible(actor).where(Engagement.company_id == company_id).order_by(Engagement.id.desc()).limit(LISTED_MAX)
    return [summarised(actor, row, hong_kong_date(now)) for row in session.execute(query).mappings()]


def _find_locked(session: Session, actor: Actor, hire_id: int, *, expected_version: int | None = None) -> Preparation:
    """Read again after its company is locked, so that two acts on one come one after the other."""
    _require_registrar(actor)
    lock_companies(session, [get(session, actor, hire_id).company_id])
    found = get(session, actor, hire_id)
    if not found.open:
        raise WrongState(N_("This hire was submitted or deleted meanwhile."))
    if expected_version is not None and found.version != expected_version:
        raise Stale(N_("These answers were changed since you opened them. Look at them again."), version=found.version)
    return found


def _require_registrar(actor: Actor) -> None:
    if actor.role not in register.MAY_REGISTER:
        raise Forbidden(N_("Your role may not do this."))


def _close(
    session: Session, actor: Actor, found: Preparation, state: str, now: datetime, *, engagement_id: int | None
) -> None:
    storage.change_preparation(
        session,
        found.id,
        state=state,
        answers_encrypted=None,
        engagement_id=engagement_id,
        updated_by=actor.id,
        updated_at=now,
    )
    _audit(session, actor, f"hire.{state}", found.id, found.company_id, now, engagement_id=engagement_id)


def _audit(
    session: Session, actor: Actor, action: str, hire_id: int, company_id: int, now: datetime, **details: Any
) -> None:
    """What was done and to which part, never what was answered."""
    audit(
        session,
        actor,
        action,
        subject_type=SUBJECT,
        subject_id=hire_id,
        company_id=company_id,
        now=now,
        details=details,
    )


def _sealed(session: Session, parts: Mapping[str, Part]) -> bytes:
    unknown = sorted(set(parts) - set(PARTS))
    kept = {name: [dict(part.words), part.complete, part.version] for name, part in parts.items()}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    if unknown or len(text) > WORDS_MAX:
        raise Invalid(FieldError("", "too_long", N_("This is more than can be kept. Use fewer words.")))
    return vault_of(session).encrypt(text)


def _told(session: Session, row: Mapping[str, Any]) -> Preparation:
    sealed = row["answers_encrypted"]
    kept = json.loads(vault_of(session).decrypt(sealed)) if sealed is not None else {}
    own = {name: row[name] for name in Preparation.__slots__ if name != "parts"}
    return Preparation(**own, parts={name: Part(*values) for name, values in kept.items()})
