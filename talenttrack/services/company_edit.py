"""A company's details put right by an officer: a new version, and an entry that tells before and after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, NotFound, Stale
from talenttrack.domain.lifecycle import OFFICERS, Actor
from talenttrack.services.companies import CompanyRequest, masked_account, validate
from talenttrack.services.records import audit
from talenttrack.services.scope import require_reason, require_role
from talenttrack.storage import companies as storage
from talenttrack.storage.companies import Company
from talenttrack.storage.locks import lock_companies
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

FOLLOWED: Final = (
    "brn",
    "name_en",
    "name_zh",
    "address",
    "phone",
    "directors",
    "operating_since",
    "registered",
    "subvented",
    "subvented_subsidiary",
)


def edit(
    session: Session,
    actor: Actor,
    company_id: int,
    request: CompanyRequest,
    reason: str,
    now: datetime,
    *,
    expected_version: int | None,
) -> None:
    """Records the details as sent; an empty bank account leaves the recorded one alone. Nothing changed: no act.

    Raises Forbidden, NotFound, Stale, Invalid, and Conflict where the number is another company's.
    """
    require_role(actor, OFFICERS)
    asked, reason = validate(request), require_reason(reason)
    lock_companies(session, [company_id])
    row = session.get(Company, company_id, populate_existing=True)
    if row is None:
        raise NotFound(N_("There is no such company."))
    if expected_version is not None and row.version != expected_version:
        raise Stale(N_("The company was changed since you last saw it. Look at it again."))
    other = session.scalar(select(Company.id).where(Company.brn == asked.brn, Company.id != company_id))
    if other is not None:
        raise Conflict(N_("Another company is registered with the number %(brn)s."), brn=asked.brn)
    changes = [change for name in FOLLOWED if (change := _changed(name, row, asked)) is not None]
    account = _account_changed(session, row, asked.bank_account)
    if account is not None:
        changes.append(account)
    if not changes:
        return
    row.version += 1
    session.flush()
    storage.append_version(session, company_id, actor_id=actor.id, action="edit", reason=reason, now=now)
    audit(
        session,
        actor,
        "company.edit",
        subject_type="company",
        subject_id=company_id,
        company_id=company_id,
        now=now,
        reason=reason,
        details={"changes": changes},
    )


def _changed(name: str, row: Company, asked: CompanyRequest) -> dict[str, Any] | None:
    before, after = getattr(row, name), getattr(asked, name)
    after = list(after) if isinstance(after, tuple) else after
    if before == after:
        return None
    setattr(row, name, after)
    return {"field": name, "before": _told(before), "after": _told(after)}


def _account_changed(session: Session, row: Company, account: str) -> dict[str, Any] | None:
    """An account is told by its end alone."""
    vault, recorded = vault_of(session), row.bank_account_encrypted
    before = vault.decrypt(recorded) if recorded else ""
    if not account or account == before:
        return None
    row.bank_account_encrypted = vault.encrypt(account)
    return {"field": "bank_account", "before": masked_account(before), "after": masked_account(account)}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
