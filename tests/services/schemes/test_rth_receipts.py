"""One act, one transaction: a receipt, an entry and a version, or nothing at all; and every receipt replays."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from talenttrack.domain.errors import NotFound
from talenttrack.domain.lifecycle import State
from talenttrack.services import receipts
from talenttrack.services.schemes.rth import register, review
from talenttrack.storage.audit import AuditEntry, ReceiptRow
from talenttrack.storage.schemes.rth import EngagementVersion
from talenttrack.wiring import Wiring
from tests.services.schemes.office import NOW, TODAY, Office, publish

Act = Callable[[Office, int], object]
JUNE = date(2027, 6, 30)


def doing(action: str, by: str, **arguments: Any) -> Act:
    return lambda office, case: office.do(case, action, by, **arguments)


def edit(office: Office, case: int) -> None:
    register.edit(
        office.session, office["company"], case, {"monthly_salary_cents": 2_200_000}, NOW, expected_version=None
    )


def replace(office: Office, case: int) -> object:
    return office.do(case, "replace", "company", on=JUNE, request=office.request(start=date(2027, 7, 1)))


def lapse(office: Office, case: int) -> object:
    return review.lapse_due(office.session, TODAY + timedelta(days=30), NOW)


ACTS: dict[str, tuple[State, Act]] = {
    "submit_new": (State.WITHDRAWN, lambda office, case: office.submit()),
    "submit": (State.DRAFT, doing("submit", "company")),
    "edit": (State.DRAFT, edit),
    "share_draft": (State.DRAFT, doing("share_draft", "company")),
    "withdraw": (State.SUBMITTED, doing("withdraw", "company")),
    "return": (State.SUBMITTED, doing("return", "case_officer")),
    "edit_returned": (State.RETURNED, edit),
    "resubmit": (State.RETURNED, doing("resubmit", "company")),
    "lapse": (State.RETURNED, lapse),
    "recommend": (State.SUBMITTED, doing("recommend", "case_officer")),
    "reject": (State.RECOMMENDED, doing("reject", "approver")),
    "approve": (State.RECOMMENDED, doing("approve", "approver")),
    "review": (State.REJECTED, doing("review", "company")),
    "terminate": (State.APPROVED, doing("terminate", "company", on=JUNE)),
    "shorten": (State.APPROVED, doing("shorten", "company", end=JUNE)),
    "extend": (State.APPROVED, doing("extend", "company", end=date(2028, 6, 30))),
    "correct": (State.APPROVED, doing("correct", "case_officer", fields={"start": date(2027, 2, 1)})),
}
"""Every change of one engagement, from where it begins. A replacement changes two and is looked at alone."""


@pytest.mark.parametrize("name", ACTS)
def test_an_act_leaves_one_receipt_one_entry_and_one_version(office: Office, name: str) -> None:
    state, act = ACTS[name]
    case = office.bring_to(state)
    before, last = office.counts(), _newest_entry(office.session)
    act(office, case)
    after = office.counts()
    added = {what: after[what] - before[what] for what in after}
    assert added == {"engagements": int(name == "submit_new"), "versions": 1, "receipts": 1, "entries": 1}
    entry = office.session.scalars(select(AuditEntry).where(AuditEntry.id > last)).one()
    version = office.session.scalars(select(EngagementVersion).order_by(EngagementVersion.id.desc()).limit(1)).one()
    assert entry.receipt_id == version.receipt_id is not None
    assert entry.subject_id == version.engagement_id
    assert entry.actor_id == version.actor_id
    assert office.row(version.engagement_id)["version"] == version.version


def test_a_replacement_leaves_them_for_both_engagements(office: Office) -> None:
    case = office.bring_to(State.APPROVED)
    before = office.counts()
    replace(office, case)
    after = office.counts()
    assert {what: after[what] - before[what] for what in after} == {
        "engagements": 1,
        "versions": 2,
        "receipts": 2,
        "entries": 2,
    }


class Cut(Exception):
    """The power goes off before a statement."""


@contextmanager
def cut_before(wiring: Wiring, statement: int) -> Iterator[list[str]]:
    """Raises Cut instead of the statement of that number, from 1; the list tells what was sent before."""
    sent: list[str] = []

    def count(connection: Any, cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith(("PRAGMA", "BEGIN")):
            return
        if len(sent) + 1 == statement:
            raise Cut
        sent.append(sql)

    event.listen(wiring.engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(wiring.engine, "before_cursor_execute", count)


def everything(session: Session) -> dict[str, list[Any]]:
    """All rows of what acts write."""
    tables = ("engagement", "engagement_version", "receipt", "audit_entry", "correction", "person", "identity_document")
    return {name: list(session.execute(text(f"SELECT * FROM {name} ORDER BY id"))) for name in tables}  # noqa: S608


@pytest.mark.parametrize("name", [*ACTS, "replace", "confirm_correction", "reject_correction"])
def test_an_act_cut_off_before_any_of_its_statements_leaves_nothing(wiring: Wiring, name: str) -> None:
    more = {
        "replace": (State.APPROVED, replace),
        "confirm_correction": (State.APPROVED, doing("confirm_correction", "approver")),
        "reject_correction": (State.APPROVED, doing("reject_correction", "approver")),
    }
    state, act = (ACTS | more)[name]
    with wiring.write_session() as session:
        office = Office(session)
        case = office.bring_to(state)
        if name in ("confirm_correction", "reject_correction"):
            office.do(case, "correct", "case_officer", fields={"start": date(2027, 2, 1)})
    with wiring.read_session() as session:
        before = everything(session)
    cut_off = 0
    while True:
        try:
            with cut_before(wiring, cut_off + 1), wiring.write_session() as office.session:
                act(office, case)
        except Cut:
            cut_off += 1
            with wiring.read_session() as session:
                assert everything(session) == before, f"after {cut_off - 1} statements"
        else:
            break
    assert cut_off >= 4, "the act must have been cut in the middle of its writing"
    with wiring.read_session() as session:
        assert everything(session) != before


def _lively(office: Office) -> None:
    """A history with admissions, refusals, an exception, an extension, a replacement and a correction."""
    first = office.bring_to(State.APPROVED)
    office.do(first, "extend", "company", end=date(2028, 6, 30))
    office.do(first, "recommend", "case_officer")
    office.do(first, "approve", "approver")
    itf = {"pool": "itf", "stream": "ITF", "itf_project": "its / 123"}
    second = office.bring_to(State.APPROVED, office.request(**itf))
    office.do(second, "replace", "company", on=JUNE, request=office.request(start=date(2027, 7, 1), **itf))
    third = office.bring_to(State.APPROVED)
    office.do(third, "correct", "case_officer", fields={"start": date(2027, 2, 1)})
    office.do(third, "confirm_correction", "approver")
    draft = office.bring_to(State.DRAFT, office.request(end=date(2030, 6, 30)))
    office.do(draft, "share_draft", "company")
    office.do(draft, "submit", "company")
    office.do(draft, "grant_exception", "approver")
    office.do(draft, "submit", "company")
    pending = office.bring_to(State.RECOMMENDED)
    assert not office.submit().admitted
    publish(office.session, "rth.concurrent", "2", date(2027, 3, 1))
    assert not office.do(pending, "approve", "approver").admitted
    office.do(pending, "reject", "approver")


def test_every_receipt_replays_to_the_same_verdict(office: Office) -> None:
    _lively(office)
    rows = office.session.scalars(select(ReceiptRow)).all()
    assert {row.verdict for row in rows if row.facts} == {"admit", "refuse"}
    publish(office.session, "rth.concurrent", "0", date(2020, 7, 1))
    publish(office.session, "rth.total_months", "1", date(2020, 7, 1))
    for row in rows:
        assert receipts.replay(office.session, office["auditor"], row.id), row.action


@pytest.mark.parametrize("changed", ["limit", "degree", "other", "end"])
def test_a_receipt_with_one_changed_fact_replays_to_another_verdict(office: Office, changed: str) -> None:
    for _ in range(3):
        office.bring_to(State.SUBMITTED)
    admitted = office.submit()
    assert admitted.admitted
    row = office.session.get_one(ReceiptRow, admitted.receipt_id)
    facts = copy.deepcopy(row.facts)
    assert facts is not None
    versions = list(row.policy_versions)
    if changed == "limit":
        publish(office.session, "rth.concurrent", "3", date(2020, 7, 1))
        versions.append("rth.concurrent/2")
    elif changed == "degree":
        facts["proposal"]["stem"] = False
    elif changed == "other":
        facts["others"].append({**facts["others"][0], "id": 999, "person_id": 999})
    else:
        facts["proposal"]["last_day"] = "2030-12-31"
    forged = {**_columns(row), "id": f"forged-{changed}", "facts": facts, "policy_versions": versions}
    office.session.add(ReceiptRow(**forged))
    office.session.flush()
    assert receipts.replay(office.session, office["auditor"], row.id)
    assert not receipts.replay(office.session, office["auditor"], f"forged-{changed}")


def test_a_stored_receipt_cannot_be_changed_even_by_hand(office: Office) -> None:
    admitted = office.submit()
    savepoint = office.session.begin_nested()
    with pytest.raises(Exception, match="added and never changed"):
        office.session.execute(
            text("UPDATE receipt SET verdict = 'refuse' WHERE id = :id"), {"id": admitted.receipt_id}
        )
    savepoint.rollback()


def test_a_receipt_is_read_by_its_company_and_by_officers_alone(office: Office) -> None:
    admitted = office.submit()
    assert admitted.receipt_id
    for reader in ("company", "case_officer", "auditor"):
        assert receipts.get(office.session, office[reader], admitted.receipt_id).decision.admitted
    for stranger in ("rival", "admin"):
        with pytest.raises(NotFound):
            receipts.get(office.session, office[stranger], admitted.receipt_id)
        with pytest.raises(NotFound):
            receipts.replay(office.session, office[stranger], admitted.receipt_id)


def _newest_entry(session: Session) -> int:
    return session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0


def _columns(row: ReceiptRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in ReceiptRow.__table__.columns}
