"""Policy in a database: the version a day picks, what was known when, and that loading never alters anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.policy import UnknownParameter, Value
from talenttrack.resources import seed_dir
from talenttrack.services import policy
from talenttrack.storage.policy import PolicyVersion, parse_value, policy_book, versions

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LONG_AGO = date(1997, 7, 1)

STEPS: list[tuple[str, str, Value, Value]] = [
    ("rth.concurrent", "2020-07-01", 4, 4),
    ("rth.total_months", "2020-07-01", 144, 144),
    ("rth.talent_months", "2019-02-27", 24, 36),
    ("rth.itf_project_concurrent", "2020-07-01", 4, 4),
    ("rth.salary_ceiling.bachelor", "2020-07-01", 18_000_00, 18_000_00),
    ("rth.salary_ceiling.bachelor", "2023-04-01", 18_000_00, 20_000_00),
    ("rth.salary_ceiling.master", "2023-04-01", 21_000_00, 23_000_00),
    ("rth.salary_ceiling.doctorate", "2023-04-01", 32_000_00, 35_000_00),
    ("rth.living_allowance.doctorate", "2023-04-01", None, 10_000_00),
    ("nias.extra_concurrent", "2024-09-16", 36, 36),
    ("nias.extra_window_months", "2024-09-16", 36, 36),
    ("nias.extra_government_share", "2024-09-16", Fraction(1, 2), Fraction(1, 2)),
    ("nias.extra_technical_concurrent", "2024-09-16", 0, 0),
    ("nias.extra_technical_concurrent", "2025-11-18", 0, 0),
    ("nias.government_share", "2024-09-16", Fraction(1, 3), Fraction(1, 3)),
    ("nias.grant_cap", "2024-09-16", 200_000_000_00, 200_000_000_00),
    ("nias.projects", "2024-09-16", 2, 2),
    ("nias.min_cost", "2025-11-18", 300_000_000_00, 300_000_000_00),
    ("nias.min_own", "2025-11-18", 200_000_000_00, 200_000_000_00),
    ("techtas.validity_months", "2022-12-28", 12, 24),
    ("techtas.lodging_before_notice", "2025-12-24", False, False),
    ("nittp.government_share", "2018-08-22", Fraction(2, 3), Fraction(2, 3)),
    ("nittp.annual_cap", "2018-08-22", 500_000_00, 500_000_00),
    ("nittp.lead_days", "2018-08-22", 14, 14),
    ("nittp.lead_days", "2023-10-30", 14, 35),
    ("nittp.attendance", "2018-08-22", Fraction(7, 10), Fraction(7, 10)),
    ("nittp.claim_months", "2018-08-22", 2, 2),
    ("nifs.government_share", "2024-01-08", Fraction(1, 3), Fraction(1, 3)),
    ("nifs.project_cap", "2024-01-08", 15_000_000_00, 15_000_000_00),
    ("nifs.concurrent", "2024-01-08", 3, 3),
    ("nifs.total_cap", "2024-01-08", 45_000_000_00, 45_000_000_00),
    ("mplus.government_share", "2025-11-18", None, Fraction(1, 3)),
    ("mplus.cap", "2025-11-18", None, 250_000_00),
    ("mplus.min_operation_months", "2025-11-18", None, 12),
    ("mplus.envelope", "2025-11-18", None, 100_000_000_00),
    ("mplus.years_open", "2025-11-18", None, 2),
]


def _publish(session: Session, parameter: str, number: int, value: str, first: date, at: datetime) -> None:
    session.add(
        PolicyVersion(
            parameter=parameter,
            number=number,
            value=value,
            effective_from=first,
            citation="Circular of the office",
            status="in_force",
            certainty="published",
            recorded_at=at,
            published_at=at,
        )
    )
    session.flush()


def _changed_seed(folder: Path, file: str, change: Callable[[str], str]) -> Path:
    copy = folder / "policy"
    shutil.copytree(seed_dir() / "policy", copy, dirs_exist_ok=True)
    path = copy / file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return copy


def test_every_limit_changes_on_its_first_day_and_not_the_day_before(session: Session) -> None:
    book = policy_book(session)
    for name, first_day, before, after in STEPS:
        first = date.fromisoformat(first_day)
        picked = [book.on(name, first - timedelta(days=1)), book.on(name, first)]
        assert [version.value if version else None for version in picked] == [before, after], (name, first_day)


def test_limits_reach_back_without_end_and_benefits_do_not(session: Session) -> None:
    lines = {line.name: line for line in policy.on(session, LONG_AGO)}
    assert lines["nias.extra_concurrent"].value == 36
    assert lines["rth.living_allowance.doctorate"].value is None
    assert lines["rth.living_allowance.doctorate"].status == "no_limit_published"
    assert lines["mplus.cap"].version is None


def test_proposals_are_shown_but_are_not_in_force(session: Session) -> None:
    line = policy.parameter_on(session, "nias.min_cost", date(2026, 1, 1))
    assert (line.value, line.version) == ("300000000.00", "nias.min_cost/1")
    [proposal] = line.proposals
    assert (proposal.version, proposal.value, proposal.status) == ("nias.min_cost/2", "150000000.00", "proposed")
    assert proposal.id > 0
    assert [version.version for version in line.history] == ["nias.min_cost/1"]


def test_a_reported_change_warns_from_its_first_day_on(session: Session) -> None:
    before = policy.parameter_on(session, "nias.min_cost", date(2025, 11, 17))
    after = policy.parameter_on(session, "nias.min_cost", date(2025, 11, 18))
    undated = policy.parameter_on(session, "nittp.annual_cap", date(2026, 1, 1))
    without_value = policy.parameter_on(session, "nias.technical_salary_ceiling", date(2026, 1, 1))
    counts = [len(line.reported_current) for line in (before, after, undated, without_value)]
    assert counts == [0, 1, 1, 0]


def test_a_parameter_with_proposals_alone_has_no_limit_published(session: Session) -> None:
    line = policy.parameter_on(session, "nittp.courses_per_trainee", date(2026, 1, 1))
    assert (line.value, line.status, line.citation) == (None, "no_limit_published", None)
    assert [proposal.value for proposal in line.proposals] == [1]


def test_values_keep_their_form_in_json(session: Session) -> None:
    values = {line.name: line.value for line in policy.on(session, date(2026, 1, 1))}
    assert values["nias.extra_concurrent"] == 36
    assert values["nias.extra_government_share"] == "1/2"
    assert values["rth.salary_ceiling.bachelor"] == "20000.00"
    assert values["techtas.lodging_before_notice"] is False
    assert values["nias.window_applies_to"] == "start"
    assert values["findings.expiry_days"] == "90,60,30,7,0"


def test_titles_follow_the_language(session: Session) -> None:
    line = policy.parameter_on(session, "techtas.validity_months", date(2026, 1, 1))
    assert line.title("en") == "Quota validity, in months from the allotment notice"
    assert line.title("zh-HK") == line.title("zh_Hant_HK") == line.title_zh_hant
    assert line.title("zh-Hans") == line.title_zh_hans


def test_an_unknown_parameter_is_an_error(session: Session) -> None:
    with pytest.raises(UnknownParameter):
        policy.parameter_on(session, "rth.concurent", date(2026, 1, 1))
    with pytest.raises(UnknownParameter):
        policy_book(session).on("rth.concurent", date(2026, 1, 1))


def test_loading_again_changes_nothing(session: Session) -> None:
    before = [(row.id, row.number, row.recorded_at) for row in versions(session)]
    counts = policy.load_seed(session, NOW)
    assert (counts.parameters_added, counts.versions_added, counts.versions_kept) == (0, 0, len(before))
    assert [(row.id, row.number, row.recorded_at) for row in versions(session)] == before


def test_a_new_version_in_the_seed_is_added_with_the_next_number(session: Session, tmp_path: Path) -> None:
    addition = (
        '\n[[parameter.version]]\nvalue = "12000.00"\neffective_from = 2027-04-01\n'
        'certainty = "published"\ncitation = "[O] Circular"\n'
    )
    folder = _changed_seed(tmp_path, "rth.toml", lambda text: text + addition)
    assert policy.load_seed(session, NOW, folder).versions_added == 1
    line = policy.parameter_on(session, "rth.living_allowance.doctorate", date(2027, 4, 1))
    assert (line.value, line.version) == ("12000.00", "rth.living_allowance.doctorate/2")
    assert [version.value for version in line.history] == ["10000.00", "12000.00"]


def test_a_seeded_value_that_changed_is_refused_and_not_overwritten(session: Session, tmp_path: Path) -> None:
    folder = _changed_seed(tmp_path, "rth.toml", lambda text: text.replace("value = 144", "value = 145"))
    with pytest.raises(policy.SeedError, match=r"rth\.total_months, in_force:2020-07-01: value was loaded as '144'"):
        policy.load_seed(session, NOW, folder)
    stored = session.scalars(select(PolicyVersion.value).where(PolicyVersion.parameter == "rth.total_months"))
    assert stored.all() == ["144"]


def test_how_a_parameter_is_read_cannot_change(session: Session, tmp_path: Path) -> None:
    folder = _changed_seed(tmp_path, "nittp.toml", lambda text: text.replace('"course_start"', '"submission"'))
    with pytest.raises(policy.SeedError, match=r"nittp\.attendance: picked_by"):
        policy.load_seed(session, NOW, folder)


def test_a_title_may_be_put_right(session: Session, tmp_path: Path) -> None:
    folder = _changed_seed(
        tmp_path, "mplus.toml", lambda text: text.replace("grants of one enterprise", "grants of an enterprise")
    )
    policy.load_seed(session, NOW, folder)
    assert "an enterprise" in policy.parameter_on(session, "mplus.cap", date(2026, 1, 1)).title_en


def test_a_broken_seed_file_is_named(session: Session, tmp_path: Path) -> None:
    folder = _changed_seed(tmp_path, "nifs.toml", lambda text: text.replace('"1/3"', '"a third"'))
    with pytest.raises(policy.SeedError, match=r"nifs\.toml, nifs\.government_share"):
        policy.load_seed(session, NOW, folder)


def test_the_book_knows_only_what_was_published_before(session: Session) -> None:
    _publish(session, "rth.concurrent", 2, "6", date(2026, 1, 1), at=NOW)
    day = date(2026, 1, 1)

    def known(at: datetime | None) -> Value:
        version = policy_book(session, known_at=at).on("rth.concurrent", day)
        return version.value if version else None

    assert known(None) == 6
    assert known(NOW) == 4
    assert known(NOW + timedelta(microseconds=1)) == 6
    assert known(datetime(1998, 1, 1, tzinfo=UTC)) == 4
    assert known((NOW + timedelta(seconds=1)).astimezone(tz=None)) == 6


def test_a_seed_loaded_after_an_officers_version_keeps_both(session: Session) -> None:
    _publish(session, "rth.concurrent", 2, "6", date(2026, 1, 1), at=NOW)
    assert policy.load_seed(session, NOW).versions_added == 0
    assert policy.parameter_on(session, "rth.concurrent", date(2025, 12, 31)).value == 4
    assert policy.parameter_on(session, "rth.concurrent", date(2026, 1, 1)).value == 6


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("heads", "4.0"),
        ("heads", "-1"),
        ("months", "１２"),
        ("share", "1/0"),
        ("share", "3/2"),
        ("share", "0.5"),
        ("hkd", "-1.00"),
        ("hkd", "1.005"),
        ("flag", "yes"),
        ("colour", "red"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        parse_value(kind, text)
