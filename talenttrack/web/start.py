"""The front door, for whoever has not signed in: what this is, for whom, what one needs, and the public limits."""

from __future__ import annotations

import re
from typing import Final

from flask import Response

from talenttrack import access
from talenttrack.services import policy
from talenttrack.services.policy import PolicyLine
from talenttrack.web.asking import page, today
from talenttrack.web.policy import value_text
from talenttrack.web.words import PUBLIC_LIMITS
from talenttrack.web.words.rules import CERTAINTIES
from talenttrack.wording import citation_text

MARK: Final = re.compile(r"\[[A-Z]+[0-9]*\] ?")


def start() -> Response:
    lines = {line.name: line for line in policy.on(access.session(), today()) if line.name in PUBLIC_LIMITS}
    limits = [lines[name] for name in PUBLIC_LIMITS if name in lines]
    return page(
        "start.html",
        limits=limits,
        sources=list(dict.fromkeys(map(source, limits))),
        source=source,
        today=today(),
        value=value_text,
        certainties=CERTAINTIES,
    )


def source(line: PolicyLine) -> str:
    """What a limit cites, without the marks of the sort of source that the page of the rules explains."""
    return MARK.sub("", citation_text(line.citation))
