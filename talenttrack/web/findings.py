"""What the nights found: the list with its filters, one finding whole, and the runs with their reports."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.domain.errors import NotFound
from talenttrack.domain.findings import FindingState
from talenttrack.language import _, lazy
from talenttrack.services import compliance, compliance_report, findings
from talenttrack.services.exported_lists import FINDINGS, RUNS
from talenttrack.services.findings import FindingView
from talenttrack.services.schemes import subjects
from talenttrack.services.schemes.exports import finding_page, run_page
from talenttrack.web import exporting, words
from talenttrack.web.asking import SHOWN, ActForm, attempted, number_asked, page, word_asked

blueprint = Blueprint("findings", __name__, url_prefix="/findings")

RUNS_SHOWN = 60
ANY = "any"
SUBJECT_PAGES = {
    "engagement": ("engagements.show", "engagement_id"),
    "case": ("engagements.show", "engagement_id"),
    "company": ("companies.show", "company_id"),
    "person": ("people.show", "person_id"),
    "nias_project": ("projects.show", "project_id"),
}
MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class NoteForm(ActForm):
    reason = TextAreaField(
        lazy("Remarks"), description=lazy("If there is something to say"), validators=[Length(max=4000)]
    )


def _asked() -> dict[str, Any]:
    return {
        "state": _state_asked(),
        "kind": word_asked("kind"),
        "severity": word_asked("severity", words.SEVERITIES),
        "company_id": number_asked("company"),
    }


exporting.offer(blueprint, FINDINGS, lambda cursor: finding_page(*_who(), cursor, **_asked()))
exporting.offer(blueprint, RUNS, lambda cursor: run_page(*_who(), cursor), "/runs/export")


@blueprint.get("/")
def index() -> Response:
    asked = _asked()
    before = number_asked("before")
    found = findings.listing(*_who(), **asked, before=before, limit=SHOWN)
    runs = compliance.latest_runs(*_who(), 1) if access.actor().reads_all else []
    return page(
        "findings/index.html", found=found, asked=asked, before=before, runs=runs, any=ANY, **_shown(found.items)
    )


@blueprint.get("/<int:finding_id>")
def show(finding_id: int) -> Response:
    finding = findings.get(*_who(), finding_id)
    events = findings.history(*_who(), finding_id)
    return page("findings/show.html", finding=finding, entries=_entries(events), **_shown([finding]))


@blueprint.route("/<int:finding_id>/acknowledge", methods=["GET", "POST"])
def acknowledge(finding_id: int) -> ResponseReturnValue:
    finding = findings.get(*_who(), finding_id)
    form: Any = NoteForm(data={"version": finding.version})

    def work() -> FindingView:
        reason, version = form.reason.data or "", form.version.data
        return findings.acknowledge(*_who(), finding_id, access.now(), reason=reason, expected_version=version)

    if form.validate_on_submit() and attempted(form, work) is not None:
        flash(_("The finding is acknowledged."), "success")
        return redirect(url_for("findings.show", finding_id=finding_id), 303)
    if request.method == "POST":
        form.version.data = finding.version
    return page("findings/acknowledge.html", form=form, finding=finding)


@blueprint.get("/runs")
def runs() -> Response:
    return page("findings/runs.html", runs=compliance.latest_runs(*_who(), RUNS_SHOWN))


@blueprint.get("/reports/<day>")
def report(day: str) -> ResponseReturnValue:
    """The report of a business date as a page, or with `format` as the file that was kept."""
    try:
        found = compliance.latest_report(*_who(), date.fromisoformat(day))
    except ValueError:
        raise NotFound("There is no run for this date.") from None
    form = request.args.get("format")
    if form in MEDIA:
        response = make_response(compliance_report.rendered(found.content, form))
        response.headers["Content-Type"] = MEDIA[form]
        response.headers["Content-Disposition"] = f'attachment; filename="compliance-{found.run.business_date}.{form}"'
        return response
    if form is not None:
        abort(404)
    told = json.loads(found.content)
    about = {(one["subject"]["type"], one["subject"]["id"]) for one in told["findings"]}
    names = subjects.names(*_who(), about)
    return page("findings/report.html", run=found.run, report=told, names=names, address_of=subject_address)


def subject_address(kind: str, subject_id: str) -> str | None:
    """Where the record is that a finding is about or counts; None for what has no page for this reader."""
    endpoint, name = SUBJECT_PAGES.get(kind, (None, ""))
    if endpoint is None or not subject_id.isdigit():
        return None
    if access.actor().is_company and endpoint != "engagements.show":
        return None
    values: dict[str, Any] = {name: int(subject_id)}
    return url_for(endpoint, **values)


def _state_asked() -> str | None:
    """Open ones unless the address asks for another state, or for any."""
    if request.args.get("state") == ANY:
        return None
    return word_asked("state", set(FindingState)) or FindingState.OPEN.value


def _entries(events: Any) -> list[dict[str, Any]]:
    return [
        {"on": event.on, "sentence": words.word(words.EVENTS, event.event), "reason": event.details.get("reason")}
        for event in reversed(events)
    ]


def _shown(found: Any) -> dict[str, Any]:
    """The names of all that these findings are about, count and concern."""
    about = {(finding.subject_type, finding.subject_id) for finding in found}
    about |= {(member["type"], str(member["id"])) for finding in found for member in finding.members}
    about |= {("company", str(company_id)) for finding in found for company_id in finding.company_ids}
    return {"address_of": subject_address, "names": subjects.names(*_who(), about)}


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
