"""Engagements as tables: the list, and what waits for an officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.files import Sort, Value
from talenttrack.services.exports import Column, Export, column_values
from talenttrack.services.schemes.rth.read import EngagementSummary
from talenttrack.services.schemes.rth.waiting import Waiting
from talenttrack.storage.companies import brns_of

N_ = str  # marks a text for translation without translating it here

_LINE = (
    Column("reference", N_("Reference")),
    Column("company_name_en", N_("Company, in English")),
    Column("company_name_zh", N_("Company, in Chinese")),
    Column("talent_name_en", N_("Person, in English")),
    Column("talent_name_zh", N_("Person, in Chinese")),
    Column("pool", N_("Pool"), words="pool"),
    Column("stream", N_("Stream"), words="stream"),
    Column("role", N_("Kind of work"), words="work"),
    Column("start", N_("First day"), Sort.DAY),
    Column("end", N_("Last day"), Sort.DAY),
    Column("terminated_on", N_("Ended early on"), Sort.DAY),
    Column("state", N_("State"), words="state"),
    Column("phase", N_("Phase"), words="phase"),
    Column("submitted_on", N_("Submitted on"), Sort.DAY),
    Column("variation_end", N_("Last day asked for"), Sort.DAY),
    Column("variation_state", N_("Extension"), words="state"),
    Column("held_from", N_("Holds its place from"), Sort.DAY),
    Column("held_until", N_("Holds its place until"), Sort.DAY),
)
_NUMBER = Column("company_brn", N_("Business registration number"))


def _engagements(session: Session, actor: Actor, items: Sequence[EngagementSummary]) -> Iterator[Sequence[Value]]:
    brns = brns_of(session, {one.company_id for one in items})
    for one in items:
        yield [brns[one.company_id], *column_values(_LINE, one)]


def _queue(session: Session, actor: Actor, items: Sequence[Waiting]) -> Iterator[Sequence[Value]]:
    lines = _engagements(session, actor, [one.engagement for one in items])
    for one, line in zip(items, lines, strict=True):
        yield [one.since, *line]


ENGAGEMENTS = Export("engagements", N_("Engagements"), (_NUMBER, *_LINE), _engagements)
QUEUE = Export("queue", N_("Queue"), (Column("since", N_("Waiting since"), Sort.DAY), _NUMBER, *_LINE), _queue)
