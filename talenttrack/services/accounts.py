"""Users and their API tokens: who may make them, what each role needs, and what ends when one is shut out."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from talenttrack.domain.errors import FieldError, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import COMPANY, Actor, Role
from talenttrack.domain.text import line_error, one_line
from talenttrack.services import passwords
from talenttrack.services.paging import Page, checked_limit, id_after, page
from talenttrack.services.passwords import Hashed
from talenttrack.services.records import audit
from talenttrack.storage.accounts import ApiToken, UserAccount, WebSession
from talenttrack.storage.base import insert_if_absent
from talenttrack.storage.companies import Company

N_ = str  # marks a text for translation without translating it here

TOKEN_PREFIX: Final = "tt_"  # noqa: S105 (what makes a leaked token easy to find)
TOKEN_DAYS_MAX: Final = 3650
EMAIL_MAX: Final = 254
# What the HTML standard calls a valid e-mail address.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
GIVEN_BY: Final = {
    Role.SYSTEM: frozenset(Role) - {Role.SYSTEM},
    Role.ADMIN: frozenset(Role) - {Role.SYSTEM},
    Role.COMPANY_ADMIN: COMPANY,
}
"""Which roles a role may give to somebody; a company's administrator only within the company."""


@dataclass(frozen=True, slots=True)
class UserView:
    """A user as shown to whoever keeps users; a company's names are empty where there is no company."""

    id: int
    email: str
    name: str
    role: Role
    company_id: int | None
    company_name_en: str
    company_name_zh: str
    active: bool

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.role, self.company_id)


def normal_email(text: str) -> str:
    """The address in lower case. Raises Invalid at `email`."""
    email = text.strip().lower()
    if len(email) > EMAIL_MAX or not _EMAIL.fullmatch(email):
        message = N_("Write an e-mail address such as name@company.example.")
        raise Invalid(FieldError("email", "format", message))
    return email


def create_user(
    session: Session,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    company_id: int | None,
    password: str | Hashed | None,
    now: datetime,
) -> tuple[int, str | None]:
    """The id of a new user, and the password where none was given (None) and one was made up, to be told once.

    Give `Hashed` where others wait for the write lock. Raises Forbidden, NotFound for another company, Invalid.
    """
    require_giver(actor, role)
    if actor.is_company and company_id not in (None, actor.company_id):
        raise NotFound(N_("There is no such company."))
    of_company = (company_id or actor.company_id) if actor.is_company else company_id
    email = normal_email(email)
    shown = one_line(name) or email.partition("@")[0]
    if error := line_error("name", shown, required=True):
        raise Invalid(error)
    _check_company(session, role, of_company)
    if not isinstance(password, Hashed):
        password = passwords.hashed(password, email=email, cheap=bool(session.info.get("cheap_passwords")))
    user_id = insert_if_absent(
        session,
        UserAccount,
        {
            "email": email,
            "name": shown,
            "role": role.value,
            "company_id": of_company,
            "password_hash": password.kept,
            "language": "en",
            "active": True,
            "created_at": now,
            "password_changed_at": now,
        },
    )
    if user_id is None:
        raise Invalid(FieldError("email", "taken", N_("There is a user with this e-mail address already.")))
    _audit(session, actor, "create_user", user_id, of_company, now, role=role.value)
    return user_id, password.generated


def change_role(session: Session, actor: Actor, user_id: int, role: Role, now: datetime) -> None:
    """Gives a user another role of the same kind (company or office) and ends all of the user's sessions.

    Raises Forbidden (also for oneself), NotFound for users the actor does not keep, Invalid.
    """
    user = _other_user(session, actor, user_id)
    require_giver(actor, role)
    _check_company(session, role, user.company_id)
    session.execute(update(UserAccount).where(UserAccount.id == user_id).values(role=role.value))
    end_sessions(session, user_id)
    _audit(session, actor, "change_role", user_id, user.company_id, now, before=user.role.value, after=role.value)


def set_active(session: Session, actor: Actor, user_id: int, active: bool, now: datetime) -> None:
    """Lets a user in again, or shuts one out: sessions end and tokens are revoked at once, and stay so.

    Raises Forbidden (also for oneself) and NotFound for users the actor does not keep.
    """
    user = _other_user(session, actor, user_id)
    session.execute(update(UserAccount).where(UserAccount.id == user_id).values(active=active))
    if not active:
        end_sessions(session, user_id)
        still = (ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        session.execute(update(ApiToken).where(*still).values(revoked_at=now))
    _audit(session, actor, "reactivate_user" if active else "deactivate_user", user_id, user.company_id, now)


def change_password(session: Session, actor: Actor, password: Hashed, now: datetime) -> None:
    """Keeps the actor's new password and ends all of the actor's sessions, the present one included."""
    if actor.id is None:
        raise Forbidden(N_("Your role may not do this."))
    values = {"password_hash": password.kept, "password_changed_at": now}
    session.execute(update(UserAccount).where(UserAccount.id == actor.id).values(**values))
    end_sessions(session, actor.id)
    _audit(session, actor, "change_password", actor.id, actor.company_id, now)


def reset_password(session: Session, actor: Actor, user_id: int, password: Hashed, now: datetime) -> None:
    """Replaces a lost password by one made up here, and ends all of the user's sessions.

    Raises Forbidden (also for oneself) and NotFound for users the actor does not keep.
    """
    user = _other_user(session, actor, user_id)
    values = {"password_hash": password.kept, "password_changed_at": now}
    session.execute(update(UserAccount).where(UserAccount.id == user_id).values(**values))
    end_sessions(session, user_id)
    _audit(session, actor, "reset_password", user_id, user.company_id, now)


def end_sessions(session: Session, user_id: int) -> None:
    """Signs the user out everywhere."""
    session.execute(delete(WebSession).where(WebSession.user_id == user_id))


def users(session: Session, actor: Actor, *, cursor: str | None, limit: int) -> Page[UserView]:
    """The users the actor keeps, in the order in which they were added. Raises Forbidden."""
    conditions = [*_kept_by(actor), UserAccount.id > id_after(cursor)]
    size = checked_limit(limit)
    found = [_view(row) for row in session.execute(_USERS.where(*conditions).order_by(UserAccount.id).limit(size + 1))]
    return page(found, size, key=lambda user: user.id, view=lambda user: user)


def kept_user(session: Session, actor: Actor, user_id: int) -> UserView:
    """A user the actor keeps. Raises Forbidden, and NotFound for everybody else's."""
    row = session.execute(_USERS.where(UserAccount.id == user_id, *_kept_by(actor))).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such user."))
    return _view(row)


def user_by_email(session: Session, email: str) -> UserView:
    """The user with this address. Raises Invalid and NotFound."""
    row = session.execute(_USERS.where(UserAccount.email == normal_email(email))).one_or_none()
    if row is None:
        raise NotFound(N_("There is no user with this e-mail address."))
    return _view(row)


def user_by_id(session: Session, user_id: int) -> UserView | None:
    """The user as now recorded; None where there is none or the user is shut out."""
    row = session.execute(_USERS.where(UserAccount.id == user_id, UserAccount.active.is_(True))).one_or_none()
    return _view(row) if row is not None else None


def actor_of_user(session: Session, user_id: int) -> Actor | None:
    """Whoever the user now is; None where the user is shut out."""
    user = user_by_id(session, user_id)
    return user.actor if user else None


def issue_token(session: Session, email: str, days: int, now: datetime) -> str:
    """A token for the user's requests to the API, valid for `days` from now; only its hash is kept.

    Raises NotFound, Invalid for days outside 1 to 3650, Forbidden for a user who is shut out.
    """
    if not 1 <= days <= TOKEN_DAYS_MAX:
        raise Invalid(FieldError("days", "range", N_("A token is valid for 1 to 3650 days.")))
    user = user_by_email(session, email)
    if not user.active:
        raise Forbidden(N_("This user is deactivated."))
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    expires_at = now + timedelta(days=days)
    values = {"user_id": user.id, "token_hash": _token_hash(token), "created_at": now, "expires_at": expires_at}
    session.execute(insert(ApiToken).values(**values))
    _audit(session, user.actor, "issue_token", user.id, user.company_id, now, expires_at=expires_at.isoformat())
    return token


def actor_of_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Whose token it is; None for an unknown, expired or revoked one, and for a user who is shut out."""
    valid = (
        ApiToken.token_hash == _token_hash(token),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now,
        UserAccount.active.is_(True),
    )
    row = session.execute(_USERS.join(ApiToken, ApiToken.user_id == UserAccount.id).where(*valid)).one_or_none()
    return _view(row).actor if row is not None else None


def require_giver(actor: Actor, role: Role) -> None:
    """Raises Forbidden unless the actor may give somebody this role."""
    if role not in GIVEN_BY.get(actor.role, frozenset()):
        raise Forbidden(N_("Your role may not do this."))


_USERS = select(
    UserAccount.id,
    UserAccount.email,
    UserAccount.name,
    UserAccount.role,
    UserAccount.company_id,
    Company.name_en,
    Company.name_zh,
    UserAccount.active,
).outerjoin(Company, Company.id == UserAccount.company_id)


def _view(row: object) -> UserView:
    user_id, email, name, role, company_id, name_en, name_zh, active = row  # type: ignore[misc]
    return UserView(user_id, email, name, Role(role), company_id, name_en or "", name_zh or "", active)  # type: ignore[has-type]


def _kept_by(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.role not in GIVEN_BY:
        raise Forbidden(N_("Your role may not do this."))
    return [UserAccount.company_id == actor.company_id] if actor.is_company else []


def _other_user(session: Session, actor: Actor, user_id: int) -> UserView:
    user = kept_user(session, actor, user_id)
    if user_id == actor.id:
        raise Forbidden(N_("Somebody else must do this for you."), "actor.same")
    return user


def _check_company(session: Session, role: Role, company_id: int | None) -> None:
    if role in COMPANY:
        if company_id is None:
            raise Invalid(FieldError("company_id", "required", N_("This role needs a company.")))
        if session.execute(select(Company.id).where(Company.id == company_id)).one_or_none() is None:
            raise NotFound(N_("There is no such company."))
    elif company_id is not None:
        raise Invalid(FieldError("company_id", "unexpected", N_("This role must not have a company.")))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _audit(
    session: Session, actor: Actor, action: str, user_id: int, company_id: int | None, now: datetime, **details: str
) -> None:
    audit(
        session,
        actor,
        action,
        subject_type="user",
        subject_id=user_id,
        company_id=company_id,
        now=now,
        details=details,
    )
