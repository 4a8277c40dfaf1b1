"""A company's page of one case: where it stands in plain words, what can be done now, and all that is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Response

from talenttrack import access
from talenttrack.domain.calendar import hong_kong_date
from talenttrack.language import _, date_text, lazy
from talenttrack.services.schemes.rth import history, read, screen
from talenttrack.services.schemes.rth.history import HistoryLine
from talenttrack.services.schemes.rth.read import EngagementView
from talenttrack.services.schemes.rth.reminders import resubmit_by
from talenttrack.web import words
from talenttrack.web.asking import page
from talenttrack.web.decisions import decision_view, measured, receipt_view
from talenttrack.web.words import changes as said

FIRST: Final = ("edit", "resubmit", "submit")
"""The acts that move a case on, in the order of their buttons; the others are listed with what they do."""

AT_ONCE: Final = frozenset({"submit", "resubmit", "share_draft"})
"""The acts that ask nothing."""

NEXT: Final = {
    "draft": (lazy("Submit it"), lazy("ITC decides"), lazy("Engagement begins")),
    "submitted": (lazy("A case officer looks at it"), lazy("A second officer decides"), lazy("Engagement begins")),
    "returned": (lazy("You resubmit it"), lazy("ITC decides"), lazy("Engagement begins")),
    "recommended": (lazy("A second officer decides"), lazy("Engagement begins")),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case's course; `place` is done, now or next. The day may be unknown."""

    label: str
    on: date | None
    place: str


def show(engagement_id: int) -> Response:
    session, actor, now = access.session(), access.actor(), access.now()
    view = read.view(session, actor, engagement_id, now)
    lines = history.history(session, actor, engagement_id)
    stands = screen.as_it_stands(session, actor, engagement_id, now)
    return page(
        "engagements/show.html",
        view=view,
        told=sentences(view, lines, resubmit_by(session, view.returned_on, now)),
        steps=course(view, lines),
        returned=_reason(lines, "engagement.return") if view.summary.state == "returned" else None,
        rejected=_reason(lines, "engagement.reject") if view.summary.state == "rejected" else None,
        first=[action for action in FIRST if action in view.actions],
        further=[action for action in view.actions if action not in FIRST],
        at_once=AT_ONCE,
        short={one: said.short_text(one, view.summary.state, view.summary.variation_state) for one in view.actions},
        stands=decision_view(stands, None, None) if stands else None,
        measures=measured(stands) if stands else [],
        receipt=receipt_view(view.receipt) if view.receipt else None,
        entries=words.history_entries(lines),
    )


def sentences(view: EngagementView, lines: Sequence[HistoryLine], until: date | None) -> list[str]:
    """Where the case stands and who moves next. `until` is the last day on which it can be resubmitted."""
    case = view.summary
    since = since_text(view, lines, "state")
    told = {
        "draft": _draft_told(view),
        "submitted": [
            _("With ITC since %(day)s.", day=since),
            _("Officers who had no part in the rejection decide once more.")
            if "engagement.review" in {line.action for line in lines}
            else _("A case officer looks at it next."),
        ],
        "recommended": [_("Recommended on %(day)s.", day=since), _("A second officer decides next.")],
        "returned": [
            _("With you since %(day)s.", day=since),
            _("Resubmit it by %(day)s, or it lapses.", day=date_text(until)) if until else "",
        ],
        "approved": [*_extension_told(view, lines), *_phase_told(view, since)],
        "terminated": _ended_told(view),
        "rejected": [_("Rejected on %(day)s.", day=since)],
        "withdrawn": [_("Withdrawn on %(day)s. It holds no place.", day=since)],
        "lapsed": [_("Lapsed on %(day)s, because it was not resubmitted in time. It holds no place.", day=since)],
    }
    return [sentence for sentence in told.get(case.state, []) if sentence]


def course(view: EngagementView, lines: Sequence[HistoryLine]) -> list[Step]:
    """The states that the case went through, and those that are to come."""
    case = view.summary
    passed = list(_passed(view, lines)) or [(case.state, None)]
    steps = [Step(words.word(words.STATES, state), on, "done") for state, on in passed]
    steps[-1] = Step(steps[-1].label, steps[-1].on, "now")
    coming = NEXT.get(case.state, ())
    steps += [Step(str(label), None if label is not coming[-1] else case.start, "next") for label in coming]
    if case.phase == "upcoming":
        steps.append(Step(_("Engagement begins"), case.start, "next"))
    if case.phase in ("upcoming", "active"):
        steps.append(Step(_("Engagement ends"), case.held_until, "next"))
    return steps


def since_text(view: EngagementView, lines: Sequence[HistoryLine], field: str) -> str:
    """The day from which the field has its value."""
    days = [line.at for line in lines for change in line.changes if change.field == field and change.after]
    found = days[-1] if days else lines[0].at if lines else None
    return date_text(hong_kong_date(found)) if found else ""


def _passed(view: EngagementView, lines: Sequence[HistoryLine]) -> Iterator[tuple[str, date | None]]:
    """Each state with its day; of what came from a file, only what happened since is known to the day."""
    began = lines[0] if lines else None
    if began is not None and not view.from_history:
        first = next((str(c.before) for line in lines for c in line.changes if c.field == "state"), view.summary.state)
        yield first, hong_kong_date(began.at)
    for line in lines:
        for change in line.changes:
            if change.field == "state":
                recorded = view.from_history and change.before is None
                yield str(change.after), None if recorded else hong_kong_date(line.at)


def _draft_told(view: EngagementView) -> list[str]:
    shown = _("Officers can read it, and may grant an exception on it.") if view.shared else ""
    return [_("A draft: it holds no place until it is submitted."), shown]


def _extension_told(view: EngagementView, lines: Sequence[HistoryLine]) -> list[str]:
    case = view.summary
    if case.variation_state is None:
        return []
    since, end = since_text(view, lines, "variation_end"), date_text(case.variation_end)
    asked = _("An extension to %(end)s is with ITC since %(day)s.", end=end, day=since)
    if case.variation_state == "recommended":
        return [asked, _("A second officer decides next.")]
    return [asked, _("A case officer looks at it next.")]


def _phase_told(view: EngagementView, since: str) -> list[str]:
    case = view.summary
    approved = "" if view.from_history else _("Approved on %(day)s.", day=since)
    ends = {
        "upcoming": _("The engagement begins on %(day)s.", day=date_text(case.start)),
        "active": _("The engagement runs until %(day)s.", day=date_text(case.end)),
        "ended": _("The engagement ended on %(day)s.", day=date_text(case.end)),
    }
    return [approved, ends.get(case.phase or "", "")]


def _ended_told(view: EngagementView) -> list[str]:
    case = view.summary
    day = date_text(case.terminated_on)
    if case.terminated_on and case.terminated_on < case.start:
        return [_("Ended before it began. It holds no place.")]
    if case.phase == "ended":
        return [_("Ended early, on %(day)s.", day=day)]
    return [_("Ends early, on %(day)s.", day=day)]


def _reason(lines: Sequence[HistoryLine], action: str) -> str | None:
    said = (words.reasons_told(line) for line in reversed(lines) if line.action == action)
    return next((" ".join(reasons) for reasons in said if reasons), None)
