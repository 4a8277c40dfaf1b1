"""NIAS projects as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor
from talenttrack.files import Sort, Value
from talenttrack.services.exports import Column, Export, column_values, dollars
from talenttrack.services.schemes import subjects
from talenttrack.services.schemes.nias_read import ProjectView
from talenttrack.storage.companies import brns_of

N_ = str  # marks a text for translation without translating it here

_LINE = (
    Column("reference", N_("Reference")),
    Column("state", N_("State"), words="project"),
    Column("industry", N_("Industry"), words="industry"),
    Column("submitted_on", N_("Submitted on"), Sort.DAY),
    Column("committee_recommended_on", N_("Recommended by the committee on"), Sort.DAY),
    Column("approved_on", N_("Approved on"), Sort.DAY),
    Column("completed_on", N_("Completed on"), Sort.DAY),
    Column("terminated_on", N_("Terminated on"), Sort.DAY),
)


def _projects(session: Session, actor: Actor, items: Sequence[ProjectView]) -> Iterator[Sequence[Value]]:
    ids = {one.company_id for one in items}
    brns = brns_of(session, ids)
    names = subjects.names(session, actor, [("company", str(number)) for number in ids])
    for one in items:
        days = (one.window.first_day, one.window.last_day) if one.window else (None, None)
        yield [
            brns[one.company_id],
            *names[("company", str(one.company_id))],
            *column_values(_LINE, one),
            *map(dollars, (one.total_cost_cents, one.own_share_cents, one.grant_cents)),
            *days,
        ]


PROJECTS = Export(
    "projects",
    N_("NIAS projects"),
    (
        Column("company_brn", N_("Business registration number")),
        Column("company_name_en", N_("Company, in English")),
        Column("company_name_zh", N_("Company, in Chinese")),
        *_LINE,
        Column("total_cost", N_("Total cost"), Sort.MONEY),
        Column("own_share", N_("The company's own share"), Sort.MONEY),
        Column("grant", N_("Grant"), Sort.MONEY),
        Column("window_from", N_("Window of the extra places from"), Sort.DAY),
        Column("window_to", N_("Window of the extra places to"), Sort.DAY),
    ),
    _projects,
)
