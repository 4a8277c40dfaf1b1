"""Answers changed and the case sent by them, as one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.lifecycle import Actor, State
from talenttrack.services.schemes.rth.case import Outcome, find
from talenttrack.services.schemes.rth.register import edit, resubmit, submit


def edit_and_send(
    session: Session,
    actor: Actor,
    engagement_id: int,
    changes: Mapping[str, Any],
    now: datetime,
    *,
    expected_version: int | None,
) -> Outcome:
    """Changes the answers of a draft or a returned case, and submits or resubmits it.

    Refused, the answers stay changed. Raises as `register.edit` and the sending do; the caller then rolls both back.
    """
    edit(session, actor, engagement_id, changes, now, expected_version=expected_version)
    returned = find(session, actor, engagement_id)["state"] == State.RETURNED
    return (resubmit if returned else submit)(session, actor, engagement_id, now, expected_version=None)
