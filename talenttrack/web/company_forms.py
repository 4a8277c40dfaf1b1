"""The forms about a company: its details, and a reason for an act."""

from __future__ import annotations

from typing import Final

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from talenttrack.language import lazy
from talenttrack.services.companies import DIRECTORS_MAX, CompanyRequest, CompanyView
from talenttrack.web.asking import ActForm
from talenttrack.web.forms import DayField, PageForm, needed

TYPED_MAX: Final = 1000
DIRECTORS: Final = {f"directors.{n}": "directors" for n in range(DIRECTORS_MAX + 1)}
"""Where the form shows what is wrong with one of the directors."""

_SAME: Final = ("brn", "name_en", "name_zh", "address", "phone", "operating_since")
_FLAGS: Final = ("registered", "subvented", "subvented_subsidiary")


class CompanyForm(PageForm):
    brn = StringField(
        lazy("Business registration number"),
        description=lazy("8 digits, or a letter and 7 digits"),
        validators=[needed(lazy("Enter the business registration number"))],
    )
    name_en = StringField(
        lazy("Company name in English"), validators=[needed(lazy("Enter the company name in English"))]
    )
    name_zh = StringField(lazy("Company name in Chinese"))
    address = StringField(lazy("Address"))
    phone = StringField(lazy("Phone"))
    directors = TextAreaField(
        lazy("Directors"), description=lazy("One name on each line"), validators=[Length(max=TYPED_MAX * 10)]
    )
    bank_account = StringField(lazy("Bank account"))
    operating_since = DayField(lazy("First day of operation"))
    registered = BooleanField(lazy("Registered in Hong Kong"), default=True)
    subvented = BooleanField(lazy("A government-subvented body"))
    subvented_subsidiary = BooleanField(lazy("A subsidiary of a government-subvented body"))

    def request(self) -> CompanyRequest:
        answers = {name: value for name, value in self.data.items() if name in CompanyRequest.__slots__}
        return CompanyRequest(**{**answers, "directors": tuple((self.directors.data or "").splitlines())})


class EditForm(CompanyForm, ActForm):
    reason = TextAreaField(
        lazy("Reason"),
        description=lazy("Such as the notice or letter by which the change was told"),
        validators=[needed(lazy("Give a reason")), Length(max=TYPED_MAX * 4)],
    )


class ReasonForm(ActForm):
    reason = TextAreaField(lazy("Reason"), validators=[needed(lazy("Give a reason")), Length(max=TYPED_MAX * 4)])


def edit_form(company: CompanyView) -> EditForm:
    """Filled in as recorded; the account is never shown whole, so its box is empty."""
    recorded = {name: getattr(company, name) for name in (*_SAME, *_FLAGS, "version")}
    return EditForm(data={**recorded, "directors": "\n".join(company.directors)})
