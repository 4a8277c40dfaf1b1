"""The columns of a file of engagements, as told to whoever fills one in."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from talenttrack.domain.lifecycle import State
from talenttrack.domain.people import IdType
from talenttrack.domain.schemes.rth import Degree, InstitutionKind, Pool, Role, Stream
from talenttrack.services.imports.columns import FLAGS, Column, Holds

N_ = str  # marks a text for translation without translating it here


def _values(kind: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(item.value for item in kind)


HISTORY_ONLY = ("terminated_on", "state", "submitted_on")
COLUMNS = (
    Column("reference", N_("Your own key of the row; empty: one is made for you"), "2027-HIRE-1"),
    Column("company_brn", N_("Business registration number of the company"), "99900065", needed=True),
    Column(
        "pool",
        N_("base: the base quota. nias_extra: the extra places of NIAS companies. itf: an ITF project"),
        "base",
        choices=_values(Pool),
        needed=True,
    ),
    Column(
        "stream",
        N_("TC: technology company. SPC: park tenant or incubatee. NIAS: NIAS company. ITF: ITF project"),
        "TC",
        choices=_values(Stream),
        needed=True,
    ),
    Column("role", N_("Kind of work"), "research", choices=_values(Role), needed=True),
    Column("nias_project", N_("Reference of the NIAS project, only for nias_extra"), ""),
    Column("itf_project", N_("Reference of the ITF project, only for itf"), ""),
    Column("start", N_("First day of the engagement"), "2027-03-01", Holds.DAY, needed=True),
    Column("end", N_("Last day of the engagement"), "2027-08-31", Holds.DAY, needed=True),
    Column("terminated_on", N_("Only in a file of history: last day, if it was ended early"), "", Holds.DAY),
    Column("state", N_("Only in a file of history: what the record is"), "", choices=_values(State)),
    Column("submitted_on", N_("Only in a file of history: day of the submission"), "", Holds.DAY),
    Column("monthly_salary", N_("Monthly salary in Hong Kong dollars"), "28000.00", Holds.MONEY, needed=True),
    Column("talent_name_en", N_("Name of the person in English"), "CHAN Sample", needed=True),
    Column("talent_name_zh", N_("Name of the person in Chinese"), "陳樣本"),
    Column("id_type", N_("Kind of identity document"), "passport", choices=_values(IdType), needed=True),
    Column("id_number", N_("Its number, as on the document"), "X9900990", needed=True),
    Column("id_country", N_("Only for a passport: the three letters of its country, such as GBR"), "GBR"),
    Column("degree", N_("Degree"), "master", choices=_values(Degree), needed=True),
    Column("stem", N_("Whether the degree is in a STEM discipline"), "true", Holds.FLAG, FLAGS, needed=True),
    Column("institution_kind", N_("Who awarded it"), "local", choices=_values(InstitutionKind), needed=True),
    Column(
        "permanent_resident",
        N_("Whether the person is a permanent resident of Hong Kong"),
        "false",
        Holds.FLAG,
        FLAGS,
        needed=True,
    ),
    Column("permit_until", N_("Last day of the permit, of a person who needs one"), "2028-12-31", Holds.DAY),
)
