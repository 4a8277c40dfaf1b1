"""Upload: a template, a file, what saving it would do, the file back with its errors, and saving; in that order.

The file is read before the write lock is asked for. It stays with us until it is saved, so it is sent once.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from werkzeug.utils import secure_filename
from wtforms import BooleanField

from talenttrack import access
from talenttrack.domain.text import one_line
from talenttrack.files import FORMATS, MEDIA
from talenttrack.language import _, gettext, lazy, ngettext
from talenttrack.services.imports import uploads
from talenttrack.services.imports.problems import Problem
from talenttrack.services.imports.returned import with_errors
from talenttrack.services.imports.run import SAVED, UNCHANGED, Kind, Reading, read_file
from talenttrack.services.imports.template import notes, template
from talenttrack.services.imports.uploads import UploadView
from talenttrack.services.schemes.imports import KINDS, kinds_for
from talenttrack.web.asking import page, today
from talenttrack.web.forms import PageForm
from talenttrack.wording import told, told_by_row

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

PROBLEMS_SHOWN: Final = 200
LINES_SHOWN: Final = 100
NAME_MAX: Final = 200
RECORD_PAGES: Final = {
    "companies": ("companies.show", "company_id"),
    "nias-projects": ("projects.show", "project_id"),
    "engagements": ("engagements.show", "engagement_id"),
}
LISTS: Final = {"companies": "companies.index", "nias-projects": "projects.index", "engagements": "engagements.index"}


class UploadForm(PageForm):
    file = FileField(
        lazy("File, .csv or .xlsx"),
        description=lazy("At most 16 MB. Nothing is saved before you have seen what it would do."),
        validators=[FileRequired(lazy("Choose the file to be checked"))],
    )
    as_history = BooleanField(
        lazy("These are facts of the past"),
        description=lazy("Recorded in the state that each row names, without being judged"),
    )


@blueprint.get("/")
def index() -> ResponseReturnValue:
    kinds = kinds_for(access.actor())
    if len(kinds) == 1:
        return redirect(url_for("imports.upload", kind=kinds[0].name), 303)
    return page("imports/index.html", kinds=kinds, waiting=uploads.waiting(*_who(), access.now()))


@blueprint.route("/<kind>", methods=["GET", "POST"])
def upload(kind: str) -> ResponseReturnValue:
    chosen = _kind(kind)
    form: Any = UploadForm()
    unreadable: list[tuple[int, str, str]] = []
    if access.actor().role not in chosen.history_roles:
        del form.as_history
    if form.validate_on_submit():
        content, name = form.file.data.read(), _shown_name(form.file.data.filename)
        reading = read_file(chosen, content, as_history="as_history" in form and form.as_history.data)
        if _refuse_unreadable(form, reading):
            access.begin_writing()
            upload_id = uploads.judge(*_who(), reading, name, content, access.now())
            return redirect(url_for("imports.show", upload_id=upload_id), 303)
        unreadable = [one for one in _told(reading.problems) if one[1]] if not reading.readable else []
    waiting = [one for one in uploads.waiting(*_who(), access.now()) if one.kind == chosen.name]
    return page(
        "imports/upload.html",
        form=form,
        kind=chosen,
        notes=notes(chosen.columns, gettext),
        waiting=waiting,
        unreadable=unreadable,
        several=len(kinds_for(access.actor())) > 1,
    )


@blueprint.get("/<kind>/template.<form>")
def empty(kind: str, form: str) -> Response:
    chosen = _kind(kind)
    if form not in FORMATS:
        abort(404)
    out = io.BytesIO()
    template(chosen, form, out, gettext)
    return _file(out, f"{chosen.name}-template.{form}", form)


@blueprint.get("/files/<int:upload_id>")
def show(upload_id: int) -> Response:
    return _shown(uploads.view(*_who(), upload_id, access.now()))


@blueprint.get("/files/<int:upload_id>/errors")
def errors(upload_id: int) -> Response:
    """The file as it came, with a column that says what is wrong with each row."""
    found = uploads.view(*_who(), upload_id, access.now())
    content = uploads.content_of(*_who(), upload_id, access.now())
    if content is None:
        abort(404)
    out = io.BytesIO()
    wrong: dict[int, frozenset[str]] = {}
    for one in found.result.problems:
        wrong[one.row] = wrong.get(one.row, frozenset()) | {one.column}
    with_errors(content, told_by_row((one.row, one.column, one.told) for one in found.result.problems), wrong, out)
    return _file(out, f"{found.kind}-errors-{today().isoformat()}.{found.form}", found.form)


@blueprint.post("/files/<int:upload_id>/save")
def save(upload_id: int) -> ResponseReturnValue:
    found = uploads.view(*_who(), upload_id, access.now())
    content = uploads.content_of(*_who(), upload_id, access.now())
    if content is None:
        return redirect(url_for("imports.show", upload_id=upload_id), 303)
    reading = read_file(_kind(found.kind), content, as_history=found.as_history)
    access.begin_writing()
    partial = request.form.get("partial") == "yes"
    after, held = uploads.save(*_who(), upload_id, reading, access.now(), partial=partial)
    if held and after.saved:
        return redirect(url_for("imports.show", upload_id=upload_id), 303)
    response = _shown(after, changed=not held)
    response.status_code = 409
    return response


@blueprint.post("/files/<int:upload_id>/discard")
def discard(upload_id: int) -> ResponseReturnValue:
    found = uploads.view(*_who(), upload_id, access.now())
    uploads.discard(*_who(), upload_id, access.now())
    flash(_("The file is removed. Nothing of it was saved."), "success")
    return redirect(url_for("imports.upload", kind=found.kind), 303)


def _shown(found: UploadView, *, changed: bool = False) -> Response:
    result = found.result
    lines = {outcome: [line for line in result.lines if line.outcome == outcome] for outcome in (SAVED, UNCHANGED)}
    return page(
        "imports/saved.html" if found.saved else "imports/judged.html",
        upload=found,
        kind=KINDS[found.kind],
        changed=changed,
        problems=_told(result.problems),
        unshown=len(result.problems) > PROBLEMS_SHOWN,
        added=lines[SAVED][:LINES_SHOWN],
        there=lines[UNCHANGED][:LINES_SHOWN],
        address_of=_record_address,
        all_of_them=url_for(LISTS[found.kind]),
    )


def _record_address(kind: str, record_id: int | None) -> str | None:
    endpoint, name = RECORD_PAGES[kind]
    values: dict[str, Any] = {name: record_id}
    return url_for(endpoint, **values) if record_id is not None else None


def _told(problems: Sequence[Problem]) -> list[tuple[int, str, str]]:
    """The first problems, those of one cell together: row, column, and what is wrong and what to do."""
    cells: dict[tuple[int, str], list[str]] = {}
    for one in problems[:PROBLEMS_SHOWN]:
        cells.setdefault((one.row, one.column), []).append(told(one.told))
    return [(row, column, " ".join(texts)) for (row, column), texts in cells.items()]


def _refuse_unreadable(form: Any, reading: Reading) -> bool:
    """False for a file that is no table of this kind; the form then says why."""
    if not reading.readable:
        wrong = _told(reading.problems)
        row, column, text = wrong[0]
        many = ngettext(
            "%(n)s error in the first row: see below", "%(n)s errors in the first row: see below", len(wrong)
        )
        form.refuse("file", many if len(wrong) > 1 or column else _("Row %(row)s: %(told)s", row=row, told=text))
    elif not reading.rows:
        form.refuse("file", _("The file has no rows below the names of its columns. Fill it in first."))
    return not form.errors


def _kind(name: str) -> Kind:
    found = next((kind for kind in kinds_for(access.actor()) if kind.name == name), None)
    return found or abort(404)


def _shown_name(name: str | None) -> str:
    """What the sender called the file, to be shown and noted, never to be used as a name."""
    printable = "".join(character for character in one_line(name or "") if character.isprintable())
    return printable[-NAME_MAX:] or "file"


def _file(out: io.BytesIO, name: str, form: str) -> Response:
    out.seek(0)
    response = send_file(out, MEDIA[form], as_attachment=True, download_name=secure_filename(name))
    response.headers["Cache-Control"] = "no-store"
    return response


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
