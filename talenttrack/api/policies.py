"""The policy of a day: every parameter with its value, source and history."""

from __future__ import annotations

from typing import Literal

from talenttrack import clock, language, wording
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Asked, Day, DayText, Instant, Told, day, day_or_none, instant, instant_or_none
from talenttrack.services import policy
from talenttrack.services.policy import PolicyLine, VersionLine

N_ = str  # marks a text for translation without translating it here

routes = Routes("policies")

PolicyValue = int | bool | str | None


class PolicyQuery(Asked):
    """`on` is the day whose versions are picked; today where it is left out."""

    on: Day | None = None


class VersionTold(Told):
    """`id` names the row, as proposals are addressed; decisions name a version by `version`."""

    id: int
    version: str
    value: PolicyValue
    effective_from: DayText | None
    effective_to: DayText | None
    citation: str
    status: str
    certainty: str
    reason: str | None
    recorded_at: Instant
    published_at: Instant | None


class ParameterTold(Told):
    """`value` is null and `status` `no_limit_published` where nothing is in force on the day."""

    parameter: str
    scheme: str
    title: str
    kind: str
    picked_by: str
    setting: bool
    value: PolicyValue
    version: str | None
    effective_from: DayText | None
    effective_to: DayText | None
    citation: str | None
    status: Literal["in_force", "no_limit_published"]
    certainty: str | None
    proposals: list[VersionTold]
    reported_current: list[VersionTold]
    history: list[VersionTold]


class PolicyTold(Told):
    on: DayText
    items: list[ParameterTold]
    next_cursor: None


@routes.get("/policies", N_("Every limit on a day, with source and history"), PolicyTold, query=PolicyQuery)
def on_day(call: Call) -> Answer:
    """Money is a decimal text, a share a fraction such as `"1/2"`, everything counted an integer."""
    asked = call.query(PolicyQuery).on or clock.today(call.wiring.config)
    items = [_parameter(line) for line in policy.on(call.session, asked)]
    return Answer(PolicyTold(on=day(asked), items=items, next_cursor=None))


def _parameter(line: PolicyLine) -> ParameterTold:
    return ParameterTold.model_validate(
        {
            "parameter": line.name,
            "scheme": line.scheme,
            "title": line.title(language.language().code),
            "kind": line.kind,
            "picked_by": line.picked_by,
            "setting": line.setting,
            "value": line.value,
            "version": line.version,
            "effective_from": day_or_none(line.effective_from),
            "effective_to": day_or_none(line.effective_to),
            "citation": wording.citation_text(line.citation) if line.citation is not None else None,
            "status": line.status,
            "certainty": line.certainty,
            "proposals": [_version(version) for version in line.proposals],
            "reported_current": [_version(version) for version in line.reported_current],
            "history": [_version(version) for version in line.history],
        }
    )


def _version(line: VersionLine) -> VersionTold:
    return VersionTold(
        id=line.id,
        version=line.version,
        value=line.value,
        effective_from=day_or_none(line.effective_from),
        effective_to=day_or_none(line.effective_to),
        citation=wording.citation_text(line.citation),
        status=line.status,
        certainty=line.certainty,
        reason=line.reason,
        recorded_at=instant(line.recorded_at),
        published_at=instant_or_none(line.published_at),
    )
