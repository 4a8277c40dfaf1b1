"""What every entry point needs: settings, sessions that know the vault, and the configuration that holds the day."""

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from talenttrack import settings
from talenttrack.settings import Settings
from talenttrack.storage import engine as storage
from talenttrack.storage.engine import make_engine
from talenttrack.storage.vault import Vault

T = TypeVar("T")


@dataclass(frozen=True)
class Wiring:
    """`config` is what `clock` reads the day from; in a web application it is `app.config` itself."""

    settings: Settings
    engine: Engine
    config: Mapping[str, Any]

    @cached_property
    def vault(self) -> Vault:
        return Vault(base64.urlsafe_b64decode(self.settings.pii_key))

    @contextmanager
    def read_session(self) -> Iterator[Session]:
        """`storage.engine.read_session` with the vault in `session.info`."""
        with storage.read_session(self.engine) as session:
            self._inform(session)
            yield session

    @contextmanager
    def write_session(self) -> Iterator[Session]:
        """`storage.engine.write_session` with the vault in `session.info`."""
        with storage.write_session(self.engine) as session:
            self._inform(session)
            yield session

    def retrying(self, work: Callable[[Session], T]) -> T:
        """`storage.engine.retrying` with the vault in `session.info`."""

        def informed(session: Session) -> T:
            self._inform(session)
            return work(session)

        return storage.retrying(self.engine, informed)

    def _inform(self, session: Session) -> None:
        session.info["vault"] = self.vault
        session.info["person_limit_off"] = bool(self.config.get("TODAY"))
        session.info["cheap_passwords"] = self.settings.cheap_passwords


def wire(config: Mapping[str, Any]) -> Wiring:
    """Settings from `config` and the environment, and an engine not yet connected. Raises SettingsError."""
    loaded = settings.load(config, os.environ)
    return Wiring(loaded, make_engine(loaded.database_url), loaded.as_config())
