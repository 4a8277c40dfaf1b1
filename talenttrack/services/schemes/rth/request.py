"""What a company asks for, in the words of the form and the API, and whether it can be understood at all.

What is well formed but against a rule is no matter of this module: that is decided, with reasons.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.people import Identity, identity
from talenttrack.domain.schemes.rth import (
    STREAMS_OF_POOL,
    Conflict,
    Degree,
    InstitutionKind,
    Pool,
    Proposal,
    Role,
    Stream,
    itf_project_key,
)

NAME_MAX = 200
REFERENCE_MAX = 100
SALARY_MAX_CENTS = 100_000_000
DAYS = (date(1990, 1, 1), date(2199, 12, 31))
"""The first and last day that may be named: whatever lies outside is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class TalentRequest:
    name_en: str
    name_zh: str
    id_type: str
    id_number: str
    id_country: str | None
    degree: str
    stem: bool
    institution_kind: str
    permanent_resident: bool
    permit_until: date | None


@dataclass(frozen=True, slots=True)
class EngagementRequest:
    """An engagement asked for; `start` and `end` are both days of it."""

    company_id: int
    pool: str
    stream: str
    role: str
    nias_project_id: int | None
    itf_project: str
    start: date
    end: date
    monthly_salary_cents: int
    talent: TalentRequest
    conflicts: frozenset[str]


def validate(request: EngagementRequest) -> Identity:
    """The talent's identity document, normalised. Raises Invalid naming every field that is wrong."""
    errors = [*_enumerations(request), *_texts(request), *_days(request)]
    if not 0 < request.monthly_salary_cents <= SALARY_MAX_CENTS:
        errors.append(_error("monthly_salary", "out_of_range", "Enter the monthly salary, more than 0."))
    talent = request.talent
    found: Identity | None = None
    try:
        found = identity(talent.id_type, talent.id_number, talent.id_country)
    except Invalid as invalid:
        errors += [replace(error, field=f"talent.{error.field}") for error in invalid.errors]
    if errors or found is None:
        raise Invalid(*errors)
    return found


def proposal_of(request: EngagementRequest, person_id: int) -> Proposal:
    """The request as rules read it; call `validate` first."""
    talent = request.talent
    return Proposal(
        company_id=request.company_id,
        person_id=person_id,
        pool=Pool(request.pool),
        stream=Stream(request.stream),
        role=Role(request.role),
        first_day=request.start,
        last_day=request.end,
        degree=Degree(talent.degree),
        stem=talent.stem,
        institution_kind=InstitutionKind(talent.institution_kind),
        permanent_resident=talent.permanent_resident,
        permit_until=talent.permit_until,
        itf_project=itf_project_key(request.itf_project),
        nias_project_id=request.nias_project_id,
        conflicts=frozenset(Conflict(conflict) for conflict in request.conflicts),
    )


def merged(request: EngagementRequest, changes: Mapping[str, Any]) -> EngagementRequest:
    """The request with some fields changed; `talent` may name some of the talent's fields alone.

    Raises Invalid for a field that cannot be changed, the company among them.
    """
    changes = dict(changes)
    talent = dict(changes.pop("talent", {}) or {})
    known = set(asdict(request)) - {"company_id"}
    wrong = [*(set(changes) - known), *(f"talent.{name}" for name in set(talent) - set(asdict(request.talent)))]
    if wrong:
        raise Invalid(*(_error(name, "unknown", "This field cannot be changed.") for name in sorted(wrong)))
    return replace(request, **changes, talent=replace(request.talent, **talent))


def request_to_json(request: EngagementRequest) -> str:
    """The whole request as text, identity number included: to be encrypted, never to be shown."""
    return json.dumps(asdict(request), default=_plain, sort_keys=True, ensure_ascii=False)


def request_from_json(text: str) -> EngagementRequest:
    stored = json.loads(text)
    talent = stored.pop("talent")
    talent["permit_until"] = _day(talent["permit_until"])
    stored["start"], stored["end"] = _day(stored["start"]), _day(stored["end"])
    stored["conflicts"] = frozenset(stored["conflicts"])
    return EngagementRequest(**stored, talent=TalentRequest(**talent))


def _enumerations(request: EngagementRequest) -> list[FieldError]:
    talent = request.talent
    choices: tuple[tuple[str, str, type[StrEnum]], ...] = (
        ("pool", request.pool, Pool),
        ("stream", request.stream, Stream),
        ("role", request.role, Role),
        ("talent.degree", talent.degree, Degree),
        ("talent.institution_kind", talent.institution_kind, InstitutionKind),
        *(("conflicts", conflict, Conflict) for conflict in sorted(request.conflicts)),
    )
    errors = [
        _error(field, "choice", "Choose one of: %(choices)s.", choices=", ".join(item.value for item in kind))
        for field, value, kind in choices
        if value not in {item.value for item in kind}
    ]
    if errors:
        return errors
    if Stream(request.stream) not in STREAMS_OF_POOL[Pool(request.pool)]:
        allowed = ", ".join(sorted(stream.value for stream in STREAMS_OF_POOL[Pool(request.pool)]))
        errors.append(_error("stream", "pool", "This pool goes with: %(choices)s.", choices=allowed))
    return errors


def _texts(request: EngagementRequest) -> list[FieldError]:
    errors = []
    if not request.talent.name_en.strip():
        errors.append(_error("talent.name_en", "required", "Enter the name in English."))
    for field, text, most in (
        ("talent.name_en", request.talent.name_en, NAME_MAX),
        ("talent.name_zh", request.talent.name_zh, NAME_MAX),
        ("itf_project", request.itf_project, REFERENCE_MAX),
    ):
        if len(text) > most:
            errors.append(_error(field, "too_long", "Use at most %(most)s characters.", most=most))
        elif any(not character.isprintable() for character in text):
            errors.append(_error(field, "characters", "Remove the control characters."))
    key = itf_project_key(request.itf_project)
    if not key.isascii():
        # A letter of another script can look the same and would be another project with places of its own.
        errors.append(_error("itf_project", "characters", "Write the reference in Latin letters, digits and signs."))
    names_project = bool(key)
    if request.pool == Pool.ITF.value and not names_project:
        errors.append(_error("itf_project", "required", "Enter the reference of the ITF project."))
    if request.pool in (Pool.BASE.value, Pool.NIAS_EXTRA.value) and names_project:
        errors.append(_error("itf_project", "not_expected", "Only an engagement in the ITF pool names an ITF project."))
    return errors


def _days(request: EngagementRequest) -> list[FieldError]:
    named = (
        ("start", request.start),
        ("end", request.end),
        ("talent.permit_until", request.talent.permit_until),
    )
    return [
        _error(field, "out_of_range", "Enter a date from %(first)s to %(last)s.", first=DAYS[0], last=DAYS[1])
        for field, day in named
        if day is not None and not DAYS[0] <= day <= DAYS[1]
    ]


def _error(field: str, code: str, message: str, **values: object) -> FieldError:
    return FieldError(field, code, message, values)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None
