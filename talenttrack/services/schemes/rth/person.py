"""A person under the scheme: months used over all companies, days on which they are engaged twice, and what a merge
of two records would break. For officers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period
from talenttrack.domain.findings import Finding, Member
from talenttrack.domain.lifecycle import PENDING, Actor
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.domain.pools import runs_over, steps_against
from talenttrack.domain.schemes.rth.facts import total_units
from talenttrack.domain.schemes.rth.night import Engaged, of_person
from talenttrack.domain.schemes.rth.rules import ONE_AT_A_TIME
from talenttrack.services.people_merge import require_reader
from talenttrack.storage.policy import policy_book
from talenttrack.storage.schemes.rth_people import engaged_of

EXCEPTION = "rth.talent_months"
NEW, WORSE, SAME = "new", "worse", "same"


@dataclass(frozen=True, slots=True)
class Standing:
    """Months in units, `pending_units` the part not yet approved; `limit_units` None where none is published.

    `overlaps` are the days on which more than one engagement holds, `overlapping` the ids of those.
    """

    used_units: int
    pending_units: int
    limit_units: int | None
    citation: str
    excepted: bool
    overlaps: tuple[Period, ...]
    overlapping: frozenset[int]


@dataclass(frozen=True, slots=True)
class Broken:
    """What the night would find of the joined record, beside what it finds of the two: NEW, WORSE or SAME."""

    finding: Finding
    beside: str
    used_units: int


def standing(session: Session, actor: Actor, person_id: int, today: date) -> Standing:
    """As recorded now; the limit is the one that the latest submission picks. Raises NotFound and Forbidden."""
    require_reader(actor)
    engaged = engaged_of(session, [person_id])
    latest = max((one.submitted_on for one in engaged), default=today)
    version = policy_book(session).on(EXCEPTION, latest)
    value = version.value if version and isinstance(version.value, int) else None
    overlaps = _overlaps(engaged)
    return Standing(
        used_units=total_units(engaged),
        pending_units=total_units(one for one in engaged if one.state in PENDING),
        limit_units=None if value is None else value * UNITS_PER_MONTH,
        citation=version.citation if version else "",
        excepted=any(EXCEPTION in one.exceptions for one in engaged),
        overlaps=overlaps,
        overlapping=frozenset(
            one.id for one in engaged if any(one.period.shares_a_day_with(days) for days in overlaps)
        ),
    )


def broken_by_merge(session: Session, actor: Actor, kept_id: int, merged_id: int, today: date) -> list[Broken]:
    """The engine's findings on the person who would stand for both. Raises NotFound and Forbidden."""
    require_reader(actor)
    engaged = engaged_of(session, [kept_id, merged_id])
    policy = policy_book(session)
    alone = {
        finding.kind: finding.members
        for one in (kept_id, merged_id)
        for finding in of_person(one, [held for held in engaged if held.person_id == one], policy, today)
    }
    joined = [replace(one, person_id=kept_id) for one in engaged]
    found = of_person(kept_id, joined, policy, today)
    return [Broken(finding, _beside(finding, alone), total_units(joined)) for finding in found]


def _beside(finding: Finding, alone: Mapping[str, tuple[Member, ...]]) -> str:
    if finding.kind not in alone:
        return NEW
    return SAME if alone[finding.kind] == finding.members else WORSE


def _overlaps(engaged: list[Engaged]) -> tuple[Period, ...]:
    if len(engaged) < 2:
        return ()
    span = Period(min(one.period.first_day for one in engaged), max(one.period.last_day for one in engaged))
    return tuple(run.period for run in runs_over(steps_against((one.period for one in engaged), ONE_AT_A_TIME, span)))
