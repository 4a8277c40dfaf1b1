"""A company's first page: what is used of its quotas, what needs doing, and its engagements."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.domain.calendar import ONE_DAY, Period, add_months
from talenttrack.domain.schemes.rth import Pool
from talenttrack.services import companies, findings
from talenttrack.services.schemes.rth import quota, read
from talenttrack.services.schemes.rth.reminders import reminders
from talenttrack.web.asking import company_asked, cursor_asked, page, today

blueprint = Blueprint("company", __name__)

ENGAGEMENTS, FINDINGS = 20, 10
BEGINS_WITHIN: Final = 12
"""Months from today within which the days begin on which every place is taken."""

LOOKED_AT: Final = 108
"""Months from today over which the end of those days is looked for."""


@blueprint.get("/home")
def home() -> Response:
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    of_company = read.Which(company_id=company_id)
    listed = read.listing(session, actor, of_company, cursor=cursor_asked(), limit=ENGAGEMENTS, now=access.now())
    return page(
        "company/home.html",
        company=companies.get(session, actor, company_id),
        meters=quota.meters(session, actor, company_id, today()),
        full=_full(quota.timeline(session, actor, company_id, today(), add_months(today(), LOOKED_AT)), today()),
        reminders=reminders(session, actor, company_id, access.now()),
        open_findings=findings.listing(session, actor, state="open", company_id=company_id, limit=FINDINGS),
        found=listed,
        cursor=cursor_asked(),
    )


def _full(steps: list[quota.TimelineStep], day: date) -> list[tuple[int, Period]]:
    """The days of the base quota with no place free that begin soon, each stretch whole, and the limit on them."""
    found: list[tuple[int, Period]] = []
    for step in steps:
        if step.pool != Pool.BASE or step.limit is None or step.heads < step.limit:
            continue
        if found and (found[-1][0], found[-1][1].last_day + ONE_DAY) == (step.limit, step.period.first_day):
            found[-1] = (step.limit, Period(found[-1][1].first_day, step.period.last_day))
        else:
            found.append((step.limit, step.period))
    return [one for one in found if one[1].first_day <= add_months(day, BEGINS_WITHIN)]
