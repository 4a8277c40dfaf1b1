"""Import files as people send them, made up row by row: a good row, and what is changed about it."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl

from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.domain.people import hkid_check_digit
from talenttrack.services.imports import Imported, import_file
from talenttrack.services.schemes.imports import KINDS
from talenttrack.wiring import Wiring

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
IMPORTER = Actor(None, "import", Role.SYSTEM)
BRN = "99990001"
_numbers = itertools.count(1)


def a_number() -> str:
    body = f"ZQ{next(_numbers):06d}"
    return f"{body}({hkid_check_digit(body)})"


def a_company_row(brn: str = BRN, **changed: str) -> dict[str, str]:
    return {
        "brn": brn,
        "name_en": f"Fictitious {brn} Limited",
        "name_zh": "虛構有限公司",
        "address": "1 Nowhere Road",
        "phone": "0000 0000",
        "directors": "CHAN Sample;WONG Sample",
        "bank_account": "000-000001-000",
        "subvented": "false",
        "operating_since": "2015-01-31",
        **changed,
    }


def a_project_row(reference: str = "NIAS-1", brn: str = BRN, **changed: str) -> dict[str, str]:
    return {
        "company_brn": brn,
        "reference": reference,
        "approved_on": "2025-01-15",
        "total_cost": "300,000,000.00",
        "own_share": "200000000",
        "grant": "",
        "industry": "ai_and_data_science",
        "allowance_from": "",
        "terminated_on": "",
        **changed,
    }


def an_engagement_row(reference: str, brn: str = BRN, **changed: str) -> dict[str, str]:
    return {
        "reference": reference,
        "company_brn": brn,
        "pool": "base",
        "stream": "TC",
        "role": "research",
        "nias_project": "",
        "itf_project": "",
        "start": "2027-04-01",
        "end": "2028-03-31",
        "terminated_on": "",
        "state": "",
        "submitted_on": "",
        "monthly_salary": "30000.00",
        "talent_name_en": "LEE Fictitious",
        "talent_name_zh": "李虛構",
        "id_type": "hkid",
        "id_number": a_number(),
        "id_country": "",
        "degree": "master",
        "stem": "true",
        "institution_kind": "local",
        "permanent_resident": "true",
        "permit_until": "",
        **changed,
    }


def a_past_row(reference: str, brn: str = BRN, **changed: str) -> dict[str, str]:
    return an_engagement_row(reference, brn, **{"state": "approved", "submitted_on": "2027-01-04", **changed})


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def a_workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(wiring: Wiring, kind: str, rows: Sequence[Mapping[str, str]] | bytes, **options: Any) -> Imported:
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    options = {"as_history": False, "partial": False, "dry_run": False, "actor": IMPORTER, **options}
    actor = options.pop("actor")
    return import_file(
        wiring, actor, KINDS[kind], "file.csv", content, NOW, progress=lambda done, total: None, **options
    )


def places(done: Imported) -> list[tuple[int, str]]:
    """Row and column of every problem."""
    return [(one.row, one.column) for one in done.problems]
