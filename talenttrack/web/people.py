"""Persons, for officers: found by name, document or reference; numbers masked, and shown whole for a reason alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from talenttrack import access
from talenttrack.domain.errors import NotFound
from talenttrack.domain.people import Identity, identity
from talenttrack.language import _, lazy
from talenttrack.services import people
from talenttrack.services.exported_lists import PEOPLE
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.people import PersonLine, PersonView
from talenttrack.services.schemes.rth import read
from talenttrack.web import exporting, words
from talenttrack.web.asking import SHOWN, ActForm, attempted, cursor_asked, number_asked, page, word_asked
from talenttrack.web.forms import PageForm, needed
from talenttrack.web.schemes.rth import choices_of

blueprint = Blueprint("people", __name__, url_prefix="/people")

TYPED_MAX = 1000


class DocumentForm(PageForm):
    id_type = RadioField(
        lazy("Identity document"),
        choices=lambda: choices_of(words.DOCUMENTS),
        validators=[needed(lazy("Choose the kind of document"))],
    )
    id_number = StringField(
        lazy("Number of the document"),
        validators=[needed(lazy("Enter the number of the document")), Length(max=TYPED_MAX)],
    )
    id_country = StringField(
        lazy("Issued by"),
        description=lazy("Three letters such as GBR or CHN, only for a passport"),
        validators=[Optional()],
    )

    def identity(self) -> Identity:
        return identity(self.id_type.data, self.id_number.data, self.id_country.data or None)


class ReasonForm(ActForm):
    reason = TextAreaField(lazy("Reason"), validators=[needed(lazy("Give a reason")), Length(max=TYPED_MAX * 4)])


class MergeForm(ReasonForm):
    other = StringField(
        lazy("Number of the other record"),
        description=lazy("As shown on the page of that person; this record stays, the other is joined to it"),
        validators=[needed(lazy("Enter the number of the other record"))],
    )


@blueprint.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """By name in the address; by document in a form, so that no number is left in an address or a log."""
    form: Any = DocumentForm()
    person_id = None
    if form.validate_on_submit():
        person_id = attempted(form, lambda: people.find(*_who(), form.identity()) or 0)
        if person_id:
            return redirect(url_for("people.show", person_id=person_id), 303)
        if person_id == 0:
            form.refuse("id_number", _("Nobody is recorded with this document"))
    name, reference = word_asked("name") or "", word_asked("reference")
    engagements = _by_reference(reference) if reference else None
    found = _named(name)
    return page("people/index.html", form=form, found=found, name=name, reference=reference, engagements=engagements)


def _listed(cursor: str | None) -> Page[PersonLine]:
    return people.search(*_who(), name=word_asked("name") or "", cursor=cursor, limit=LIMIT_MAX)


exporting.offer(blueprint, PEOPLE, _listed)


def _named(name: str) -> Page[PersonLine] | None:
    if len(name) < people.SEARCH_MIN:
        return None
    return people.search(*_who(), name=name, cursor=cursor_asked(), limit=SHOWN)


def _by_reference(reference: str) -> Any:
    which = read.Which(reference=reference)
    return read.listing(*_who(), which, cursor=None, limit=SHOWN, now=access.now()).items


@blueprint.get("/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    person = people.get(*_who(), person_id)
    if person.id != person_id:
        return redirect(url_for("people.show", person_id=person.id), 303)
    return page("people/show.html", person=person, shown=None, me=access.actor().id)


@blueprint.route("/<int:person_id>/documents/<int:document_id>", methods=["GET", "POST"])
def unmask(person_id: int, document_id: int) -> ResponseReturnValue:
    """The whole number, on the answer to this very form and nowhere else."""
    person = people.get(*_who(), person_id)
    document = next((one for one in person.documents if one.id == document_id), None)
    if document is None:
        raise NotFound("There is no such document.")
    form: Any = ReasonForm()
    number = None
    if form.validate_on_submit():
        number = attempted(form, lambda: people.unmask(*_who(), document_id, form.reason.data, access.now()))
    return page("people/unmask.html", form=form, person=person, document=document, number=number)


@blueprint.route("/<int:person_id>/documents/new", methods=["GET", "POST"])
def new_document(person_id: int) -> ResponseReturnValue:
    person = people.get(*_who(), person_id)
    form: Any = DocumentForm()
    work = lambda: people.add_document(*_who(), person.id, form.identity(), access.now())  # noqa: E731
    if form.validate_on_submit() and attempted(form, work) is not None:
        flash(_("The document is added."), "success")
        return redirect(url_for("people.show", person_id=person.id), 303)
    return page("people/new_document.html", form=form, person=person, other=_owner(form) if form.form_errors else None)


def _owner(form: Any) -> PersonView | None:
    """Whose the document is that could not be added."""
    found = people.find(*_who(), form.identity())
    return people.get(*_who(), found) if found else None


@blueprint.route("/<int:person_id>/merge", methods=["GET", "POST"])
def merge(person_id: int) -> ResponseReturnValue:
    person = people.get(*_who(), person_id)
    form: Any = MergeForm(data={"other": str(number_asked("other") or "")})

    def work() -> int:
        number = "".join(filter(str.isdecimal, form.other.data))[:17]
        other = int(number) if number.isascii() and number else 0
        return people.propose_merge(
            *_who(), kept_id=person.id, merged_id=other, reason=form.reason.data, now=access.now()
        )

    try:
        done = form.validate_on_submit() and attempted(form, work, {"person_id": "other"})
    except NotFound:
        form.refuse("other", _("There is no record of this number"))
        done = None
    if done:
        flash(_("The merge is proposed. Another officer confirms it."), "success")
        return redirect(url_for("people.show", person_id=person.id), 303)
    return page("people/merge.html", form=form, person=person)


@blueprint.route("/<int:person_id>/merges/<int:merge_id>", methods=["GET", "POST"])
def decide_merge(person_id: int, merge_id: int) -> ResponseReturnValue:
    person = people.get(*_who(), person_id)
    waiting = next((one for one in person.merges if one.id == merge_id), None)
    if waiting is None:
        raise NotFound("There is no such merge.")
    form: Any = ReasonForm()
    if request.form.get("act") == "confirm":
        del form.reason
    kept = attempted(form, lambda: _decided(form, merge_id)) if form.validate_on_submit() else None
    if kept is not None:
        flash(_("The merge is decided."), "success")
        return redirect(url_for("people.show", person_id=kept or person.id), 303)
    both = [people.get(*_who(), one) for one in (waiting.kept_id, waiting.merged_id)]
    return page("people/decide_merge.html", form=form, person=person, merge=waiting, both=both, me=access.actor().id)


def _decided(form: Any, merge_id: int) -> int:
    if "reason" in form:
        people.reject_merge(*_who(), merge_id, form.reason.data, access.now())
        return 0
    return people.confirm_merge(*_who(), merge_id, access.now())


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
