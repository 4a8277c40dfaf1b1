"""One row of a file of engagements, read as a request with what only history tells beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from talenttrack.domain.calendar import ONE_DAY
from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import PENDING, State
from talenttrack.domain.people import Identity
from talenttrack.domain.text import line_error
from talenttrack.services.companies import normalised_brn
from talenttrack.services.imports.cells import Cells
from talenttrack.services.schemes.rth.importing_columns import HISTORY_ONLY
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest, validate

N_ = str  # marks a text for translation without translating it here

COLUMN_OF_FIELD = {"talent.name_en": "talent_name_en", "talent.name_zh": "talent_name_zh"}


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """`request` names neither company nor NIAS project by id yet; `state` is None where the engine decides."""

    reference: str
    brn: str
    nias_project: str
    request: EngagementRequest
    identity: Identity
    state: State | None
    submitted_on: date | None
    terminated_on: date | None

    @property
    def content(self) -> str:
        """All that was sent, in one spelling: to be hashed with a key, for it holds the identity number."""
        told = asdict(self)
        told["identity"] = self.identity.lookup_text
        del told["request"]["talent"]["id_number"], told["request"]["talent"]["id_country"]
        told["request"]["conflicts"] = sorted(self.request.conflicts)
        return json.dumps(told, default=str, sort_keys=True, ensure_ascii=False)


def parse(cells: Cells, as_history: bool) -> EngagementRow | None:
    """The row, or None where a cell is wrong; the cells know which."""
    state, submitted_on, terminated_on = None, None, None
    request = _request(cells)
    _check_order(cells, request)
    if as_history:
        state = _state(cells)
        submitted_on, terminated_on = cells.day("submitted_on"), cells.day("terminated_on")
        _check_history(cells, request, state, submitted_on, terminated_on)
    else:
        cells.empty(HISTORY_ONLY)
    reference = cells.key("reference")
    if error := line_error("reference", reference, required=False):
        cells.refuse_all([error], {})
    try:
        identity = validate(request)
    except Invalid as invalid:
        cells.refuse_all(invalid.errors, COLUMN_OF_FIELD)
        return None
    brn, project = normalised_brn(cells.key("company_brn")), cells.key("nias_project")
    return EngagementRow(reference, brn, project, request, identity, state, submitted_on, terminated_on)


def _request(cells: Cells) -> EngagementRequest:
    talent = TalentRequest(
        name_en=cells.text("talent_name_en"),
        name_zh=cells.text("talent_name_zh"),
        id_type=cells.key("id_type").lower(),
        id_number=cells.verbatim("id_number"),
        id_country=cells.key("id_country") or None,
        degree=cells.key("degree"),
        stem=cells.flag("stem"),
        institution_kind=cells.key("institution_kind"),
        permanent_resident=cells.flag("permanent_resident"),
        permit_until=cells.day("permit_until"),
    )
    return EngagementRequest(
        company_id=0,
        pool=cells.key("pool"),
        stream=cells.key("stream"),
        role=cells.key("role"),
        nias_project_id=None,
        itf_project=cells.key("itf_project"),
        start=cells.needed_day("start"),
        end=cells.needed_day("end"),
        monthly_salary_cents=cells.needed_cents("monthly_salary"),
        talent=talent,
        conflicts=frozenset(),
    )


def _check_order(cells: Cells, request: EngagementRequest) -> None:
    if date.min in (request.start, request.end) or request.start <= request.end:
        return
    message = N_("The end is before the start, %(start)s. Correct one of the two.")
    cells.refuse("end", "order", message, start=request.start)


def _state(cells: Cells) -> State | None:
    text = cells.choice("state", [state.value for state in State])
    return State(text) if text in set(State) else None


def _check_history(
    cells: Cells,
    request: EngagementRequest,
    state: State | None,
    submitted_on: date | None,
    terminated_on: date | None,
) -> None:
    if state in PENDING and submitted_on is None and not cells.filled("submitted_on"):
        message = N_("A case that is still open was submitted on a day. Fill it in.")
        cells.refuse("submitted_on", "required", message)
    if state is not None and state is not State.TERMINATED and cells.filled("terminated_on"):
        message = N_("Only a terminated engagement has this day. Leave it empty, or write terminated as the state.")
        cells.refuse("terminated_on", "unexpected", message)
    if state is not State.TERMINATED:
        return
    if not cells.filled("terminated_on"):
        cells.refuse("terminated_on", "required", N_("Fill in the last day of this terminated engagement."))
    elif terminated_on is not None and date.min not in (request.start, request.end):
        first = request.start - ONE_DAY
        if not first <= terminated_on <= max(first, request.end):
            message = N_("Write a day from %(first)s, which means that it never began, to its end, %(last)s.")
            cells.refuse("terminated_on", "range", message, first=first, last=request.end)
