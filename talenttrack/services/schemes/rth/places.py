"""Whether there is a place, before anybody is named: the same rules as a submission, for a person not yet known."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import Period, hong_kong_date
from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.months import last_day_of_term, whole_months_and_days
from talenttrack.services.schemes.rth.case import judge
from talenttrack.services.schemes.rth.request import EngagementRequest, proposal_of, validate
from talenttrack.services.scope import company_id_for

NOBODY = 0
"""The id under which no engagement is recorded: nothing that this person did elsewhere is counted."""

OF_THE_PERSON = frozenset(
    {"monthly_salary", "talent.name_en", "talent.name_zh", "talent.id_type", "talent.id_number", "talent.id_country"}
)


def check_places(session: Session, actor: Actor, request: EngagementRequest, now: datetime) -> Decision:
    """What would be decided now for somebody new to the scheme; writes nothing, since nobody is named.

    Name, document and salary may be left empty. Raises as `register.check` does.
    """
    company_id_for(actor, request.company_id)
    try:
        validate(request)
    except Invalid as invalid:
        errors = [error for error in invalid.errors if error.field not in OF_THE_PERSON]
        if errors:
            raise Invalid(*errors) from None
    return judge(session, actor, proposal_of(request, NOBODY), submitted_on=hong_kong_date(now), without=None).told


def moved(start: date, end: date, action: str, value: date) -> Period:
    """The days asked for once a remedy is taken: `start_on` keeps the length, `end_on` the start."""
    if action == "end_on":
        return Period(start, value)
    return Period(value, last_day_of_term(value, *whole_months_and_days(start, end)))
