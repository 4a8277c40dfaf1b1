"""Engagements from a file: admitted one by one in the order of the file, or recorded as facts of the past.

Facts of the past are counted by nobody when they come in, and may be in breach: the night finds that. A reference
stands for one row; the same row again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import DomainError, Forbidden, TooMany
from talenttrack.domain.lifecycle import Actor, State
from talenttrack.domain.schemes.rth import itf_project_key
from talenttrack.services import companies
from talenttrack.services.imports.problems import Problem
from talenttrack.services.imports.run import Batch, Kind
from talenttrack.services.imports.table import Row
from talenttrack.services.people import enquire
from talenttrack.services.records import audit, new_reference
from talenttrack.services.schemes.rth.columns import UNTOUCHED, columns_of
from talenttrack.services.schemes.rth.importing_columns import COLUMNS
from talenttrack.services.schemes.rth.importing_rows import COLUMN_OF_FIELD, EngagementRow, parse
from talenttrack.services.schemes.rth.register import MAY_REGISTER, submit_new
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of
from talenttrack.services.scope import REGISTRARS, require_role
from talenttrack.storage.locks import lock_companies, lock_persons, lock_shared_pools
from talenttrack.storage.people_bulk import Named, ensure_persons
from talenttrack.storage.schemes import nias
from talenttrack.storage.schemes.rth import add_engagements, keep_content_hash, references_of
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

UNKNOWN = N_("There is no company with the number %(brn)s here. Correct it, or import the company first.")
OTHERS = N_("This is not the number of your company: %(brn)s. Write your company's own, or remove the row.")
"""The same whether or not there is such a company."""

AT_ONCE = 1_000
COLUMN_OF_CHECK = {
    "rth.total_months": "end",
    "rth.itf_concurrent": "itf_project",
    "nias.project": "nias_project",
    "nias.extra_technical": "role",
    "rth.talent_overlap": "id_number",
    "rth.talent_months": "id_number",
    "rth.degree": "degree",
    "rth.right_to_work": "permit_until",
    "rth.company": "company_brn",
}
"""Where to look in the row for what a check refused; the start for all others."""


@dataclass(frozen=True, slots=True)
class _New:
    """A row that is to be recorded: its request names company and project by id."""

    row: Row
    told: EngagementRow
    request: EngagementRequest
    content_hash: str


def save(session: Session, actor: Actor, batch: Batch) -> None:
    if batch.as_history:
        require_role(actor, REGISTRARS)
    elif actor.role not in MAY_REGISTER:
        raise Forbidden(N_("Your role may not do this."))
    company_ids = _companies(session, actor, batch)
    lock_companies(session, company_ids.values())
    new = _new_rows(session, batch, company_ids)
    lock_shared_pools(session, {f"itf:{key}" for one in new if (key := itf_project_key(one.request.itf_project))})
    persons = _persons(session, actor, batch, new)
    if batch.as_history:
        _record(session, actor, batch, new, persons)
        return
    for one in new:
        _submit(session, actor, batch, one)
        batch.step()


def _companies(session: Session, actor: Actor, batch: Batch) -> dict[str, int]:
    """Ids by number; to a company's user there is only the own company."""
    found = companies.ids_by_brn(session, {row.cells["company_brn"] for row in batch.rows})
    seen = {brn: number for brn, number in found.items() if not actor.is_company or number == actor.company_id}
    for row in batch.rows:
        brn = companies.normalised_brn(row.cells["company_brn"])
        if brn not in seen:
            batch.refuse(row, "company_brn", "unknown", OTHERS if actor.is_company else UNKNOWN, brn=brn)
    return seen


def _new_rows(session: Session, batch: Batch, company_ids: Mapping[str, int]) -> list[_New]:
    """The rows to be recorded; those that were recorded before are counted, those that contradict are refused."""
    vault = vault_of(session)
    projects = nias.ids_by_reference(session, company_ids.values())
    recorded = references_of(session, set(company_ids.values()))
    hashes = {kept for _id, kept in recorded.values() if kept}
    first: dict[str, tuple[int, str]] = {}
    found = []
    for parsed in batch.parsed:
        told: EngagementRow = parsed.content
        content_hash = vault.fingerprint(told.content)
        number, same = first.setdefault(told.reference or content_hash, (parsed.row.number, content_hash))
        if same != content_hash:
            message = N_("Row %(first)s has this reference with other content. Give each row a reference of its own.")
            batch.refuse(parsed.row, "reference", "duplicate", message, first=number)
            continue
        company_id = company_ids.get(told.brn)
        if company_id is None:
            continue
        kept = recorded.get((company_id, told.reference))
        if number != parsed.row.number or content_hash in hashes:
            batch.note(parsed.row, told.reference, kept[0] if kept else None, new=False)
        elif kept is not None:
            message = N_("The company has an engagement of this reference, with other content. Change it there.")
            batch.refuse(parsed.row, "reference", "conflict", message)
        elif told.nias_project and (company_id, told.nias_project) not in projects:
            message = N_("The company has no NIAS project of this reference. Correct it, or import the project first.")
            batch.refuse(parsed.row, "nias_project", "unknown", message)
        else:
            project_id = projects.get((company_id, told.nias_project))
            request = replace(told.request, company_id=company_id, nias_project_id=project_id)
            found.append(_New(parsed.row, told, request, content_hash))
    return found


def _persons(session: Session, actor: Actor, batch: Batch, new: list[_New]) -> dict[str, int]:
    """The locked persons of all rows by their documents' lookup texts.

    Where the engine decides, a company's user names persons one by one, so that the day's limit is kept.
    """
    if actor.is_company:
        return {}
    named = {
        one.told.identity.lookup_text: Named(
            one.told.identity, one.request.talent.name_en.strip(), one.request.talent.name_zh.strip()
        )
        for one in reversed(new)
    }
    persons = ensure_persons(session, named, recorded_by=actor.id, now=batch.now)
    lock_persons(session, persons.values())
    # A merge may have come before the lock.
    return ensure_persons(session, named, recorded_by=actor.id, now=batch.now)


def _submit(session: Session, actor: Actor, batch: Batch, one: _New) -> None:
    try:
        reference = one.told.reference or new_reference("RTH", batch.now)
        outcome = submit_new(session, actor, one.request, batch.now, reference=reference)
    except DomainError as error:
        batch.refuse_for(one.row, error, COLUMN_OF_FIELD)
        return
    if outcome.admitted and outcome.engagement_id is not None:
        keep_content_hash(session, outcome.engagement_id, one.content_hash)
        batch.note(one.row, reference, outcome.engagement_id, new=True, made=not one.told.reference)
    else:
        _refused(batch, one.row, outcome.decision)


def _refused(batch: Batch, row: Row, decision: Decision) -> None:
    for check in decision.failing:
        batch.problems.append(Problem(row.number, COLUMN_OF_CHECK.get(check.code, "start"), check=check))
    start, end = decision.remedy("start_on"), decision.remedy("end_on")
    if start is not None:
        message = N_("For the same length, the earliest start that fits is %(start)s.")
        batch.refuse(row, "start", "start_on", message, start=start)
    elif end is not None:
        batch.refuse(row, "end", "end_on", N_("From this start, the latest end that fits is %(end)s."), end=end)


def _record(session: Session, actor: Actor, batch: Batch, new: list[_New], persons: Mapping[str, int]) -> None:
    for start in range(0, len(new), AT_ONCE):
        rows = []
        some = new[start : start + AT_ONCE]
        for one in some:
            rows.append(_past(session, actor, batch, one, persons[one.told.identity.lookup_text]))
            batch.step()
        ids = add_engagements(session, rows, action="import", actor_id=actor.id, now=batch.now)
        for one, row, engagement_id in zip(some, rows, ids, strict=True):
            batch.note(one.row, row["reference"], engagement_id, new=True, made=not one.told.reference)


def _past(session: Session, actor: Actor, batch: Batch, one: _New, person_id: int) -> dict[str, Any]:
    told = one.told
    state = told.state or State.APPROVED
    # A settled case whose day of submission nobody wrote down counts from its start, as in the night.
    counted_from = None if state is State.DRAFT else told.submitted_on or told.request.start
    return {
        **UNTOUCHED,
        **columns_of(session, one.request, proposal_of(one.request, person_id)),
        "company_id": one.request.company_id,
        "reference": told.reference or new_reference("RTH", batch.now),
        "state": state.value,
        "submitted_on": told.submitted_on,
        "latest_submission_on": counted_from,
        "terminated_on": told.terminated_on,
        "returned_on": hong_kong_date(batch.now) if state is State.RETURNED else None,
        "admitted": False,
        "from_history": True,
        "content_hash": one.content_hash,
        "entered_by": actor.id,
        "created_at": batch.now,
    }


def remember(session: Session, actor: Actor, batch: Batch) -> None:
    """Counts the persons whom a company's user named, also where nothing of the file is kept: that was a question."""
    if not actor.is_company or actor.company_id is None:
        return
    named = 0
    own = companies.ids_by_brn(session, {row.cells["company_brn"] for row in batch.rows})
    for parsed in batch.parsed:
        told: EngagementRow = parsed.content
        if own.get(told.brn) != actor.company_id:
            continue
        try:
            enquire(session, actor, actor.company_id, told.identity, batch.now)
        except TooMany:
            break
        named += 1
    audit(
        session,
        actor,
        "import.check",
        subject_type="import",
        subject_id=None,
        company_id=actor.company_id,
        now=batch.now,
        details={"kind": batch.kind.name, "persons": named},
    )


KIND = Kind(
    name="engagements",
    title=N_("Engagements"),
    told=N_("Hires, each judged and submitted like one that is registered by hand, in the order of the file."),
    after=N_("They are submitted, each under its reference. Officers decide them one by one."),
    columns=COLUMNS,
    shown=("talent_name_en", "pool", "start", "end"),
    roles=frozenset(MAY_REGISTER | REGISTRARS),
    history_roles=frozenset(REGISTRARS),
    parse=parse,
    save=save,
    remember=remember,
)
