"""A browser's cookie made without signing in, for those who ask a running server."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from talenttrack import clock
from talenttrack.domain.lifecycle import Role
from talenttrack.services.sign_in import TimeOuts, open_session
from talenttrack.web.session import KEY_COOKIE, TOKEN
from tests.services.schemes.office import an_actor

LONG = TimeOuts(timedelta(hours=12), timedelta(hours=12))


def a_visit(session: Session, role: Role, company_id: int | None = None) -> str:
    """The Cookie header of a new user who has signed in."""
    actor = an_actor(session, role, company_id)
    assert actor.id is not None
    return f"{KEY_COOKIE}={open_session(session, actor.id, {TOKEN: 'a' * 40}, clock.wall(), LONG)}"
