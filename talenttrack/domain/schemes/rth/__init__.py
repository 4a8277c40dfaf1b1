"""Research Talent Hub (RTH): engagements of research talent, the extra pool of NIAS companies included."""

from talenttrack.domain.schemes.rth.decide import PARAMETERS, PERSON_RULES, decide, disclosed, judge
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
    "Facts",
    "Holding",
    "InstitutionKind",
    "Pool",
    "Proposal",
    "Role",
    "Stream",
    "decide",
    "disclosed",
    "itf_project_key",
    "judge",
]
