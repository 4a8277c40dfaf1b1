"""A company, a rival, officers of every role, and engagements brought to any state by the use cases themselves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import COMPANY, SYSTEM_ACTOR, Actor, Role, State
from talenttrack.services.schemes.rth import change, register, review
from talenttrack.services.schemes.rth.act import act
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.companies import Company
from talenttrack.storage.policy import PolicyVersion
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from tests.engagements_written import a_company

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
START, END = date(2027, 1, 1), date(2027, 12, 31)
_numbers = itertools.count(1)


def a_talent(**changed: Any) -> TalentRequest:
    """A new person with a passport, eligible in every way, unless `changed` says otherwise."""
    number = next(_numbers)
    talent = TalentRequest(
        name_en=f"Talent {number}",
        name_zh="",
        id_type="passport",
        id_number=f"K{number:08d}",
        id_country="GBR",
        degree="master",
        stem=True,
        institution_kind="local",
        permanent_resident=True,
        permit_until=None,
    )
    return replace(talent, **changed)


@dataclass
class Office:
    """Who acts in a test. `case_officer` and `approver` have colleagues for what takes others."""

    session: Session
    company_id: int = 0
    rival_id: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.company_id, self.rival_id = a_company(self.session), a_company(self.session)
        for name, role, company_id in (
            ("company", Role.COMPANY_USER, self.company_id),
            ("company_admin", Role.COMPANY_ADMIN, self.company_id),
            ("rival", Role.COMPANY_USER, self.rival_id),
            ("case_officer", Role.CASE_OFFICER, None),
            ("second_case_officer", Role.CASE_OFFICER, None),
            ("approver", Role.APPROVING_OFFICER, None),
            ("second_approver", Role.APPROVING_OFFICER, None),
            ("auditor", Role.AUDITOR, None),
            ("admin", Role.ADMIN, None),
            ("service", Role.SERVICE, None),
        ):
            self.actors[name] = an_actor(self.session, role, company_id)
        self.actors["system"] = SYSTEM_ACTOR

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    def request(self, **changed: Any) -> EngagementRequest:
        """A year's engagement of a new person in the base pool that is admitted while there is room."""
        request = EngagementRequest(
            company_id=self.company_id,
            pool="base",
            stream="TC",
            role="research",
            nias_project_id=None,
            itf_project="",
            start=START,
            end=END,
            monthly_salary_cents=2_000_000,
            talent=changed.pop("talent", None) or a_talent(),
            conflicts=frozenset(),
        )
        return replace(request, **changed)

    def submit(self, request: EngagementRequest | None = None, by: str = "company") -> Outcome:
        return register.submit_new(self.session, self[by], request or self.request(), NOW, reference=None)

    def do(self, engagement_id: int, action: str, by: str, *, now: datetime = NOW, **arguments: Any) -> Outcome:
        """One act. `grant_exception` and `replace`, which have use cases of their own, are reached here too."""
        actor = self[by]
        reason = arguments.pop("reason", "as told on the telephone")
        if action == "grant_exception":
            code = arguments.get("code", "rth.talent_months")
            return review.grant_exception(
                self.session, actor, engagement_id, now, code=code, reason=reason, expected_version=None
            )
        if action == "replace":
            return change.replace(
                self.session, actor, engagement_id, now, expected_version=None, end_given=True, **arguments
            )
        given = {"reason": reason, **arguments}
        return act(self.session, actor, engagement_id, action, given, now, expected_version=None)

    def bring_to(self, state: State, request: EngagementRequest | None = None) -> int:
        """The id of a new engagement, led to `state` as the office would."""
        if state is State.DRAFT:
            saved = register.save_draft(self.session, self["company"], request or self.request(), NOW)
            assert saved.engagement_id is not None
            return saved.engagement_id
        submitted = self.submit(request)
        assert submitted.engagement_id is not None, submitted.decision.failing
        engagement_id = submitted.engagement_id
        for action, by, arguments in WAYS[state]:
            outcome = self.do(engagement_id, action, by, **arguments)
            assert outcome.admitted, outcome.decision.failing
        if state is State.LAPSED:
            assert review.lapse_due(self.session, TODAY + timedelta(days=30), NOW) == 1
        return engagement_id

    def row(self, engagement_id: int) -> Any:
        """The engagement as recorded now."""
        query = select(Engagement.__table__).where(Engagement.__table__.c.id == engagement_id)
        return self.session.execute(query).mappings().one()

    def counts(self) -> dict[str, int]:
        """How many rows there are of what an act leaves behind."""
        tables = {
            "engagements": Engagement,
            "versions": EngagementVersion,
            "receipts": ReceiptRow,
            "entries": AuditEntry,
        }
        return {
            name: self.session.execute(select(func.count()).select_from(t)).scalar_one() for name, t in tables.items()
        }

    def suspend(self) -> None:
        company = self.session.get_one(Company, self.company_id)
        company.suspended = True
        self.session.flush()


def an_actor(session: Session, role: Role, company_id: int | None) -> Actor:
    row = {
        "email": f"user{next(_numbers)}@example.hk",
        "name": f"{role.value} {next(_numbers)}",
        "role": role.value,
        "company_id": company_id,
        "password_hash": "",
        "language": "en",
        "active": True,
        "created_at": NOW,
        "password_changed_at": NOW,
    }
    user_id = session.execute(insert(UserAccount).values(**row).returning(UserAccount.id)).scalar_one()
    assert (role in COMPANY) == (company_id is not None)
    return Actor(int(user_id), str(row["name"]), role, company_id)


def failing(outcome: Outcome) -> set[str]:
    """The codes of the checks that fail, as the actor was told."""
    return {check.code for check in outcome.decision.failing}


def publish(session: Session, parameter: str, value: str, effective_from: date) -> None:
    """Puts a version in force as an officer's publication does."""
    highest = select(func.max(PolicyVersion.number)).where(PolicyVersion.parameter == parameter)
    session.execute(
        insert(PolicyVersion).values(
            parameter=parameter,
            number=session.execute(highest).scalar_one() + 1,
            value=value,
            effective_from=effective_from,
            citation="[T] the circular of a test",
            status="in_force",
            certainty="published",
            recorded_at=NOW,
            published_at=NOW,
        )
    )


Steps = tuple[tuple[str, str, dict[str, Any]], ...]
_RECOMMENDED: Steps = (("recommend", "case_officer", {}),)
_APPROVED: Steps = (*_RECOMMENDED, ("approve", "approver", {}))
WAYS: dict[State, Steps] = {
    State.SUBMITTED: (),
    State.RETURNED: (("return", "case_officer", {}),),
    State.RECOMMENDED: _RECOMMENDED,
    State.APPROVED: _APPROVED,
    State.REJECTED: (("reject", "case_officer", {}),),
    State.WITHDRAWN: (("withdraw", "company", {}),),
    State.LAPSED: (("return", "case_officer", {}),),
    State.TERMINATED: (*_APPROVED, ("terminate", "company", {"on": date(2027, 6, 30)})),
}
"""The acts after a submission that lead to each state; a lapse is the night's."""
