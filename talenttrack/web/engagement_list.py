"""The list of engagements: narrowed by what stands in the address, each filter a chip that can be taken away."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request, url_for

from talenttrack import access
from talenttrack.language import _, date_text
from talenttrack.services import companies
from talenttrack.services.paging import Page
from talenttrack.services.schemes.rth import read
from talenttrack.services.schemes.rth.read import EngagementSummary, Which
from talenttrack.web import words
from talenttrack.web.asking import SHOWN, cursor_asked, day_asked, number_asked, page, word_asked

NAMES: Final = ("company", "state", "phase", "pool", "on", "text")
"""The filters, as the address names them."""


def index() -> Response:
    session, actor = access.session(), access.actor()
    which, cursor = asked(), cursor_asked()
    counts = read.counts(session, actor, which, now=access.now())
    return page(
        "engagements/index.html",
        found=listed(cursor, SHOWN),
        which=which,
        typed={name: request.args.get(name, "").strip()[:200] for name in NAMES},
        tiles=_tiles(which, counts),
        chips=_chips(which),
        none_at_all=not counts and not _kept(which),
        next_page=lambda following: address(which, cursor=following),
        first_page=address(which) if cursor else None,
    )


def asked() -> Which:
    """What the address narrows the list to; what cannot be is left out."""
    return Which(
        company_id=number_asked("company"),
        state=word_asked("state", words.STATES),
        phase=word_asked("phase", words.PHASES),
        pool=word_asked("pool", words.POOLS),
        on=day_asked("on"),
        text=word_asked("text"),
    )


def listed(cursor: str | None, limit: int) -> Page[EngagementSummary]:
    """The engagements that the address asks for, from the cursor on."""
    return read.listing(access.session(), access.actor(), asked(), cursor=cursor, limit=limit, now=access.now())


def address(which: Which, **changed: Any) -> str:
    """The list narrowed as now, but for what is changed; None takes a filter away."""
    return url_for("engagements.index", **{**_kept(which), **changed})


def _kept(which: Which) -> dict[str, Any]:
    given = {
        "company": which.company_id,
        "state": which.state,
        "phase": which.phase,
        "pool": which.pool,
        "on": which.on.isoformat() if which.on else None,
        "text": which.text,
    }
    return {name: value for name, value in given.items() if value is not None}


def _tiles(which: Which, counts: Any) -> list[dict[str, Any]]:
    """How many there are of each state, and of what was approved of each phase; the one chosen leads back to all."""
    states = [code for code in words.STATES if counts.get(code) or code == which.state]
    total = sum(counts.get(code, 0) for code in words.STATES)
    shown = [("state", code, words.STATES) for code in states]
    shown += [("phase", code, words.PHASES) for code in words.PHASES if counts.get(code) or code == which.phase]
    tiles = [
        {
            "count": f"{counts.get(code, 0):,}",
            "text": words.word(table, code),
            "href": address(which, **{**dict.fromkeys(("state", "phase")), name: code}),
            "current": getattr(which, name) == code,
        }
        for name, code, table in shown
    ]
    everything = {
        "count": f"{total:,}",
        "text": _("All"),
        "href": address(which, state=None, phase=None),
        "current": not which.state and not which.phase,
    }
    return [everything, *tiles] if total or tiles else []


def _chips(which: Which) -> list[tuple[str, str]]:
    """Each filter in words, and the address of the list without it."""
    told = {
        "company": _company_name(which.company_id),
        "state": words.word(words.STATES, which.state),
        "phase": words.word(words.PHASES, which.phase),
        "pool": words.word(words.POOLS, which.pool),
        "on": _("Holding a place on %(day)s", day=date_text(which.on)) if which.on else "",
        "text": _("Reference or name: %(text)s", text=which.text) if which.text else "",
    }
    return [(told[name], address(which, **{name: None})) for name in _kept(which) if told[name]]


def _company_name(company_id: int | None) -> str:
    actor = access.actor()
    if company_id is None or actor.is_company:
        return ""
    found = companies.get(access.session(), actor, company_id)
    return words.named(found.name_en, found.name_zh)
