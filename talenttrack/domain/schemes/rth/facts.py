"""Research Talent Hub: the facts of an engagement, of its company and of all that holds beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from talenttrack.domain.calendar import Period
from talenttrack.domain.months import month_units
from talenttrack.domain.schemes.nias import NiasProject


class Pool(StrEnum):
    BASE = "base"
    ITF = "itf"
    NIAS_EXTRA = "nias_extra"


class Stream(StrEnum):
    TC = "TC"
    SPC = "SPC"
    NIAS = "NIAS"
    ITF = "ITF"


class Role(StrEnum):
    RESEARCH = "research"
    TECHNICAL = "technical"


class Degree(StrEnum):
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"
    NONE = "none"


class InstitutionKind(StrEnum):
    LOCAL = "local"
    JOINT = "joint"
    RECOGNISED_NON_LOCAL = "recognised_non_local"
    OTHER = "other"


class Conflict(StrEnum):
    PROPRIETOR = "proprietor"
    PARTNER = "partner"
    SHAREHOLDER = "shareholder"
    MANAGER = "manager"
    RELATIVE = "relative"


STREAMS_OF_POOL = {
    Pool.BASE: frozenset({Stream.TC, Stream.SPC, Stream.NIAS}),
    Pool.ITF: frozenset({Stream.ITF}),
    Pool.NIAS_EXTRA: frozenset({Stream.NIAS}),
}
"""Pools and the streams that may draw on them; another pair is invalid input, not a refusal."""


def itf_project_key(reference: str) -> str:
    """How ITF project references are compared: trimmed, upper case, without inner spaces; full-width as ASCII."""
    return "".join(unicodedata.normalize("NFKC", reference).split()).upper()


@dataclass(frozen=True)
class Holding:
    """One engagement that holds its place, as the rules count it, over the period that it holds."""

    id: int
    company_id: int
    person_id: int
    pool: Pool
    role: Role
    itf_project: str
    period: Period
    submitted_on: date
    exceptions: frozenset[str] = frozenset()

    @cached_property
    def units(self) -> int:
        return month_units(self.period.first_day, self.period.last_day)


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    id: int
    suspended: bool = False
    registered: bool = True
    subvented: bool = False
    subvented_subsidiary: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The engagement to be judged. `person_id` is 0 for somebody of whom nothing is recorded yet."""

    company_id: int
    person_id: int
    pool: Pool
    stream: Stream
    role: Role
    first_day: date
    last_day: date
    degree: Degree
    stem: bool
    institution_kind: InstitutionKind
    permanent_resident: bool
    permit_until: date | None = None
    itf_project: str = ""
    nias_project_id: int | None = None
    conflicts: frozenset[Conflict] = frozenset()


@dataclass(frozen=True)
class Facts:
    """All that the rules may look at. `others` are the engagements that hold, without the one to be judged:
    those of the company, of the ITF project and of the person, whichever company's they are.
    """

    proposal: Proposal
    submitted_on: date
    company: CompanyFacts
    nias_projects: tuple[NiasProject, ...] = ()
    others: tuple[Holding, ...] = ()
    exceptions: frozenset[str] = frozenset()

    @cached_property
    def in_company_pool(self) -> tuple[Holding, ...]:
        asked = self.proposal
        return tuple(h for h in self.others if h.company_id == asked.company_id and h.pool is asked.pool)

    @cached_property
    def technical_in_company_pool(self) -> tuple[Holding, ...]:
        return tuple(h for h in self.in_company_pool if h.role is Role.TECHNICAL)

    @cached_property
    def on_itf_project(self) -> tuple[Holding, ...]:
        key = self.proposal.itf_project
        return tuple(h for h in self.others if h.pool is Pool.ITF and h.itf_project == key)

    @cached_property
    def of_person(self) -> tuple[Holding, ...]:
        person = self.proposal.person_id
        return tuple(h for h in self.others if person and h.person_id == person)

    @cached_property
    def nias_project(self) -> NiasProject | None:
        """The project that is named, if it is this company's; another company's counts as none."""
        asked = self.proposal
        for project in self.nias_projects:
            if project.id == asked.nias_project_id and project.company_id == asked.company_id:
                return project
        return None

    def known_to_company(self) -> Facts:
        """The same facts without what other companies did with the person: all that the company may be told."""
        company = self.proposal.company_id
        own = [h for h in self.others if h.company_id == company]
        elsewhere = [replace(h, id=0, person_id=0) for h in self.on_itf_project if h.company_id != company]
        return replace(self, others=(*own, *elsewhere))


def total_units(holdings: Iterable[Holding]) -> int:
    return sum(holding.units for holding in holdings)
