"""What the queue is narrowed to, as an address holds it: read from it, and written into it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from talenttrack.services.schemes.rth.waiting import DESKS, DUE, KINDS, WHOSE, Which
from talenttrack.web import words

MERGES: Final = "merge"
"""The kind of work that is not about one engagement: it has a list of its own beside the queue."""

LIST: Final = "list"
"""The name under which a case's page remembers the list it was opened from."""

_KNOWN: Final[Mapping[str, Any]] = {
    "kind": (*KINDS, MERGES),
    "pool": words.POOLS,
    "due": DUE,
    "whose": WHOSE,
    "desk": DESKS,
}


def asked() -> dict[str, str]:
    """The filters of this request's address, unknown ones left out."""
    return _kept(request.args)


def remembered() -> dict[str, str]:
    """The filters of the list from which this page was opened, in its address or its form."""
    return parsed(str(request.values.get(LIST, "")))


def parsed(text: str) -> dict[str, str]:
    """The filters of a text such as `kind=case&pool=base`."""
    try:
        return _kept(dict(parse_qsl(text[:500], max_num_fields=20)))
    except ValueError:
        return {}


def text_of(filters: Mapping[str, str]) -> str:
    return urlencode(sorted(filters.items()))


def which(filters: Mapping[str, str]) -> Which:
    plain = {name: filters[name] for name in ("pool", "due", "whose", "desk") if name in filters}
    kind = filters.get("kind")
    company = int(filters["company"]) if "company" in filters else None
    return Which(kind=kind, company_id=company, **plain)


def queue_address(filters: Mapping[str, str], **more: Any) -> str:
    """The address of the queue, narrowed so."""
    return url_for("queue.index", **{**filters, **more})


def _kept(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: given[name] for name, known in _KNOWN.items() if given.get(name) in known}
    company = str(given.get("company", ""))
    if company.isascii() and company.isdigit() and len(company) < 18:
        kept["company"] = company
    return kept
