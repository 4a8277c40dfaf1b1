"""The words of a hire's parts: as they were sent, as they are kept, and the whole of them as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from talenttrack import access
from talenttrack.domain.errors import Invalid
from talenttrack.services.paging import LIMIT_MAX
from talenttrack.services.schemes import nias_read
from talenttrack.services.schemes.rth import so_far
from talenttrack.services.schemes.rth.preparing import Part, Preparation
from talenttrack.web.asking import tell
from talenttrack.web.schemes.rth import NAMES
from talenttrack.web.schemes.rth_parts import FORMS, PartForm, WholeForm, length_words, words_in

NUMBER: Final = "id_number"


def form_of(part: str, company_id: int, sent: Any) -> Any:
    """The form of a part with the words sent; None shows it empty."""
    return _offered(FORMS[part](formdata=MultiDict(sent) if sent is not None else None), company_id)


def sent_form(part: str, company_id: int) -> Any:
    """The form of a part as this request sends it."""
    return _offered(FORMS[part](), company_id)


def projects(company_id: int) -> tuple[nias_read.ProjectView, ...]:
    session, actor = access.session(), access.actor()
    return nias_read.listing(session, actor, company_id=company_id, reference=None, cursor=None, limit=LIMIT_MAX).items


def kept_words(form: PartForm, before: Part) -> dict[str, list[str]]:
    """The words of a form that was sent. A number of a document left empty is the one there was: it is never shown."""
    words = words_in(form)
    if NUMBER in words and words[NUMBER] in ([], [""]):
        words[NUMBER] = before.words.get(NUMBER, [""])
    return words


def whole(found: Preparation, part: str | None = None, words: Mapping[str, list[str]] | None = None) -> WholeForm:
    """All that is kept, with `words` in place of what is kept of one part."""
    others = {name: kept.words for name, kept in found.parts.items() if name != part}
    every = {name: values for kept in others.values() for name, values in kept.items()}
    return WholeForm({**every, **(words or {})})


def holds(part: str, form: Any, asked: Any, company_id: int) -> bool:
    """Whether a part is answered whole and well, by its form and by what the engine understands; else its form says."""
    if not form.validate():
        return False
    try:
        so_far.require(part, asked.request(company_id), ())
    except Invalid as invalid:
        tell(form, invalid, NAMES)
        return False
    return True


def parts_of(sent: Any, company_id: int) -> dict[str, Part]:
    """Answers sent from elsewhere as parts, those left out of which nothing was sent; see `hires.begin`."""
    typed = MultiDict(sent)
    whole_form = WholeForm(dict(typed.lists()))
    if "until" not in typed and whole_form.start.data and whole_form.end.data:
        for name, values in length_words(whole_form.start.data, whole_form.end.data).items():
            typed.setlist(name, values)
    found: dict[str, Part] = {}
    for part, kind in FORMS.items():
        form: Any = kind(formdata=typed, meta={"csrf": False})
        form.validate()
        words = words_in(form)
        if any(any(values) for name, values in words.items() if name != "until"):
            complete = holds(part, form, WholeForm(words), company_id)
            found[part] = Part(words, complete)
    return found


def _offered(form: Any, company_id: int) -> Any:
    if form.nias_project is not None:
        form.offer(projects(company_id))
    return form
