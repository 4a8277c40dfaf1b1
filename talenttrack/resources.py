"""Where the files that are not code lie: beside the package in a wheel, one level up in a checkout.

`importlib.resources` does not see mapped folders in an editable installation, a path does.
"""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """Jinja templates: base, components, schemes."""
    return _folder("templates")


def migrations_dir() -> Path:
    """Alembic's script location."""
    return _folder("migrations")


def seed_dir() -> Path:
    """Policy and demo data to be loaded."""
    return _folder("seed")


def static_dir() -> Path:
    """Style sheets, scripts and pictures."""
    return _PACKAGE / "web" / "static"


def translations_dir() -> Path:
    """One folder for each language, with `LC_MESSAGES/messages.mo` inside."""
    return _PACKAGE / "translations"


def instance_dir() -> Path:
    """Where the default database and generated keys are kept: in the checkout, else in the environment."""
    root = _PACKAGE.parent
    if (root / "setup.cfg").is_file():
        return root / "instance"
    return Path(sys.prefix) / "var" / "talenttrack-instance"


def _folder(name: str) -> Path:
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"There is no folder {name!r} in {_PACKAGE} or beside it: install the package again.")
