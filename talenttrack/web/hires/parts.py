"""The question pages, and beside each of them what the rules say of the answers so far."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.domain.errors import Invalid
from talenttrack.language import _
from talenttrack.services.schemes.rth import preparing, quota, so_far
from talenttrack.services.schemes.rth.preparing import Part, Preparation
from talenttrack.services.schemes.rth.so_far import PARTS
from talenttrack.web.asking import attempted, page, today
from talenttrack.web.decisions import decision_view, measured
from talenttrack.web.forms import SPEAK
from talenttrack.web.hires import finish
from talenttrack.web.hires.days import move, remedy_taken
from talenttrack.web.hires.told import TITLES, days_told, masked
from talenttrack.web.hires.typed import NUMBER, form_of, holds, kept_words, sent_form, whole
from talenttrack.web.schemes.rth_parts import FORMS, WholeForm


def part(hire_id: int, part: str) -> ResponseReturnValue:
    """One part's questions; `?then=check` leads back to the check of all answers."""
    found = _found(hire_id, part)
    if not found.open:
        return finish.led_on(found)
    if request.method == "GET":
        form = form_of(part, found.company_id, _shown(found.parts.get(part, Part())))
        form.version.data = found.version
        return _page(found, part, form, found.answered)
    form = sent_form(part, found.company_id)
    if SPEAK in request.form:
        return _page(found, part, form, found.answered)
    return _sent(found, part, form)


def _sent(found: Preparation, part: str, form: Any) -> ResponseReturnValue:
    """Saves a part and leads on. What is missing stops nobody who asks for anything but to go on."""
    words = kept_words(form, found.parts.get(part, Part()))
    complete = holds(part, form, WholeForm(words), found.company_id)
    act = request.form.get("act", "next")
    if act != "next":
        form.forgive()
    if complete or act != "next":
        if attempted(form, lambda: _kept(found, part, form, words, complete, act)):
            return redirect(_next_address(found, part, act), 303)
        form.version.data = preparing.get(*_who(), found.id).version
    return _page(found, part, form, _answered(found, part, complete))


def live(hire_id: int, part: str) -> ResponseReturnValue:
    """What stands beside a part's questions, for the words of this very moment; nothing is kept."""
    found = _found(hire_id, part)
    if not found.open:
        abort(404)
    form = sent_form(part, found.company_id)
    words = kept_words(form, found.parts.get(part, Part()))
    complete = holds(part, form, WholeForm(words), found.company_id)
    answered = _answered(found, part, complete)
    return render_template("hires/live.html", **beside(found, whole(found, part, words), answered))


def beside(found: Preparation, typed: Any, answered: frozenset[str]) -> dict[str, Any]:
    """The decision so far and what it counts; until there can be one, what is used on the first day, or today."""
    decision = None
    try:
        asked = typed.request(found.company_id)
        decision = so_far.decide(*_who(), asked, answered, access.now())
    except Invalid:
        decision = None
    on = typed.start.data or today()
    return {
        "hire": found,
        "decision": decision_view(decision, None, None) if decision else None,
        "measures": measured(decision) if decision else [],
        "days": days_told(typed),
        "on": on,
        "meters": [] if decision else quota.meters(*_who(), found.company_id, on),
        "missing": [TITLES[name] for name in PARTS if name not in answered],
    }


def _kept(found: Preparation, part: str, form: Any, words: dict[str, list[str]], complete: bool, act: str) -> bool:
    days_moved = remedy_taken(act, whole(found, part, words))
    if days_moved is not None and part == "days":
        words = {**words, **days_moved}
    version = form.version.data
    preparing.answer(*_who(), found.id, part, words, access.now(), complete=complete, expected_version=version)
    if days_moved is not None and part != "days":
        move(preparing.get(*_who(), found.id), days_moved)
    return True


def _next_address(found: Preparation, part: str, act: str) -> str:
    """Where a part leads: on to the next, back to the list, back to the check, or to itself."""
    if act == "later":
        flash(_("Saved. Go on whenever you like."), "success")
        return url_for("hires.show", hire_id=found.id)
    then = request.args.get("then")
    if act != "next":
        return url_for("hires.part", hire_id=found.id, part=part, then=then)
    following = _following(found, part)
    if then == "check" or following is None:
        return url_for("hires.check", hire_id=found.id)
    return url_for("hires.part", hire_id=found.id, part=following)


def _following(found: Preparation, part: str) -> str | None:
    """The next part in order while something is still to be answered after it, else the first to be answered."""
    open_parts = [name for name in PARTS if name not in found.answered | {part}]
    later = PARTS[PARTS.index(part) + 1 :]
    if any(name in open_parts for name in later):
        return later[0]
    return open_parts[0] if open_parts else None


def _answered(found: Preparation, part: str, complete: bool) -> frozenset[str]:
    return found.answered | {part} if complete else found.answered - {part}


def _page(found: Preparation, part: str, form: Any, answered: frozenset[str]) -> Response:
    words = kept_words(form, found.parts.get(part, Part()))
    return page(
        "hires/part.html",
        form=form,
        part=part,
        title=TITLES[part],
        number=PARTS.index(part) + 1,
        of=len(PARTS),
        then=request.args.get("then"),
        kept_number=masked(found.parts.get(part, Part())) if part == "person" else "",
        **beside(found, whole(found, part, words), answered),
    )


def _shown(kept: Part) -> dict[str, list[str]] | None:
    """The words that are kept, for showing: without the number of the document."""
    return {name: values for name, values in kept.words.items() if name != NUMBER} if kept.words else None


def _found(hire_id: int, part: str) -> Preparation:
    if part not in FORMS:
        abort(404)
    return preparing.get(*_who(), hire_id)


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
