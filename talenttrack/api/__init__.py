"""The JSON API for machines."""

from flask import Flask


def register(app: Flask) -> None:
    """Nothing yet to register on `app`."""
