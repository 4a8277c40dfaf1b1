"""A plain portfolio written into a database as history, and told again with the ids that the rows got.

What was believed before, and what is recorded only after the business date closed, is written as well: the night
must see neither.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.schemes.rth import itf_project_key
from talenttrack.storage.companies import Company
from talenttrack.storage.people import Person, PersonMerge
from talenttrack.storage.schemes.rth import Engagement, record_version
from talenttrack.storage.vault import vault_of
from tests.agreement.world import LAPSE_DAYS, SALARY_CENTS, World, put_policy_in_force, write_document, write_project
from tests.brute.adapter import day, must
from tests.brute.calendar import iso, ordinal
from tests.engagements_written import a_company, a_person, an_engagement
from tests.office import hired

Plain = dict[str, Any]
FACTS = ("registered", "subvented", "subvented_subsidiary", "suspended")


def write(session: Session, drawn: Plain, business_date: str, closing: datetime, seed: int) -> World:
    """Writes everything as it was known when the business date closed."""
    rng = random.Random(seed * 15_485_863 + 29)
    put_policy_in_force(session, drawn)
    ids: dict[str, dict[int, int]] = {"company": {}, "nias_project": {}, "person": {}, "engagement": {}}
    for company in drawn["companies"]:
        ids["company"][company["id"]] = company_id = a_company(session)
        facts = {name: company[name] for name in FACTS}
        session.execute(update(Company).where(Company.id == company_id).values(**facts))
    for project in drawn["nias_projects"]:
        ids["nias_project"][project["id"]] = write_project(session, project, ids["company"][project["company_id"]])
    passports: dict[int, str] = {}
    merged: dict[int, int] = {}
    for number in sorted({engagement["person_id"] for engagement in drawn["engagements"]}):
        ids["person"][number] = person_id = a_person(session)
        passports[person_id] = write_document(session, person_id)
        if rng.random() < 0.25:
            merged[person_id] = duplicate = a_person(session)
            passports[person_id] = write_document(session, duplicate)
    officers = {
        "case": hired(session, Role.CASE_OFFICER),
        "approver": hired(session, Role.APPROVING_OFFICER),
        "second_approver": hired(session, Role.APPROVING_OFFICER),
    }
    companies = {own: hired(session, Role.COMPANY_USER, own) for own in ids["company"].values()}
    world = World({}, ids, passports, officers, companies)
    written = deepcopy(drawn)
    for company in written["companies"]:
        company["id"] = ids["company"][company["id"]]
    for project in written["nias_projects"]:
        project["id"] = ids["nias_project"][project["id"]]
        project["company_id"] = ids["company"][project["company_id"]]
    written["engagements"] = []
    for number, engagement in enumerate(drawn["engagements"]):
        told = world.renumbered(engagement)
        returned_on = _return(rng, told, ordinal(business_date))
        told["id"] = _write_engagement(session, told, number, returned_on, merged, closing, rng)
        ids["engagement"][engagement["id"]] = told["id"]
        if returned_on and ordinal(returned_on) + LAPSE_DAYS <= ordinal(business_date):
            told["state"] = "lapsed"
        written["engagements"].append(told)
    _merge(session, merged, officers, closing - timedelta(hours=2))
    world.portfolio = written
    return world


def _return(rng: random.Random, engagement: Plain, today: int) -> str | None:
    """The day on which a returned case was sent back: at the edge of lapsing, half of the time."""
    if engagement["state"] != "returned":
        return None
    return iso(today - rng.choice((0, 5, LAPSE_DAYS - 1, LAPSE_DAYS, LAPSE_DAYS + 1)))


def columns(engagement: Plain) -> Plain:
    """The engagement's facts as columns; `held_` ones are the storage's own."""
    variation: Plain = {"variation_end": None, "variation_state": None, "variation_submitted_on": None}
    if engagement["variation_end"]:
        variation = {
            "variation_end": must(engagement["variation_end"]),
            "variation_state": "submitted",
            "variation_submitted_on": must(engagement["variation_submitted_on"]),
        }
    plain = ("pool", "stream", "role", "state", "degree", "stem", "institution_kind", "permanent_resident")
    return {
        **{name: engagement[name] for name in plain},
        "itf_project": (engagement["itf_project"] or "").strip(),
        "itf_project_key": itf_project_key(engagement["itf_project"] or ""),
        "nias_project_id": engagement["nias_project_id"],
        "terminated_on": day(engagement["terminated_on"]),
        "submitted_on": None if engagement["state"] == "draft" else must(engagement["submitted_on"]),
        "latest_submission_on": None if engagement["state"] == "draft" else must(engagement["submitted_on"]),
        "permit_until": day(engagement["permit_until"]),
        "conflicts": engagement["conflicts"],
        "exceptions": engagement["exceptions"],
        **variation,
    }


def _write_engagement(
    session: Session,
    engagement: Plain,
    number: int,
    returned_on: str | None,
    merged: Mapping[int, int],
    closing: datetime,
    rng: random.Random,
) -> int:
    facts = columns(engagement) | {"returned_on": day(returned_on)}
    facts["monthly_salary_encrypted"] = vault_of(session).encrypt(str(SALARY_CENTS))
    period = engagement["first_day"], engagement["last_day"]
    person_id, own = engagement["person_id"], {"reference": f"H-{number}"}
    if returned_on is None and rng.random() < 0.5:  # history counts whenever it was written down
        recorded_at = closing + rng.choice((-1, 1)) * timedelta(days=rng.randint(1, 200))
        facts["from_history"] = True
    else:
        recorded_at = closing - rng.choice((timedelta(microseconds=1), timedelta(days=1)))
    person_then = merged.get(person_id, person_id)
    astray = person_then != person_id and rng.random() < 0.5 and recorded_at < closing
    believed: Plain = {}
    if recorded_at < closing and (astray or rng.random() < 0.4):
        believed = rng.choice(
            (
                {"state": "withdrawn"},
                {"last_day": must(engagement["first_day"]) + timedelta(days=5)},
                {"pool": "itf", "itf_project": "ITF-001", "itf_project_key": "ITF-001"},
                {"submitted_on": date(2021, 5, 5), "latest_submission_on": date(2021, 5, 5)},
                {"permanent_resident": True, "permit_until": None},
                {"exceptions": ["rth.talent_months"], "role": "technical"},
            )
        )
    earlier = recorded_at - timedelta(days=3) if believed else recorded_at
    engagement_id = an_engagement(
        session,
        engagement["company_id"],
        *period,
        person_id=person_then if astray else person_id,
        recorded_at=earlier,
        **{**facts, **own, **{name: value for name, value in believed.items() if name != "last_day"}},
    )
    if believed:
        late = {"last_day": must(engagement["last_day"])} if "last_day" in believed else {}
        if late:
            _record(session, engagement_id, earlier + timedelta(days=1), last_day=believed["last_day"])
        truth = {name: facts[name] for name in believed if name in facts}
        _record(session, engagement_id, recorded_at, person_id=person_id, **truth, **late)
    return engagement_id


def _record(session: Session, engagement_id: int, at: datetime, **changes: Any) -> None:
    record_version(session, engagement_id, action="correct", actor_id=None, receipt_id=None, now=at, **changes)


def _merge(session: Session, merged: Mapping[int, int], officers: Mapping[str, Actor], at: datetime) -> None:
    for kept_id, merged_id in merged.items():
        session.execute(
            insert(PersonMerge).values(
                kept_id=kept_id,
                merged_id=merged_id,
                reason="one person with two passports",
                state="confirmed",
                proposed_by=officers["case"].id,
                proposed_at=at,
                confirmed_by=officers["approver"].id,
                confirmed_at=at,
            )
        )
        session.execute(update(Person).where(Person.id == merged_id).values(merged_into_id=kept_id))


def change_everything(session: Session, at: datetime) -> None:
    """Withdraws, moves and lengthens what is recorded, so that an old night has something to leave out."""
    for number, engagement_id in enumerate(session.scalars(select(Engagement.id).order_by(Engagement.id)).all()):
        changes = ({"state": "withdrawn"}, {"pool": "base", "stream": "TC"}, {"last_day": date(2035, 1, 1)})
        _record(session, engagement_id, at, **changes[number % 3])
