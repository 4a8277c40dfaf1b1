"""The frame around every page: language of the request, sections by role, messages, and pages for what went wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from talenttrack.language import ENGLISH, LANGUAGES, accepted, by_code, lazy, speak
from talenttrack.language import language as spoken
from talenttrack.web.forms import SPEAK

COOKIE: Final = "tt_language"
API_PAGE: Final = "api.docs"
"""The one page below /api: people choose its language as they do everywhere else."""

COMPANY: Final = frozenset({"company_user", "company_admin"})
OFFICERS: Final = frozenset({"case_officer", "approving_officer", "auditor"})


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the main navigation: shown to `roles` (empty: everybody) once its endpoint exists."""

    endpoint: str
    label: Any
    roles: frozenset[str]


SECTIONS: Final = (
    Section("company.home", lazy("Home"), COMPANY),
    Section("check.form", lazy("Can I hire?"), COMPANY),
    Section("hires.start", lazy("Register a hire"), COMPANY),
    Section("queue.index", lazy("Queue"), OFFICERS),
    Section("engagements.index", lazy("Engagements"), COMPANY | OFFICERS),
    Section("timeline.show", lazy("Timeline"), COMPANY),
    Section("companies.index", lazy("Companies"), OFFICERS),
    Section("people.index", lazy("Persons"), OFFICERS),
    Section("findings.index", lazy("Findings"), COMPANY | OFFICERS),
    Section("imports.index", lazy("Upload"), COMPANY | frozenset({"case_officer", "service"})),
    Section("users.index", lazy("Colleagues"), frozenset({"company_admin"})),
    Section("users.index", lazy("Users"), frozenset({"admin"})),
    Section("policy.index", lazy("Rules"), frozenset()),
)


def is_api() -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def choose_language() -> None:
    """Speak the language asked for: by this request, by an earlier one (cookie), or by the browser."""
    header = accepted(request.headers.get("Accept-Language"))
    if is_api() and request.endpoint != API_PAGE:
        speak(header)
        return
    asked = request.args.get("lang")
    if request.method == "POST" and request.mimetype != "application/json":
        asked = request.form.get(SPEAK) or asked
    g.asked_language = by_code(asked)
    speak(g.asked_language or by_code(request.cookies.get(COOKIE)) or header)


def keep_language(response: Response) -> Response:
    response.headers["Content-Language"] = spoken().tag
    response.vary.update(("Accept-Language", "Cookie"))
    if chosen := g.get("asked_language"):
        response.set_cookie(
            COOKIE, chosen.code, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def forget_language(_error: BaseException | None) -> None:
    """The context of a worker's thread outlives the request; its next one starts from English."""
    speak(ENGLISH)


def language_address(code: str) -> str:
    """This page, query kept, in another language."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*pairs, ('lang', code)])}"


def sections(role: str | None) -> list[dict[str, Any]]:
    """The navigation for a role: label, address, and whether this page is inside it."""
    if role is None:
        return []
    shown = []
    for section in SECTIONS:
        if (section.roles and role not in section.roles) or section.endpoint not in current_app.view_functions:
            continue
        matter, _dot, view = section.endpoint.partition(".")
        inside = request.blueprint == matter and view != "new"
        current = "page" if request.endpoint == section.endpoint else "true" if inside else None
        shown.append({"label": section.label, "href": url_for(section.endpoint), "current": current})
    if any(item["current"] == "page" for item in shown):
        shown = [item if item["current"] == "page" else {**item, "current": None} for item in shown]
    return shown


def address(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None while it does not exist."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def frame() -> dict[str, Any]:
    """What base.html needs. `g.user`, set by sign-in, has `name`, `role`, and `company_name` for companies' users."""
    user = g.get("user")
    return {
        "user": user,
        "sections": sections(str(user.role) if user is not None else None),
        "languages": [(choice, language_address(choice.code)) for choice in LANGUAGES],
        "language": spoken(),
        "address": address,
        "role_name": role_name,
        "demo": bool(current_app.config.get("DEMO")),
        "search": address("search.index") if user is not None and str(user.role) in OFFICERS else None,
    }


_ROLES: Final = {
    "company_user": lazy("Company user"),
    "company_admin": lazy("Company administrator"),
    "case_officer": lazy("Case officer"),
    "approving_officer": lazy("Approving officer"),
    "auditor": lazy("Auditor"),
    "admin": lazy("Administrator"),
    "service": lazy("Service account"),
}


def role_name(role: str) -> str:
    """A role in the language spoken."""
    return str(_ROLES.get(str(role), role))


def page(template: str, *, form: Any = None, **context: Any) -> Response:
    """A page; with a form that was sent and has errors, status 422 and `Error:` before its title."""
    faulty = form is not None and (form.errors or form.form_errors)
    return make_response(render_template(template, form=form, faulty=bool(faulty), **context), 422 if faulty else 200)


_PROBLEMS: Final = {
    400: (lazy("This request could not be read"), lazy("Go back, load the page again and repeat what you did.")),
    401: (lazy("Sign in first"), lazy("This page is for people who have signed in.")),
    403: (lazy("You may not do this"), lazy("Your role does not allow it. Ask your administrator if it should.")),
    404: (
        lazy("Page not found"),
        lazy("There is no such page, or it belongs to somebody else. Check the address."),
    ),
    405: (lazy("This cannot be done here"), lazy("Go back and use the buttons of the page.")),
    409: (
        lazy("Somebody else was faster"),
        lazy("The record changed meanwhile. Load it again, and repeat your change if it is still needed."),
    ),
    412: (
        lazy("Changed since you opened it"),
        lazy("The record changed meanwhile. Look at it again, and repeat your change if it is still needed."),
    ),
    413: (lazy("The file is too large"), lazy("Send a smaller one, or split it.")),
    422: (lazy("Something in the form is not right"), lazy("Go back and check what you entered.")),
    429: (lazy("Too many attempts"), lazy("Wait a few minutes and try again.")),
    500: (
        lazy("Something went wrong here"),
        lazy("Nothing was saved by this step. Try again; if it happens again, tell support the reference below."),
    ),
    503: (lazy("Not available at the moment"), lazy("Nothing is lost. Try again in a few minutes.")),
}


def problem_page(error: HTTPException, told: str | None = None) -> Response:
    """A plain page (JSON below /api) for what went wrong, with a reference that the log has as well.

    `told` is what a use case said about it. What was typed is kept where sending it again may help.
    """
    status = error.code or 500
    title, advice = _PROBLEMS.get(status, _PROBLEMS[500 if status >= 500 else 400])
    g.reference = reference = str(g.get("request_id") or secrets.token_hex(5))
    log = current_app.logger.error if status >= 500 else current_app.logger.info
    log("problem page %s %s, reference %s", status, request.path, reference)
    if is_api():
        problem = {
            "type": "about:blank", "title": str(title), "status": status, "detail": str(advice),
            "code": f"http.{status}", "instance": f"urn:talenttrack:request:{reference}",
        }  # fmt: skip
        response = jsonify(problem)
        response.content_type = "application/problem+json"
    else:
        resend = typed_words() if isinstance(error, CSRFError) or status == 503 else None
        if resend is not None and status != 503:
            title = lazy("This page was open for too long")
            advice = lazy("What you typed is not lost. Go back to it, and send it again.")
        body = render_template(
            "errors/problem.html",
            status=status,
            title=title,
            told=told,
            advice=advice,
            reference=reference,
            resend=resend,
        )
        response = make_response(body)
    response.status_code = status
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def typed_words() -> dict[str, Any] | None:
    """What was typed into a form whose token ran out, to be sent again with a new one; None if the
    request did not come from a page of ours, for then nobody typed it here."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(source).netloc != request.host or request.files:
        return None
    pairs = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", SPEAK} and "password" not in name
    ]
    return {"action": request.full_path.rstrip("?"), "pairs": pairs, "token": generate_csrf(), "code": spoken().code}


def wrap(app: Flask) -> None:
    """Put the frame around an app's pages. First among the request hooks: refusals speak the right language too."""
    app.before_request_funcs.setdefault(None, []).insert(0, choose_language)
    app.after_request(keep_language)
    app.teardown_request(forget_language)
    app.context_processor(frame)
    app.register_error_handler(HTTPException, problem_page)
