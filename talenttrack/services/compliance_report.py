"""A kept report in the forms in which it is handed out; JSON is the report itself, the others are read from it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

COLUMNS = (
    "kind",
    "severity",
    "subject_type",
    "subject_id",
    "companies",
    "from",
    "to",
    "peak",
    "limit",
    "period_severity",
    "threshold",
    "due_on",
    "members",
    "fingerprint",
)
FORMATS = ("json", "csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rendered(report: bytes, form: str) -> bytes:
    """The report as `json` (its very bytes) or `csv`. Raises ValueError for another form."""
    if form == "json":
        return report
    if form == "csv":
        return _csv(json.loads(report))
    raise ValueError(f"{form!r} is none of {', '.join(FORMATS)}")


def _csv(report: Mapping[str, Any]) -> bytes:
    """One line for each period, or for each finding without one. UTF-8 with a mark, so that spreadsheets read it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    names = {company["id"]: f"{company['brn']} {company['name_en']}" for company in report["companies"]}
    for finding in report["findings"]:
        for row in _lines(finding, names):
            writer.writerow(_harmless(row.get(column)) for column in COLUMNS)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(finding: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    common = {
        "kind": finding["kind"],
        "severity": finding["severity"],
        "subject_type": finding["subject"]["type"],
        "subject_id": finding["subject"]["id"],
        "companies": "; ".join(names[company] for company in finding["company_ids"]),
        "threshold": finding["threshold"],
        "due_on": finding["due_on"],
        "members": " ".join(f"{member['type']}/{member['id']}" for member in finding["members"]),
        "fingerprint": finding["fingerprint"],
    }
    for period in finding["periods"] or [{}]:
        measured = {name: period.get(name) for name in ("from", "to", "peak", "limit")}
        yield {**common, **measured, "period_severity": period.get("severity")}


def _harmless(value: Any) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
