"""The states of a case and who may move it from which to which; a table, so that pages, API and tests read one truth.

Source: the transitions of the schemes' rules, section 3. Upcoming, active and ended are derived from dates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talenttrack.domain.errors import Forbidden, WrongState


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    TERMINATED = "terminated"


HOLDING = frozenset({State.SUBMITTED, State.RETURNED, State.RECOMMENDED, State.APPROVED, State.TERMINATED})
"""The states in which a case draws on its pools."""

PENDING = frozenset({State.SUBMITTED, State.RETURNED, State.RECOMMENDED})
"""The holding states before approval: what a meter shows as pending."""


class Role(StrEnum):
    COMPANY_USER = "company_user"
    COMPANY_ADMIN = "company_admin"
    CASE_OFFICER = "case_officer"
    APPROVING_OFFICER = "approving_officer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SERVICE = "service"
    SYSTEM = "system"


COMPANY = frozenset({Role.COMPANY_USER, Role.COMPANY_ADMIN})
OFFICERS = frozenset({Role.CASE_OFFICER, Role.APPROVING_OFFICER})
READS_ALL = OFFICERS | {Role.AUDITOR, Role.SERVICE, Role.SYSTEM}
"""Who sees every company's records; an admin keeps users and settings and sees no cases."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, a token's user, or the system itself (`id` None)."""

    id: int | None
    name: str
    role: Role
    company_id: int | None = None

    @property
    def reads_all(self) -> bool:
        return self.role in READS_ALL

    @property
    def is_company(self) -> bool:
        return self.role in COMPANY


SYSTEM_ACTOR = Actor(None, "system", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` by one of `roles`, from one of `states`, to `to` (None: stays), by nobody who is in `apart_from`.

    It is the other way round for the roles in `takes_back`: they undo with it what they did themselves, and no more.
    """

    action: str
    states: frozenset[State]
    roles: frozenset[Role]
    to: State | None = None
    apart_from: tuple[str, ...] = ()
    takes_back: frozenset[Role] = frozenset()


def _table(*transitions: Transition) -> Mapping[str, Transition]:
    return {transition.action: transition for transition in transitions}


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


_OPEN = _states(State.SUBMITTED, State.RECOMMENDED)
_SYSTEM = frozenset({Role.SYSTEM})
_CASE_OFFICER = frozenset({Role.CASE_OFFICER})
_APPROVER = frozenset({Role.APPROVING_OFFICER})

CASE = _table(
    Transition("submit", _states(State.DRAFT), COMPANY | _CASE_OFFICER, State.SUBMITTED),
    Transition("edit", _states(State.DRAFT, State.RETURNED), COMPANY | _CASE_OFFICER),
    Transition("withdraw", _OPEN | {State.DRAFT, State.RETURNED}, COMPANY, State.WITHDRAWN),
    Transition("share_draft", _states(State.DRAFT), COMPANY),
    Transition("return", _OPEN, OFFICERS, State.RETURNED),
    Transition("reject", _OPEN, OFFICERS, State.REJECTED),
    Transition("resubmit", _states(State.RETURNED), COMPANY, State.SUBMITTED),
    Transition("recommend", _states(State.SUBMITTED), _CASE_OFFICER, State.RECOMMENDED, ("entered_by",)),
    Transition(
        "approve",
        _states(State.RECOMMENDED),
        _APPROVER,
        State.APPROVED,
        ("entered_by", "recommended_by", "excepted_by"),
    ),
    Transition("review", _states(State.REJECTED), COMPANY, State.SUBMITTED),
    Transition("lapse", _states(State.RETURNED), _SYSTEM, State.LAPSED),
)
"""What every scheme's case can do."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A scheme's transitions, looked up by action."""

    transitions: Mapping[str, Transition]

    def authorise(
        self,
        action: str,
        *,
        actor: Actor,
        state: State,
        involved: Mapping[str, int | None],
        barred: Collection[int] = (),
    ) -> Transition:
        """The transition, if this actor may make it now.

        `involved` maps the names used in `apart_from` to user ids; `barred` are officers shut out of a review.
        Raises Forbidden for another role, WrongState from another state, Forbidden `actor.same` where four eyes
        are needed; in that order.
        """
        transition = self.transitions.get(action)
        if transition is None:
            raise WrongState("There is no such action.", action=action)
        if actor.role not in transition.roles:
            raise Forbidden("Your role may not do this.", action=action)
        if state not in transition.states:
            raise WrongState("This cannot be done while the case is %(state)s.", action=action, state=state.value)
        named = {involved.get(name) for name in transition.apart_from} - {None}
        same = actor.id in named
        if actor.role in transition.takes_back:
            if named and not same:
                raise Forbidden("Only the officer who proposed this may take it back.", action=action)
            same = False
        if same or (actor.id in barred and actor.role in OFFICERS):
            raise Forbidden("Another officer must do this: you were involved before.", "actor.same", action=action)
        return transition

    def offered(
        self, *, actor: Actor, state: State, involved: Mapping[str, int | None], barred: Collection[int] = ()
    ) -> tuple[str, ...]:
        """The actions that `authorise` would allow, in the table's order."""
        offered = []
        for action in self.transitions:
            try:
                self.authorise(action, actor=actor, state=state, involved=involved, barred=barred)
            except (Forbidden, WrongState):
                continue
            offered.append(action)
        return tuple(offered)
