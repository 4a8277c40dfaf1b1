"""Deliberate mistakes in the rules and in the search for remedies, each put into the product while a test runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from talenttrack.domain import remedies
from talenttrack.domain.calendar import Period, add_months
from talenttrack.domain.lifecycle import State
from talenttrack.domain.months import UNITS_PER_MONTH, last_day_of_term, month_units, whole_months_and_days
from talenttrack.domain.policy import Parameter, PolicyBook
from talenttrack.domain.pools import Run, Step, runs_over
from talenttrack.domain.schemes import nias, rth
from talenttrack.domain.schemes.nias import NiasProject
from talenttrack.domain.schemes.rth import rules
from talenttrack.domain.schemes.rth.facts import Facts, Holding, itf_project_key
from talenttrack.domain.schemes.rth.life import held_period

Patch = pytest.MonkeyPatch
Mutate = Callable[[Patch], None]
ONE_DAY = timedelta(days=1)

window = nias.window
judge = rth.judge


def everywhere(patch: Patch, right: object, wrong: object) -> None:
    """Puts `wrong` wherever a module of the domain, or the adapter, names `right`."""
    for module in list(sys.modules.values()):
        if module.__name__.startswith(("talenttrack.domain", "tests.brute.adapter")):
            for name in [name for name, value in vars(module).items() if value is right]:
                patch.setattr(module, name, wrong)


def one_head_too_few(patch: Patch) -> None:
    """`>=` for `>` on heads."""

    def strict(steps: list[Step], adding: int = 0) -> list[Run]:
        return runs_over(steps, adding + 1)

    everywhere(patch, runs_over, strict)


def one_head_too_many(patch: Patch) -> None:
    """The engagement itself is not counted."""

    def lax(steps: list[Step], adding: int = 0) -> list[Run]:
        return runs_over(steps, 0)

    everywhere(patch, runs_over, lax)


def the_sum_may_not_be_reached(patch: Patch) -> None:
    """`>=` for `>` on months."""

    def a_trifle_more(first: date, last: date) -> int:
        return month_units(first, last) + 1

    everywhere(patch, month_units, a_trifle_more)


def the_last_day_is_free(patch: Patch) -> None:
    """The end of what holds taken as exclusive."""

    def shorter(**values: Any) -> Period | None:
        period = held_period(**values)
        if period is None or period.first_day == period.last_day:
            return None
        return Period(period.first_day, period.last_day - ONE_DAY)

    everywhere(patch, held_period, shorter)


def months_end_a_day_early(patch: Patch) -> None:
    """The last day left out of the count of months."""

    def short(first: date, last: date) -> int:
        return month_units(first, last - ONE_DAY) if last > first else 0

    everywhere(patch, month_units, short)


def month_ends_spill_over(patch: Patch) -> None:
    """31 January and a month is 1 March instead of the last of February."""

    def spill(day: date, number: int) -> date:
        clamped = add_months(day, number)
        return clamped + ONE_DAY if clamped.day < day.day else clamped

    everywhere(patch, add_months, spill)


def every_day_over_is_a_thirtieth(patch: Patch) -> None:
    """Days over counted by a month of thirty days, whatever the month."""

    def thirtieths(first: date, last: date) -> int:
        whole, over = whole_months_and_days(first, last)
        return whole * UNITS_PER_MONTH + over * (UNITS_PER_MONTH // 30)

    everywhere(patch, month_units, thirtieths)


def pools_run_together(patch: Patch) -> None:
    """The pool forgotten: heads and months of all pools of a company are counted."""

    def of_company(self: Facts) -> tuple[Holding, ...]:
        return tuple(one for one in self.others if one.company_id == self.proposal.company_id)

    patch.setattr(Facts, "in_company_pool", property(of_company))


def the_itf_pool_is_unlimited(patch: Patch) -> None:
    """A check left out of the list."""
    patch.setattr(rules, "ALL", tuple(rule for rule in rules.ALL if rule is not rules.itf_concurrent))


def a_new_limit_begins_a_day_late(patch: Patch) -> None:
    """`<` for `<=` where the version is picked."""
    picked = Parameter.on
    patch.setattr(Parameter, "on", lambda self, day: picked(self, day - ONE_DAY))


def the_newest_limit_always_holds(patch: Patch) -> None:
    """The newest version instead of the one that the day picks."""
    picked = Parameter.on
    patch.setattr(Parameter, "on", lambda self, day: picked(self, date(2100, 1, 1)))


def sums_go_by_the_start(patch: Patch) -> None:
    """The start instead of the submission picks the version of a sum."""

    def by_start(asked: Facts, book: PolicyBook) -> Any:
        checks = {check.code: check for check in judge(asked, book)}
        at_start = replace(asked, submitted_on=asked.proposal.first_day)
        moved = {check.code: check for check in judge(at_start, book)}
        sums = {code: moved[code] for code in ("rth.total_months", "rth.talent_months") if code in moved}
        return tuple((checks | sums).values())

    everywhere(patch, judge, by_start)


def terminations_are_ignored(patch: Patch) -> None:
    """A terminated engagement holds to its old end."""
    everywhere(patch, held_period, lambda **values: held_period(**{**values, "terminated_on": None}))


def extensions_are_ignored(patch: Patch) -> None:
    """An extension under way holds nothing yet."""
    everywhere(patch, held_period, lambda **values: held_period(**{**values, "variation_end": None}))


def only_decided_cases_hold(patch: Patch) -> None:
    """Cases that wait for a decision hold nothing."""

    def decided(**values: Any) -> Period | None:
        return held_period(**values) if values["state"] in (State.APPROVED, State.TERMINATED) else None

    everywhere(patch, held_period, decided)


def itf_references_count_as_typed(patch: Patch) -> None:
    """Spaces and case tell ITF projects apart."""
    everywhere(patch, itf_project_key, str)


def persons_are_counted_by_company(patch: Patch) -> None:
    """A person's engagements elsewhere are overlooked."""

    def here(self: Facts) -> tuple[Holding, ...]:
        asked = self.proposal
        theirs = [one for one in self.others if one.person_id == asked.person_id]
        return tuple(one for one in theirs if one.company_id == asked.company_id)

    patch.setattr(Facts, "of_person", property(here))


def the_window_ends_a_day_late(patch: Patch) -> None:
    """Thirty-six months without taking a day off at their end."""

    def late(project: NiasProject, book: PolicyBook) -> Period | None:
        period = window(project, book)
        return Period(period.first_day, period.last_day + ONE_DAY) if period else None

    everywhere(patch, window, late)


def the_last_run_binds(patch: Patch) -> None:
    """The last run of failing days is named instead of the first."""

    def backwards(steps: list[Step], adding: int = 0) -> list[Run]:
        return runs_over(steps, adding)[::-1]

    everywhere(patch, runs_over, backwards)


def a_permit_must_outlast_the_first_day(patch: Patch) -> None:
    """`<=` for `<` on the end of a permit."""
    right_to_work = rules.right_to_work

    def strict(asked: Facts, period: Period, book: PolicyBook) -> Any:
        permit = asked.proposal.permit_until
        sooner = replace(asked.proposal, permit_until=permit - ONE_DAY if permit else None)
        return right_to_work(replace(asked, proposal=sooner), period, book)

    patch.setattr(rules, "ALL", tuple(strict if rule is right_to_work else rule for rule in rules.ALL))


def the_search_leaps_a_day_too_far(patch: Patch) -> None:
    """The start just after a full stretch is missed."""
    patch.setattr(remedies, "ONE_DAY", timedelta(days=2))


def the_search_forgets_the_days_over(patch: Patch) -> None:
    """A later start is tried with whole months only."""

    def whole_months_only(first: date, whole: int, over: int) -> date:
        return last_day_of_term(first, max(1, whole))

    patch.setattr(remedies, "last_day_of_term", whole_months_only)


def the_search_looks_at_days_only(patch: Patch) -> None:
    """Sums are not asked again at the other dates."""
    patch.setattr(rules, "SUMS", ())


OF_VERDICTS: tuple[Mutate, ...] = (
    one_head_too_few,
    one_head_too_many,
    the_sum_may_not_be_reached,
    the_last_day_is_free,
    months_end_a_day_early,
    month_ends_spill_over,
    every_day_over_is_a_thirtieth,
    pools_run_together,
    the_itf_pool_is_unlimited,
    a_new_limit_begins_a_day_late,
    the_newest_limit_always_holds,
    sums_go_by_the_start,
    terminations_are_ignored,
    extensions_are_ignored,
    only_decided_cases_hold,
    itf_references_count_as_typed,
    persons_are_counted_by_company,
    the_window_ends_a_day_late,
    the_last_run_binds,
    a_permit_must_outlast_the_first_day,
)
OF_REMEDIES: tuple[Mutate, ...] = (
    the_search_leaps_a_day_too_far,
    the_search_forgets_the_days_over,
    the_search_looks_at_days_only,
)
