"""Companies: entered by officers, suspended and reinstated by approving officers, each seen by its own users."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from talenttrack.api.paging import PageQuery, encoded
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Day, DayText, MaybeText, Reason, Sent, Text, Told, day_or_none
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest, CompanyView

N_ = str  # marks a text for translation without translating it here

routes = Routes("companies")


class NewCompany(Sent):
    """`brn` is the business registration number: 8 digits, or a letter and 7 digits."""

    brn: Text
    name_en: Text
    name_zh: MaybeText | None = None
    address: MaybeText | None = None
    phone: MaybeText | None = None
    directors: Annotated[list[Text], Field(max_length=companies.DIRECTORS_MAX, default_factory=list)]
    bank_account: MaybeText | None = None
    subvented: bool = False
    operating_since: Day | None = None
    registered: bool = True
    subvented_subsidiary: bool = False


class CompanyTold(Told):
    """`reference` is the business registration number; the bank account is masked."""

    id: int
    reference: str
    state: Literal["active", "suspended"]
    version: int
    brn: str
    name_en: str
    name_zh: str
    address: str
    phone: str
    directors: list[str]
    bank_account: str
    operating_since: DayText | None
    registered: bool
    subvented: bool
    subvented_subsidiary: bool
    actions: list[str] = Field(description="The transitions that the asker may make now.")


class CompanyPage(Told):
    items: list[CompanyTold]
    next_cursor: str | None


class CompanyQuery(PageQuery):
    reference: MaybeText | None = None


class CompanyTransition(Sent):
    action: Literal["suspend", "reinstate"]
    reason: Reason


@routes.post("/companies", N_("Register a company"), CompanyTold, body=NewCompany, status=201)
def create(call: Call) -> Answer:
    """The same content for the same number again changes nothing and tells the company; other content is a conflict."""
    sent = call.body(NewCompany)
    request = CompanyRequest(
        brn=sent.brn,
        name_en=sent.name_en,
        name_zh=sent.name_zh or "",
        address=sent.address or "",
        phone=sent.phone or "",
        directors=tuple(sent.directors),
        bank_account=sent.bank_account or "",
        subvented=sent.subvented,
        operating_since=sent.operating_since,
        registered=sent.registered,
        subvented_subsidiary=sent.subvented_subsidiary,
    )
    company_id = companies.create(call.session, call.actor, request, call.now)
    return _answer(call, company_id, status=201)


@routes.get("/companies", N_("List companies"), CompanyPage, query=CompanyQuery)
def listing(call: Call) -> Answer:
    """All of them for officers; a company's user sees the own one."""
    asked = call.query(CompanyQuery)
    page = companies.listing(call.session, call.actor, cursor=asked.after, limit=asked.limit, brn=asked.reference)
    return Answer(CompanyPage(items=[_told(view) for view in page.items], next_cursor=encoded(page.next_cursor)))


@routes.get("/companies/{company_id}", N_("Look up a company"), CompanyTold)
def get(call: Call) -> Answer:
    return _answer(call, call.id("company_id"), status=200)


@routes.post(
    "/companies/{company_id}/transitions",
    N_("Suspend or reinstate a company"),
    CompanyTold,
    body=CompanyTransition,
    conditional=True,
)
def transition(call: Call) -> Answer:
    sent = call.body(CompanyTransition)
    companies.transition(
        call.session,
        call.actor,
        call.id("company_id"),
        sent.action,
        sent.reason,
        call.now,
        expected_version=call.expected_version,
    )
    return _answer(call, call.id("company_id"), status=200)


def _answer(call: Call, company_id: int, *, status: int) -> Answer:
    view = companies.get(call.session, call.actor, company_id)
    location = f"/api/v1/companies/{company_id}" if status == 201 else None
    return Answer(_told(view), status=status, version=view.version, location=location)


def _told(view: CompanyView) -> CompanyTold:
    return CompanyTold.model_validate(
        {
            "id": view.id,
            "reference": view.reference,
            "state": view.state,
            "version": view.version,
            "brn": view.brn,
            "name_en": view.name_en,
            "name_zh": view.name_zh,
            "address": view.address,
            "phone": view.phone,
            "directors": list(view.directors),
            "bank_account": view.bank_account,
            "operating_since": day_or_none(view.operating_since),
            "registered": view.registered,
            "subvented": view.subvented,
            "subvented_subsidiary": view.subvented_subsidiary,
            "actions": list(view.actions),
        }
    )
