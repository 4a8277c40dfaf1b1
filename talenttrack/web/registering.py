"""An engagement's form on one page, for what was registered before, and the page that says that it is submitted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.audience import PAGES, admits
from talenttrack.language import _
from talenttrack.services import working_days
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import read, register, screen
from talenttrack.web.asking import attempted, company_in_address, page
from talenttrack.web.schemes.rth import NAMES, EngagementForm


def new() -> ResponseReturnValue:
    """Where hires were once registered on one page; answers in the address are taken along."""
    return redirect(url_for("hires.start", **request.args.to_dict(flat=True)), 303)  # type: ignore[arg-type]


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


def edit(engagement_id: int) -> ResponseReturnValue:
    view = read.view(*_who(), engagement_id, access.now())
    answers = screen.answers(*_who(), engagement_id)
    form: Any = EngagementForm(data=_answers(answers))
    company_id = view.summary.company_id
    form.offer(nias_read.listing(*_who(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX).items)
    form.id_number.description = _("Leave it empty to keep %(number)s", number=answers.id_masked)
    if form.validate_on_submit() and _edited(form, engagement_id, view.summary.company_id):
        flash(_("The answers are changed. Nothing is submitted yet."), "success")
        return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)
    return page("engagements/edit.html", form=form, view=view)


def _edited(form: Any, engagement_id: int, company_id: int) -> bool:
    def work() -> bool:
        changes = form.changes(company_id)
        register.edit(*_who(), engagement_id, changes, access.now(), expected_version=form.version.data)
        return True

    return attempted(form, work, NAMES) is True


def _answers(found: screen.Answers) -> dict[str, Any]:
    asked = found.request
    talent = asdict(asked.talent) | {"id_country": asked.talent.id_country or ""}
    for name in ("stem", "permanent_resident"):
        talent[name] = "yes" if talent[name] else "no"
    own = {name: getattr(asked, name) for name in ("pool", "stream", "role", "itf_project", "start", "end")}
    return {
        **talent,
        **own,
        "nias_project": str(asked.nias_project_id or ""),
        "monthly_salary": asked.monthly_salary_cents,
        "conflicts": sorted(asked.conflicts),
        "version": found.version,
    }


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
