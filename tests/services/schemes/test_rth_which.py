"""Lists narrowed by phase, day and part of a name, and how many there are of each, as the reader may see them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from talenttrack.domain.errors import Forbidden
from talenttrack.domain.lifecycle import State
from talenttrack.services.schemes.rth import read
from talenttrack.services.schemes.rth.read import Which
from tests.engagements_written import an_engagement
from tests.services.schemes.office import NOW, TODAY, Office, a_talent

LIMIT = 50


def found(office: Office, which: Which, by: str = "company") -> list[int]:
    return [one.id for one in read.listing(office.session, office[by], which, cursor=None, limit=LIMIT, now=NOW).items]


def an_approved(office: Office, first_day: str, last_day: str, **columns: Any) -> int:
    return an_engagement(office.session, office.company_id, first_day, last_day, **columns)


def test_phases_part_what_was_approved_on_its_first_and_its_last_day(office: Office) -> None:
    ended = an_approved(office, "2025-01-01", "2026-11-22")
    last = an_approved(office, "2025-01-01", str(TODAY))
    first = an_approved(office, str(TODAY), "2027-01-01")
    upcoming = an_approved(office, "2026-11-24", "2027-01-01")
    never = an_approved(office, "2026-12-01", "2027-01-01", state="terminated", terminated_on=date(2026, 11, 30))
    waiting = office.bring_to(State.SUBMITTED)
    by_phase = {phase: found(office, Which(phase=phase)) for phase in ("upcoming", "active", "ended")}
    assert by_phase == {"upcoming": [upcoming], "active": [last, first], "ended": [ended, never]}
    assert all(waiting not in ids for ids in by_phase.values())
    for one in read.listing(office.session, office["company"], Which(), cursor=None, limit=LIMIT, now=NOW).items:
        assert one.id == waiting or one.id in by_phase[one.phase or ""]


def test_counts_are_by_state_and_phase_and_heed_the_other_filters_alone(office: Office) -> None:
    an_approved(office, "2026-01-01", "2026-12-31")
    an_approved(office, "2027-01-01", "2027-12-31")
    an_approved(office, "2027-01-01", "2027-12-31", pool="itf", itf_project="A", itf_project_key="A")
    office.bring_to(State.DRAFT)
    counts = read.counts(office.session, office["company"], Which(), now=NOW)
    assert counts == {"approved": 3, "active": 1, "upcoming": 2, "draft": 1}
    narrowed = Which(pool="base", state="draft", phase="ended")
    assert read.counts(office.session, office["company"], narrowed, now=NOW) == {
        "approved": 2, "active": 1, "upcoming": 1, "draft": 1,
    }  # fmt: skip


def test_nobody_counts_what_may_not_be_seen(office: Office) -> None:
    office.bring_to(State.DRAFT)
    office.bring_to(State.SUBMITTED)
    assert read.counts(office.session, office["rival"], Which(), now=NOW) == {}
    assert read.counts(office.session, office["case_officer"], Which(), now=NOW) == {"submitted": 1}
    with pytest.raises(Forbidden):
        read.counts(office.session, office["admin"], Which(), now=NOW)


@pytest.mark.parametrize("text", ["陳大", "chan tai", "CHAN", "大文"])
def test_a_part_of_a_name_in_either_language_finds_it(office: Office, text: str) -> None:
    talent = a_talent(name_en="CHAN Tai Man", name_zh="陳大文")
    wanted = office.submit(office.request(talent=talent)).engagement_id
    office.submit()
    assert found(office, Which(text=text)) == [wanted]


def test_a_part_of_a_reference_finds_it_and_signs_are_no_patterns(office: Office) -> None:
    wanted = an_approved(office, "2026-01-01", "2026-12-31", reference="RTH-26-ABC")
    an_approved(office, "2026-01-01", "2026-12-31", reference="RTH-26-XYZ")
    assert found(office, Which(text="26-ab")) == [wanted]
    assert found(office, Which(text="%")) == []
    assert found(office, Which(text="_")) == []


def test_a_company_finds_nobody_by_a_name_that_only_others_gave(office: Office) -> None:
    talent = a_talent(name_en="KNOWN To Others")
    office.submit(office.request(company_id=office.rival_id, talent=talent), by="rival")
    own = a_talent(name_en="As We Know", id_number=talent.id_number)
    wanted = office.submit(office.request(talent=own, start=date(2028, 2, 1), end=date(2028, 12, 31))).engagement_id
    assert found(office, Which(text="KNOWN")) == []
    assert found(office, Which(text="As We")) == [wanted]
