"""The register of companies, and each company on one page in parts: what it holds, its people, awards and history."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.domain.errors import Invalid
from talenttrack.language import _, lazy
from talenttrack.services import companies, company_edit, findings_board
from talenttrack.services import history as histories
from talenttrack.services.companies import CompanyView
from talenttrack.services.exported_lists import COMPANIES
from talenttrack.services.findings_board import STANDING, Asked
from talenttrack.services.history import Within
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import engaged, quota
from talenttrack.services.schemes.rth.engaged import WHEN, Scope
from talenttrack.web import exporting, finding_lines, words
from talenttrack.web.asking import SHOWN, attempted, cursor_asked, day_asked, page, today, word_asked
from talenttrack.web.company_forms import DIRECTORS, CompanyForm, ReasonForm, edit_form

blueprint = Blueprint("companies", __name__, url_prefix="/companies")

FEW: Final = 8
"""People and findings on the first part of a company's page; the other parts show all."""

PARTS: Final = (
    ("companies.show", lazy("Overview")),
    ("companies.people", lazy("People")),
    ("companies.awards", lazy("Awards")),
    ("companies.findings", lazy("Findings")),
    ("companies.history", lazy("History")),
    ("companies.details", lazy("Details")),
)
OFFICERS_ONLY: Final = frozenset({"companies.history"})


def _listed(cursor: str | None) -> Page[CompanyView]:
    return companies.listing(*_who(), cursor=cursor, limit=LIMIT_MAX, text=word_asked("name") or "")


exporting.offer(blueprint, COMPANIES, _listed)


@blueprint.get("/")
def index() -> Response:
    text = word_asked("name") or ""
    found = companies.listing(*_who(), cursor=cursor_asked(), limit=SHOWN, text=text)
    standing = findings_board.standing_of(*_who(), [company.id for company in found.items])
    return page("companies/index.html", found=found, text=text, cursor=cursor_asked(), standing=standing)


@blueprint.get("/<int:company_id>")
def show(company_id: int) -> Response:
    """What the company holds on a day, who comes and goes, what is wrong, and what was awarded."""
    day, scope = day_asked("on") or today(), Scope(company_id)
    company = companies.get(*_who(), company_id)
    people = {
        when: engaged.listing(*_who(), scope, when, day, cursor=None, limit=FEW, now=access.now())
        for when in (engaged.NOW, engaged.NEXT)
    }
    found = findings_board.board(*_who(), Asked(STANDING, company_id=company_id), cursor=None, limit=FEW)
    return _part(
        "companies/show.html",
        company,
        day=day,
        meters=quota.meters(*_who(), company_id, day),
        people=people,
        counts=engaged.counts(*_who(), scope, day),
        found=found,
        mends=finding_lines.mends(found.items),
        projects=_projects(company_id),
    )


@blueprint.get("/<int:company_id>/people")
def people(company_id: int) -> Response:
    company, scope = companies.get(*_who(), company_id), Scope(company_id)
    day, when = day_asked("on") or today(), word_asked("when", WHEN) or engaged.NOW
    cursor = word_asked("cursor")
    asked: dict[str, Any] = {"limit": SHOWN, "now": access.now()}
    try:
        found = engaged.listing(*_who(), scope, when, day, cursor=cursor, **asked)
    except Invalid:  # what is no cursor is the first page
        cursor = None
        found = engaged.listing(*_who(), scope, when, day, cursor=None, **asked)
    counts = engaged.counts(*_who(), scope, day)
    return _part("companies/people.html", company, found=found, when=when, day=day, counts=counts, cursor=cursor)


@blueprint.get("/<int:company_id>/awards")
def awards(company_id: int) -> Response:
    company = companies.get(*_who(), company_id)
    return _part("companies/awards.html", company, projects=_projects(company_id))


@blueprint.get("/<int:company_id>/findings")
def findings(company_id: int) -> Response:
    company = companies.get(*_who(), company_id)
    asked = Asked(STANDING, company_id=company_id)
    found = findings_board.board(*_who(), asked, cursor=None, limit=LIMIT_MAX)
    return _part("companies/findings.html", company, found=found, **finding_lines.shown(found.items))


@blueprint.get("/<int:company_id>/history")
def history(company_id: int) -> Response:
    company = companies.get(*_who(), company_id)
    within = Within(word_asked("kind", words.KINDS), day_asked("since"), day_asked("until"))
    cursor = word_asked("cursor")
    try:
        found = histories.of_company(*_who(), company_id, within, cursor=cursor, limit=SHOWN)
    except Invalid:  # what is no cursor is the first page
        cursor = None
        found = histories.of_company(*_who(), company_id, within, cursor=None, limit=SHOWN)
    entries = words.record_entries(found.items, with_subject=True)
    return _part("companies/history.html", company, found=found, entries=entries, within=within, cursor=cursor)


@blueprint.get("/<int:company_id>/details")
def details(company_id: int) -> Response:
    return _part("companies/details.html", companies.get(*_who(), company_id))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form: Any = CompanyForm()
    if form.validate_on_submit():
        work = lambda: companies.create(*_who(), form.request(), access.now())  # noqa: E731
        company_id = attempted(form, work, DIRECTORS)
        if company_id is not None:
            flash(_("The company is added."), "success")
            return redirect(url_for("companies.show", company_id=company_id), 303)
    return page("companies/new.html", form=form)


@blueprint.route("/<int:company_id>/edit", methods=["GET", "POST"])
def edit(company_id: int) -> ResponseReturnValue:
    company = companies.get(*_who(), company_id)
    form: Any = edit_form(company)

    def work() -> bool:
        asked, reason, version = form.request(), form.reason.data, form.version.data
        company_edit.edit(*_who(), company_id, asked, reason, access.now(), expected_version=version)
        return True

    if form.validate_on_submit() and attempted(form, work, DIRECTORS):
        flash(_("The details are recorded."), "success")
        return redirect(url_for("companies.details", company_id=company_id), 303)
    return page("companies/edit.html", form=form, company=company)


@blueprint.route("/<int:company_id>/<action>", methods=["GET", "POST"])
def act(company_id: int, action: str) -> ResponseReturnValue:
    session, actor = _who()
    company = companies.get(session, actor, company_id)
    if action not in ("suspend", "reinstate"):
        abort(404)
    form: Any = ReasonForm(data={"version": company.version})

    def work() -> bool:
        reason, version = form.reason.data, form.version.data
        companies.transition(session, actor, company_id, action, reason, access.now(), expected_version=version)
        return True

    if form.validate_on_submit() and attempted(form, work):
        flash(_("The company is suspended.") if action == "suspend" else _("The company is reinstated."), "success")
        return redirect(url_for("companies.show", company_id=company_id), 303)
    if request.method == "POST":
        form.version.data = company.version
    return page("companies/act.html", form=form, company=company, action=action)


def _part(template: str, company: CompanyView, **context: Any) -> Response:
    """One part of a company's page, under the heading and the links that all parts share."""
    counts = findings_board.counts(*_who(), Asked(STANDING, company_id=company.id))
    parts = [
        {
            "text": text,
            "href": url_for(endpoint, company_id=company.id),
            "current": request.endpoint == endpoint,
            "count": counts.total if endpoint == "companies.findings" else None,
        }
        for endpoint, text in PARTS
        if endpoint not in OFFICERS_ONLY or access.actor().reads_all
    ]
    return page(template, company=company, parts=parts, finding_counts=counts, today=today(), **context)


def _projects(company_id: int) -> Any:
    return nias_read.listing(*_who(), company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX).items


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
