"""A wrong setting stops the start in one sentence."""

import base64
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from talenttrack.settings import TESTING_KEY, SettingsError, load

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "ENV": "production",
    "SECRET_KEY": KEY,
    "PII_KEY": KEY,
    "DATABASE_URL": "postgresql://db/talenttrack",
}


def test_the_configuration_wins_over_the_environment(tmp_path: Path) -> None:
    loaded = load(
        {"TODAY": "2026-02-28", "INSTANCE_PATH": tmp_path},
        {"TALENTTRACK_TODAY": "2026-01-01", "TALENTTRACK_BASE_URL": "https://talent.example/"},
    )
    assert loaded.today == date(2026, 2, 28)
    assert loaded.base_url == "https://talent.example"
    assert loaded.rate_limit is False


def test_generated_keys_are_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = load({"INSTANCE_PATH": tmp_path}, {})
    assert load({"INSTANCE_PATH": tmp_path}, {}) == first
    assert first.secret_key != first.pii_key


def test_postgresql_means_the_driver_that_is_installed() -> None:
    assert load(PRODUCTION, {}).database_url == "postgresql+psycopg://db/talenttrack"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PII_KEY"])
@pytest.mark.parametrize("value", [None, "", TESTING_KEY])
def test_production_does_not_start_without_a_key_of_its_own(missing: str, value: str | None) -> None:
    with pytest.raises(SettingsError, match=rf"^{missing} is missing .*\.$"):
        load({**PRODUCTION, missing: value}, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"TODAY": "2026-01-01"},
        {"PII_KEY": "short"},
        {"ENV": "prod"},
        {"DATABASE_URL": "mysql://db"},
        {"CHEAP_PASSWORDS": "on"},
        {"RATE_LIMIT": "sometimes"},
    ],
)
def test_a_wrong_setting_is_refused_in_production(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        load({**PRODUCTION, **wrong}, {})
