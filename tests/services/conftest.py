"""Actors for the tests of use cases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor, Role
from tests.office import Hire, hired


@pytest.fixture
def hire(session: Session) -> Hire:
    """Makes a user of a role and answers with the actor."""

    def make(role: Role, company_id: int | None = None) -> Actor:
        return hired(session, role, company_id)

    return make
