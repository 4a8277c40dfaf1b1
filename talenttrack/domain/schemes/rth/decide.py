"""The one judgement of an engagement, asked alike by check, submission, approval, import and night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from talenttrack.domain.calendar import Period
from talenttrack.domain.decision import Check, Decision, Remedy, Verdict
from talenttrack.domain.months import last_day_of_term, least_units, whole_months_and_days
from talenttrack.domain.policy import PolicyBook
from talenttrack.domain.remedies import FirstFailure, earliest_start, latest_end
from talenttrack.domain.schemes import nias
from talenttrack.domain.schemes.rth import rules
from talenttrack.domain.schemes.rth.facts import Facts, Pool

PERSON_RULES = frozenset({"rth.talent_overlap", "rth.talent_months"})
"""The checks that count a person's engagements with every company."""

WHATEVER_THE_DAYS = frozenset({"rth.dates", "nias.project", "rth.degree", "rth.conflict", "rth.company"})
"""The checks that no other start or end can mend."""

PARAMETERS = ("rth.", "nias.")
"""Where the names of the parameters begin that this scheme decides by."""


@dataclass(frozen=True, slots=True)
class Room:
    """The earliest start and the latest end at which a proposal fits; None where there is none."""

    earliest_start: date | None
    latest_end: date | None


def decide(facts: Facts, policy: PolicyBook) -> Decision:
    """All checks that concern the engagement and, of a refusal, its remedies.

    An end before the start is the only check reported then, without remedies.
    """
    checks = judge(facts, policy)
    decision = Decision(checks)
    return decision if decision.admitted else replace(decision, remedies=remedies(facts, policy, checks))


def judge(facts: Facts, policy: PolicyBook) -> tuple[Check, ...]:
    """All checks without the search for remedies."""
    asked = facts.proposal
    if asked.last_day < asked.first_day:
        values = {"first_day": asked.first_day, "last_day": asked.last_day}
        return (Check("rth.dates", Verdict.FAIL, "rth.dates.fail", citation=rules.GUIDE, values=values),)
    period = Period(asked.first_day, asked.last_day)
    answers = (rule(facts, period, policy) for rule in rules.ALL)
    dates = Check("rth.dates", Verdict.PASS, "rth.dates.pass", citation=rules.GUIDE)
    return (*(check for check in answers if check is not None), dates)


def remedies(facts: Facts, policy: PolicyBook, checks: tuple[Check, ...]) -> tuple[Remedy, ...]:
    """`start_on` and `end_on`, each left out where there is none: also where a failing rule is no matter of days."""
    if any(check.fails and check.code in WHATEVER_THE_DAYS for check in checks):
        return ()
    asked = Period(facts.proposal.first_day, facts.proposal.last_day)
    fails = _first_failure(facts, policy)
    start = _earliest_start(facts, policy, asked, fails)
    found = (("start_on", start), ("end_on", latest_end(asked, fails)))
    return tuple(Remedy(action, day) for action, day in found if day is not None)


def room(facts: Facts, policy: PolicyBook, *, not_before: date, months_max: int) -> Room:
    """How early the same length could start, from `not_before` on, and how long it could last from the same start.

    Asked also of what is admitted. Empty where a failing rule is no matter of days.
    """
    asked = Period(facts.proposal.first_day, facts.proposal.last_day)
    if any(check.fails and check.code in WHATEVER_THE_DAYS for check in judge(facts, policy)):
        return Room(None, None)
    fails = _first_failure(facts, policy)
    start = _earliest_start(facts, policy, asked, fails, not_before=not_before)
    longest = Period(asked.first_day, last_day_of_term(asked.first_day, months_max))
    return Room(start, latest_end(longest, fails))


def _earliest_start(
    facts: Facts, policy: PolicyBook, asked: Period, fails: FirstFailure, *, not_before: date | None = None
) -> date | None:
    """The search, spared the starts that cannot be: of a term too long for a sum, and outside a project's window."""
    if _too_long_at_any_start(facts, policy, asked):
        return None
    project = facts.nias_project if facts.proposal.pool is Pool.NIAS_EXTRA else None
    allowed = nias.window(project, policy) if project is not None else None
    return earliest_start(asked, fails, not_before=not_before, within=allowed)


def _first_failure(facts: Facts, policy: PolicyBook) -> FirstFailure:
    def first_failure(period: Period) -> Check | None:
        for rule in (*rules.SUMS, *rules.BY_DAY):
            check = rule(facts, period, policy)
            if check is not None and check.fails:
                return check
        return None

    return first_failure


def _too_long_at_any_start(facts: Facts, policy: PolicyBook, asked: Period) -> bool:
    """Whether a sum is exceeded even where the term's days over count least: then no start is worth a look."""
    least = least_units(*whole_months_and_days(asked.first_day, asked.last_day))
    sums = (rule(facts, asked, policy) for rule in rules.SUMS)
    failing = (check for check in sums if check is not None and check.fails)
    return any(
        isinstance(check.used, int) and isinstance(check.limit, int) and check.used + least > check.limit
        for check in failing
    )


def disclosed(facts: Facts, policy: PolicyBook, decision: Decision) -> Decision:
    """The decision as the company may read it (rules 4).

    Person rules are told as its own records alone would decide them. Where one fails only because of another
    company's records, the company learns that it fails and nothing else: no number, day, member or remedy. Of a
    shared ITF project it learns the heads and days, but not whose engagements they are.
    """
    known = facts.known_to_company()
    own = {check.code: check for check in judge(known, policy)}
    told = []
    hidden = False
    for check in decision.checks:
        if check.code not in PERSON_RULES:
            told.append(replace(check, members=own[check.code].members))
        elif own[check.code].verdict is check.verdict:
            told.append(own[check.code])
        else:
            told.append(Check(check.code, check.verdict, f"{check.code}.elsewhere", citation=check.citation))
            hidden = hidden or check.fails
    if hidden or not decision.remedies:
        return Decision(tuple(told), ())
    # A remedy that steps around the person's days elsewhere would tell those days: such a one is left out.
    apart = len(known.of_person) < len(facts.of_person)
    theirs = remedies(known, policy, decision.checks) if apart else decision.remedies
    return Decision(tuple(told), tuple(remedy for remedy in decision.remedies if remedy in theirs))
