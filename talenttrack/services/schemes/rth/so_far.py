"""What the rules say of a hire that is only partly described, and whether one part of its description holds.

The same rules as at a submission, asked for nobody in particular. What a part has not answered yet is taken as
fulfilled, and the check that asks for it is left out of what is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from talenttrack.domain.decision import Decision
from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.domain.schemes.rth import Degree, InstitutionKind, Role
from talenttrack.services.schemes.rth.places import check_places
from talenttrack.services.schemes.rth.request import EngagementRequest, validate
from talenttrack.services.schemes.rth.review import EXCEPTABLE

FIELDS: Final[dict[str, frozenset[str]]] = {
    "place": frozenset({"pool", "stream", "nias_project_id", "itf_project"}),
    "days": frozenset({"start", "end", "role", "monthly_salary"}),
    "person": frozenset({f"talent.{name}" for name in ("name_en", "name_zh", "id_type", "id_number", "id_country")}),
    "qualification": frozenset({f"talent.{name}" for name in ("degree", "stem", "institution_kind")}),
    "right_to_work": frozenset({"talent.permanent_resident", "talent.permit_until"}),
    "ties": frozenset({"conflicts"}),
}
"""The parts in which a hire is described, in the order in which they are asked, and what each answers."""

PARTS: Final = tuple(FIELDS)

_ELIGIBLE: Final[dict[str, dict[str, Any]]] = {
    "qualification": {
        "degree": Degree.MASTER.value,
        "stem": True,
        "institution_kind": InstitutionKind.LOCAL.value,
    },
    "right_to_work": {"permanent_resident": True, "permit_until": None},
}
_CHECKS: Final = {"qualification": "rth.degree", "right_to_work": "rth.right_to_work", "ties": "rth.conflict"}
"""The check that a part's answers are for."""

_OF_SOMEBODY: Final = frozenset({"rth.talent_overlap", "rth.talent_months"})
"""What a person has elsewhere is not known of nobody: told only where the length asked for is too long for anybody."""


def require(part: str, request: EngagementRequest, answered: Collection[str]) -> None:
    """Raises Invalid naming what is wrong with this part's own fields, whatever the others still lack."""
    try:
        validate(_filled(request, {*answered, part}))
    except Invalid as invalid:
        own = [error for error in invalid.errors if error.field in FIELDS[part]]
        if own:
            raise Invalid(*own) from None


def decide(
    session: Session, actor: Actor, request: EngagementRequest, answered: Collection[str], now: datetime
) -> Decision | None:
    """The decision as far as it can be told; None until the place and both days are known. Writes nothing.

    Raises NotFound as `check_places` does, and Invalid for answers that do not fit each other.
    """
    known: tuple[Any, ...] = (request.start, request.end)
    if "place" not in answered or None in known:
        return None
    decision = check_places(session, actor, _filled(request, answered), now)
    unanswered = {code for part, code in _CHECKS.items() if part not in answered}
    told = (
        check
        for check in decision.checks
        if check.code not in unanswered and (check.fails or check.code not in _OF_SOMEBODY)
    )
    return replace(decision, checks=tuple(told))


def may_be_excepted(decision: Decision) -> bool:
    """Whether an officer's exception alone would make it admitted."""
    return not decision.admitted and all(check.code in EXCEPTABLE for check in decision.failing)


def _filled(request: EngagementRequest, answered: Collection[str]) -> EngagementRequest:
    given = {
        name: value for part, values in _ELIGIBLE.items() if part not in answered for name, value in values.items()
    }
    conflicts = request.conflicts if "ties" in answered else frozenset()
    talent = replace(request.talent, **given)
    return replace(request, role=request.role or Role.RESEARCH.value, conflicts=conflicts, talent=talent)
