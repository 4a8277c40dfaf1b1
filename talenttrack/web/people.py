"""Persons, for officers: found by name, document or reference; numbers masked, and shown whole for a reason alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from talenttrack import access
from talenttrack.domain.errors import Invalid, NotFound
from talenttrack.domain.people import Identity, identity
from talenttrack.language import _, lazy
from talenttrack.services import findings_board, history, people
from talenttrack.services.exported_lists import PEOPLE
from talenttrack.services.findings_board import STANDING, Asked
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.people import PersonLine, PersonView
from talenttrack.services.schemes.rth import person as of_scheme
from talenttrack.services.schemes.rth import read
from talenttrack.web import exporting, finding_lines, words
from talenttrack.web.asking import SHOWN, ActForm, attempted, cursor_asked, page, today, word_asked
from talenttrack.web.forms import PageForm, needed
from talenttrack.web.person_spans import engagements_of
from talenttrack.web.schemes.rth import choices_of

blueprint = Blueprint("people", __name__, url_prefix="/people")

TYPED_MAX = 1000
HISTORY = 10
"""Acts on a person's page; the page of the history has all."""


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
    context = {"name": name, "reference": reference, "engagements": engagements, "cursor": cursor_asked()}
    return page("people/index.html", form=form, found=found, **context)


def _listed(cursor: str | None) -> Page[PersonLine]:
    return people.search(*_who(), name=word_asked("name") or "", cursor=cursor, limit=LIMIT_MAX)


exporting.offer(blueprint, PEOPLE, _listed)


def _named(name: str) -> Page[PersonLine] | None:
    """Everybody where no name is asked for; None where it is too short to look for."""
    if 0 < len(name) < people.SEARCH_MIN:
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
    standing = of_scheme.standing(*_who(), person.id, today())
    about = frozenset({("person", str(person.id)), *(("engagement", str(one.id)) for one in person.engagements)})
    found = findings_board.board(*_who(), Asked(STANDING, about=about), cursor=None, limit=SHOWN)
    told = history.of_record(*_who(), "person", _records(person), cursor=None, limit=HISTORY)
    return page(
        "people/show.html",
        person=person,
        standing=standing,
        drawn=engagements_of(person, standing, today()),
        found=found,
        entries=words.record_entries(told.items, with_subject=False),
        more=told.next_cursor,
        **finding_lines.shown(found.items),
    )


@blueprint.get("/<int:person_id>/history")
def history_of(person_id: int) -> ResponseReturnValue:
    person, cursor = people.get(*_who(), person_id), word_asked("cursor")
    try:
        told = history.of_record(*_who(), "person", _records(person), cursor=cursor, limit=SHOWN)
    except Invalid:  # what is no cursor is the first page
        cursor = None
        told = history.of_record(*_who(), "person", _records(person), cursor=None, limit=SHOWN)
    entries = words.record_entries(told.items, with_subject=False)
    return page("people/history.html", person=person, entries=entries, told=told, cursor=cursor)


def _records(person: PersonView) -> set[int]:
    """The record and those that were merged into it: what was done with them is part of its history."""
    return {person.id, *(one.merged_id for one in person.merges if one.state == "confirmed")}


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
    form: Any = MergeForm(data={"other": word_asked("other") or ""})

    def work() -> int:
        reason, now = form.reason.data, access.now()
        return people.propose_merge(*_who(), kept_id=person.id, merged_id=_number(form), reason=reason, now=now)

    done = None
    if request.form.get("act") == "compare":
        if _other(form) is None:
            form.refuse("other", _("There is no record of this number"))
    elif form.validate_on_submit():
        try:
            done = attempted(form, work, {"person_id": "other"})
        except NotFound:
            form.refuse("other", _("There is no record of this number"))
    if done:
        flash(_("The merge is proposed. Another officer confirms it."), "success")
        return redirect(url_for("people.show", person_id=person.id), 303)
    return page("people/merge.html", form=form, **_compared(person, _other(form), person.id))


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
    kept_one, other = (people.get(*_who(), one) for one in (waiting.kept_id, waiting.merged_id))
    compared = _compared(kept_one, other if other.id != kept_one.id else None, person.id)
    return page("people/decide_merge.html", form=form, merge=waiting, me=access.actor().id, **compared)


def _other(form: Any) -> PersonView | None:
    """The record that the form names, once it names one."""
    number = _number(form)
    try:
        return people.get(*_who(), number) if number else None
    except NotFound:
        return None


def _number(form: Any) -> int:
    number = "".join(filter(str.isdecimal, form.other.data or ""))[:17]
    return int(number) if number.isascii() and number else 0


def _compared(kept: PersonView, other: PersonView | None, shown_id: int) -> dict[str, Any]:
    """Two records side by side, and what their merge would break."""
    both = [kept] if other is None or other.id == kept.id else [kept, other]
    broken = of_scheme.broken_by_merge(*_who(), kept.id, both[-1].id, today()) if len(both) > 1 else []
    held = {one.id: one for person in both for one in person.engagements}
    return {
        "person": next((one for one in both if one.id == shown_id), kept),
        "both": both,
        "standings": {one.id: of_scheme.standing(*_who(), one.id, today()) for one in both},
        "broken": broken,
        "held": held,
    }


def _decided(form: Any, merge_id: int) -> int:
    if "reason" in form:
        people.reject_merge(*_who(), merge_id, form.reason.data, access.now())
        return 0
    return people.confirm_merge(*_who(), merge_id, access.now())


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
