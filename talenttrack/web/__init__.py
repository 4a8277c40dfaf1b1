"""Pages for people."""

from flask import Flask


def register(app: Flask) -> None:
    """Nothing yet to register on `app`."""
