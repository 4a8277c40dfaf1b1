"""Two records of one person: merged by two officers, with every document and engagement, and no guard broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, WrongState
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import people
from talenttrack.storage.audit import AuditEntry
from talenttrack.storage.people import canonical, find_person
from talenttrack.storage.schemes.rth import Engagement, EngagementVersion
from tests.office import Hire
from tests.persons import HKID, NOW, PASSPORT, company, engage, number, record

Pair = tuple[int, int]


@pytest.fixture
def proposed(session: Session, hire: Hire) -> Callable[[Pair], tuple[int, Actor]]:
    def propose(pair: Pair) -> tuple[int, Actor]:
        proposer = hire(Role.CASE_OFFICER)
        kept_id, merged_id = pair
        merge_id = people.propose_merge(
            session, proposer, kept_id=kept_id, merged_id=merged_id, reason="same face", now=NOW
        )
        return merge_id, proposer

    return propose


Propose = Callable[[Pair], tuple[int, Actor]]


def test_two_officers_merge_two_records(session: Session, hire: Hire, proposed: Propose) -> None:
    kept, merged = record(session, PASSPORT, "CHAN Kept"), record(session, HKID, "CHAN Merged")
    first = engage(session, company(session), merged, date(2025, 1, 1), date(2025, 12, 31))
    merge_id, proposer = proposed((kept, merged))
    assert find_person(session, HKID) == merged
    with pytest.raises(Forbidden) as raised:
        people.confirm_merge(session, proposer, merge_id, NOW)
    assert raised.value.code == "actor.same"
    officer = hire(Role.APPROVING_OFFICER)
    assert people.confirm_merge(session, officer, merge_id, NOW) == kept
    assert find_person(session, HKID) == find_person(session, PASSPORT) == canonical(session, merged) == kept
    history = session.execute(
        select(EngagementVersion.version, EngagementVersion.action, EngagementVersion.person_id)
        .where(EngagementVersion.engagement_id == first)
        .order_by(EngagementVersion.version)
    ).all()
    assert [tuple(line) for line in history] == [(1, "submit", merged), (2, "merge", kept)]
    seen = people.get(session, officer, merged)
    assert (seen.id, [line.id for line in seen.engagements], len(seen.documents)) == (kept, [first], 2)
    with pytest.raises(WrongState):
        people.confirm_merge(session, officer, merge_id, NOW)


def test_overlaps_that_a_merge_brings_to_light_are_kept_as_not_admitted(
    session: Session, hire: Hire, proposed: Propose
) -> None:
    kept, merged = record(session, PASSPORT), record(session, HKID)
    of_kept = engage(session, company(session), kept, date(2025, 1, 1), date(2025, 12, 31))
    other = company(session, "87654321")
    overlapping = engage(session, other, merged, date(2025, 12, 31), date(2026, 6, 30))
    beside = engage(session, other, merged, date(2026, 7, 1), date(2026, 12, 31))
    people.confirm_merge(session, hire(Role.CASE_OFFICER), proposed((kept, merged))[0], NOW)
    rows = {row.id: row for row in session.scalars(select(Engagement).where(Engagement.person_id == kept))}
    assert {key: row.admitted for key, row in rows.items()} == {of_kept: True, overlapping: False, beside: True}
    assert rows[overlapping].held_from == date(2025, 12, 31)


def test_two_hkids_are_warned_of_while_the_merge_waits_and_told_in_the_log(
    session: Session, hire: Hire, proposed: Propose
) -> None:
    officer = hire(Role.APPROVING_OFFICER)
    plain, _ = proposed((record(session, PASSPORT), record(session, HKID)))
    odd, _ = proposed((record(session, number(1)), record(session, number(2))))
    warned = {merge.id: merge.warnings for merge in people.open_merges(session, officer)}
    assert warned == {plain: (), odd: ("person.two_hkids",)}
    for merge_id in (plain, odd):
        kept = people.confirm_merge(session, officer, merge_id, NOW)
        assert [merge.warnings for merge in people.get(session, officer, kept).merges] == [()]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("person.%_merge"))).all()
    told = [(entry.details["merge_id"], entry.details["warnings"]) for entry in entries]
    assert sorted(told) == sorted([(plain, []), (odd, ["person.two_hkids"])] * 2)


def test_a_chain_of_merges_leads_to_one_person(session: Session, hire: Hire, proposed: Propose) -> None:
    persons = [record(session, number(n), f"CHAN Number {n}") for n in range(3)]
    officer = hire(Role.APPROVING_OFFICER)
    people.confirm_merge(session, officer, proposed((persons[1], persons[0]))[0], NOW)
    people.confirm_merge(session, officer, proposed((persons[2], persons[1]))[0], NOW)
    assert {canonical(session, person) for person in persons} == {persons[2]}
    found = people.search(session, officer, name="number 0", cursor=None, limit=9)
    assert [line.id for line in found.items] == [persons[2]]


def test_a_merge_waits_once_and_may_be_rejected(session: Session, hire: Hire, proposed: Propose) -> None:
    kept, merged = record(session, PASSPORT), record(session, HKID)
    merge_id, _ = proposed((kept, merged))
    with pytest.raises(Conflict):
        proposed((merged, kept))
    officer = hire(Role.CASE_OFFICER)
    assert [merge.id for merge in people.open_merges(session, officer)] == [merge_id]
    people.reject_merge(session, officer, merge_id, "two brothers", NOW)
    assert people.open_merges(session, officer) == ()
    with pytest.raises(WrongState):
        people.confirm_merge(session, hire(Role.CASE_OFFICER), merge_id, NOW)
    with pytest.raises(Invalid):
        proposed((kept, kept))
    with pytest.raises(NotFound):
        proposed((kept, merged + 1000))
