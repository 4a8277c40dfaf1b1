"""Users and tokens: made only by whoever may, useless to everybody else, and ended at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import DomainError, Forbidden, Invalid, NotFound, TooMany
from talenttrack.domain.lifecycle import COMPANY, SYSTEM_ACTOR, Actor, Role
from talenttrack.services import accounts, passwords, sign_in
from talenttrack.services.sign_in import LONGEST_DELAY, delay_after
from talenttrack.storage.accounts import ApiToken, UserAccount
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.companies import Company

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
PASSWORD = "four plain old words"


@pytest.fixture
def session(session: Session) -> Session:
    session.info["cheap_passwords"] = True
    return session


@pytest.fixture
def company_id(session: Session) -> int:
    values = {
        "brn": "12345678", "name_en": "Company", "name_zh": "公司", "address": "", "phone": "", "directors": [],
        "registered": True, "subvented": False, "subvented_subsidiary": False, "suspended": False, "version": 1,
        "created_at": NOW,
    }  # fmt: skip
    return int(session.execute(insert(Company).values(**values).returning(Company.id)).scalar_one())


def add(session: Session, role: Role = Role.AUDITOR, email: str = "a@b.example", company_id: int | None = None) -> int:
    return accounts.create_user(session, SYSTEM_ACTOR, email, "Name", role, company_id, PASSWORD, NOW)[0]


def errors_of(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(wrong.field, wrong.code) for wrong in error.value.errors]


def test_an_address_is_kept_in_lower_case_and_once(session: Session) -> None:
    user_id = add(session, email=" First.Last+x@Company.EXAMPLE ")
    assert accounts.user_by_email(session, "FIRST.last+x@company.example").id == user_id
    with pytest.raises(Invalid) as told:
        add(session, email="first.last+x@company.example")
    assert errors_of(told) == [("email", "taken")]


@pytest.mark.parametrize(
    "email",
    ["", "a", "@b.example", "a@", "a b@c.example", "a@b..example", "a@-b.example", "a@b\n", "x" * 250 + "@b.hk"],
)
def test_what_is_no_address_is_told(email: str) -> None:
    with pytest.raises(Invalid):
        accounts.normal_email(email.replace("\n", "\nc"))


def test_a_made_up_password_is_told_once_and_kept_only_as_a_hash(session: Session) -> None:
    user_id, password = accounts.create_user(session, SYSTEM_ACTOR, "a@b.example", "", Role.ADMIN, None, None, NOW)
    kept = session.execute(select(UserAccount.password_hash).where(UserAccount.id == user_id)).scalar_one()
    assert password is not None
    assert len(password) > 20
    assert kept.startswith("$argon2id$")
    assert passwords.matches(password, kept, cheap=True)
    assert not passwords.matches(password + "x", kept, cheap=True)
    assert not passwords.matches("", None, cheap=True)


def test_composed_and_decomposed_letters_are_one_password() -> None:
    kept = passwords.hashed("caf\u00e9 caf\u00e9 caf\u00e9", email="", cheap=True).kept
    assert passwords.matches("cafe\u0301 cafe\u0301 cafe\u0301", kept, cheap=True)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "too_short"), ("x1y2z3" * 43, "too_long"), ("Passw0rd1234", "common"),
        ("qwertyuiopas", "common"), ("123456789012", "common"), ("abababababab", "common"),
        ("Someone@Company.example", "common"),
    ],
)  # fmt: skip
def test_a_password_that_would_be_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(Invalid) as told:
        passwords.check(password, email="someone@company.example", field="password")
    assert errors_of(told) == [("password", code)]


@pytest.mark.parametrize("password", ["twelve chars", "只有中文也可以的長長密碼", "x1y2z3" * 42, " spaces around "])
def test_length_is_enough(password: str) -> None:
    passwords.check(password, email="someone@company.example", field="password")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_roles_of_a_company_need_one_and_all_others_must_not_have_one(
    session: Session, company_id: int, role: Role
) -> None:
    right, wrong = (company_id, None) if role in COMPANY else (None, company_id)
    with pytest.raises(Invalid) as told:
        add(session, role, company_id=wrong)
    assert errors_of(told)[0][0] == "company_id"
    add(session, role, company_id=right)
    assert accounts.user_by_email(session, "a@b.example").company_id == right


def test_only_administrators_give_roles_and_a_company_s_only_its_own(session: Session, company_id: int) -> None:
    ours = Actor(None, "ours", Role.COMPANY_ADMIN, company_id)
    for role in Role:
        actor = Actor(None, "somebody", role, company_id if role in COMPANY else None)
        for given in Role:
            allowed = given in accounts.GIVEN_BY.get(role, frozenset())
            assert allowed == (
                given is not Role.SYSTEM
                and (role in (Role.ADMIN, Role.SYSTEM) or (role is Role.COMPANY_ADMIN and given in COMPANY))
            )
            if not allowed:
                with pytest.raises(Forbidden):
                    accounts.create_user(session, actor, "x@y.example", "", given, None, PASSWORD, NOW)
    with pytest.raises(NotFound):
        accounts.create_user(session, ours, "x@y.example", "", Role.COMPANY_USER, company_id + 1, PASSWORD, NOW)
    accounts.create_user(session, ours, "x@y.example", "", Role.COMPANY_USER, None, PASSWORD, NOW)
    assert [user.email for user in accounts.users(session, ours, cursor=None, limit=10).items] == ["x@y.example"]


def test_a_token_is_its_user_until_it_expires(session: Session) -> None:
    user_id = add(session)
    token = accounts.issue_token(session, "A@B.example", 10, NOW)
    assert token.startswith("tt_")
    assert accounts.actor_of_token(session, token, NOW) == Actor(user_id, "Name", Role.AUDITOR)
    last = NOW + timedelta(days=10)
    assert accounts.actor_of_token(session, token, last - timedelta(seconds=1))
    assert accounts.actor_of_token(session, token, last) is None
    for other in ("", "tt_", token[:-1], token + "x", token.upper()):
        assert accounts.actor_of_token(session, other, NOW) is None
    assert token not in str(session.execute(select(ApiToken.token_hash)).all())


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_token_lives_up_to_ten_years(session: Session, days: int) -> None:
    add(session)
    with pytest.raises(Invalid):
        accounts.issue_token(session, "a@b.example", days, NOW)
    accounts.issue_token(session, "a@b.example", 3650, NOW)


def test_who_is_shut_out_has_no_token_and_gets_none_back(session: Session) -> None:
    user_id = add(session)
    admin = Actor(None, "admin", Role.ADMIN)
    token = accounts.issue_token(session, "a@b.example", 10, NOW)
    accounts.set_active(session, admin, user_id, False, NOW)
    assert accounts.actor_of_token(session, token, NOW) is None
    assert accounts.actor_of_user(session, user_id) is None
    with pytest.raises(Forbidden):
        accounts.issue_token(session, "a@b.example", 10, NOW)
    accounts.set_active(session, admin, user_id, True, NOW)
    assert accounts.actor_of_token(session, token, NOW) is None
    assert accounts.actor_of_user(session, user_id)


def test_every_act_leaves_its_entry_and_no_secret(session: Session) -> None:
    user_id = add(session)
    admin = Actor(None, "admin", Role.ADMIN)
    token = accounts.issue_token(session, "a@b.example", 10, NOW)
    accounts.change_role(session, admin, user_id, Role.CASE_OFFICER, NOW)
    actor = accounts.actor_of_user(session, user_id)
    assert actor is not None
    new = passwords.hashed("five plain new words here", email="a@b.example", cheap=True)
    accounts.change_password(session, actor, new, NOW)
    accounts.set_active(session, admin, user_id, False, NOW)
    entries = session.execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.id)).all()
    acts = ["create_user", "issue_token", "change_role", "change_password", "deactivate_user"]
    assert [entry.action for entry in entries] == acts
    assert entries[2].details == {"before": "auditor", "after": "case_officer"}
    assert not any(secret in str(entries) for secret in (PASSWORD, new.kept, token, "argon2"))


def test_a_role_never_leads_into_or_out_of_a_company(session: Session, company_id: int) -> None:
    admin = Actor(None, "admin", Role.ADMIN)
    inside, outside = add(session, Role.COMPANY_USER, "in@x.example", company_id), add(session)
    for user_id, role in ((inside, Role.ADMIN), (outside, Role.COMPANY_ADMIN)):
        with pytest.raises(DomainError):
            accounts.change_role(session, admin, user_id, role, NOW)


def test_waiting_doubles_and_has_an_end() -> None:
    waits = [delay_after(failures).total_seconds() for failures in (0, 4, 5, 6, 7, 8, 9, 10, 1000)]
    assert waits == [0, 0, 15, 30, 60, 120, 240, 300, LONGEST_DELAY.total_seconds()]


def test_only_failures_since_the_last_success_and_within_an_hour_count(session: Session) -> None:
    def attempt(at: datetime) -> sign_in.Attempt:
        return sign_in.count_attempt(session, "a@b.example", at, limited=True)

    for _ in range(5):
        attempt(NOW)
    with pytest.raises(TooMany):
        attempt(NOW + timedelta(seconds=14))
    add(session)
    user = accounts.user_by_email(session, "a@b.example")
    made = attempt(NOW + timedelta(seconds=15))
    assert made.failures_before == 5
    sign_in.note_success(session, user, made, "sign_in", NOW)
    assert attempt(NOW + timedelta(seconds=16)).failures_before == 0
    assert attempt(NOW + timedelta(seconds=17)).failures_before == 1
    assert attempt(NOW + timedelta(hours=2)).failures_before == 0
