"""The form of a replacement: one engagement ends, and another is asked for in its place."""

from __future__ import annotations

from talenttrack.language import lazy
from talenttrack.services.schemes.rth.request import EngagementRequest
from talenttrack.web.forms import DayField, needed
from talenttrack.web.schemes.rth import EngagementForm


class ReplacementForm(EngagementForm):
    """The engagement that takes another's place, in its pool; without a last day it runs to the latest that fits."""

    FIRST = ("csrf_token", "on", "start", "end")
    LAST = (
        "degree", "stem", "institution_kind", "permanent_resident", "permit_until",
        "stream", "nias_project", "itf_project", "role", "monthly_salary", "conflicts",
    )  # fmt: skip

    pool = None
    on = DayField(
        lazy("Last day of the engagement that ends"),
        description=lazy("The day before its start says that it never began"),
        validators=[needed(lazy("Enter the last day of the engagement that ends"))],
    )
    end = DayField(lazy("Last day"), description=lazy("Left empty: the latest that fits, at most the old one's"))

    def replacement(self, company_id: int, pool: str) -> EngagementRequest:
        """The answers, in the pool of the engagement that ends."""
        return self.request_in(pool, company_id)
