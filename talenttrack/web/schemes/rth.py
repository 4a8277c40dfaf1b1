"""The forms of the Research Talent Hub: what a company is asked, and its answers as a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from talenttrack.language import _, lazy
from talenttrack.services.schemes.nias_read import ProjectView
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.web import words
from talenttrack.web.asking import ActForm
from talenttrack.web.forms import DayField, MoneyField, PageForm, needed

TYPED_MAX = 1000
STREAM_OF_POOL = {"itf": "ITF", "nias_extra": "NIAS"}
"""Pools that one stream alone draws on; for the base quota the form asks."""

NAMES = {"nias_project_id": "nias_project", "monthly_salary_cents": "monthly_salary"}
"""Fields of the request that the form calls otherwise."""


def choices_of(table: Mapping[str, Any], *leave_out: str) -> list[SelectChoice]:
    return [SelectChoice(value=code, label=str(label)) for code, label in table.items() if code not in leave_out]


def asked_of(table: Mapping[str, Any]) -> list[SelectChoice]:
    """The choices after an empty one, so that nothing is answered by leaving it alone."""
    return [SelectChoice(value="", label=_("Choose")), *choices_of(table)]


def yes_no() -> list[SelectChoice]:
    return [SelectChoice(value="yes", label=_("Yes")), SelectChoice(value="no", label=_("No"))]


class PlaceForm(PageForm):
    """What a place depends on: pool, days, and what the rules ask of whoever is to fill it."""

    pool = RadioField(
        lazy("Which places"),
        choices=lambda: choices_of(words.POOLS),
        validators=[needed(lazy("Choose which places to draw on"))],
    )
    stream = RadioField(
        lazy("The company is a"),
        description=lazy("Only asked for the base quota"),
        choices=lambda: choices_of(words.STREAMS, "ITF"),
        validators=[Optional()],
    )
    nias_project = SelectField(
        lazy("NIAS project"),
        description=lazy("Only asked of NIAS companies: the project that the person works on"),
        choices=(),
        validate_choice=False,
        validators=[Optional()],
    )
    itf_project = StringField(
        lazy("ITF project"),
        description=lazy("Its reference, only for an ITF project"),
        validators=[Length(max=TYPED_MAX)],
    )
    start = DayField(
        lazy("First day"), description=lazy("For example 1 4 2027"), validators=[needed(lazy("Enter the first day"))]
    )
    end = DayField(
        lazy("Last day"), description=lazy("Part of the engagement"), validators=[needed(lazy("Enter the last day"))]
    )
    role = RadioField(
        lazy("Work"), choices=lambda: choices_of(words.WORK), validators=[needed(lazy("Choose the work"))]
    )
    degree = SelectField(
        lazy("Highest degree"), choices=lambda: asked_of(words.DEGREES), validators=[needed(lazy("Choose a degree"))]
    )
    stem = RadioField(
        lazy("Is it in science, technology, engineering or mathematics?"),
        choices=yes_no,
        validators=[needed(lazy("Say whether the degree is in one of these fields"))],
    )
    institution_kind = SelectField(
        lazy("Degree from"),
        choices=lambda: asked_of(words.INSTITUTIONS),
        validators=[needed(lazy("Choose where the degree is from"))],
    )
    permanent_resident = RadioField(
        lazy("Is the person a permanent resident of Hong Kong?"),
        choices=yes_no,
        validators=[needed(lazy("Say whether the person is a permanent resident"))],
    )
    permit_until = DayField(
        lazy("Last day of the permit to work"), description=lazy("Only for somebody who is not a permanent resident")
    )

    def offer(self: Any, projects: Iterable[ProjectView]) -> None:
        """Lets the company's approved NIAS projects be chosen, the only one beforehand.

        Where there is none, what only NIAS companies have is not offered, unless it was answered before.
        """
        chosen = self.nias_project.data
        shown = [one for one in projects if one.window is not None or str(one.id) == chosen]
        named = [SelectChoice(value=str(one.id), label=one.reference) for one in shown]
        self.nias_project.choices = [SelectChoice(value="", label=_("None")), *named]
        if len(shown) == 1 and chosen is None and not self.is_submitted():
            self.nias_project.data = str(shown[0].id)
        for field, only_nias in ((self.pool, "nias_extra"), (self.stream, "NIAS")):
            if field is not None and not shown and field.data != only_nias:
                field.choices = [choice for choice in field.choices if choice.value != only_nias]

    def move_to(self, first_day: date, last_day: date) -> None:
        """Shows other days than were typed."""
        self.start.show(first_day)
        self.end.show(last_day)

    def request(self, company_id: int) -> EngagementRequest:
        """The answers as they are asked of the engine. Call it on a form that holds."""
        return self.request_in(self.pool.data, company_id)

    def request_in(self: Any, pool: str, company_id: int) -> EngagementRequest:
        stream = STREAM_OF_POOL.get(pool, self.stream.data or "")
        return EngagementRequest(
            company_id=company_id,
            pool=pool,
            stream=stream,
            role=self.role.data,
            nias_project_id=_number(self.nias_project.data) if stream == "NIAS" else None,
            itf_project=self.itf_project.data or "",
            start=self.start.data,
            end=self.end.data,
            monthly_salary_cents=self._salary_cents(),
            talent=TalentRequest(
                **self._person(),
                degree=self.degree.data,
                stem=self.stem.data == "yes",
                institution_kind=self.institution_kind.data,
                permanent_resident=self.permanent_resident.data == "yes",
                permit_until=None if self.permanent_resident.data == "yes" else self.permit_until.data,
            ),
            conflicts=self._conflicts(),
        )

    def _salary_cents(self) -> int:
        return 0

    def _person(self) -> dict[str, Any]:
        return {"name_en": "", "name_zh": "", "id_type": "", "id_number": "", "id_country": None}

    def _conflicts(self) -> frozenset[str]:
        return frozenset()

    def validate(self, extra_validators: Any = None) -> bool:
        holds = bool(super().validate(extra_validators))
        if self.pool is not None and self.pool.data == "base" and not self.stream.data:
            self.refuse("stream", _("Choose what kind of company it is"))
            return False
        return holds


class EngagementForm(PlaceForm, ActForm):
    """The whole of what registering an engagement asks."""

    FIRST: tuple[str, ...] = (
        "csrf_token",
        "on",
        "pool",
        "stream",
        "nias_project",
        "itf_project",
        "start",
        "end",
        "role",
    )
    LAST: tuple[str, ...] = (
        "degree", "stem", "institution_kind", "permanent_resident", "permit_until", "conflicts",
    )  # fmt: skip

    def __iter__(self: Any) -> Iterator[Any]:
        """The fields in the order of the page, in which errors are listed."""
        named = [name for name in self._fields if name not in (*self.FIRST, *self.LAST)]
        return iter([self._fields[name] for name in (*self.FIRST, *named, *self.LAST) if name in self._fields])

    monthly_salary = MoneyField(
        lazy("Monthly salary"),
        description=lazy("Hong Kong dollars a month"),
        validators=[needed(lazy("Enter the monthly salary"))],
    )
    name_en = StringField(
        lazy("Name in English"),
        description=lazy("As on the identity document"),
        validators=[needed(lazy("Enter the name in English")), Length(max=TYPED_MAX)],
    )
    name_zh = StringField(
        lazy("Name in Chinese"), description=lazy("If there is one"), validators=[Length(max=TYPED_MAX)]
    )
    id_type = RadioField(
        lazy("Identity document"),
        choices=lambda: choices_of(words.DOCUMENTS),
        validators=[needed(lazy("Choose the kind of document"))],
    )
    id_number = StringField(lazy("Number of the document"), validators=[Length(max=TYPED_MAX)])
    id_country = StringField(
        lazy("Issued by"),
        description=lazy("Three letters such as GBR or CHN, only for a passport"),
        validators=[Length(max=TYPED_MAX)],
    )
    conflicts = SelectMultipleField(
        lazy("Ties to the company"),
        description=lazy("Choose all that apply; leave empty if none does"),
        choices=lambda: choices_of(words.CONFLICTS),
    )

    def _salary_cents(self) -> int:
        return int(self.monthly_salary.data or 0)

    def _person(self) -> dict[str, Any]:
        return {
            "name_en": self.name_en.data or "",
            "name_zh": self.name_zh.data or "",
            "id_type": self.id_type.data or "",
            "id_number": self.id_number.data or "",
            "id_country": self.id_country.data or None,
        }

    def _conflicts(self) -> frozenset[str]:
        return frozenset(self.conflicts.data or ())

    def changes(self, company_id: int) -> dict[str, Any]:
        """The answers as changes of a case; a number left empty leaves the document as it is."""
        asked = self.request(company_id)
        talent = {name: getattr(asked.talent, name) for name in TalentRequest.__slots__}
        if not asked.talent.id_number:
            for name in ("id_type", "id_number", "id_country"):
                talent.pop(name)
        plain = set(EngagementRequest.__slots__) - {"company_id", "talent"}
        return {**{name: getattr(asked, name) for name in plain}, "talent": talent}


class CorrectionForm(ActForm):
    """What should have been recorded; only what differs from the record is proposed."""

    start = DayField(lazy("First day"), validators=[needed(lazy("Enter the first day"))])
    end = DayField(lazy("Last day"), validators=[needed(lazy("Enter the last day"))])
    terminated_on = DayField(lazy("Ended early on"), description=lazy("Only for an engagement that ended early"))
    monthly_salary = MoneyField(lazy("Monthly salary"), validators=[needed(lazy("Enter the monthly salary"))])
    name_en = StringField(
        lazy("Name in English"),
        validators=[needed(lazy("Enter the name in English")), Length(max=TYPED_MAX)],
    )
    name_zh = StringField(lazy("Name in Chinese"), validators=[Length(max=TYPED_MAX)])
    id_type = RadioField(
        lazy("Identity document"), choices=lambda: choices_of(words.DOCUMENTS), validators=[Optional()]
    )
    id_number = StringField(
        lazy("Number of the document"),
        description=lazy("Only if another document should have been recorded: it names another person"),
        validators=[Length(max=TYPED_MAX)],
    )
    id_country = StringField(lazy("Issued by"), validators=[Length(max=TYPED_MAX)])
    reason = TextAreaField(lazy("Reason"), validators=[needed(lazy("Give a reason"))])

    def fields(self, recorded: Mapping[str, Any]) -> dict[str, Any]:
        """The fields whose answers differ from what is recorded, as the service names them."""
        answers = {
            "start": self.start.data,
            "end": self.end.data,
            "terminated_on": self.terminated_on.data,
            "monthly_salary_cents": self.monthly_salary.data,
        }
        changed = {name: value for name, value in answers.items() if value != recorded[name]}
        names = {"name_en": self.name_en.data or "", "name_zh": self.name_zh.data or ""}
        talent = {name: value for name, value in names.items() if value != recorded[name]}
        if self.id_number.data:
            document = {"id_type": self.id_type.data or "", "id_number": self.id_number.data}
            talent = {**names, **document, "id_country": self.id_country.data or None}
        return {**changed, "talent": talent} if talent else changed


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
