"""The published table of limits, written a second time by hand, against the seed files."""

from __future__ import annotations

import re
from datetime import date

import pytest

from talenttrack.resources import seed_dir
from talenttrack.services.policy_seed import SeedParameter, read_seed

OPEN = None
"""A version without a first day."""

IN_FORCE: dict[str, tuple[str, list[tuple[str | None, str | None, str]]]] = {
    "rth.concurrent": ("service_day", [("4", "2020-07-01", "published")]),
    "rth.total_months": ("submission", [("144", "2020-07-01", "assumed")]),
    "rth.talent_months": ("submission", [("24", OPEN, "assumed"), ("36", "2019-02-27", "assumed")]),
    "rth.itf_project_concurrent": ("service_day", [("4", "2020-07-01", "published")]),
    "rth.salary_ceiling.bachelor": (
        "service_day",
        [("18000.00", "2020-07-01", "published"), ("20000.00", "2023-04-01", "assumed")],
    ),
    "rth.salary_ceiling.master": (
        "service_day",
        [("21000.00", "2020-07-01", "published"), ("23000.00", "2023-04-01", "assumed")],
    ),
    "rth.salary_ceiling.doctorate": (
        "service_day",
        [("32000.00", "2020-07-01", "published"), ("35000.00", "2023-04-01", "assumed")],
    ),
    "rth.living_allowance.doctorate": ("service_day", [("10000.00", "2023-04-01", "assumed")]),
    "nias.extra_concurrent": ("service_day", [("36", "2024-09-16", "published")]),
    "nias.extra_window_months": ("approval", [("36", "2024-09-16", "published")]),
    "nias.extra_government_share": ("service_day", [("1/2", "2024-09-16", "published")]),
    "nias.extra_technical_concurrent": ("service_day", [("0", "2024-09-16", "published")]),
    "nias.technical_salary_ceiling": ("service_day", []),
    "nias.government_share": ("submission", [("1/3", "2024-09-16", "published")]),
    "nias.grant_cap": ("submission", [("200000000.00", "2024-09-16", "published")]),
    "nias.projects": ("submission", [("2", "2024-09-16", "published")]),
    "nias.min_cost": ("submission", [("300000000.00", "2024-09-16", "published")]),
    "nias.min_own": ("submission", [("200000000.00", "2024-09-16", "published")]),
    "techtas.validity_months": ("submission", [("12", OPEN, "published"), ("24", "2022-12-28", "published")]),
    "techtas.lodging_before_notice": ("lodging", [("false", OPEN, "published")]),
    "nittp.government_share": ("submission", [("2/3", "2018-08-22", "published")]),
    "nittp.annual_cap": ("submission", [("500000.00", "2018-08-22", "published")]),
    "nittp.courses_per_trainee": ("submission", []),
    "nittp.lead_days": (
        "submission",
        [("14", "2018-08-22", "published"), ("35", "2023-10-30", "published")],
    ),
    "nittp.attendance": ("course_start", [("7/10", "2018-08-22", "reported")]),
    "nittp.claim_months": ("course_start", [("2", "2018-08-22", "reported")]),
    "nifs.government_share": ("submission", [("1/3", "2024-01-08", "assumed")]),
    "nifs.project_cap": ("submission", [("15000000.00", "2024-01-08", "assumed")]),
    "nifs.concurrent": ("submission", [("3", "2024-01-08", "assumed")]),
    "nifs.total_cap": ("submission", [("45000000.00", "2024-01-08", "assumed")]),
    "mplus.government_share": ("submission", [("1/3", "2025-11-18", "reported")]),
    "mplus.cap": ("submission", [("250000.00", "2025-11-18", "reported")]),
    "mplus.min_operation_months": ("submission", [("12", "2025-11-18", "reported")]),
    "mplus.envelope": ("submission", [("100000000.00", "2025-11-18", "reported")]),
}

PROPOSED: dict[str, tuple[str | None, str | None]] = {
    "nias.extra_technical_concurrent": ("10", "2025-11-18"),
    "nias.technical_salary_ceiling": (None, OPEN),
    "nias.min_cost": ("150000000.00", "2025-11-18"),
    "nias.min_own": ("100000000.00", "2025-11-18"),
    "techtas.lodging_before_notice": ("true", "2025-12-24"),
    "nittp.government_share": ("1/2", OPEN),
    "nittp.annual_cap": ("250000.00", OPEN),
    "nittp.courses_per_trainee": ("1", OPEN),
}

SETTINGS = {
    "rth.living_allowance_half_in_extra": "false",
    "rth.claim_cycle_months": "3",
    "rth.claim_late_months": "1",
    "nias.window_applies_to": "start",
    "mplus.years_open": "2",
    "case.lapse_days": "30",
    "case.pledge_working_days": "30",
    "findings.expiry_days": "90,60,30,7,0",
    "people.new_a_day": "30",
}

SEED = {parameter.name: parameter for parameter in read_seed(seed_dir() / "policy")}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _with_status(parameter: SeedParameter, status: str) -> list[tuple[str | None, date | None, str]]:
    return [(v.value, v.effective_from, v.certainty) for v in parameter.versions if v.status == status]


def test_the_seed_has_these_limits_and_settings_and_no_other() -> None:
    assert set(SEED) == set(IN_FORCE) | set(SETTINGS)


@pytest.mark.parametrize("name", IN_FORCE)
def test_every_limit_has_its_whole_history_and_the_date_that_picks_it(name: str) -> None:
    picked_by, versions = IN_FORCE[name]
    expected = [(value, _day(first), certainty) for value, first, certainty in versions]
    assert _with_status(SEED[name], "in_force") == expected
    assert SEED[name].picked_by == picked_by


@pytest.mark.parametrize("name", sorted(SEED))
def test_what_is_only_reported_is_a_proposal(name: str) -> None:
    expected = []
    if name in PROPOSED:
        value, first = PROPOSED[name]
        expected = [(value, _day(first), "reported")]
    assert _with_status(SEED[name], "proposed") == expected


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_its_default_and_says_that_it_is_one(name: str) -> None:
    assert [version.value for version in SEED[name].versions] == [SETTINGS[name]]
    assert SEED[name].setting


def test_of_the_limits_only_two_reported_ones_are_settings() -> None:
    assert {name for name in IN_FORCE if SEED[name].setting} == {"nittp.attendance", "nittp.claim_months"}


def test_only_benefits_and_openings_do_not_reach_back() -> None:
    fixed = {name for name, parameter in SEED.items() if not parameter.reaches_back}
    assert fixed == {"rth.living_allowance.doctorate"} | {name for name in SEED if name.startswith("mplus.")}


def test_every_version_tells_its_source() -> None:
    for parameter in SEED.values():
        for version in parameter.versions:
            tags = re.findall(r"\[(?:P\d+|O|R)\]", version.citation)
            assert tags or parameter.name in SETTINGS, (parameter.name, version.citation)
            assert (version.status == "proposed") == (set(tags) == {"[R]"}) or parameter.setting


def test_every_parameter_is_named_in_three_languages() -> None:
    for parameter in SEED.values():
        titles = [parameter.title_en, parameter.title_zh_hant, parameter.title_zh_hans]
        assert all(titles), parameter.name
        assert titles[1] != titles[2], parameter.name
    for language in ("title_en", "title_zh_hant", "title_zh_hans"):
        titles = [getattr(parameter, language) for parameter in SEED.values()]
        assert len(set(titles)) == len(titles)
