"""An engagement as it is sent and as it is told: the identity number goes in whole and comes out masked."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from talenttrack.api.decision_shape import DecisionTold
from talenttrack.api.shapes import (
    Cents,
    Day,
    DayText,
    Id,
    IdNumber,
    MaybeText,
    Money,
    Months,
    Sent,
    Text,
    Told,
)
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest

PoolName = Literal["base", "nias_extra", "itf"]
StreamName = Literal["TC", "SPC", "NIAS", "ITF"]
RoleName = Literal["research", "technical"]
DegreeName = Literal["bachelor", "master", "doctorate", "none"]
InstitutionName = Literal["local", "joint", "recognised_non_local", "other"]
IdTypeName = Literal["hkid", "passport"]
CONFLICTS = ("proprietor", "partner", "shareholder", "manager", "relative")


class TalentSent(Sent):
    """`id_country` is the passport's issuing country in three letters; `permit_until` is for who needs a permit."""

    name_en: Text
    name_zh: MaybeText | None = None
    id_type: IdTypeName
    id_number: IdNumber
    id_country: MaybeText | None = None
    degree: DegreeName
    stem: bool
    institution_kind: InstitutionName
    permanent_resident: bool
    permit_until: Day | None = None


class ConflictsSent(Sent):
    """What the applicant declares of the talent: each is said, none assumed."""

    proprietor: bool
    partner: bool
    shareholder: bool
    manager: bool
    relative: bool


class _Terms(Sent):
    stream: StreamName
    role: RoleName
    nias_project_id: Id | None = None
    itf_project: MaybeText | None = None
    start: Day
    monthly_salary: Cents
    talent: TalentSent
    conflicts: ConflictsSent


class CheckedEngagement(_Terms):
    """An engagement to be judged. `itf_project` is the project's reference; both days belong to it."""

    company_id: Id
    pool: PoolName
    end: Day


class NewEngagement(CheckedEngagement):
    """With `draft` it is only kept, whatever the verdict."""

    draft: bool = False


class Replacement(_Terms):
    """`on` is the last day of the engagement that ends. Without `end` the new one runs to the latest that fits."""

    on: Day
    end: Day | None = None


class TalentChanged(Sent):
    """The fields of the talent to be changed; what is left out stays."""

    name_en: Text | None = None
    name_zh: MaybeText | None = None
    id_type: IdTypeName | None = None
    id_number: IdNumber | None = None
    id_country: MaybeText | None = None
    degree: DegreeName | None = None
    stem: bool | None = None
    institution_kind: InstitutionName | None = None
    permanent_resident: bool | None = None
    permit_until: Day | None = None


class EngagementChanged(Sent):
    """The fields to be changed; what is left out stays. `null` empties what may be empty."""

    pool: PoolName | None = None
    stream: StreamName | None = None
    role: RoleName | None = None
    nias_project_id: Id | None = None
    itf_project: MaybeText | None = None
    start: Day | None = None
    end: Day | None = None
    monthly_salary: Cents | None = None
    talent: TalentChanged | None = None
    conflicts: ConflictsSent | None = None


class TalentTold(Told):
    name_en: str
    name_zh: str
    id_type: str
    id_number: str = Field(description="Masked: `A12****(*)`.")
    id_country: str | None
    degree: str
    stem: bool
    institution_kind: str
    permanent_resident: bool
    permit_until: DayText | None


class ConflictsTold(Told):
    proprietor: bool
    partner: bool
    shareholder: bool
    manager: bool
    relative: bool


class VariationTold(Told):
    """An extension that is being decided; its longer period holds already."""

    end: DayText
    state: Literal["submitted", "recommended"]


class _Line(Told):
    id: int
    reference: str
    state: str
    version: int
    phase: Literal["upcoming", "active", "ended"] | None = Field(
        description="Of an approved or terminated engagement, by its dates; never stored."
    )
    company_id: int
    company_name_en: str
    company_name_zh: str
    person_id: int | None = Field(description="Told to officers; a company knows a person by the document it named.")
    pool: PoolName
    stream: StreamName
    role: RoleName
    start: DayText
    end: DayText
    terminated_on: DayText | None
    submitted_on: DayText | None
    variation: VariationTold | None


class TalentNames(Told):
    name_en: str
    name_zh: str


class EngagementListed(_Line):
    """An engagement in a list; looked up by itself it has more."""

    talent: TalentNames


class EngagementTold(_Line):
    """`months` is the length that it holds; `decision` the latest that was made on it, null for history."""

    nias_project_id: int | None
    nias_project_reference: str | None
    itf_project: str | None
    months: Months
    monthly_salary: Money
    talent: TalentTold
    conflicts: ConflictsTold
    exceptions: list[str]
    shared: bool = Field(description="Whether the draft is shown to officers.")
    edit_pending: bool = Field(description="Whether changes wait beside a returned engagement for its resubmission.")
    correction_open: bool
    returned_on: DayText | None
    from_history: bool
    actions: list[str] = Field(description="The transitions that the asker may make now.")
    decision: DecisionTold | None


class EngagementPage(Told):
    items: list[EngagementListed]
    next_cursor: str | None


def request_of(sent: CheckedEngagement) -> EngagementRequest:
    """The request that services take."""
    return _request(sent, company_id=sent.company_id, pool=sent.pool, end=sent.end)


def request_of_replacement(sent: Replacement) -> EngagementRequest:
    """The same for a replacement, whose company and pool are those of the engagement that ends."""
    return _request(sent, company_id=0, pool="base", end=sent.end or sent.start)


def _request(sent: _Terms, **more: Any) -> EngagementRequest:
    talent = sent.talent
    return EngagementRequest(
        stream=sent.stream,
        role=sent.role,
        nias_project_id=sent.nias_project_id,
        itf_project=sent.itf_project or "",
        start=sent.start,
        monthly_salary_cents=sent.monthly_salary,
        talent=TalentRequest(
            name_en=talent.name_en,
            name_zh=talent.name_zh or "",
            id_type=talent.id_type,
            id_number=talent.id_number,
            id_country=talent.id_country or None,
            degree=talent.degree,
            stem=talent.stem,
            institution_kind=talent.institution_kind,
            permanent_resident=talent.permanent_resident,
            permit_until=talent.permit_until,
        ),
        conflicts=frozenset(name for name in CONFLICTS if getattr(sent.conflicts, name)),
        **more,
    )
