"""What the nights found: the board with its filters, one finding whole, and the runs with their reports."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from talenttrack import access
from talenttrack.access import safe_next
from talenttrack.domain.errors import Invalid, NotFound
from talenttrack.domain.findings import FindingState
from talenttrack.language import _, language, lazy
from talenttrack.services import companies, compliance, compliance_report, findings, findings_board, policy
from talenttrack.services.exported_lists import FINDINGS, RUNS
from talenttrack.services.findings import FindingView
from talenttrack.services.findings_board import GRAVEST_FIRST, STANDING, Asked
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.schemes import subjects
from talenttrack.services.schemes.exports import run_page
from talenttrack.web import exporting, finding_lines, words
from talenttrack.web.asking import SHOWN, ActForm, attempted, day_asked, number_asked, page, today, word_asked
from talenttrack.web.finding_lines import subject_address
from talenttrack.web.finding_spans import days_of

blueprint = Blueprint("findings", __name__, url_prefix="/findings")

RUNS_SHOWN: Final = 60
TOLD_AT_ONCE: Final = 200
"""Findings of one severity on the page of a report; its files hold all."""

OPEN: Final = "open"
STATES: Final = {
    OPEN: (lazy("Open"), frozenset({FindingState.OPEN})),
    "acknowledged": (lazy("Acknowledged"), frozenset({FindingState.ACKNOWLEDGED})),
    "standing": (lazy("Open or acknowledged"), STANDING),
    "resolved": (lazy("Resolved"), frozenset({FindingState.RESOLVED})),
    "any": (lazy("Any"), frozenset[FindingState]()),
}
"""What `state` in the address asks for."""

MEDIA: Final = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class NoteForm(ActForm):
    reason = TextAreaField(
        lazy("Remarks"), description=lazy("If there is something to say"), validators=[Length(max=4000)]
    )


def _listed(cursor: str | None) -> Page[FindingView]:
    return findings_board.board(*_who(), _asked()[1], cursor=cursor, limit=LIMIT_MAX)


exporting.offer(blueprint, FINDINGS, _listed)
exporting.offer(blueprint, RUNS, lambda cursor: run_page(*_who(), cursor), "/runs/export")


@blueprint.get("/")
def index() -> Response:
    state, asked = _asked()
    cursor = word_asked("cursor")
    try:
        found = findings_board.board(*_who(), asked, cursor=cursor, limit=SHOWN)
    except Invalid:  # what is no cursor is the first page
        cursor = None
        found = findings_board.board(*_who(), asked, cursor=None, limit=SHOWN)
    return page(
        "findings/index.html",
        found=found,
        asked=asked,
        state=state,
        states={code: text for code, (text, _states) in STATES.items()},
        gravest_first=GRAVEST_FIRST,
        counts=findings_board.counts(*_who(), asked),
        cursor=cursor,
        company=companies.get(*_who(), asked.company_id) if asked.company_id else None,
        runs=compliance.latest_runs(*_who(), 1) if access.actor().reads_all else [],
        **finding_lines.shown(found.items),
    )


@blueprint.get("/<int:finding_id>")
def show(finding_id: int) -> Response:
    finding = findings.get(*_who(), finding_id)
    entries = _entries(findings.history(*_who(), finding_id))
    about = finding_lines.shown([finding], most=None)
    drawn = days_of(finding, about["members"], today())
    why = about["why"].get(finding_id)
    rule = policy.parameter_on(access.session(), why.parameter, finding.last_seen) if why and why.parameter else None
    title = rule.title(language().code) if rule else None
    return page("findings/show.html", finding=finding, entries=entries, drawn=drawn, rule_title=title, **about)


@blueprint.route("/<int:finding_id>/acknowledge", methods=["GET", "POST"])
def acknowledge(finding_id: int) -> ResponseReturnValue:
    finding = findings.get(*_who(), finding_id)
    form: Any = NoteForm(data={"version": finding.version})

    def work() -> FindingView:
        reason, version = form.reason.data or "", form.version.data
        return findings.acknowledge(*_who(), finding_id, access.now(), reason=reason, expected_version=version)

    if form.validate_on_submit() and attempted(form, work) is not None:
        flash(_("The finding is acknowledged."), "success")
        back = safe_next(request.form.get("back"))
        return redirect(back or url_for("findings.show", finding_id=finding_id), 303)
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
    by_severity = {
        severity.value: [one for one in told["findings"] if one["severity"] == severity] for severity in GRAVEST_FIRST
    }
    listed = [one for of_one in by_severity.values() for one in of_one[:TOLD_AT_ONCE]]
    names = subjects.names(*_who(), {(one["subject"]["type"], one["subject"]["id"]) for one in listed})
    return page(
        "findings/report.html",
        run=found.run,
        before=compliance.run_before(*_who(), found.run.business_date),
        by_severity=by_severity,
        companies={company["id"]: (company["name_en"], company["name_zh"]) for company in told["companies"]},
        told_at_once=TOLD_AT_ONCE,
        names=names,
        address_of=subject_address,
    )


def _asked() -> tuple[str, Asked]:
    """Open ones unless the address asks for another state, or for any."""
    state = word_asked("state", STATES) or OPEN
    return state, Asked(
        states=STATES[state][1],
        kind=word_asked("kind"),
        severity=word_asked("severity", words.SEVERITIES),
        company_id=number_asked("company"),
        since=day_asked("since"),
    )


def _entries(events: Any) -> list[dict[str, Any]]:
    return [
        {
            "on": event.on,
            "sentence": words.word(words.EVENTS, event.event),
            "who": event.actor_name,
            "reason": event.details.get("reason"),
        }
        for event in reversed(events)
    ]


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
