"""Whose records an actor may see or touch; everything not allowed here is refused."""

from __future__ import annotations

from collections.abc import Collection

from talenttrack.domain.errors import FieldError, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import OFFICERS, Actor, Role

N_ = str  # marks a text for translation without translating it here

REGISTRARS = OFFICERS | {Role.SERVICE, Role.SYSTEM}
"""Who adds companies and projects to the registers: officers, and an import on their behalf."""


def company_id_for(actor: Actor, company_id: int) -> int:
    """The same id, if the actor may see that company's records.

    Raises NotFound where a company's user asks about another company, and Forbidden for roles that see no
    cases at all.
    """
    if actor.reads_all or (actor.is_company and actor.company_id == company_id):
        return company_id
    if actor.is_company:
        raise NotFound(N_("There is no such company."))
    raise Forbidden(N_("Your role may not do this."))


def only_company(actor: Actor) -> int | None:
    """The one company to which the actor's lists are confined; None for those who see all.

    Raises Forbidden for roles that see no cases.
    """
    if actor.reads_all:
        return None
    if actor.is_company and actor.company_id is not None:
        return actor.company_id
    raise Forbidden(N_("Your role may not do this."))


def require_role(actor: Actor, roles: Collection[Role]) -> None:
    """Raises Forbidden unless the actor has one of the roles."""
    if actor.role not in roles:
        raise Forbidden(N_("Your role may not do this."))


def require_reads_all(actor: Actor) -> None:
    """Raises Forbidden for whoever sees no records, or those of one company alone."""
    if not actor.reads_all:
        raise Forbidden(N_("Your role may not do this."))


def require_reason(reason: str) -> str:
    """The reason, trimmed. Raises Invalid where none is given."""
    stripped = reason.strip()
    if not stripped:
        raise Invalid(FieldError("reason", "required", N_("Give a reason.")))
    return stripped
