"""The register of companies, for officers: the list, a company with its quotas and people, and adding one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.language import _, lazy
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest, CompanyView
from talenttrack.services.exported_lists import COMPANIES
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import quota, read
from talenttrack.web import exporting
from talenttrack.web.asking import SHOWN, ActForm, attempted, cursor_asked, page, today, word_asked
from talenttrack.web.forms import DayField, PageForm, needed

blueprint = Blueprint("companies", __name__, url_prefix="/companies")

TYPED_MAX = 1000


class CompanyForm(PageForm):
    brn = StringField(
        lazy("Business registration number"),
        description=lazy("8 digits, or a letter and 7 digits"),
        validators=[needed(lazy("Enter the business registration number"))],
    )
    name_en = StringField(
        lazy("Company name in English"), validators=[needed(lazy("Enter the company name in English"))]
    )
    name_zh = StringField(lazy("Company name in Chinese"))
    address = StringField(lazy("Address"))
    phone = StringField(lazy("Phone"))
    directors = TextAreaField(
        lazy("Directors"), description=lazy("One name on each line"), validators=[Length(max=TYPED_MAX * 10)]
    )
    bank_account = StringField(lazy("Bank account"))
    operating_since = DayField(lazy("First day of operation"))
    registered = BooleanField(lazy("Registered in Hong Kong"), default=True)
    subvented = BooleanField(lazy("A government-subvented body"))
    subvented_subsidiary = BooleanField(lazy("A subsidiary of a government-subvented body"))

    def request(self) -> CompanyRequest:
        answers = {name: value for name, value in self.data.items() if name in CompanyRequest.__slots__}
        return CompanyRequest(**{**answers, "directors": tuple((self.directors.data or "").splitlines())})


class ReasonForm(ActForm):
    reason = TextAreaField(lazy("Reason"), validators=[needed(lazy("Give a reason")), Length(max=TYPED_MAX * 4)])


def _listed(cursor: str | None) -> Page[CompanyView]:
    text = word_asked("name") or ""
    return companies.listing(access.session(), access.actor(), cursor=cursor, limit=LIMIT_MAX, text=text)


exporting.offer(blueprint, COMPANIES, _listed)


@blueprint.get("/")
def index() -> Response:
    text = word_asked("name") or ""
    session, actor = access.session(), access.actor()
    found = companies.listing(session, actor, cursor=cursor_asked(), limit=SHOWN, text=text)
    return page("companies/index.html", found=found, text=text, cursor=cursor_asked())


@blueprint.get("/<int:company_id>")
def show(company_id: int) -> Response:
    session, actor = access.session(), access.actor()
    company = companies.get(session, actor, company_id)
    of_company = read.Which(company_id=company_id)
    listed = read.listing(session, actor, of_company, cursor=cursor_asked(), limit=SHOWN, now=access.now())
    projects = nias_read.listing(session, actor, company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX)
    meters = quota.meters(session, actor, company_id, today())
    return page(
        "companies/show.html",
        company=company,
        found=listed,
        projects=projects.items,
        meters=meters,
        cursor=cursor_asked(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form: Any = CompanyForm()
    if form.validate_on_submit():
        work = lambda: companies.create(access.session(), access.actor(), form.request(), access.now())  # noqa: E731
        company_id = attempted(form, work, {f"directors.{n}": "directors" for n in range(companies.DIRECTORS_MAX + 1)})
        if company_id is not None:
            flash(_("The company is added."), "success")
            return redirect(url_for("companies.show", company_id=company_id), 303)
    return page("companies/new.html", form=form)


@blueprint.route("/<int:company_id>/<action>", methods=["GET", "POST"])
def act(company_id: int, action: str) -> ResponseReturnValue:
    session, actor = access.session(), access.actor()
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
