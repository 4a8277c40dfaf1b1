"""The short forms before any registering: whether there is a place, and a plan of several hires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import FieldList, Form, FormField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from talenttrack.domain.months import last_day_of_term, whole_months_and_days
from talenttrack.language import _, lazy
from talenttrack.services.schemes.nias_read import ProjectView
from talenttrack.services.schemes.rth.places import MONTHS_MAX
from talenttrack.services.schemes.rth.request import EngagementRequest, TalentRequest
from talenttrack.web import words
from talenttrack.web.forms import DayField, PageForm
from talenttrack.web.schemes.rth import STREAM_OF_POOL, TYPED_MAX, PlaceForm, choices_of, yes_no
from talenttrack.web.schemes.rth_parts import LengthFields

ROWS_MAX = 40
BLANK_ROWS = 3
"""The rows of a plan that is opened anew."""

_MONTHS = NumberRange(1, MONTHS_MAX, lazy("Enter a whole number of months, from 1 to %(most)s", most=MONTHS_MAX))


class CheckForm(LengthFields, PlaceForm):
    """What a newcomer is asked: place, days or length, and degree; the rest is assumed, and may be said."""

    ORDER = (
        "csrf_token", "pool", "stream", "nias_project", "itf_project", "start", "until", "months", "end", "degree",
        "role", "stem", "institution_kind", "permanent_resident", "permit_until",
    )  # fmt: skip

    role = RadioField(lazy("Work"), choices=lambda: choices_of(words.WORK), default="research", validators=[Optional()])
    stem = RadioField(
        lazy("Is it in science, technology, engineering or mathematics?"),
        choices=yes_no,
        default="yes",
        validators=[Optional()],
    )
    institution_kind = SelectField(
        lazy("Degree from"),
        choices=lambda: choices_of(words.INSTITUTIONS),
        default="local",
        validators=[Optional()],
    )
    permanent_resident = RadioField(
        lazy("Is the person a permanent resident of Hong Kong?"),
        choices=yes_no,
        default="yes",
        validators=[Optional()],
    )

    def __iter__(self: Any) -> Iterator[Any]:
        """The fields in the order of the page, in which errors are listed."""
        return iter([self._fields[name] for name in self.ORDER if name in self._fields])

    def request(self: Any, company_id: int) -> EngagementRequest:
        typed, self.end.data = self.end.data, self.last_day()
        asked = super().request(company_id)
        self.end.data = typed
        return asked

    def move_to(self: Any, first_day: date, last_day: date) -> None:
        """Shows other days: the length as months where it is a whole number of them."""
        whole, days_over = whole_months_and_days(first_day, last_day)
        by_month = not days_over and whole <= MONTHS_MAX
        self.start.show(first_day)
        self.until.data = "months" if by_month else "day"
        self.months.data, self.months.raw_data = (whole if by_month else None), None
        self.end.clear()
        if not by_month:
            self.end.show(last_day)

    def validate(self: Any, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.until.data == "day":
            self.months.errors = []
            if not self.end.data and not self.end.errors:
                self.refuse("end", _("Enter the last day"))
        else:
            self.end.errors = []
            if self.months.errors or not 0 < (self.months.data or 0) <= MONTHS_MAX:
                self.months.errors = [_("Enter a whole number of months, from 1 to %(most)s", most=MONTHS_MAX)]
        return not self.errors


class RowForm(Form):
    """One hire of a plan, for somebody not yet known."""

    class Meta(PageForm.Meta):
        csrf = False

    pool = SelectField(lazy("Which places"), choices=lambda: choices_of(words.POOLS), default="base")
    itf_project = StringField(lazy("ITF project"), validators=[Length(max=TYPED_MAX)])
    start = DayField(lazy("First day"))
    months = IntegerField(lazy("Months"), validators=[Optional(), _MONTHS])
    degree = SelectField(lazy("Degree"), choices=lambda: choices_of(words.DEGREES), default="master")

    @property
    def blank(self: Any) -> bool:
        """Whether nothing is planned in it: neither a first day nor months."""
        months = self.months.data is not None or any(self.months.raw_data or ())
        return not months and not any(self.start.typed.values())

    def validate(self: Any, extra_validators: Any = None) -> bool:
        fits = bool(super().validate(extra_validators))
        if self.blank:
            return fits
        wanted = (
            (self.start, self.start.data, _("Enter the first day")),
            (self.months, self.months.data, _("Enter the months")),
            (self.itf_project, self.itf_project.data or self.pool.data != "itf", _("Name the ITF project")),
        )
        for field, given, message in wanted:
            if not given and not field.errors:
                field.errors = [message]
                fits = False
        return fits


class PlanForm(PageForm):
    """Several hires in the order in which they would be submitted."""

    stream = RadioField(
        lazy("The company is a"), choices=lambda: choices_of(words.STREAMS, "ITF"), validators=[Optional()]
    )
    nias_project = SelectField(lazy("NIAS project"), choices=(), validate_choice=False, validators=[Optional()])
    rows = FieldList(FormField(RowForm), max_entries=ROWS_MAX)

    def offer(self: Any, projects: Iterable[ProjectView]) -> None:
        """Lets the company's approved NIAS projects be chosen, the only one beforehand."""
        shown = [one for one in projects if one.window is not None]
        self.nias_project.choices = [SelectChoice(value=str(one.id), label=one.reference) for one in shown]
        if shown and not self.nias_project.data:
            self.nias_project.data = str(shown[0].id)
        if not shown:
            self.stream.choices = [one for one in self.stream.choices if one.value != "NIAS"]
            for row in self.rows:
                row.form.pool.choices = [one for one in row.form.pool.choices if one.value != "nias_extra"]

    def add_blank_rows(self: Any) -> None:
        """Rows to begin with, where there are none. The form's own least number would read a sent row twice."""
        while not self.is_submitted() and len(self.rows) < BLANK_ROWS:
            self.rows.append_entry()
        if not self.rows.entries:
            self.rows.append_entry()

    def forgive(self: Any) -> None:
        """Takes back all errors: rows that are only rearranged may be unfinished."""
        self.form_errors.clear()
        self.rows.errors = self.stream.errors = ()
        for row in self.rows:
            for field in row.form:
                field.errors = ()

    def filled(self: Any) -> list[Any]:
        """The rows in which something is planned."""
        return [row.form for row in self.rows if not row.form.blank]

    def requests(self: Any, company_id: int) -> list[EngagementRequest]:
        """The filled rows as they are asked of the engine, for people who meet what the rules ask of a person."""
        return [self._request(row, company_id) for row in self.filled()]

    def _request(self: Any, row: Any, company_id: int) -> EngagementRequest:
        stream = STREAM_OF_POOL.get(row.pool.data, self.stream.data or "")
        project = self.nias_project.data if stream == "NIAS" else None
        return EngagementRequest(
            company_id=company_id,
            pool=row.pool.data,
            stream=stream,
            role="research",
            nias_project_id=int(project) if project and project.isdigit() and len(project) < 18 else None,
            itf_project=row.itf_project.data if row.pool.data == "itf" else "",
            start=row.start.data,
            end=last_day_of_term(row.start.data, row.months.data),
            monthly_salary_cents=0,
            talent=replace(ANYBODY, degree=row.degree.data, stem=row.degree.data != "none"),
            conflicts=frozenset(),
        )

    def validate(self: Any, extra_validators: Any = None) -> bool:
        fits = bool(super().validate(extra_validators))
        rows = self.filled()
        if any(row.pool.data == "base" for row in rows) and not self.stream.data:
            self.refuse("stream", _("Choose what kind of company it is"))
            return False
        if not rows:
            self.form_errors.append(_("Fill in one row at least: the first day and the months."))
            return False
        return fits


ANYBODY = TalentRequest(
    name_en="",
    name_zh="",
    id_type="",
    id_number="",
    id_country=None,
    degree="master",
    stem=True,
    institution_kind="local",
    permanent_resident=True,
    permit_until=None,
)
"""Whom a plan counts with before anybody is known."""
