"""Deliberate mistakes in the night run, each put into the product while a test runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from talenttrack.domain.calendar import Period
from talenttrack.domain.findings import Finding, Severity, Subject, expiry, severity_on
from talenttrack.domain.lifecycle import State
from talenttrack.domain.pools import Run, Step, runs_over
from talenttrack.domain.schemes import rth
from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.domain.schemes.rth import night as rth_night
from talenttrack.domain.schemes.rth.rules import ONE_AT_A_TIME, days_outside_window
from tests.brute import adapter, mutants
from tests.brute.mutants import ONE_DAY, Mutate, Patch, everywhere


def a_last_day_is_already_past(patch: Patch) -> None:
    """`<=` for `<` between the end of a period and the business date."""

    def hasty(period: Period, business_date: date) -> Severity:
        return Severity.PAST if period.last_day == business_date else severity_on(period, business_date)

    everywhere(patch, severity_on, hasty)


def notices_come_a_day_early(patch: Patch) -> None:
    """Ninety-one days for ninety."""

    def early(kind: str, subject: Subject, **values: Any) -> Finding | None:
        return expiry(kind, subject, **{**values, "due_on": values["due_on"] - ONE_DAY})

    everywhere(patch, expiry, early)


def sums_go_by_the_earliest_submission(patch: Patch) -> None:
    """The earliest submission picks the limit of a sum."""
    summed = rth_night._sum

    def earliest(kind: str, subject: Any, engaged: Any, *rest: Any) -> Any:
        first = min((one.submitted_on for one in engaged), default=None)
        return summed(kind, subject, [replace(one, submitted_on=first) for one in engaged], *rest)

    patch.setattr(rth_night, "_sum", earliest)


def a_permits_last_day_is_not_covered(patch: Patch) -> None:
    """The permit taken to end the day before."""
    days = rth_night.days_without_permit

    def strict(one: rth_night.Engaged, business_date: date) -> list[Period]:
        permit = one.permit_until
        return days(replace(one, permit_until=permit - ONE_DAY if permit else None), business_date)

    patch.setattr(rth_night, "days_without_permit", strict)


def whoever_waits_is_at_work(patch: Patch) -> None:
    """Permits of cases not yet approved are looked at as well."""
    patch.setattr(rth_night, "SERVED", frozenset(State))


def terminated_projects_go_on(patch: Patch) -> None:
    """A NIAS project's termination does not cut its window."""

    def uncut(project: NiasProject, allowed: Period, period: Period, *, every_day: bool) -> list[Period]:
        return days_outside_window(replace(project, terminated_on=None), allowed, period, every_day=every_day)

    everywhere(patch, days_outside_window, uncut)


def exceptions_end_with_the_decision(patch: Patch) -> None:
    """The night forgets the exceptions that were granted."""
    as_engaged = adapter.engaged

    def without(engagement: Any, period: Period) -> rth_night.Engaged:
        return replace(as_engaged(engagement, period), exceptions=frozenset())

    patch.setattr(adapter, "engaged", without)


def technical_talent_astray_is_overlooked(patch: Patch) -> None:
    """Technical talent in other pools is not looked for."""
    technical = rth_night._technical

    def only_extra(subject: Any, engaged: Any, *rest: Any) -> Any:
        return technical(subject, [one for one in engaged if one.pool is rth.Pool.NIAS_EXTRA], *rest)

    patch.setattr(rth_night, "_technical", only_extra)


def a_run_tells_the_limit_of_its_first_day(patch: Patch) -> None:
    """The limit of a run's first day instead of that of its first peak day."""

    def first_limit(steps: Iterable[Step], adding: int = 0) -> list[Run]:
        steps = list(steps)
        on_first = {step.period.first_day: step.limit or 0 for step in steps}
        return [replace(run, limit=on_first[run.period.first_day]) for run in runs_over(steps, adding)]

    everywhere(patch, runs_over, first_limit)


def a_project_completed_gives_no_notice(patch: Patch) -> None:
    """Completion taken to end the window."""
    of_project = rth_night.of_nias_project

    def running_only(project: NiasProject, *rest: Any) -> Any:
        return of_project(project, *rest) if project.state is ProjectState.APPROVED else ()

    patch.setattr(rth_night, "of_nias_project", running_only)


def a_person_may_be_in_two_places(patch: Patch) -> None:
    """Two engagements a day are not yet an overlap."""
    version = replace(ONE_AT_A_TIME.versions[0], value=2)
    everywhere(patch, ONE_AT_A_TIME, replace(ONE_AT_A_TIME, versions=(version,)))


OF_NIGHTS: tuple[Mutate, ...] = (
    a_last_day_is_already_past,
    notices_come_a_day_early,
    sums_go_by_the_earliest_submission,
    a_permits_last_day_is_not_covered,
    whoever_waits_is_at_work,
    terminated_projects_go_on,
    exceptions_end_with_the_decision,
    technical_talent_astray_is_overlooked,
    a_run_tells_the_limit_of_its_first_day,
    a_project_completed_gives_no_notice,
    a_person_may_be_in_two_places,
    mutants.the_sum_may_not_be_reached,
    mutants.the_last_day_is_free,
    mutants.month_ends_spill_over,
    mutants.a_new_limit_begins_a_day_late,
    mutants.terminations_are_ignored,
    mutants.extensions_are_ignored,
    mutants.only_decided_cases_hold,
    mutants.itf_references_count_as_typed,
    mutants.the_window_ends_a_day_late,
)
