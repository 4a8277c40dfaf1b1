"""What every form of the pages shares: language, trimmed text, safe days, amounts, and errors with a link."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from babel.support import LazyProxy
from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, PasswordField, StringField
from wtforms.i18n import DefaultTranslations, get_translations
from wtforms.validators import InputRequired

from talenttrack.domain.money import decimal_text, parse_cents
from talenttrack.language import ENGLISH, _, language

SPEAK = "speak"  # the button of the language switch on a page with a form: shows the form again, words kept


class _Builtin(DefaultTranslations):
    """WTForms' own messages. Its catalogues are named zh (Simplified) and zh_TW (Traditional), unlike ours."""

    def __init__(self) -> None:
        super().__init__(get_translations([language().wtforms]))

    def gettext(self, string: str) -> str:
        return str(self.translations.gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(self.translations.ngettext(singular, plural, n))


def _trimmed(value: object) -> object:
    """Text without blanks around it; a box that was not sent at all is an empty one."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else value


class PageForm(FlaskForm):
    """The base of every form on a page. Text is trimmed, passwords are not."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: object) -> object:
            return None if language() is ENGLISH else _Builtin()

        def bind_field(self, form: object, unbound_field: Any, options: dict[str, Any]) -> Any:
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options = {**options, "filters": [_trimmed, *unbound_field.kwargs.get("filters", ())]}
            return unbound_field.bind(form=form, **options)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """True when the form was sent and holds; False without any error when only the language was changed."""
        if SPEAK in request.form:
            return False
        return bool(super().validate_on_submit(extra_validators))

    def refuse(self, name: str, message: str) -> None:
        """Show `message` (already translated) at the field `name`, or above the form if it has no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def needed(message: str | LazyProxy) -> InputRequired:
    """The field must be filled in; `message` says with what. Leaves a date's own error standing."""
    return InputRequired(message)


class DayField(Field):
    """A day, typed as day, month and year in three boxes (`name-day`, `name-month`, `name-year`), or ISO in `name`.

    `data` is a date or None. Never fails on missing, doubled or strange parts: they are errors of the field.
    """

    PARTS = ("day", "month", "year")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.raw_data = []
        self.data = data if isinstance(data, date) else self._initial()
        self.object_data = self.data
        self.typed = self._typed_from(self.data)
        if formdata is None:
            return
        parts = [str(formdata.get(f"{self.name}-{part}", "")).strip()[:20] for part in self.PARTS]
        whole = str(formdata.get(self.name, "")).strip()[:20]
        if not any(parts) and whole:
            parts = [*reversed(whole.split("-"))] if whole.count("-") == 2 else [whole, "", ""]
        self.typed = dict(zip(self.PARTS, parts, strict=True))
        self.data = None
        if any(parts):
            self.raw_data = ["-".join(parts)]
            try:
                self.data = self._day_of(*parts)
            except ValueError as error:
                self.process_errors.append(str(error))

    def _initial(self) -> date | None:
        initial = self.default() if callable(self.default) else self.default
        return initial if isinstance(initial, date) else None

    def _typed_from(self, day: date | None) -> dict[str, str]:
        return {part: str(getattr(day, part)) if day else "" for part in self.PARTS}

    def _day_of(self, day: str, month: str, year: str) -> date:
        missing = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        for part, text in zip(self.PARTS, (day, month, year), strict=True):
            if not text:
                raise ValueError(_("The date must include %(part)s", part=missing[part]))
        numbers = [_number(text) for text in (day, _month_number(month), year)]
        if numbers[2] is not None and not 1900 <= numbers[2] <= 2200:
            raise ValueError(_("Write the year with four digits, for example 2026"))
        try:
            if None in numbers:
                raise ValueError
            return date(int(numbers[2] or 0), int(numbers[1] or 0), int(numbers[0] or 0))
        except ValueError:
            raise ValueError(_("There is no such day; write one such as 20 5 2026")) from None

    def show(self, day: date) -> None:
        """Shows another day than was typed, free of its errors."""
        self.data = day
        self.typed = self._typed_from(day)
        self.raw_data, self.process_errors = [day.isoformat()], []

    def clear(self) -> None:
        """Shows no day."""
        self.data, self.raw_data, self.process_errors = None, [], []
        self.typed = self._typed_from(None)

    @property
    def ordered_parts(self) -> Sequence[str]:
        """The boxes in the order in which the language spoken writes a day."""
        return self.PARTS if language() is ENGLISH else tuple(reversed(self.PARTS))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _month_number(text: str) -> str:
    start = text.lower()[:3]
    return str(_MONTHS.index(start) + 1) if start in _MONTHS else text


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 4 else None


class MoneyField(Field):
    """Hong Kong dollars as typed (`20,000`, `HK$ 20000.50`); `data` is cents or None, never negative."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return decimal_text(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        bare = text.upper().removeprefix("HKD").removeprefix("HK").removeprefix("$").strip()
        try:
            cents = parse_cents(bare)
        except ValueError:
            cents = -1
        if cents < 0 or cents > 10**15:
            raise ValueError(_("Write an amount in dollars, for example 20,000 or 20000.50"))
        self.data = cents


def error_links(form: Any) -> Iterator[tuple[str | None, str]]:
    """Each error of a form with the id of the control to go to, in the order of the page; None for the form's own."""
    for message in getattr(form, "form_errors", ()):
        yield None, str(message)
    for field in form:
        if isinstance(field, FormField):
            yield from error_links(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                if isinstance(entry, FormField):
                    yield from error_links(entry.form)
                elif entry.errors:
                    yield control_id(entry), str(entry.errors[0])
        elif field.errors:
            yield (None if field.type == "CSRFTokenField" else control_id(field)), str(field.errors[0])


def control_id(field: Any) -> str:
    """The id of the first control of a field: of a day, the first box in the language spoken."""
    return f"{field.id}-{field.ordered_parts[0]}" if isinstance(field, DayField) else str(field.id)
