"""The way from an answer into registering: the answers taken along, as the form of a hire names them."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from talenttrack.services.schemes.rth.request import EngagementRequest


def begin(wish: EngagementRequest) -> dict[str, Any]:
    """Where a hire with these answers is begun, and the answers that are sent there."""
    given = {
        "pool": wish.pool,
        "stream": wish.stream,
        "nias_project": str(wish.nias_project_id or ""),
        "itf_project": wish.itf_project,
        "start": wish.start.isoformat(),
        "end": wish.end.isoformat(),
        "role": wish.role,
        "degree": wish.talent.degree,
        "stem": "yes" if wish.talent.stem else "no",
        "institution_kind": wish.talent.institution_kind,
        "permanent_resident": "yes" if wish.talent.permanent_resident else "no",
        "permit_until": wish.talent.permit_until.isoformat() if wish.talent.permit_until else "",
    }
    return {
        "action": url_for("hires.begin", company=request.args.get("company")),
        "answers": {name: value for name, value in given.items() if value},
    }
