"""What an installation can decide, checked once: a wrong setting stops the start with one sentence."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from talenttrack import resources

PREFIX = "TALENTTRACK_"
ENVIRONMENTS = ("development", "production", "testing")
KEY_BYTES = 32
# Public, so that tests of several processes agree; a production start refuses it.
TESTING_KEY = base64.urlsafe_b64encode(b"testing".ljust(KEY_BYTES, b".")).decode()


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting under the name it has in the configuration, in lower case."""

    env: str
    database_url: str
    secret_key: str
    pii_key: str
    base_url: str
    mail_url: str
    today: date | None
    rate_limit: bool
    cheap_passwords: bool
    session_idle_minutes: int
    session_hours: int
    instance_path: Path
    demo: bool

    def as_config(self) -> dict[str, Any]:
        """The settings as keys of a Flask configuration."""
        return {field.name.upper(): getattr(self, field.name) for field in fields(self)}

    @property
    def production(self) -> bool:
        """Whether real people's records are kept here."""
        return self.env == "production"


def load(config: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Read settings from `config`, else from `environ` as `TALENTTRACK_<KEY>`, else take the default.

    Raises SettingsError. Creates the instance folder, and in development the keys, where they are missing.
    """

    def given(key: str) -> Any:
        value = config.get(key)
        return environ.get(PREFIX + key) or None if value is None or value == "" else value

    env = str(given("ENV") or "development")
    if env not in ENVIRONMENTS:
        raise SettingsError(f"ENV is {env!r}: use one of {', '.join(ENVIRONMENTS)}.")
    instance_path = Path(given("INSTANCE_PATH") or resources.instance_dir()).absolute()
    today = _day(given("TODAY"))
    cheap_passwords = _switch("CHEAP_PASSWORDS", given("CHEAP_PASSWORDS"), default=False)
    demo = _switch("DEMO", given("DEMO"), default=False)
    if env == "production":
        if today:
            raise SettingsError("TODAY cannot be set in production: unset TALENTTRACK_TODAY.")
        if cheap_passwords:
            raise SettingsError("CHEAP_PASSWORDS is for tests: unset it in production.")
        if demo:
            raise SettingsError("DEMO says on every page that nothing is real: unset it in production.")
    return Settings(
        env=env,
        database_url=_database_url(given("DATABASE_URL"), instance_path),
        secret_key=_key("SECRET_KEY", given("SECRET_KEY"), env, instance_path),
        pii_key=_key("PII_KEY", given("PII_KEY"), env, instance_path),
        base_url=str(given("BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        mail_url=str(given("MAIL_URL") or ""),
        today=today,
        rate_limit=_switch("RATE_LIMIT", given("RATE_LIMIT"), default=True) and today is None,
        cheap_passwords=cheap_passwords,
        session_idle_minutes=_count("SESSION_IDLE_MINUTES", given("SESSION_IDLE_MINUTES"), default=60),
        session_hours=_count("SESSION_HOURS", given("SESSION_HOURS"), default=12),
        instance_path=instance_path,
        demo=demo,
    )


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise SettingsError(f"TODAY is {value!r}: write a date such as 2026-11-23.") from None


def _switch(key: str, value: Any, *, default: bool) -> bool:
    if value is None:
        return default
    text = str(value).lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise SettingsError(f"{key} is {value!r}: write on or off.")


def _count(key: str, value: Any, *, default: int) -> int:
    if value is None:
        return default
    if not str(value).isascii() or not str(value).isdigit() or int(value) < 1:
        raise SettingsError(f"{key} is {value!r}: write a whole number from 1.")
    return int(value)


def _database_url(value: Any, instance_path: Path) -> str:
    if value is None:
        instance_path.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance_path / 'talenttrack.sqlite3'}"
    url = str(value)
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            # Left alone, SQLAlchemy 2.0 would look for psycopg2.
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("DATABASE_URL must start with sqlite:/// (then a file) or with postgresql://.")
    return url


def _key(name: str, value: Any, env: str, instance_path: Path) -> str:
    if env == "production" and (value is None or str(value) == TESTING_KEY):
        raise SettingsError(
            f"{name} is missing or is the one used in tests: "
            f"set {PREFIX}{name} to {KEY_BYTES} random bytes in URL-safe base64."
        )
    if value is None:
        return TESTING_KEY if env == "testing" else _kept_key(instance_path / f"{name.lower()}.txt")
    try:
        size = len(base64.b64decode(str(value), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        size = -1
    if size != KEY_BYTES:
        raise SettingsError(f"{name} must be {KEY_BYTES} random bytes in URL-safe base64 (44 characters).")
    return str(value)


def _kept_key(file: Path) -> str:
    """The key in `file`, made at the first start; linked into place so that of two first starts one wins."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
