"""What a list of findings needs to be read: the names of all it is about, who is in each, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import url_for

from talenttrack import access
from talenttrack.services.findings import FindingView
from talenttrack.services.schemes import subjects, why
from talenttrack.services.schemes.rth import engaged
from talenttrack.services.schemes.why import Why
from talenttrack.wording import mend_text

SUBJECT_PAGES: Final = {
    "engagement": ("engagements.show", "engagement_id"),
    "case": ("engagements.show", "engagement_id"),
    "company": ("companies.show", "company_id"),
    "person": ("people.show", "person_id"),
    "nias_project": ("projects.show", "project_id"),
}
NAMED: Final = 4
"""Members of a finding that a list names."""

OF_COMPANIES: Final = frozenset({"engagements.show", "projects.show"})
"""Pages of records that a company has as well."""


def shown(found: Iterable[FindingView], most: int | None = NAMED) -> dict[str, Any]:
    """For the templates, with as many queries for many findings as for one.

    `most` members of each are named, None: all of them.
    """
    listed = list(found)
    session, actor = access.session(), access.actor()
    about = {(finding.subject_type, finding.subject_id) for finding in listed}
    about |= {(member["type"], str(member["id"])) for finding in listed for member in finding.members[:most]}
    about |= {("company", str(company_id)) for finding in listed for company_id in finding.company_ids}
    members = {member["id"] for finding in listed for member in finding.members[:most]}
    explained = why.explained(session, actor, listed)
    return {
        "address_of": subject_address,
        "names": subjects.names(session, actor, about),
        "members": engaged.by_ids(session, actor, members, access.now()),
        "why": explained,
        "mends": _texts(explained),
    }


def mends(found: Iterable[FindingView]) -> dict[int, str]:
    """Only what would mend each, for a short list."""
    return _texts(why.explained(access.session(), access.actor(), found))


def _texts(explained: dict[int, Why]) -> dict[int, str]:
    return {number: mend_text(told.mend) for number, told in explained.items() if told.mend is not None}


def subject_address(kind: str, subject_id: str) -> str | None:
    """Where the record is that a finding is about or counts; None for what has no page for this reader."""
    endpoint, name = SUBJECT_PAGES.get(kind, (None, ""))
    if endpoint is None or not subject_id.isdigit():
        return None
    if access.actor().is_company and endpoint not in OF_COMPANIES:
        return None
    values: dict[str, Any] = {name: int(subject_id)}
    return url_for(endpoint, **values)
