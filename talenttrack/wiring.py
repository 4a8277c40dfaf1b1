"""What every entry point needs: settings, an engine, and the configuration that can freeze the day."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from talenttrack import settings
from talenttrack.settings import Settings
from talenttrack.storage.engine import make_engine


@dataclass(frozen=True, slots=True)
class Wiring:
    """`config` is what `clock` reads the day from; in a web application it is `app.config` itself."""

    settings: Settings
    engine: Engine
    config: Mapping[str, Any]


def wire(config: Mapping[str, Any]) -> Wiring:
    """Settings from `config` and the environment, and an engine not yet connected. Raises SettingsError."""
    loaded = settings.load(config, os.environ)
    return Wiring(loaded, make_engine(loaded.database_url), loaded.as_config())
