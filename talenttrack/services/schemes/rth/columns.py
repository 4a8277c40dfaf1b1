"""Between a request and the recorded row: which column keeps which answer, and the answers back from the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.people import identity
from talenttrack.domain.schemes.rth import Proposal
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.people import IdentityDocument, Person, documents_of
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

UNTOUCHED: dict[str, Any] = {
    "terminated_on": None,
    "variation_end": None,
    "variation_state": None,
    "variation_submitted_on": None,
    "returned_on": None,
    "from_history": False,
    "content_hash": None,
    "recommended_by": None,
    "decided_by": None,
    "excepted_by": None,
    "variation_by": None,
    "variation_recommended_by": None,
    "barred": [],
    "reviewed": False,
    "shared_at": None,
    "edit_encrypted": None,
    "exceptions": [],
}
"""What nothing has happened to yet."""


def columns_of(session: Session, request: EngagementRequest, proposal: Proposal) -> dict[str, Any]:
    """The columns that keep the answers; the salary is encrypted. Raises as `require_own_project` does."""
    require_own_project(session, request)
    talent = request.talent
    document = identity(talent.id_type, talent.id_number, talent.id_country)
    return {
        "person_id": proposal.person_id,
        "talent_name_en": talent.name_en.strip(),
        "talent_name_zh": talent.name_zh.strip(),
        "document_hash": vault_of(session).fingerprint(document.lookup_text),
        "pool": proposal.pool.value,
        "stream": proposal.stream.value,
        "role": proposal.role.value,
        "itf_project": request.itf_project.strip(),
        "itf_project_key": proposal.itf_project,
        "nias_project_id": proposal.nias_project_id,
        "first_day": proposal.first_day,
        "last_day": proposal.last_day,
        "degree": proposal.degree.value,
        "stem": proposal.stem,
        "institution_kind": proposal.institution_kind.value,
        "permanent_resident": proposal.permanent_resident,
        "permit_until": proposal.permit_until,
        "conflicts": sorted(conflict.value for conflict in proposal.conflicts),
        "monthly_salary_encrypted": vault_of(session).encrypt(str(request.monthly_salary_cents)),
    }


def require_own_project(session: Session, request: EngagementRequest) -> None:
    """Raises Invalid where the request names a NIAS project that is not its company's, whether or not there is one.

    Rules refuse such a project where they ask for one; on record it would be a key that leads to nothing, or to
    another company.
    """
    if request.nias_project_id is None:
        return
    project = session.get(NiasProjectRow, request.nias_project_id)
    if project is None or project.company_id != request.company_id:
        message = N_("The company has no such NIAS project. Name one of its own, or none.")
        raise Invalid(FieldError("nias_project_id", "unknown", message))


def salary_cents(session: Session, row: Mapping[str, Any]) -> int:
    return int(vault_of(session).decrypt(row["monthly_salary_encrypted"]))


def document_of(session: Session, row: Mapping[str, Any]) -> IdentityDocument:
    """The document by which the company named the person: another one may be known to others alone."""
    documents = documents_of(session, row["person_id"])
    return next((found for found in documents if found.number_hash == row["document_hash"]), documents[0])


def request_of_row(session: Session, row: Mapping[str, Any]) -> EngagementRequest:
    """The recorded answers, with the number of the document in clear: for the engine, never for a screen."""
    person = session.get_one(Person, row["person_id"])
    document = document_of(session, row)
    talent = TalentRequest(
        name_en=person.name_en if row["talent_name_en"] is None else row["talent_name_en"],
        name_zh=person.name_zh if row["talent_name_zh"] is None else row["talent_name_zh"],
        id_type=document.id_type,
        id_number=vault_of(session).decrypt(document.number_encrypted),
        id_country=document.id_country or None,
        degree=row["degree"],
        stem=row["stem"],
        institution_kind=row["institution_kind"],
        permanent_resident=row["permanent_resident"],
        permit_until=row["permit_until"],
    )
    return EngagementRequest(
        company_id=row["company_id"],
        pool=row["pool"],
        stream=row["stream"],
        role=row["role"],
        nias_project_id=row["nias_project_id"],
        itf_project=row["itf_project"],
        start=row["first_day"],
        end=row["last_day"],
        monthly_salary_cents=salary_cents(session, row),
        talent=talent,
        conflicts=frozenset(row["conflicts"]),
    )
