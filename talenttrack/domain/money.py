"""Hong Kong dollars as whole cents; a Government share is always rounded down to the cent."""

from __future__ import annotations

import re
from fractions import Fraction

_AMOUNT = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,2})?")


def government_share(share: Fraction, cost_cents: int) -> int:
    """`share` of `cost_cents`, rounded down to the cent."""
    return (share * cost_cents).__floor__()


def parse_cents(text: str) -> int:
    """Cents of a decimal text, with or without thousands separators: `1,234.50` is 123450.

    Raises ValueError for anything else, three decimals included.
    """
    cleaned = text.strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise ValueError(f"{text!r} is not an amount of money such as 20000.00")
    dollars, _, cents = cleaned.replace(",", "").partition(".")
    sign = -1 if dollars.startswith("-") else 1
    return int(dollars) * 100 + sign * int(cents.ljust(2, "0") or 0)


def decimal_text(cents: int) -> str:
    """Cents as the decimal text used in JSON and files: 123450 is `1234.50`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
