"""The questions about a hire, a page each, and all their answers together as they are asked of the engine.

What is kept of a page are its words as typed. Each form here takes the fields of the whole form that are its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import Optional

from talenttrack.domain.months import last_day_of_term, whole_months_and_days
from talenttrack.language import _, lazy
from talenttrack.services.schemes.rth.preparing import Words
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.web import words as spoken
from talenttrack.web.forms import DayField, needed
from talenttrack.web.schemes.rth import EngagementForm, choices_of

MONTHS_MAX: Final = 600
NO_TIES: Final = "none"
"""The answer that there are no ties: nothing is declared by leaving a page alone."""

SPARED: Final = ("csrf_token", "version", "form_key")


class LengthFields:
    """The last day: by a number of months, or by itself."""

    until = RadioField(
        lazy("How long"),
        choices=lambda: [
            SelectChoice(value="months", label=_("A number of months")),
            SelectChoice(value="day", label=_("Until a day that I enter")),
        ],
        default="months",
        validators=[needed(lazy("Choose how to say how long"))],
    )
    months = IntegerField(lazy("Months"), validators=[Optional()])
    end = DayField(lazy("Last day"), description=lazy("Part of the engagement"))

    def last_day(self: Any) -> date | None:
        """The last day that the answers come to, included; None while they do not."""
        if self.until.data == "day":
            return self.end.data  # type: ignore[no-any-return]
        start, months = self.start.data, self.months.data
        return last_day_of_term(start, months) if start and months and 0 < months <= MONTHS_MAX else None


class PartForm(EngagementForm):
    """One page's questions, which ASKS names in their order."""

    ASKS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in [name for name in self._fields if name not in {*self.ASKS, *SPARED}]:
            del self[name]

    def __iter__(self: Any) -> Iterator[Any]:
        return iter([self._fields[name] for name in (*SPARED, *self.ASKS) if name in self._fields])

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.fit()
        return not any(field.errors for field in self)

    def forgive(self: Any) -> None:
        """Takes back all errors: what is unfinished may be kept as it is."""
        self.form_errors.clear()
        for field in self:
            field.errors = ()

    def fit(self) -> None:
        """Takes back what is wrong with a question that is not asked, and says what does not fit another answer."""


class PlacePart(PartForm):
    ASKS = ("pool", "stream", "nias_project", "itf_project")

    def fit(self: Any) -> None:
        of_nias = self.pool.data == "nias_extra" or (self.pool.data == "base" and self.stream.data == "NIAS")
        if of_nias and len(self.nias_project.choices) < 2:
            self.refuse("pool", _("The company has no approved NIAS project: choose other places"))
        elif of_nias and not self.nias_project.data:
            self.refuse("nias_project", _("Choose the NIAS project"))


class DaysPart(LengthFields, PartForm):
    ASKS = ("start", "until", "months", "end", "role", "monthly_salary")

    def fit(self: Any) -> None:
        if self.until.data == "day":
            self.months.errors = ()
            if not self.end.data and not self.end.errors:
                self.refuse("end", _("Enter the last day"))
            elif self.start.data and self.end.data and self.end.data < self.start.data:
                self.refuse("end", _("The last day cannot be before the first"))
            return
        self.end.errors = ()
        if self.months.errors or not 0 < (self.months.data or 0) <= MONTHS_MAX:
            self.months.errors = [_("Enter a whole number of months, from 1 to %(most)s", most=MONTHS_MAX)]


class PersonPart(PartForm):
    ASKS = ("name_en", "name_zh", "id_type", "id_number", "id_country")


class QualificationPart(PartForm):
    ASKS = ("degree", "stem", "institution_kind")

    def fit(self: Any) -> None:
        if self.degree.data == "none":
            self.stem.errors = self.institution_kind.errors = ()


class RightToWorkPart(PartForm):
    ASKS = ("permanent_resident", "permit_until")

    def fit(self: Any) -> None:
        if self.permanent_resident.data == "yes":
            self.permit_until.errors = ()


class TiesPart(PartForm):
    ASKS = ("conflicts",)
    conflicts = SelectMultipleField(
        lazy("Is the person any of these?"),
        description=lazy("Choose all that apply"),
        choices=lambda: [*choices_of(spoken.CONFLICTS), SelectChoice(value=NO_TIES, label=_("None of these"))],
        validators=[needed(lazy("Choose all that apply, or None of these"))],
    )

    def fit(self: Any) -> None:
        if NO_TIES in (self.conflicts.data or ()) and len(self.conflicts.data) > 1:
            self.refuse("conflicts", _("Choose either the ties that there are, or None of these"))


FORMS: Final[Mapping[str, type[PartForm]]] = {
    "place": PlacePart,
    "days": DaysPart,
    "person": PersonPart,
    "qualification": QualificationPart,
    "right_to_work": RightToWorkPart,
    "ties": TiesPart,
}


class WholeForm(LengthFields, EngagementForm):
    """The words of all parts; an answer to what is no longer asked is left out of the request."""

    def __init__(self, words: Words) -> None:
        typed: MultiDict[str, str] = MultiDict(words)
        super().__init__(formdata=typed, meta={"csrf": False})

    def request_in(self: Any, pool: str, company_id: int) -> EngagementRequest:
        self.end.data = self.last_day()
        if pool != "itf":
            self.itf_project.data = ""
        if self.id_type.data == "hkid":
            self.id_country.data = ""
        if self.degree.data == "none":
            self.stem.data, self.institution_kind.data = "no", "other"
        return super().request_in(pool, company_id)

    def _person(self) -> dict[str, Any]:
        return {name: value or "" for name, value in super()._person().items()}

    def _conflicts(self: Any) -> frozenset[str]:
        return frozenset(self.conflicts.data or ()) - {NO_TIES}


def words_in(form: Any) -> dict[str, list[str]]:
    """What the form's controls hold, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for field in form:
        if field.name in SPARED:
            continue
        if isinstance(field, DayField):
            found |= {f"{field.name}-{part}": [text] for part, text in field.typed.items()}
        elif isinstance(field, SelectMultipleField):
            found[field.name] = list(field.data or ())
        else:
            value = field._value() if hasattr(field, "_value") else field.data
            found[field.name] = [str(value)] if value is not None else []
    return found


def length_words(first_day: date, last_day: date) -> dict[str, list[str]]:
    """The words of these days: whole months are said as months."""
    whole, over = whole_months_and_days(first_day, last_day) if last_day >= first_day else (0, 1)
    by_month = whole > 0 and not over
    return {
        **_boxes("start", first_day),
        "until": ["months" if by_month else "day"],
        "months": [str(whole) if by_month else ""],
        **_boxes("end", None if by_month else last_day),
    }


def _boxes(name: str, day: date | None) -> dict[str, list[str]]:
    return {f"{name}-{part}": [str(getattr(day, part)) if day else ""] for part in DayField.PARTS}
