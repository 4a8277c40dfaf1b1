"""Companies from a file; the business registration number is their key, and the same content again changes nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from talenttrack.domain.errors import Conflict, Forbidden, Invalid
from talenttrack.domain.lifecycle import Actor
from talenttrack.services import companies
from talenttrack.services.companies import CompanyRequest
from talenttrack.services.imports.cells import Cells
from talenttrack.services.imports.columns import FLAGS, Column, Holds
from talenttrack.services.imports.run import Batch, Kind
from talenttrack.services.scope import REGISTRARS, require_role

N_ = str  # marks a text for translation without translating it here


def parse(cells: Cells, as_history: bool) -> CompanyRequest:
    request = CompanyRequest(
        brn=cells.key("brn"),
        name_en=cells.text("name_en"),
        name_zh=cells.text("name_zh"),
        address=cells.text("address"),
        phone=cells.text("phone"),
        directors=tuple(name for name in map(str.strip, cells.text("directors").split(";")) if name),
        bank_account=cells.verbatim("bank_account"),
        subvented=cells.flag("subvented", default=False),
        operating_since=cells.day("operating_since"),
        registered=cells.flag("registered", default=True),
        subvented_subsidiary=cells.flag("subvented_subsidiary", default=False),
    )
    try:
        return companies.validate(request)
    except Invalid as invalid:
        directors = {error.field: "directors" for error in invalid.errors if error.field.startswith("directors")}
        cells.refuse_all(invalid.errors, directors)
    return request


def save(session: Session, actor: Actor, batch: Batch) -> None:
    require_role(actor, REGISTRARS)
    known = companies.ids_by_brn(session, [parsed.content.brn for parsed in batch.parsed])
    first: dict[str, tuple[int, CompanyRequest]] = {}
    for parsed in batch.parsed:
        request: CompanyRequest = parsed.content
        number, same = first.setdefault(request.brn, (parsed.row.number, request))
        batch.step()
        if same != request:
            message = N_("Row %(first)s names this company with other content. Keep one of the two rows.")
            batch.refuse(parsed.row, "brn", "duplicate", message, first=number)
            continue
        try:
            company_id = companies.create(session, actor, request, batch.now)
        except Conflict:
            message = N_("The company is registered already, with other content. Change it there, or remove the row.")
            batch.refuse(parsed.row, "brn", "conflict", message)
            continue
        except (Forbidden, Invalid) as error:
            batch.refuse_for(parsed.row, error, {})
            continue
        new = request.brn not in known and number == parsed.row.number
        batch.note(parsed.row, request.brn, company_id, new=new)


COLUMNS = (
    Column(
        "brn",
        N_("Business registration number: 8 digits, or a letter and 7 digits"),
        "99900990",
        needed=True,
    ),
    Column("name_en", N_("Name in English"), "Fictitious Example Limited", needed=True),
    Column("name_zh", N_("Name in Chinese"), "虛構例子有限公司"),
    Column("address", N_("Address"), "1 Nowhere Avenue"),
    Column("phone", N_("Phone"), "0000 9999"),
    Column("directors", N_("Names of the directors, with a semicolon between them"), "CHAN Sample; WONG Sample"),
    Column("bank_account", N_("Bank account"), "000-000000-990"),
    Column("subvented", N_("Whether it is a government-subvented body; empty means no"), "false", Holds.FLAG, FLAGS),
    Column("operating_since", N_("First day of operation"), "2019-04-01", Holds.DAY),
    Column(
        "registered",
        N_("Whether it is registered in Hong Kong; empty means yes"),
        "true",
        Holds.FLAG,
        FLAGS,
        left_out=True,
    ),
    Column(
        "subvented_subsidiary",
        N_("Whether it is a subsidiary of a government-subvented body; empty means no"),
        "false",
        Holds.FLAG,
        FLAGS,
        left_out=True,
    ),
)

KIND = Kind(
    name="companies",
    title=N_("Companies"),
    told=N_("Companies to be added to the register."),
    after=N_("They are in the register now."),
    columns=COLUMNS,
    shown=("name_en", "name_zh"),
    roles=frozenset(REGISTRARS),
    history_roles=frozenset(),
    parse=parse,
    save=save,
)
