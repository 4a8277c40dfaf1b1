"""The night of the Research Talent Hub: its engagements by company, ITF project and person, and the NIAS projects."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from talenttrack.domain.duties import pledge, pledge_missed
from talenttrack.domain.findings import Finding
from talenttrack.domain.schemes.rth import PARAMETERS
from talenttrack.domain.schemes.rth.night import (
    of_company,
    of_engagement,
    of_itf_project,
    of_nias_project,
    of_person,
)
from talenttrack.services.night import SchemeNight, Seen
from talenttrack.services.schemes.rth.review import lapse_due
from talenttrack.services.working_days import working_days
from talenttrack.storage.night import Known
from talenttrack.storage.schemes.rth_night import by_company, by_itf_project, by_person, pending_cases, projects_known


def look(session: Session, at: Known) -> Seen:
    """Every finding of the scheme; no more than one company's or person's engagements are in memory at a time."""
    policy, on = at.policy, at.business_date
    projects = projects_known(session, at)
    found: list[Finding] = []
    companies = engagements = 0
    for company_id, engaged in by_company(session, at):
        companies += 1
        engagements += len(engaged)
        found += of_company(company_id, engaged, policy, on)
        for one in engaged:
            found += of_engagement(one, projects, policy, on)
    for reference, engaged in by_itf_project(session, at):
        found += of_itf_project(reference, engaged, policy, on)
    for person_id, engaged in by_person(session, at):
        found += of_person(person_id, engaged, policy, on)
    for project in projects.values():
        found += of_nias_project(project, policy, on)
    found += _late(session, at)
    inputs = {"companies": companies, "engagements": engagements, "nias_projects": len(projects)}
    return Seen(tuple(found), inputs)


def _late(session: Session, at: Known) -> Iterator[Finding]:
    """Cases open for more working days than the setting case.pledge_working_days, those with the company aside."""
    version = at.policy.on("case.pledge_working_days", at.business_date)
    if version is None or not isinstance(version.value, int):
        return
    for case in pending_cases(session, at):
        years = (case.handovers[0][0].year, at.business_date.year)
        if years[0] > years[1]:
            continue
        missed = pledge_missed(case.handovers, at.business_date, working_days(*years), version.value)
        if missed is not None:
            yield pledge(case.id, case.company_id, "engagement", missed)


NIGHT = SchemeNight("rth", PARAMETERS, look, lapse_due)
