"""Research Talent Hub (RTH): engagements of research talent, the extra pool of NIAS companies included."""

from talenttrack.domain.schemes.rth.decide import PARAMETERS, PERSON_RULES, Room, decide, disclosed, judge, room
from talenttrack.domain.schemes.rth.effect import Effect, as_holding, effects, holding_too, holding_until
from talenttrack.domain.schemes.rth.facts import (
    STREAMS_OF_POOL,
    CompanyFacts,
    Conflict,
    Degree,
    Facts,
    Holding,
    InstitutionKind,
    Pool,
    Proposal,
    Role,
    Stream,
    itf_project_key,
)

__all__ = [
    "PARAMETERS",
    "PERSON_RULES",
    "STREAMS_OF_POOL",
    "CompanyFacts",
    "Conflict",
    "Degree",
    "Effect",
    "Facts",
    "Holding",
    "InstitutionKind",
    "Pool",
    "Proposal",
    "Role",
    "Room",
    "Stream",
    "as_holding",
    "decide",
    "disclosed",
    "effects",
    "holding_too",
    "holding_until",
    "itf_project_key",
    "judge",
    "room",
]
