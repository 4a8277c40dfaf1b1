"""The language spoken to whoever asks: one choice per context, for pages, API, jobs and command line alike.

No web framework is needed here. The web sets the language at the start of a request, a job or a letter opens
`speaking(locale)`; everything else calls `_`. Message ids are English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations

from talenttrack import resources
from talenttrack.domain.calendar import HONG_KONG
from talenttrack.domain.months import months_text


@dataclass(frozen=True, slots=True)
class Language:
    """One of the languages offered: `code` in addresses and cookies, `tag` in HTML, `locale` of the catalogue.

    `name` is what it calls itself, `short` the same where there is little room.
    """

    code: str
    tag: str
    locale: str
    formats: str
    wtforms: str
    name: str
    short: str


ENGLISH = Language("en", "en", "en", "en_HK", "en", "English", "EN")
TRADITIONAL = Language("zh-Hant", "zh-Hant-HK", "zh_Hant", "zh_Hant_HK", "zh_TW", "繁體中文", "繁")
SIMPLIFIED = Language("zh-Hans", "zh-Hans", "zh_Hans", "zh_Hans_CN", "zh", "简体中文", "简")
LANGUAGES = (ENGLISH, TRADITIONAL, SIMPLIFIED)

_SIMPLIFIED_REGIONS = {"cn", "sg", "my"}
_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def by_code(code: str | None) -> Language | None:
    """The language of a code, tag or locale (`zh-Hant`, `zh_Hant_HK`, `zh-HK`, …), or None if it is not offered."""
    parts = (code or "").strip().replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return ENGLISH
    if parts[0] != "zh":
        return None
    if "hans" in parts or ("hant" not in parts and _SIMPLIFIED_REGIONS & set(parts[1:])):
        return SIMPLIFIED
    return TRADITIONAL


def accepted(header: str | None) -> Language:
    """The best language for an `Accept-Language` header; English when it names none that is offered."""
    wishes: list[tuple[float, str]] = []
    for wish in (header or "")[:500].split(","):
        tag, _sep, quality = wish.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            wishes.append((weight, tag))
    for _weight, tag in sorted(wishes, key=lambda wish: -wish[0]):
        if language := by_code(tag):
            return language
    return ENGLISH


def language() -> Language:
    """The language spoken in this context."""
    return _spoken.get()


def speak(choice: Language) -> None:
    """Speak `choice` in this context from now on. Jobs and letters use `speaking`, which ends by itself."""
    _spoken.set(choice)


@contextmanager
def speaking(code: str | Language) -> Iterator[Language]:
    """Speak a language inside the `with` block; an unknown code speaks English."""
    choice = code if isinstance(code, Language) else by_code(code) or ENGLISH
    before = _spoken.set(choice)
    try:
        yield choice
    finally:
        _spoken.reset(before)


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of a locale or language code; one that gives the English back if there is none.

    A `.po` file newer than its `.mo` is compiled in memory, so that a fresh checkout speaks all languages.
    """
    choice = by_code(locale) or ENGLISH
    folder = resources.translations_dir() / choice.locale / "LC_MESSAGES"
    source, compiled = folder / "messages.po", folder / "messages.mo"
    if compiled.is_file() and not (source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as file:
            return Translations(file)
    if source.is_file():
        machine = BytesIO()
        with source.open("rb") as file:
            write_mo(machine, read_po(file, locale=choice.locale))
        machine.seek(0)
        return Translations(machine)
    return NullTranslations()


def gettext(message: str, **values: object) -> str:
    """`message` in the language spoken, its `%(name)s` filled from `values`."""
    text = str(translations(language().locale).ugettext(message)) if message else ""
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The form of a message for `n` things; `%(n)s` may be used in it."""
    text = str(translations(language().locale).ungettext(one, many, n))
    return text % {"n": n, **values}


def lazy(message: str, **values: object) -> LazyProxy:
    """A message that is translated when shown: for form labels and other texts made at import."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


_ = gettext


def _day(value: date | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


def date_text(value: date | str | None) -> str:
    """A day, given as a date or in ISO form: `20 May 2025`, `2025年5月20日`. Nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(HONG_KONG)
    pattern = "d MMMM y" if language() is ENGLISH else "y年M月d日"
    return format_date(_day(value), pattern, locale=language().formats)


def month_text(value: date) -> str:
    """The month of a day, short enough for a column of a few letters: `May`, `5月`."""
    text = format_date(value, "MMM", locale=language().formats)
    return text[:3] if language() is ENGLISH else text


def period_text(first_day: date | str, last_day: date | str) -> str:
    """The days from first to last, both included; one day alone is said once."""
    if _day(first_day) == _day(last_day):
        return date_text(first_day)
    return _("%(first)s to %(last)s", first=date_text(first_day), last=date_text(last_day))


def instant_text(value: datetime | str | None) -> str:
    """An aware instant in Hong Kong time, to the minute: `20 May 2025, 14:05`."""
    if value is None or value == "":
        return ""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = instant.astimezone(HONG_KONG)
    clock = format_time(local, "HH:mm", locale=language().formats)
    separator = ", " if language() is ENGLISH else " "
    return f"{date_text(local)}{separator}{clock}"


def money_text(cents: int | None) -> str:
    """Cents as `HK$1,234,567.00`, the same in every language. Nothing for None."""
    if cents is None:
        return ""
    sign = "-" if cents < 0 else ""
    return f"{sign}HK${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def amount_text(value: int | str | None, unit: str | None) -> str:
    """A measure of a quota or check in its unit: `heads`, `month_units`, `HKD` (cents), `units`, `none`."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if unit == "month_units":
        return months_text(value)
    return money_text(value) if unit == "HKD" else f"{value:,}"
