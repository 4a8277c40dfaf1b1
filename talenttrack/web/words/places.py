"""Free places as sentences, of any pool of any scheme."""

from __future__ import annotations

from talenttrack.domain.free_places import Outlook
from talenttrack.language import _, date_text, ngettext, period_text


def outlook_text(told: Outlook) -> str:
    """One sentence: how many places are free on the day, until when, and what comes then."""
    if told.now.limit is None:
        return _("No limit is published for these places.")
    now = _now(told)
    if told.then is None or told.then.limit is None:
        return _("%(what)s.", what=now)
    return _("%(now)s; %(then)s.", now=now, then=_then(told))


def _now(told: Outlook) -> str:
    limit, free = told.now.limit or 0, told.now.free or 0
    until = date_text(told.until)
    if told.now.over:
        return ngettext(
            "%(heads)s engaged, %(n)s more than the limit of %(limit)s",
            "%(heads)s engaged, %(n)s more than the limit of %(limit)s",
            told.now.over,
            heads=told.now.heads,
            limit=limit,
        )
    if limit == 0:
        return _("There is no such place today")
    if free == 0 and until:
        return ngettext(
            "The one place is taken until %(day)s", "All %(n)s places are taken until %(day)s", limit, day=until
        )
    if free == 0:
        return ngettext("The one place is taken", "All %(n)s places are taken", limit)
    if until:
        return ngettext(
            "%(n)s of %(limit)s places is free until %(day)s",
            "%(n)s of %(limit)s places are free until %(day)s",
            free,
            limit=limit,
            day=until,
        )
    return ngettext("%(n)s of %(limit)s places is free", "%(n)s of %(limit)s places are free", free, limit=limit)


def _then(told: Outlook) -> str:
    assert told.then is not None  # noqa: S101 - asked before
    day, free = date_text(told.then.period.first_day), told.then.free or 0
    if free == 0 and told.then_until:
        return _("none from %(days)s", days=period_text(told.then.period.first_day, told.then_until))
    if free == 0:
        return _("none from %(day)s", day=day)
    return ngettext("one free from %(day)s", "%(n)s free from %(day)s", free, day=day)
