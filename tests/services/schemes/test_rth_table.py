"""Who may do what, from which state: the whole table once more, written by hand from the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from talenttrack.domain.errors import DomainError, Forbidden, NotFound, WrongState
from talenttrack.domain.lifecycle import Role, State
from talenttrack.domain.schemes.rth.life import ENGAGEMENT, VARIATION
from talenttrack.services.schemes.rth import read, register
from talenttrack.services.schemes.rth.act import ACTIONS
from tests.services.schemes.office import NOW, Office

COMPANY = {"company", "company_admin"}
CASE = {"case_officer"}
APPROVING = {"approver"}
STATES = ["draft", "submitted", "returned", "recommended", "approved", "rejected", "withdrawn", "lapsed", "terminated"]

TABLE: dict[str, tuple[set[str], set[str]]] = {
    "submit": ({"draft"}, COMPANY | CASE),
    "edit": ({"draft", "returned"}, COMPANY | CASE),
    "withdraw": ({"draft", "submitted", "returned", "recommended"}, COMPANY),
    "return": ({"submitted", "recommended"}, CASE | APPROVING),
    "reject": ({"submitted", "recommended"}, CASE | APPROVING),
    "resubmit": ({"returned"}, COMPANY),
    "recommend": ({"submitted"}, CASE),
    "approve": ({"recommended"}, APPROVING),
    "terminate": ({"approved"}, COMPANY | CASE),
    "shorten": ({"approved"}, COMPANY),
    "extend": ({"approved"}, COMPANY),
    "replace": ({"approved"}, COMPANY),
    "renew_permit": ({"approved"}, COMPANY),
    "share_draft": ({"draft"}, COMPANY),
    "grant_exception": ({"draft"}, APPROVING),
    "correct": ({"approved", "terminated"}, CASE),
    "confirm_correction": ({"approved", "terminated"}, APPROVING),
    "reject_correction": ({"approved", "terminated"}, APPROVING | CASE),
    "review": ({"rejected"}, COMPANY),
    "lapse": ({"returned"}, {"system"}),
}
"""Action: the states from which, and by whom."""

LEADS_TO = {
    "submit": "submitted",
    "withdraw": "withdrawn",
    "return": "returned",
    "reject": "rejected",
    "resubmit": "submitted",
    "recommend": "recommended",
    "approve": "approved",
    "terminate": "terminated",
    "review": "submitted",
}
"""Every other action leaves the state as it is; the night's lapse has a test of its own."""

ACTORS = {
    "company": Role.COMPANY_USER,
    "company_admin": Role.COMPANY_ADMIN,
    "case_officer": Role.CASE_OFFICER,
    "approver": Role.APPROVING_OFFICER,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
    "service": Role.SERVICE,
    "system": Role.SYSTEM,
}


def test_the_table_names_every_action_and_every_role() -> None:
    assert set(TABLE) == set(ENGAGEMENT.transitions)
    assert set(ACTORS.values()) == set(Role)
    assert set(STATES) == {state.value for state in State}
    assert set(ACTIONS) == set(TABLE) - {"edit", "lapse", "replace", "grant_exception"}


def test_the_two_tables_say_the_same() -> None:
    for action, (states, actors) in TABLE.items():
        transition = ENGAGEMENT.transitions[action]
        assert {state.value for state in transition.states} == states, action
        assert transition.roles == {ACTORS[name] for name in actors}, action
    assert set(VARIATION.transitions) == {"recommend", "approve", "reject", "withdraw"}
    for action, transition in VARIATION.transitions.items():
        assert {state.value for state in transition.states} == TABLE[action][0] - {"draft", "returned"}
        assert transition.roles == {ACTORS[name] for name in TABLE[action][1]}


@pytest.mark.parametrize("state", [State(name) for name in STATES])
def test_each_role_does_each_action_from_this_state_or_is_told_why_not(office: Office, state: State) -> None:
    engagement_id = office.bring_to(state, office.request())
    if state is State.DRAFT:
        office.do(engagement_id, "share_draft", "company")
    if state in (State.APPROVED, State.TERMINATED):
        office.do(engagement_id, "correct", "second_case_officer", fields={"monthly_salary_cents": 2_100_000})
    colleagues = {"case_officer": "second_case_officer", "approver": "second_approver"}
    for action in sorted(set(TABLE) - {"lapse"}):
        for actor in ACTORS:
            # Those who brought the case here may be barred by four eyes, which is another table.
            by = colleagues.get(actor, actor)
            told = _tell(office, engagement_id, action, by)
            assert told == _expected(state.value, action, actor), f"{action} by {actor} from {state.value}"


def test_nobody_acts_on_another_companys_case(office: Office) -> None:
    engagement_id = office.bring_to(State.SUBMITTED)
    for action in sorted(set(TABLE) - {"lapse"}):
        assert _tell(office, engagement_id, action, "rival") == "not_found"


def test_the_actions_offered_are_those_that_would_be_done(office: Office) -> None:
    for state in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.RECOMMENDED, State.REJECTED):
        engagement_id = office.bring_to(state)
        if state is State.DRAFT:
            office.do(engagement_id, "share_draft", "company")
        for actor in ("company", "case_officer", "second_case_officer", "approver", "auditor"):
            offered = set(read.view(office.session, office[actor], engagement_id, NOW).actions)
            done = {
                action
                for action in set(TABLE) - {"lapse"}
                if _tell(office, engagement_id, action, actor) in {*STATES, "refused"}
            }
            # Sharing twice does no harm, but nobody is asked to.
            assert offered == done - ({"share_draft"} if state is State.DRAFT else set()), f"{actor}, {state}"
        if state is not State.DRAFT and office.row(engagement_id)["held_from"]:
            office.do(engagement_id, "withdraw", "company")


def _expected(state: str, action: str, actor: str) -> str:
    states, actors = TABLE[action]
    if actor == "admin":
        return "not_found"
    if actor not in actors:
        return "forbidden"
    if state not in states:
        return "state.wrong"
    return LEADS_TO.get(action, state)


def _tell(office: Office, engagement_id: int, action: str, by: str) -> str:
    """The state that comes of the act, or the code of the error; nothing of it stays."""
    arguments: dict[str, Any] = {}
    if action == "terminate":
        arguments["on"] = date(2027, 6, 30)
    elif action == "shorten":
        arguments["end"] = date(2027, 6, 30)
    elif action == "extend":
        arguments["end"] = date(2028, 6, 30)
    elif action == "renew_permit":
        arguments["until"] = date(2029, 1, 1)
    elif action == "correct":
        arguments["fields"] = {"monthly_salary_cents": 2_200_000}
    elif action == "replace":
        arguments = {"on": date(2027, 6, 30), "request": office.request(start=date(2027, 7, 1))}
    savepoint = office.session.begin_nested()
    try:
        if action == "edit":
            changes = {"monthly_salary_cents": 2_200_000}
            register.edit(office.session, office[by], engagement_id, changes, NOW, expected_version=None)
        else:
            outcome = office.do(engagement_id, action, by, **arguments)
            if not outcome.admitted:
                return "refused"
        state = str(office.row(engagement_id)["state"])
        return _replaced(state) if action == "replace" else state
    except (Forbidden, NotFound, WrongState) as error:
        return error.code
    except DomainError as error:
        if action == "renew_permit" and error.code == "invalid":
            return str(office.row(engagement_id)["state"])  # let in, and then told that a resident needs no permit
        raise
    finally:
        savepoint.rollback()


def _replaced(state: str) -> str:
    assert state == "terminated"
    return "approved"
