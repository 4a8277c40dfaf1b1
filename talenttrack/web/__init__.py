"""The pages: forms in, services called, templates out. No rule and no row lives here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from markupsafe import Markup

from talenttrack import language
from talenttrack.domain.months import months_text
from talenttrack.web import forms, frame, refusals, words
from talenttrack.web.session import BrowserSessions
from talenttrack.wording import citation_text

PAGES: Final[tuple[str, ...]] = (
    "talenttrack.web.sign_in",
    "talenttrack.web.users",
    "talenttrack.web.company",
    "talenttrack.web.timeline",
    "talenttrack.web.check",
    "talenttrack.web.hires",
    "talenttrack.web.engagements",
    "talenttrack.web.queue",
    "talenttrack.web.search",
    "talenttrack.web.companies",
    "talenttrack.web.projects",
    "talenttrack.web.people",
    "talenttrack.web.findings",
    "talenttrack.web.policy",
    "talenttrack.web.imports",
)
"""Modules with a `blueprint`, each the pages of one matter."""

STYLEGUIDE: Final = "talenttrack.web.styleguide"

csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Give an app its pages: language, forms, templates, problem pages, and every blueprint of `PAGES`."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.session_interface = BrowserSessions(app)
    frame.wrap(app)
    refusals.wrap(app)
    csrf.init_app(app)
    app.before_request(check_token)
    dress(app)
    styleguide = () if app.config.get("ENV") == "production" else (STYLEGUIDE,)
    for name in (*PAGES, *styleguide):
        app.register_blueprint(import_module(name).blueprint)


def check_token() -> None:
    """Refuse a form without this session's token. The API takes a bearer token instead, never the session."""
    if current_app.config["WTF_CSRF_ENABLED"] and request.endpoint and not frame.is_api():
        csrf.protect()


def dress(app: Flask) -> None:
    """Filters and globals of the templates."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.undefined = StrictUndefined
    env.optimized = False  # a constant folded at compile time would stay in the first reader's language
    env.add_extension("jinja2.ext.i18n")
    catalogue = language.translations
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(language.language().locale).ugettext(message),
        lambda one, many, n: catalogue(language.language().locale).ungettext(one, many, n),
        newstyle=True,
    )
    env.filters.update(
        date=language.date_text,
        month=language.month_text,
        instant=language.instant_text,
        money=language.money_text,
        months=months_text,
        amount=language.amount_text,
        attributes=attributes,
        citation=citation_text,
    )
    env.globals.update(period=language.period_text, error_links=forms.error_links, control_id=forms.control_id)
    env.globals.update(words=words, named=words.named)


def attributes(values: Mapping[str, object]) -> Markup:
    """HTML attributes of keyword arguments, `_` in their names read as `-`; None and False leave one out."""
    shown = ((name.replace("_", "-"), value) for name, value in values.items() if value not in (None, False))
    return Markup("").join(Markup(' {}="{}"').format(name, "" if value is True else value) for name, value in shown)
