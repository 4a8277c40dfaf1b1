"""A company's first page: what is used of its quotas, what needs doing, and its engagements."""

from __future__ import annotations

from flask import Blueprint, Response

from talenttrack import access
from talenttrack.services import companies, findings
from talenttrack.services.schemes.rth import quota, read
from talenttrack.services.schemes.rth.reminders import reminders
from talenttrack.web.asking import company_asked, cursor_asked, page, today

blueprint = Blueprint("company", __name__)

ENGAGEMENTS, FINDINGS = 20, 10


@blueprint.get("/home")
def home() -> Response:
    session, actor = access.session(), access.actor()
    company_id = company_asked(actor)
    listed = read.listing(
        session,
        actor,
        company_id=company_id,
        state=None,
        pool=None,
        on=None,
        reference=None,
        cursor=cursor_asked(),
        limit=ENGAGEMENTS,
        now=access.now(),
    )
    return page(
        "company/home.html",
        company=companies.get(session, actor, company_id),
        meters=quota.meters(session, actor, company_id, today()),
        reminders=reminders(session, actor, company_id, access.now()),
        open_findings=findings.listing(session, actor, state="open", company_id=company_id, limit=FINDINGS),
        found=listed,
        cursor=cursor_asked(),
    )
