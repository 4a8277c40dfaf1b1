"""Whether a NIAS project may be entered or approved, and what the Government grants for it.

Source: the scheme's terms [P7], [O]. Versions are picked by the day of submission, or of approval where that is
the only one known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from talenttrack.domain.decision import Check, Decision, Unit, Verdict
from talenttrack.domain.money import government_share
from talenttrack.domain.policy import PolicyBook, Version
from talenttrack.domain.schemes.nias import ProjectState

N_ = str  # marks a text for translation without translating it here

PARAMETERS = ("nias.government_share", "nias.grant_cap", "nias.projects", "nias.min_cost", "nias.min_own")

COUNTED = frozenset({ProjectState.SUBMITTED, ProjectState.APPROVED, ProjectState.COMPLETED, ProjectState.TERMINATED})
"""The states that count for the number of projects and for the cap, a terminated project's too."""


@dataclass(frozen=True, slots=True)
class Move:
    """From which state to which; `day` is the field that the act's date goes to, None where it has no date."""

    state: ProjectState
    to: ProjectState
    day: str | None = None


MOVES: Mapping[str, Move] = {
    "approve": Move(ProjectState.SUBMITTED, ProjectState.APPROVED, "approved_on"),
    "reject": Move(ProjectState.SUBMITTED, ProjectState.REJECTED),
    "withdraw": Move(ProjectState.SUBMITTED, ProjectState.WITHDRAWN),
    "complete": Move(ProjectState.APPROVED, ProjectState.COMPLETED, "completed_on"),
    "terminate": Move(ProjectState.APPROVED, ProjectState.TERMINATED, "terminated_on"),
}
"""The life of an award; all acts are an approving officer's."""

SENTENCES: dict[str, str] = {
    "nias.min_cost.pass": N_("The project costs %(after)s; the least is %(limit)s."),
    "nias.min_cost.fail": N_("The project costs %(after)s, less than the least cost of %(limit)s."),
    "nias.own_share.pass": N_("The company itself invests %(after)s; the least is %(limit)s."),
    "nias.own_share.fail": N_("The company itself invests %(after)s, less than the least investment of %(limit)s."),
    "nias.projects.pass": N_("With this one the company has %(after)s of at most %(limit)s projects."),
    "nias.projects.fail": N_("With this one the company would have %(after)s projects; the limit is %(limit)s."),
    "nias.cap.pass": N_("With this one the company is granted %(after)s of at most %(limit)s."),
    "nias.cap.clipped": N_("The grant is cut to what is left: with this one the company is granted all of %(limit)s."),
    "nias.cap.fail": N_("Nothing is left for this project: %(used)s of %(limit)s is granted already."),
    "nias.cap.over": N_("With this one the company would be granted %(after)s; the limit is %(limit)s."),
}


@dataclass(frozen=True, slots=True)
class EarlierAward:
    """Another project of the company that counts, whatever its date."""

    id: int
    grant_cents: int


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """A project with what it is measured against. `grant_cents` is None until its submission fixes it."""

    judged_on: date
    total_cost_cents: int
    own_share_cents: int
    grant_cents: int | None
    earlier: tuple[EarlierAward, ...]

    @property
    def granted_cents(self) -> int:
        return sum(award.grant_cents for award in self.earlier)


def grant_cents(facts: AwardFacts, policy: PolicyBook) -> int:
    """The share of the cost, rounded down to the cent, or what earlier grants leave of the cap if that is less."""
    share = policy.on("nias.government_share", facts.judged_on)
    if share is None or not isinstance(share.value, Fraction):
        return 0
    wanted = government_share(share.value, facts.total_cost_cents)
    cap = _limit(policy.on("nias.grant_cap", facts.judged_on))
    return wanted if cap is None else max(0, min(wanted, cap - facts.granted_cents))


def decide(facts: AwardFacts, policy: PolicyBook) -> Decision:
    """All checks of the project, failing or not."""
    return Decision((min_cost(facts, policy), own_share(facts, policy), projects(facts, policy), cap(facts, policy)))


def min_cost(facts: AwardFacts, policy: PolicyBook) -> Check:
    """The project costs at least nias.min_cost [O]."""
    return _at_least("nias.min_cost", facts.total_cost_cents, policy.on("nias.min_cost", facts.judged_on))


def own_share(facts: AwardFacts, policy: PolicyBook) -> Check:
    """The company itself invests at least nias.min_own [P7]."""
    return _at_least("nias.own_share", facts.own_share_cents, policy.on("nias.min_own", facts.judged_on))


def projects(facts: AwardFacts, policy: PolicyBook) -> Check:
    """At most nias.projects in the life of a company [O]."""
    version = policy.on("nias.projects", facts.judged_on)
    limit, used = _limit(version), len(facts.earlier)
    fails = limit is not None and used + 1 > limit
    return _check("nias.projects", "fail" if fails else "pass", version, Unit.UNITS, used, used + 1, facts)


def cap(facts: AwardFacts, policy: PolicyBook) -> Check:
    """All grants of a company stay within nias.grant_cap [P7]; a grant not yet fixed is cut to what is left."""
    version = policy.on("nias.grant_cap", facts.judged_on)
    limit, used = _limit(version), facts.granted_cents
    grant = grant_cents(facts, policy) if facts.grant_cents is None else facts.grant_cents
    outcome = "pass"
    if limit is not None and used >= limit:
        outcome = "fail"
    elif limit is not None and used + grant > limit:
        outcome = "over"
    elif facts.grant_cents is None and _is_clipped(facts, policy, grant):
        outcome = "clipped"
    return _check("nias.cap", outcome, version, Unit.HKD, used, used + grant, facts)


def facts_to_json(facts: AwardFacts) -> dict[str, Any]:
    """What a receipt keeps to replay from."""
    return {
        "judged_on": facts.judged_on.isoformat(),
        "total_cost_cents": facts.total_cost_cents,
        "own_share_cents": facts.own_share_cents,
        "grant_cents": facts.grant_cents,
        "earlier": [[award.id, award.grant_cents] for award in facts.earlier],
    }


def facts_from_json(stored: Mapping[str, Any]) -> AwardFacts:
    return AwardFacts(
        date.fromisoformat(stored["judged_on"]),
        stored["total_cost_cents"],
        stored["own_share_cents"],
        stored["grant_cents"],
        tuple(EarlierAward(award_id, cents) for award_id, cents in stored["earlier"]),
    )


def _is_clipped(facts: AwardFacts, policy: PolicyBook, grant: int) -> bool:
    share = policy.on("nias.government_share", facts.judged_on)
    wanted = share.value if share and isinstance(share.value, Fraction) else Fraction(0)
    return grant < government_share(wanted, facts.total_cost_cents)


def _at_least(code: str, amount: int, version: Version | None) -> Check:
    limit = _limit(version)
    fails = limit is not None and amount < limit
    return _check(code, "fail" if fails else "pass", version, Unit.HKD, 0, amount, None)


def _check(
    code: str, outcome: str, version: Version | None, unit: Unit, used: int, after: int, facts: AwardFacts | None
) -> Check:
    verdicts = {"pass": Verdict.PASS, "clipped": Verdict.WARN}
    verdict = verdicts.get(outcome, Verdict.FAIL)
    return Check(
        code,
        verdict,
        f"{code}.{outcome}",
        unit=unit,
        limit=_limit(version),
        used=used,
        after=after,
        parameter_version=version.id if version else None,
        citation=version.citation if version else "",
        members=tuple(award.id for award in facts.earlier) if facts and verdict is not Verdict.PASS else (),
    )


def _limit(version: Version | None) -> int | None:
    return version.value if version and isinstance(version.value, int) else None
