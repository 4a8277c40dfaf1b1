"""The office behind the API, and two companies that must not learn of one another."""

import pytest
from flask import Flask

from tests.api.asking import Office


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)
