"""NIAS projects, for officers: the list, a project with its window, adding one and moving it on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.schemes.nias_awards import MOVES
from talenttrack.language import _, lazy
from talenttrack.services import companies, history
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes import nias, subjects
from talenttrack.services.schemes.nias import NiasProjectRequest, ProjectOutcome, ProjectView
from talenttrack.services.schemes.nias_exports import PROJECTS
from talenttrack.services.schemes.rth import engaged
from talenttrack.services.schemes.rth.engaged import Scope
from talenttrack.web import exporting, words
from talenttrack.web.asking import (
    SHOWN,
    ActForm,
    attempted,
    company_asked,
    cursor_asked,
    number_asked,
    page,
    today,
    word_asked,
)
from talenttrack.web.decisions import decision_view
from talenttrack.web.forms import DayField, MoneyField, PageForm, needed
from talenttrack.web.project_spans import days_of
from talenttrack.web.schemes.rth import choices_of

blueprint = Blueprint("projects", __name__, url_prefix="/nias-projects")

REASON_MAX = 4000
DRAWING = 50
"""People on a project's page; the extra places are fewer."""
NAMES = {"total_cost_cents": "total_cost", "own_share_cents": "own_share", "grant_cents": "grant"}


class ProjectForm(PageForm):
    reference = StringField(lazy("Reference"), validators=[needed(lazy("Enter the reference of the project"))])
    industry = RadioField(
        lazy("Strategic industry"),
        choices=lambda: choices_of(words.INDUSTRIES),
        validators=[needed(lazy("Choose the industry"))],
    )
    total_cost = MoneyField(lazy("Total cost"), validators=[needed(lazy("Enter the total cost"))])
    own_share = MoneyField(
        lazy("The company's own share"), validators=[needed(lazy("Enter what the company itself invests"))]
    )
    submitted_on = DayField(lazy("Submitted on"))
    committee_recommended_on = DayField(lazy("Recommended by the committee on"))
    approved_on = DayField(lazy("Approved on"), description=lazy("Filled in, the project is entered as approved"))
    allowance_from = DayField(
        lazy("Window of the extra places from"), description=lazy("Left empty: the day of the approval")
    )
    reason = TextAreaField(
        lazy("Reason"), description=lazy("If there is something to say"), validators=[Length(max=REASON_MAX)]
    )

    def request(self: Any) -> NiasProjectRequest:
        same = ("reference", "industry", "submitted_on", "committee_recommended_on", "approved_on", "allowance_from")
        return NiasProjectRequest(
            total_cost_cents=self.total_cost.data,
            own_share_cents=self.own_share.data,
            reason=self.reason.data or "",
            **{name: self[name].data for name in same},
        )


class MoveForm(ActForm):
    on = DayField(lazy("On"), validators=[needed(lazy("Give the day"))])
    reason = TextAreaField(
        lazy("Reason"), description=lazy("If there is something to say"), validators=[Length(max=REASON_MAX)]
    )


class WindowForm(ActForm):
    allowance_from = DayField(lazy("Window from"), description=lazy("Left empty: as the rule says"))
    allowance_to = DayField(lazy("Window to"), description=lazy("Left empty: as the rule says"))
    reason = TextAreaField(lazy("Reason"), validators=[needed(lazy("Give a reason")), Length(max=REASON_MAX)])


def _asked() -> dict[str, Any]:
    return {
        "company_id": number_asked("company"),
        "reference": word_asked("reference"),
        "state": word_asked("state", words.PROJECT_STATES),
    }


def _listed(cursor: str | None) -> Page[ProjectView]:
    return nias.listing(*_who(), **_asked(), cursor=cursor, limit=LIMIT_MAX)


exporting.offer(blueprint, PROJECTS, _listed)


@blueprint.get("/")
def index() -> Response:
    asked = _asked()
    found = nias.listing(*_who(), **asked, cursor=cursor_asked(), limit=SHOWN)
    about = {("company", str(project.company_id)) for project in found.items}
    owners = {int(number): name for (_kind, number), name in subjects.names(*_who(), about).items()}
    return page("projects/index.html", found=found, asked=asked, cursor=cursor_asked(), companies=owners, today=today())


@blueprint.get("/<int:project_id>")
def show(project_id: int) -> Response:
    """The project with its window, its grant, and who draws on it."""
    project = nias.get(*_who(), project_id)
    scope, day = Scope(nias_project_id=project_id), today()
    people = {
        when: engaged.listing(*_who(), scope, when, day, cursor=None, limit=DRAWING, now=access.now())
        for when in (engaged.NOW, engaged.NEXT)
    }
    told = history.of_record(*_who(), "nias_project", {project_id}, cursor=None, limit=SHOWN) if _reads_all() else None
    return page(
        "projects/show.html",
        project=project,
        company=companies.get(*_who(), project.company_id),
        people=people,
        counts=engaged.counts(*_who(), scope, day),
        drawn=days_of(project, [*people[engaged.NOW].items, *people[engaged.NEXT].items], day),
        entries=words.record_entries(told.items, with_subject=False) if told else None,
        today=day,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    company = companies.get(*_who(), company_asked(access.actor()))
    form: Any = ProjectForm()
    work = lambda: nias.create(*_who(), company.id, form.request(), access.now())  # noqa: E731
    outcome = attempted(form, work, NAMES) if form.validate_on_submit() else None
    if outcome is not None and outcome.admitted:
        flash(_("The project is added."), "success")
        return redirect(url_for("projects.show", project_id=outcome.project_id), 303)
    response = page("projects/new.html", form=form, company=company, refused=_refused(outcome))
    response.status_code = 409 if outcome is not None else response.status_code
    return response


@blueprint.route("/<int:project_id>/<action>", methods=["GET", "POST"])
def act(project_id: int, action: str) -> ResponseReturnValue:
    project = nias.get(*_who(), project_id)
    if action not in {*MOVES, "move_window"}:
        abort(404)
    form = _form(project, action)
    outcome = attempted(form, lambda: _moved(project, action, form)) if form.validate_on_submit() else None
    if outcome is not None and outcome.admitted:
        flash(_("The project is changed."), "success")
        return redirect(url_for("projects.show", project_id=project.id), 303)
    if request.method == "POST":
        form.version.data = project.version
    fields = [name for name in ("allowance_from", "allowance_to", "on", "reason") if name in form]
    context = {"project": project, "action": action, "fields": fields, "refused": _refused(outcome)}
    response = page("projects/act.html", form=form, **context)
    response.status_code = 409 if outcome is not None else response.status_code
    return response


def _form(project: ProjectView, action: str) -> Any:
    if action == "move_window":
        window = {"allowance_from": project.allowance_from, "allowance_to": project.allowance_to}
        return WindowForm(data={**window, "version": project.version})
    form = MoveForm(data={"version": project.version})
    if MOVES[action].day is None:
        del form.on
    return form


def _moved(project: ProjectView, action: str, form: Any) -> ProjectOutcome:
    version, reason = form.version.data, form.reason.data or ""
    if action != "move_window":
        on = form.on.data if "on" in form else None
        return nias.transition(
            *_who(), project.id, action, access.now(), on=on, reason=reason, expected_version=version
        )
    nias.move_window(
        *_who(),
        project.id,
        allowance_from=form.allowance_from.data,
        allowance_to=form.allowance_to.data,
        reason=reason,
        now=access.now(),
        expected_version=version,
    )
    return ProjectOutcome(project.id, None, access.now(), None)


def _refused(outcome: ProjectOutcome | None) -> dict[str, Any] | None:
    if outcome is None or outcome.decision is None:
        return None
    return decision_view(outcome.decision, outcome.receipt_id, outcome.decided_at)


def _reads_all() -> bool:
    return access.actor().reads_all


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
