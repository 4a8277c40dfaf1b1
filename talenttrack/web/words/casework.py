"""The words of an officer's desk: kinds of work, the clock, who is on a case, why a button is held back."""

from __future__ import annotations

from datetime import date
from typing import Final

from talenttrack.domain.duties import Clock
from talenttrack.language import _, date_text, lazy, ngettext

WORK_KINDS: Final = {
    "case": lazy("New case"),
    "extension": lazy("Extension"),
    "correction": lazy("Correction"),
    "exception": lazy("Exception"),
}
DESKS: Final = {
    "recommend": lazy("To be recommended"),
    "approve": lazy("To be approved"),
    "company": lazy("With the company"),
}
DUE: Final = {"overdue": lazy("Overdue"), "week": lazy("Due this week")}
WHOSE: Final = {"mine": lazy("Mine"), "nobody": lazy("Nobody's")}
SHORT_ACTIONS: Final = {
    "recommend": lazy("Recommend"),
    "approve": lazy("Approve"),
    "return": lazy("Return"),
    "reject": lazy("Reject"),
    "confirm_correction": lazy("Confirm the correction"),
    "reject_correction": lazy("Reject the correction"),
    "grant_exception": lazy("Grant an exception"),
}
"""Acts side by side, where the heading says what they are about."""
HELD_BACK: Final = {
    "entered_by": lazy("You entered this: another officer must do it."),
    "made": lazy("You wrote or changed what is to be decided: another officer must do it."),
    "recommended_by": lazy("You recommended this: another officer must approve it."),
    "excepted_by": lazy("You granted its exception: another officer must approve it."),
    "correction_by": lazy("You proposed this correction: another officer must confirm it."),
    "barred": lazy("You took part in the decision under review: another officer must do it."),
}
"""Why an act that is the reader's by role is another officer's to take."""
WHY_NOT: Final = {
    "state": lazy("It was moved on meanwhile."),
    "same": lazy("You were involved before: another officer must do this."),
    "refused": lazy("The rules refuse it as things stand."),
}
SEEN_BY: Final = {
    "recommend": lazy("Only officers read this."),
    "approve": lazy("The company reads this."),
    "return": lazy("The company reads this, in its own language where it is ticked."),
    "reject": lazy("The company reads this, in its own language where it is ticked."),
    "confirm_correction": lazy("Only officers read this."),
    "reject_correction": lazy("Only officers read this."),
    "grant_exception": lazy("Only officers read this."),
}
"""Who reads the reason of an act."""
NEAR_DAYS: Final = 5
"""So few working days left are worth a colour."""


def clock_text(clock: Clock | None, waited_days: int, today: date) -> str:
    """How something that waits stands against the pledge; without a pledge, for how long it has waited."""
    if clock is None and not waited_days:
        return _("came in today")
    if clock is None:
        return ngettext("waiting for %(n)s working day", "waiting for %(n)s working days", waited_days)
    if clock.due_on is None:
        if clock.left < 0:
            return ngettext(
                "clock stopped, overdue by %(n)s working day",
                "clock stopped, overdue by %(n)s working days",
                -clock.left,
            )
        return ngettext("clock stopped, %(n)s working day left", "clock stopped, %(n)s working days left", clock.left)
    if clock.left < 0:
        return ngettext("overdue by %(n)s working day", "overdue by %(n)s working days", -clock.left)
    if clock.due_on == today:
        return _("due today")
    day = date_text(clock.due_on)
    return ngettext("due %(day)s, %(n)s working day left", "due %(day)s, %(n)s working days left", clock.left, day=day)


def clock_lines(clock: Clock | None, waited_days: int, today: date) -> tuple[str, str]:
    """The same in two lines of a table: what is left, and the day."""
    if clock is None or clock.due_on is None or clock.left < 0 or clock.due_on == today:
        return clock_text(clock, waited_days, today), ""
    left = ngettext("%(n)s working day left", "%(n)s working days left", clock.left)
    return left, _("due %(day)s", day=date_text(clock.due_on))


def clock_tone(clock: Clock | None) -> str:
    if clock is None or clock.due_on is None:
        return "plain"
    return "bad" if clock.left < 0 else "near" if clock.left <= NEAR_DAYS else "note"
