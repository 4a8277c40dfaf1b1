"""A list taken away as a file: all rows that its page would show, page after page, with the filters of its address.

Taking data away leaves an audit entry, so it is a form and never a link: a page that is only read cannot write, and
what is fetched ahead, shared or crawled must not count as an export. The form goes to `…/export` with the query of
its page, so that the same code reads the same filters. The file is finished before the first byte is sent: the entry
knows the number of rows, and a fault is a page that says so instead of half a file.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from typing import Any, BinaryIO, Final, cast

from flask import Blueprint, Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from talenttrack import access
from talenttrack.files import FORMATS, MEDIA, write
from talenttrack.services import exports
from talenttrack.services.exports import Export, Listing
from talenttrack.web.asking import today
from talenttrack.web.words.exported import heads, in_words, style

IN_MEMORY_BYTES: Final = 4 * 1024 * 1024
NOT_FILTERS: Final = frozenset({"cursor", "before", "after", "lang"})
FILTER_MAX: Final = 200


def offer(blueprint: Blueprint, export: Export[Any], listing: Listing[Any], address: str = "/export") -> None:
    """Gives a list its export, at the endpoint `<blueprint>.<last part of the address>` with `/` read as `_`."""

    def send() -> ResponseReturnValue:
        return _sent(export, listing)

    endpoint = address.strip("/").replace("/", "_")
    blueprint.add_url_rule(address, endpoint, send, methods=["POST"])


def _sent(export: Export[Any], listing: Listing[Any]) -> Response:
    form = request.form.get("format", "")
    if form not in FORMATS:
        abort(400)
    filters = {name: value[:FILTER_MAX] for name, value in request.args.items() if value and name not in NOT_FILTERS}
    with ExitStack() as closing:
        out = cast(BinaryIO, closing.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)))
        values = exports.every_row(access.session(), access.actor(), export, listing)
        count = write(form, out, heads(export), in_words(export, values), style(export))
        session = access.begin_writing()
        exports.note(session, access.actor(), export.name, form, filters, count, access.now())
        size = out.seek(0, os.SEEK_END)
        out.seek(0)
        name = f"talenttrack-{export.name}-{today().isoformat()}.{form}"
        response = send_file(out, MEDIA[form], as_attachment=True, download_name=name)
        closing.pop_all()  # from here on the response closes it
    response.headers["Content-Length"] = str(size)
    response.headers["Cache-Control"] = "no-store"
    return response
