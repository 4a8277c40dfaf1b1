"""Where hires were once registered on one page, and the page that says that one is submitted."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.audience import PAGES, admits
from talenttrack.services import working_days
from talenttrack.services.schemes.rth import read
from talenttrack.web.asking import company_in_address, page


def new() -> ResponseReturnValue:
    """Where hires were once registered on one page; answers in the address are taken along."""
    given = urlencode(list(request.args.items(multi=True)))  # not through url_for, whose own options they could name
    return redirect(url_for("hires.start") + (f"?{given}" if given else ""), 303)


def submitted(engagement_id: int) -> Response:
    """What has been done, and what happens next."""
    view = read.view(*_who(), engagement_id, access.now())
    case = view.summary
    return page(
        "engagements/submitted.html",
        view=view,
        pledge=working_days.pledge(access.session(), case.submitted_on) if case.submitted_on else None,
        registers=admits("hires.start", access.actor(), PAGES),
        company=company_in_address(access.actor(), case.company_id),
    )


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
