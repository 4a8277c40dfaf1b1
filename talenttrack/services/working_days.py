"""Hong Kong's general holidays, from a published table; both of its categories, else Good Friday is missing."""

from __future__ import annotations

from functools import lru_cache

import holidays

from talenttrack.domain.calendar import WorkingDays


@lru_cache(maxsize=8)
def working_days(first_year: int, last_year: int) -> WorkingDays:
    """Knows the general holidays of these years, both included."""
    years = range(first_year, last_year + 1)
    table = holidays.country_holidays("HK", years=years, categories=("public", "optional"))
    return WorkingDays(frozenset(table.keys()))
