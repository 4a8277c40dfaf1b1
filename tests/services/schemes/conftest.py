"""The office of a test, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.services.schemes.office import Office


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)
