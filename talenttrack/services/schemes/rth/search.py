"""Engagements found by their reference."""

from __future__ import annotations

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.registers import Hit, Register
from talenttrack.services.schemes.rth.read import visible
from talenttrack.storage.schemes.rth import Engagement

PART_MIN = 3
"""Fewer characters are part of every reference there is."""


def exact(session: Session, actor: Actor, text: str) -> list[int]:
    """At most two: who wants to go straight to a record only asks whether it is the only one."""
    seen = visible(actor).where(Engagement.reference.in_({text, text.upper()})).order_by(Engagement.id).limit(2)
    return list(session.execute(seen.with_only_columns(Engagement.id)).scalars())


def found(session: Session, actor: Actor, text: str, *, after: int, limit: int) -> list[Hit]:
    if len(text) < PART_MIN:
        return []
    of_text = Engagement.reference.icontains(text, autoescape=True)
    query = visible(actor).where(of_text, Engagement.id > after).order_by(Engagement.id).limit(limit)
    return [
        Hit(
            "engagement",
            row["id"],
            row["reference"],
            about=(row["talent_name_en"], row["talent_name_zh"] or ""),
            of=(row["company_name_en"], row["company_name_zh"]),
            state=row["state"],
        )
        for row in session.execute(query).mappings()
    ]


REGISTER = Register("engagement", exact, found)
