"""The single list of the schemes that explain their findings; a new scheme is one line in EXPLAINED."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.findings import FindingView
from talenttrack.services.schemes.rth import explain as rth
from talenttrack.services.schemes.rth.explain import Why

__all__ = ["Why", "explained"]

EXPLAINED = (rth.explained,)


def explained(session: Session, actor: Actor, findings: Iterable[FindingView]) -> dict[int, Why]:
    """Why each finding is one and what would mend it, by its id."""
    listed = list(findings)
    return {number: why for of_scheme in EXPLAINED for number, why in of_scheme(session, actor, listed).items()}
