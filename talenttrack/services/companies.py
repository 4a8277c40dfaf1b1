"""The register of companies: entered by officers, suspended and reinstated by approving officers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, FieldError, Invalid, NotFound, Stale, WrongState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.text import day_error, line_error, one_line
from talenttrack.services.paging import Page, checked_limit, id_after, page
from talenttrack.services.records import audit
from talenttrack.services.scope import REGISTRARS, company_id_for, only_company, require_reason, require_role
from talenttrack.storage import companies as storage
from talenttrack.storage.companies import Company
from talenttrack.storage.locks import lock_companies
from talenttrack.storage.vault import vault_of

N_ = str  # marks a text for translation without translating it here

DIRECTORS_MAX = 100
_BRN = re.compile(r"[0-9]{8}|[A-Z][0-9]{7}")
_SUSPENDED_BY = {"suspend": True, "reinstate": False}


@dataclass(frozen=True, slots=True)
class CompanyRequest:
    """A company as sent; `brn` is its business registration number, `operating_since` its first day of operation."""

    brn: str
    name_en: str
    name_zh: str = ""
    address: str = ""
    phone: str = ""
    directors: tuple[str, ...] = ()
    bank_account: str = ""
    subvented: bool = False
    operating_since: date | None = None
    registered: bool = True
    subvented_subsidiary: bool = False


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company as it may be shown: the bank account only by its last three characters."""

    id: int
    reference: str
    state: str
    version: int
    brn: str
    name_en: str
    name_zh: str
    address: str
    phone: str
    directors: tuple[str, ...]
    bank_account: str
    operating_since: date | None
    registered: bool
    subvented: bool
    subvented_subsidiary: bool
    actions: tuple[str, ...]

    @property
    def suspended(self) -> bool:
        return self.state == "suspended"


def create(session: Session, actor: Actor, request: CompanyRequest, now: datetime) -> int:
    """The id of the company, entered now; or, sent again with the same content, of the one entered before.

    Raises Forbidden, Invalid, and Conflict where the number belongs to a company with other content.
    """
    require_role(actor, REGISTRARS)
    asked = validate(request)
    columns = asdict(asked)
    bank_account = columns.pop("bank_account")
    columns["directors"] = list(asked.directors)
    company_id = storage.insert_company(
        session,
        {
            **columns,
            "bank_account_encrypted": vault_of(session).encrypt(bank_account) if bank_account else None,
            "suspended": False,
            "version": 1,
            "created_at": now,
        },
    )
    if company_id is None:
        return _same_or_conflict(session, asked)
    storage.append_version(session, company_id, actor_id=actor.id, action="create", reason="", now=now)
    audit(
        session,
        actor,
        "company.create",
        subject_type="company",
        subject_id=company_id,
        company_id=company_id,
        now=now,
        details={"brn": asked.brn},
    )
    return company_id


def validate(request: CompanyRequest) -> CompanyRequest:
    """The request with its texts trimmed and its number in one spelling. Raises Invalid naming every wrong field."""
    asked = replace(
        request,
        brn=normalised_brn(request.brn),
        name_en=one_line(request.name_en),
        name_zh=one_line(request.name_zh),
        address=one_line(request.address),
        phone=request.phone.strip(),
        directors=tuple(name for name in map(one_line, request.directors) if name),
        bank_account=one_line(request.bank_account),
    )
    found: list[FieldError | None] = []
    if not _BRN.fullmatch(asked.brn):
        message = N_("Write the business registration number as 8 digits, or as a letter and 7 digits.")
        found.append(FieldError("brn", "format" if asked.brn else "required", message))
    found.append(line_error("name_en", asked.name_en, required=True))
    for field in ("name_zh", "address", "phone", "bank_account"):
        found.append(line_error(field, getattr(asked, field), required=False))
    found.append(day_error("operating_since", asked.operating_since))
    found.extend(line_error(f"directors.{n}", name, required=True) for n, name in enumerate(asked.directors))
    if len(asked.directors) > DIRECTORS_MAX:
        message = N_("Name at most %(most)s directors.")
        found.append(FieldError("directors", "too_many", message, {"most": DIRECTORS_MAX}))
    errors = [error for error in found if error is not None]
    if errors:
        raise Invalid(*errors)
    return asked


def normalised_brn(text: str) -> str:
    """One spelling: full-width as ASCII, upper case, no spaces; whether it is a number is not said."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def by_brn(session: Session, brn: str) -> int | None:
    """The id of the company with this number. No scope: for those who act on behalf of the office."""
    return ids_by_brn(session, [brn]).get(normalised_brn(brn))


def ids_by_brn(session: Session, brns: Iterable[str]) -> dict[str, int]:
    """Company ids by normalised number, of those that are registered here."""
    return storage.ids_by_brn(session, {normalised_brn(brn) for brn in brns})


def get(session: Session, actor: Actor, company_id: int) -> CompanyView:
    """Raises NotFound where there is none, or where it is not the asker's."""
    if actor.role is not Role.ADMIN:
        company_id_for(actor, company_id)
    row = session.get(Company, company_id)
    if row is None:
        raise NotFound(N_("There is no such company."))
    return _view(session, actor, row)


def listing(
    session: Session, actor: Actor, *, cursor: str | None, limit: int, text: str = "", brn: str | None = None
) -> Page[CompanyView]:
    """Companies by id: all for officers and for an admin, who adds their users; for a company's user the own one.

    `text` is looked for in both names; `brn` must match whole.
    """
    limit = checked_limit(limit)
    query = select(Company).where(Company.id > id_after(cursor)).order_by(Company.id).limit(limit + 1)
    own = None if actor.role is Role.ADMIN else only_company(actor)
    if own is not None:
        query = query.where(Company.id == own)
    if text.strip():
        query = query.where(storage.name_contains(one_line(text)))
    if brn is not None:
        query = query.where(Company.brn == normalised_brn(brn))
    rows = session.scalars(query).all()
    return page(rows, limit, key=lambda row: row.id, view=lambda row: _view(session, actor, row))


def transition(
    session: Session,
    actor: Actor,
    company_id: int,
    action: str,
    reason: str,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> None:
    """`suspend` or `reinstate`, by an approving officer, with a reason.

    Raises Forbidden, NotFound, WrongState, Stale, and Invalid where the reason is missing.
    """
    require_role(actor, {Role.APPROVING_OFFICER})
    if action not in _SUSPENDED_BY:
        raise WrongState(N_("There is no such action."), action=action)
    reason = require_reason(reason)
    lock_companies(session, [company_id])
    row = session.get(Company, company_id, populate_existing=True)
    if row is None:
        raise NotFound(N_("There is no such company."))
    if expected_version is not None and row.version != expected_version:
        raise Stale(N_("The company was changed since you last saw it. Look at it again."))
    if row.suspended == _SUSPENDED_BY[action]:
        message = N_("The company is suspended already.") if row.suspended else N_("The company is not suspended.")
        raise WrongState(message, action=action)
    row.suspended = _SUSPENDED_BY[action]
    row.version += 1
    session.flush()
    storage.append_version(session, company_id, actor_id=actor.id, action=action, reason=reason, now=now)
    audit(
        session,
        actor,
        f"company.{action}",
        subject_type="company",
        subject_id=company_id,
        company_id=company_id,
        now=now,
        reason=reason,
    )


def _same_or_conflict(session: Session, asked: CompanyRequest) -> int:
    row = session.scalars(select(Company).where(Company.brn == asked.brn)).one()
    account = row.bank_account_encrypted
    recorded = CompanyRequest(
        row.brn,
        row.name_en,
        row.name_zh,
        row.address,
        row.phone,
        tuple(row.directors),
        vault_of(session).decrypt(account) if account else "",
        row.subvented,
        row.operating_since,
        row.registered,
        row.subvented_subsidiary,
    )
    if recorded == asked:
        return row.id
    raise Conflict(N_("The company %(brn)s is registered already, with other content."), brn=asked.brn)


def _view(session: Session, actor: Actor, row: Company) -> CompanyView:
    account = row.bank_account_encrypted
    action = "reinstate" if row.suspended else "suspend"
    return CompanyView(
        id=row.id,
        reference=row.brn,
        state="suspended" if row.suspended else "active",
        version=row.version,
        brn=row.brn,
        name_en=row.name_en,
        name_zh=row.name_zh,
        address=row.address,
        phone=row.phone,
        directors=tuple(row.directors),
        bank_account=masked_account(vault_of(session).decrypt(account)) if account else "",
        operating_since=row.operating_since,
        registered=row.registered,
        subvented=row.subvented,
        subvented_subsidiary=row.subvented_subsidiary,
        actions=(action,) if actor.role is Role.APPROVING_OFFICER else (),
    )


def masked_account(account: str) -> str:
    """By its last three characters; a short one not even by these."""
    return "*" * max(0, len(account) - 3) + account[-3:] if len(account) > 6 else "*" * len(account)
