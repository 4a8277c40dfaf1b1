"""Findings worked out by hand, and their life from night to night."""

from datetime import date
from typing import Any

import pytest

from talenttrack.domain.calendar import Period, WorkingDays
from talenttrack.domain.duties import pledge_missed
from talenttrack.domain.findings import (
    Event,
    Finding,
    FindingState,
    Member,
    Severity,
    Subject,
    breach,
    essence,
    expiry,
    night,
    periods_on,
    to_json,
)
from talenttrack.domain.lifecycle import State
from talenttrack.domain.policy import Parameter, PolicyBook, Version
from talenttrack.domain.schemes.nias import NiasProject, ProjectState
from talenttrack.domain.schemes.rth import Pool, Role
from talenttrack.domain.schemes.rth.night import Engaged, NightFacts, findings_of

TODAY = date(2026, 11, 23)


def parameter(name: str, *values: tuple[str | None, Any]) -> Parameter:
    versions = [
        Version(name, number, value, date.fromisoformat(start) if start else None, None, "a citation")
        for number, (start, value) in enumerate(values, 1)
    ]
    return Parameter(name, "heads", "service_day", True, tuple(versions))


POLICY = {
    "rth.concurrent": parameter("rth.concurrent", (None, 4)),
    "rth.total_months": parameter("rth.total_months", (None, 144)),
    "rth.talent_months": parameter("rth.talent_months", (None, 36)),
    "rth.itf_project_concurrent": parameter("rth.itf_project_concurrent", (None, 4)),
    "nias.extra_concurrent": parameter("nias.extra_concurrent", (None, 36)),
    "nias.extra_technical_concurrent": parameter("nias.extra_technical_concurrent", (None, 0)),
    "nias.extra_window_months": parameter("nias.extra_window_months", (None, 36)),
    "nias.window_applies_to": parameter("nias.window_applies_to", (None, "start")),
    "findings.expiry_days": parameter("findings.expiry_days", (None, "90,60,30,7,0")),
}


def engaged(number: int, first_day: str, last_day: str, **changes: Any) -> Engaged:
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    columns: dict[str, Any] = {
        "id": number,
        "company_id": 1,
        "person_id": number,
        "pool": Pool.BASE,
        "role": Role.RESEARCH,
        "itf_project": "",
        "period": Period(first, last),
        "submitted_on": first,
        "state": State.APPROVED,
        "nias_project_id": None,
        "permanent_resident": True,
        "permit_until": None,
    }
    return Engaged(**{**columns, **changes})


def found(
    *held: Engaged, on: date = TODAY, projects: tuple[NiasProject, ...] = (), **limits: Parameter
) -> dict[str, Finding]:
    """Findings by kind; a test that expects two of one kind asks findings_of() itself."""
    changed = {name.replace("__", "."): limit for name, limit in limits.items()}
    listed = findings_of(NightFacts(held, projects), PolicyBook({**POLICY, **changed}), on)
    assert len({finding.kind for finding in listed}) == len(listed)
    return {finding.kind: finding for finding in listed}


def periods(finding: Finding) -> list[tuple[str, str, int | None, int | None, str]]:
    return [
        (str(p.period.first_day), str(p.period.last_day), p.peak, p.limit, p.severity.value) for p in finding.periods
    ]


def test_a_fifth_head_is_a_breach_on_the_days_of_the_fifth_alone() -> None:
    four = [engaged(n, "2026-01-01", "2027-06-30") for n in (1, 2, 3, 4)]
    fifth = engaged(5, "2026-11-01", "2027-08-31")
    finding = found(*four, fifth)["rth.concurrent"]
    assert periods(finding) == [("2026-11-01", "2027-06-30", 5, 4, "breach")]
    assert finding.subject == Subject("company", "1")
    assert [member.id for member in finding.members] == [1, 2, 3, 4, 5]


def test_four_heads_are_none() -> None:
    assert found(*[engaged(n, "2026-01-01", "2027-06-30") for n in (1, 2, 3, 4)]) == {}


def test_past_and_future_runs_are_one_finding_as_grave_as_the_gravest() -> None:
    two = parameter("rth.concurrent", (None, 1))
    past = [engaged(1, "2025-01-01", "2025-03-31"), engaged(2, "2025-03-01", "2025-04-30")]
    coming = [engaged(3, "2027-05-01", "2027-07-31"), engaged(4, "2027-07-31", "2027-08-31")]
    finding = found(*past, *coming, rth__concurrent=two)["rth.concurrent"]
    assert finding.severity is Severity.FORECAST
    assert periods(finding) == [
        ("2025-03-01", "2025-03-31", 2, 1, "past"),
        ("2027-07-31", "2027-07-31", 2, 1, "forecast"),
    ]


@pytest.mark.parametrize(
    ("on", "severity"),
    [("2026-10-31", "forecast"), ("2026-11-01", "breach"), ("2026-11-30", "breach"), ("2026-12-01", "past")],
)
def test_a_period_is_a_breach_from_its_first_to_its_last_day(on: str, severity: str) -> None:
    pair = [engaged(n, "2026-11-01", "2026-11-30", person_id=7) for n in (1, 2)]
    finding = found(*pair, on=date.fromisoformat(on), findings__expiry_days=parameter("x", (None, "")))
    assert finding["rth.talent_overlap"].severity == severity


def test_the_limit_told_is_that_of_the_first_day_of_the_peak() -> None:
    lowered = parameter("rth.concurrent", (None, 2), ("2026-07-01", 1))
    held = [engaged(n, "2026-01-01", "2027-06-30") for n in (1, 2)]
    held += [engaged(3, "2026-06-01", "2026-06-30"), engaged(4, "2026-12-01", "2026-12-31")]
    finding = found(*held, rth__concurrent=lowered)["rth.concurrent"]
    assert periods(finding) == [("2026-06-01", "2027-06-30", 3, 2, "breach")]


def test_a_limit_lowered_later_does_not_put_an_old_sum_in_breach() -> None:
    lowered = parameter("rth.total_months", (None, 24), ("2026-06-01", 12))
    old = engaged(1, "2026-01-01", "2027-06-30")
    assert "rth.total_months" not in found(old, rth__total_months=lowered)
    late = engaged(2, "2026-06-01", "2026-06-30")
    finding = found(old, late, rth__total_months=lowered)["rth.total_months"]
    assert finding.severity is Severity.BREACH
    assert finding.periods == ()
    assert [member.id for member in finding.members] == [1, 2]


def test_an_exception_lets_the_months_of_a_person_pass() -> None:
    first = engaged(1, "2020-01-01", "2022-12-31", person_id=9)
    second = engaged(2, "2023-01-01", "2023-01-01", person_id=9, company_id=2)
    assert set(found(first, second)) == {"rth.talent_months"}
    assert found(first, second)["rth.talent_months"].company_ids == (1, 2)
    excepted = engaged(3, "2023-01-01", "2023-01-01", person_id=9, exceptions=frozenset({"rth.talent_months"}))
    assert found(first, excepted) == {}


def test_days_after_the_permit_ended_are_a_breach_up_to_today() -> None:
    served = engaged(1, "2026-01-01", "2027-12-31", permanent_resident=False, permit_until=date(2026, 10, 31))
    finding = found(served)
    assert periods(finding["rth.right_to_work"]) == [("2026-11-01", "2026-11-23", None, None, "breach")]
    assert finding["rth.permit_ending"].threshold == 0
    pending = engaged(1, "2026-01-01", "2027-12-31", permanent_resident=False, state=State.SUBMITTED)
    assert found(pending) == {}


def test_whoever_never_had_a_permit_is_in_breach_from_the_first_day() -> None:
    ended = engaged(1, "2026-01-01", "2026-03-31", permanent_resident=False, state=State.TERMINATED)
    assert periods(found(ended)["rth.right_to_work"]) == [("2026-01-01", "2026-03-31", None, None, "past")]


def project(**changes: Any) -> NiasProject:
    columns: dict[str, Any] = {
        "id": 8,
        "company_id": 1,
        "reference": "NIAS-1",
        "state": ProjectState.APPROVED,
        "approved_on": date(2025, 1, 1),
    }
    return NiasProject(**{**columns, **changes})


def test_a_start_after_the_window_and_days_after_a_termination_are_breaches() -> None:
    late = engaged(1, "2028-01-01", "2028-12-31", pool=Pool.NIAS_EXTRA, nias_project_id=8)
    assert periods(found(late, projects=(project(),))["nias.window"]) == [
        ("2028-01-01", "2028-01-01", None, None, "forecast")
    ]
    ended = project(state=ProjectState.TERMINATED, terminated_on=date(2026, 6, 30))
    running = engaged(1, "2026-01-01", "2027-12-31", pool=Pool.NIAS_EXTRA, nias_project_id=8)
    assert periods(found(running, projects=(ended,))["nias.window"]) == [
        ("2026-07-01", "2027-12-31", None, None, "breach")
    ]


def test_technical_talent_is_a_breach_in_another_pool_and_over_the_limit_of_the_extra_one() -> None:
    astray = engaged(1, "2026-01-01", "2026-12-31", role=Role.TECHNICAL)
    extra = engaged(2, "2026-07-01", "2027-06-30", role=Role.TECHNICAL, pool=Pool.NIAS_EXTRA)
    one = parameter("nias.extra_technical_concurrent", (None, 1))
    both = found(astray, extra, nias__extra_technical_concurrent=one)
    assert periods(both["nias.extra_technical"]) == [("2026-01-01", "2026-12-31", 2, 1, "breach")]
    assert [member.id for member in both["nias.extra_technical"].members] == [1]
    none = found(astray, extra)["nias.extra_technical"]
    assert periods(none) == [("2026-01-01", "2027-06-30", 2, 0, "breach")]
    assert [member.id for member in none.members] == [1, 2]


@pytest.mark.parametrize(
    ("left", "threshold"), [(91, None), (90, 90), (61, 90), (60, 60), (7, 7), (1, 7), (0, 0), (-1, None)]
)
def test_an_engagement_ending_moves_up_through_the_thresholds(left: int, threshold: int | None) -> None:
    on = date.fromordinal(date(2026, 12, 31).toordinal() - left)
    finding = found(engaged(1, "2026-01-01", "2026-12-31"), on=on).get("rth.engagement_ending")
    assert (finding.threshold if finding else None) == threshold
    if finding:
        assert finding.severity is Severity.NOTICE
        assert finding.due_on == date(2026, 12, 31)


def test_the_end_of_a_window_is_told_of_running_projects_alone() -> None:
    on = date(2027, 12, 1)
    finding = found(projects=(project(),), on=on)["nias.window_ending"]
    assert (finding.subject, finding.due_on, finding.threshold, finding.company_ids) == (
        Subject("nias_project", "8"),
        date(2027, 12, 31),
        30,
        (1,),
    )
    ended = project(state=ProjectState.TERMINATED, terminated_on=date(2027, 6, 30))
    assert found(projects=(ended,), on=on) == {}


def test_the_fingerprint_holds_kind_and_subject_and_no_date() -> None:
    one = found(engaged(1, "2026-01-01", "2026-12-31"), on=date(2026, 12, 1))["rth.engagement_ending"]
    later = found(engaged(1, "2026-01-01", "2027-12-31"), on=date(2027, 12, 31))["rth.engagement_ending"]
    other = found(engaged(2, "2026-01-01", "2026-12-31"), on=date(2026, 12, 1))["rth.engagement_ending"]
    assert one.fingerprint == later.fingerprint
    assert one.fingerprint != other.fingerprint


OPEN, ACKNOWLEDGED = FindingState.OPEN, FindingState.ACKNOWLEDGED
RESOLVED, WAIVED = FindingState.RESOLVED, FindingState.WAIVED


@pytest.mark.parametrize(
    ("previous", "seen", "changed", "expected"),
    [
        (None, True, False, (Event.OPENED, OPEN)),
        (None, False, False, None),
        (OPEN, True, False, (Event.UNCHANGED, OPEN)),
        (OPEN, True, True, (Event.CHANGED, OPEN)),
        (OPEN, False, False, (Event.RESOLVED, RESOLVED)),
        (ACKNOWLEDGED, True, True, (Event.CHANGED, ACKNOWLEDGED)),
        (ACKNOWLEDGED, False, False, (Event.RESOLVED, RESOLVED)),
        (RESOLVED, True, True, (Event.REOPENED, OPEN)),
        (RESOLVED, False, False, None),
        (WAIVED, True, False, (Event.UNCHANGED, WAIVED)),
        (WAIVED, False, False, (Event.RESOLVED, RESOLVED)),
    ],
)
def test_the_life_of_a_finding(previous: FindingState | None, seen: bool, changed: bool, expected: object) -> None:
    assert night(previous, found=seen, changed=changed) == expected


def test_a_period_that_grows_by_the_day_does_not_make_another_finding() -> None:
    def told(on: date) -> dict[str, Any]:
        days = periods_on([Period(date(2026, 11, 1), min(on, date(2026, 11, 30)))], on)
        finding = breach("rth.right_to_work", Subject("engagement", "1"), days, [Member("engagement", 1, 1)])
        return essence(to_json(finding), on)

    assert told(date(2026, 11, 23)) == told(date(2026, 11, 24))
    assert told(date(2026, 11, 30)) != told(date(2026, 12, 1))


def test_an_expiry_before_its_first_threshold_is_none() -> None:
    asked: dict[str, Any] = {"business_date": TODAY, "thresholds": (90, 7)}
    assert expiry("a", Subject("b", "1"), due_on=date(2027, 2, 22), **asked) is None
    notice = expiry("a", Subject("b", "1"), due_on=date(2027, 2, 21), **asked)
    assert notice is not None
    assert notice.threshold == 90


WEEKDAYS = WorkingDays(frozenset({date(2026, 10, 19)}))


@pytest.mark.parametrize(
    ("handovers", "on", "missed"),
    [
        # 12 October 2026 is a Monday; five working days after it, one holiday left out, are up on the 20th.
        ([("2026-10-12", True)], "2026-10-20", None),
        ([("2026-10-12", True)], "2026-10-21", "2026-10-20"),
        ([("2026-10-12", True)], "2026-10-30", "2026-10-20"),
        ([("2026-10-13", True)], "2026-10-21", None),
        ([("2026-10-16", True)], "2026-10-25", None),
        ([("2026-10-12", True), ("2026-10-14", False), ("2026-10-21", True)], "2026-10-26", None),
        ([("2026-10-12", True), ("2026-10-14", False), ("2026-10-21", True)], "2026-10-27", "2026-10-26"),
    ],
)
def test_a_pledge_counts_working_days_with_the_office_alone(
    handovers: list[tuple[str, bool]], on: str, missed: str | None
) -> None:
    moves = [(date.fromisoformat(day), with_office) for day, with_office in handovers]
    found = pledge_missed(moves, date.fromisoformat(on), WEEKDAYS, 5)
    assert found == (date.fromisoformat(missed) if missed else None)
