"""One box that finds every record. What may be the number of a document is never put into an address."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from talenttrack import access
from talenttrack.domain.people import may_be_number
from talenttrack.language import lazy
from talenttrack.services import search
from talenttrack.services.search import Found
from talenttrack.web.asking import SHOWN, number_asked, page, word_asked
from talenttrack.web.forms import SPEAK, PageForm

blueprint = Blueprint("search", __name__, url_prefix="/search")

PAGES: Final = {
    "company": ("companies.show", "company_id"),
    "person": ("people.show", "person_id"),
    "engagement": ("engagements.show", "engagement_id"),
    "nias_project": ("projects.show", "project_id"),
}
"""Where a record of each kind is shown."""


class SearchForm(PageForm):
    q = StringField(
        lazy("Search"),
        description=lazy(
            "A name in English or Chinese or a part of it, a reference, a business registration number, "
            "or the whole number of an identity document"
        ),
    )


@blueprint.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """A text that is sent comes back in the address, unless it may be a document's number: that is answered as sent."""
    sent = request.method == "POST"
    form: Any = SearchForm(data=None if sent else {"q": word_asked("q") or ""})
    text = (form.q.data or "")[: search.TEXT_MAX]
    secret = may_be_number(text)
    if sent and not secret and SPEAK not in request.form:
        return redirect(url_for("search.index", q=text or None), 303)
    kind = word_asked("in", search.KINDS)
    if kind and not sent:
        return _one_group(form, text, kind)
    found = search.find(*_who(), text, numbers=sent)
    if found.only is not None and SPEAK not in request.form:
        return redirect(record_address(*found.only), 303)
    return page("search/index.html", form=form, found=found, kept_out=secret and not sent, **_shown(found))


def _one_group(form: Any, text: str, kind: str) -> ResponseReturnValue:
    after = number_asked("after") or 0
    group = search.find_in(*_who(), text, kind, after=after, limit=SHOWN)
    return page("search/group.html", form=form, text=text, group=group, after=after, address_of=record_address)


def _shown(found: Found) -> dict[str, Any]:
    return {"address_of": record_address, "bookmarked": request.method == "GET", "text": found.text}


def record_address(kind: str, number: int) -> str:
    endpoint, name = PAGES[kind]
    values: dict[str, Any] = {name: number}
    return url_for(endpoint, **values)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
