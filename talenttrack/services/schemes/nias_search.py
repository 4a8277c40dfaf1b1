"""NIAS projects found by their reference."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.registers import Hit, Register
from talenttrack.storage.companies import Company
from talenttrack.storage.schemes.nias import NiasProjectRow

PART_MIN = 3
"""Fewer characters are part of every reference there is."""


def exact(session: Session, _actor: Actor, text: str) -> list[int]:
    """At most two: who wants to go straight to a record only asks whether it is the only one."""
    row = NiasProjectRow
    query = select(row.id).where(row.reference.in_({text, text.upper()})).order_by(row.id).limit(2)
    return list(session.execute(query).scalars())


def found(session: Session, _actor: Actor, text: str, *, after: int, limit: int) -> list[Hit]:
    if len(text) < PART_MIN:
        return []
    row = NiasProjectRow
    query = (
        select(row.id, row.reference, row.state, Company.name_en, Company.name_zh)
        .join(Company, Company.id == row.company_id)
        .where(row.reference.icontains(text, autoescape=True), row.id > after)
        .order_by(row.id)
        .limit(limit)
    )
    return [
        Hit("nias_project", one.id, one.reference, of=(one.name_en, one.name_zh), state=one.state)
        for one in session.execute(query)
    ]


REGISTER = Register("nias_project", exact, found)
