"""TalentTrack: quotas of the Hong Kong innovation and technology talent schemes, decided right."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talenttrack.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    """Import the web application only when somebody asks for it: the domain needs no Flask."""
    if name == "create_app":
        from talenttrack.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
