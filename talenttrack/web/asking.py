"""What the pages share in asking services: the request's session, a use case tried for a form, lists by page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from flask import Response, g, request
from wtforms import HiddenField, IntegerField
from wtforms.validators import Optional

from talenttrack import access
from talenttrack.domain.calendar import hong_kong_date
from talenttrack.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale, TooMany, WrongState
from talenttrack.domain.lifecycle import Actor
from talenttrack.services import form_keys
from talenttrack.services.form_keys import KEY_MAX
from talenttrack.web import frame
from talenttrack.web.forms import PageForm
from talenttrack.wording import error_text

T = TypeVar("T")

SHOWN: Final = 50
"""Items on a page of a list."""

_STATUSES: Final = ((Stale, 412), (WrongState, 409), (Conflict, 409), (TooMany, 429), (Forbidden, 403))

NotPossible = (Invalid, Stale, WrongState, Conflict, TooMany)
"""What a form is shown again for, with the words kept. Anything else is a page of its own."""


class ActForm(PageForm):
    """A form that acts on a record: `version` is what its reader saw, `form_key` makes sending it twice one act."""

    version = IntegerField(validators=[Optional()])
    form_key = HiddenField()


def new_key(form: Any) -> None:
    """Draw the key of a form that is shown anew; one that was sent keeps its own."""
    key = form.form_key.data
    if not key or len(key) > KEY_MAX:
        form.form_key.data = secrets.token_urlsafe(12)


def once(key: str | None, typed: Any, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """What `work` returns, ids alone; where a form of this key was sent with these words before, what came of it."""
    if not key:
        return work()
    session, actor = access.session(), access.actor()
    claimed, before = form_keys.claim(session, actor, key, typed, access.now())
    if before is not None:
        return before
    done = work()
    form_keys.keep(session, actor, claimed, done)
    return done


def attempted(form: Any, work: Callable[[], T], names: dict[str, str] | None = None) -> T | None:
    """What `work` returns; None where it could not be done, which the form then says.

    `names` maps a service's field names to the form's. All that `work` wrote before it failed is undone.
    """
    try:
        with access.session().begin_nested():
            return work()
    except NotPossible as error:
        tell(form, error, names or {})
    return None


def tell(form: Any, error: Any, names: dict[str, str]) -> None:
    """Show an error at its field, or above the form; the answer's status follows the error."""
    if isinstance(error, Invalid):
        for wrong in error.errors:
            form.refuse(names.get(wrong.field, wrong.field.rpartition(".")[2]), error_text(wrong))
        return
    form.refuse("", error_text(error))
    g.form_status = next(status for kind, status in _STATUSES if isinstance(error, kind))


def page(template: str, *, form: Any = None, **context: Any) -> Response:
    """`frame.page`, with the status of what the form was refused for."""
    response = frame.page(template, form=form, **context)
    if response.status_code == 422 and "form_status" in g:
        response.status_code = g.form_status
    return response


def today() -> date:
    return hong_kong_date(access.now())


def day_asked(name: str) -> date | None:
    """A day in the address, ISO or from the three boxes of a day; None where it is left out or is none."""
    text = request.args.get(name) or "-".join(
        request.args.get(f"{name}-{part}", "") for part in ("year", "month", "day")
    )
    parts = text.split("-")
    try:
        return date(*(int(part) for part in parts)) if len(parts) == 3 else None
    except ValueError:
        return None


def word_asked(name: str, known: Any = None) -> str | None:
    """A filter in the address; None where it is left out or not one of `known`."""
    text = request.args.get(name, "").strip()[:200]
    return text if text and (known is None or text in known) else None


def number_asked(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def cursor_asked() -> str | None:
    """Where the page of a list begins; what is no cursor is the first page."""
    number = number_asked("cursor")
    return str(number) if number is not None else None


def company_asked(actor: Actor) -> int:
    """The company that the page is about: one's own, or for officers the one in the address. Raises NotFound."""
    if actor.is_company and actor.company_id is not None:
        return actor.company_id
    asked = number_asked("company")
    if asked is None:
        raise NotFound("There is no such company.")
    return asked


def company_in_address(actor: Actor, company_id: int) -> int | None:
    """What an address names of a company: nothing for its own users."""
    return None if actor.is_company else company_id
