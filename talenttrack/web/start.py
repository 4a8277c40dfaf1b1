"""The front door, for whoever has not signed in: what this is, for whom, what one needs, and the public limits."""

from __future__ import annotations

from typing import Any

from flask import Response

from talenttrack import access
from talenttrack.services import policy
from talenttrack.web.asking import page, today
from talenttrack.web.policy import CERTAINTIES, value_text
from talenttrack.web.words import PUBLIC_LIMITS


def start() -> Response:
    lines = {line.name: line for line in policy.on(access.session(), today()) if line.name in PUBLIC_LIMITS}
    limits = [lines[name] for name in PUBLIC_LIMITS if name in lines]
    return page(
        "start.html",
        limits=limits,
        sources=_sources(limits),
        today=today(),
        value=value_text,
        certainties=CERTAINTIES,
    )


def _sources(limits: list[Any]) -> list[str]:
    """Each source that a limit cites, once, in the order in which the limits first name it."""
    return list(dict.fromkeys(line.citation for line in limits if line.citation))
