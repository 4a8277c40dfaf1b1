"""Every kind of file that can be imported, by the name it has on the command line."""

from __future__ import annotations

from talenttrack.domain.lifecycle import Actor
from talenttrack.services.imports.companies import KIND as COMPANIES
from talenttrack.services.imports.run import Kind
from talenttrack.services.schemes.nias_importing import KIND as NIAS_PROJECTS
from talenttrack.services.schemes.rth.importing import KIND as ENGAGEMENTS

KINDS = {kind.name: kind for kind in (COMPANIES, NIAS_PROJECTS, ENGAGEMENTS)}


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds that the actor may import, in the order in which one needs them."""
    return [kind for kind in KINDS.values() if actor.role in kind.roles]
