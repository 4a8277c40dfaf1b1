"""Many cases decided at once: the look before, the act, and what came of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.services import form_keys
from talenttrack.services.schemes.rth import bulk as service
from talenttrack.services.schemes.rth import read
from talenttrack.web import narrowing
from talenttrack.web.asking import ActForm, new_key, page
from talenttrack.web.decisions import decision_view


def bulk() -> ResponseReturnValue:
    """Each ticked case judged as things stand; sent, those that fit are decided."""
    form: Any = ActForm()
    filters, act = narrowing.remembered(), str(request.values.get("act", ""))
    if form.validate_on_submit():
        done = _once(form, act, _versions(request.form.getlist("seen")))
        asked = [("act", act), (narrowing.LIST, narrowing.text_of(filters)), *done]
        return redirect(f"{url_for('queue.done')}?{urlencode(asked)}", 303)
    chosen = service.preflight(*_who(), act, numbers(request.values.getlist("case")), access.now())
    new_key(form)
    return page(
        "queue/bulk.html",
        form=form,
        act=act,
        fitting=[one for one in chosen if one.why_not is None],
        left=[(one, _told(one)) for one in chosen if one.why_not is not None],
        filters=filters,
        narrowing=narrowing,
    )


def done() -> Response:
    """What became of each: read as it is now, so that the address can claim nothing."""
    act, left = str(request.args.get("act", "")), numbers(request.args.getlist("left"))
    decided = numbers(request.args.getlist("done"))[: service.BULK_MAX]
    candidates = service.preflight(*_who(), act, left, access.now()) if left else []
    return page(
        "queue/done.html",
        act=act,
        decided=read.summaries(*_who(), decided, access.now()),
        left=[(one, _told(one)) for one in candidates],
        filters=narrowing.remembered(),
        narrowing=narrowing,
    )


def numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among the texts, each once, in rising order."""
    return sorted({int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18})


def _once(form: Any, act: str, versions: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """What came of each case, now or when the same form was sent before: pairs for the next address."""
    key, before = form_keys.claim(*_who(), form.form_key.data or "", [act, versions], access.now())
    if before is None:
        results = service.decide(*_who(), act, versions, access.now())
        before = {
            "done": [str(one.engagement_id) for one in results if one.why_not is None],
            "left": [str(one.engagement_id) for one in results if one.why_not is not None],
        }
        form_keys.keep(*_who(), key, before)
    return [(name, number) for name in ("done", "left") for number in before[name]]


def _versions(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Pairs of a case and the version of it that was seen, from texts such as `17.3`."""
    pairs = (text.partition(".") for text in texts)
    found = {(one, seen) for case, _dot, version in pairs for one in numbers([case]) for seen in numbers([version])}
    return sorted(found)


def _told(candidate: service.Candidate) -> Any:
    return decision_view(candidate.decision, None, None) if candidate.decision else None


def _who() -> tuple[Any, Any]:
    return access.session(), access.actor()
