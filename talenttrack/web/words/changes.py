"""The words of what a company does with a case it has: titles, what each act does, and what it has done."""

from __future__ import annotations

from typing import Any, Final

from talenttrack.domain.schemes.rth import Effect
from talenttrack.language import _, amount_text, date_text, lazy
from talenttrack.services.schemes.rth.preview import Preview
from talenttrack.web.words.rth import METERS
from talenttrack.web.words.telling import word

TITLES: Final = {
    "submit": lazy("Submit the case of %(person)s"),
    "share_draft": lazy("Show the draft of %(person)s to officers"),
    "resubmit": lazy("Resubmit the case of %(person)s"),
    "withdraw": lazy("Withdraw the case of %(person)s"),
    "withdraw_extension": lazy("Withdraw the extension of %(person)s"),
    "review": lazy("Ask for a review of the case of %(person)s"),
    "terminate": lazy("End the engagement of %(person)s early"),
    "shorten": lazy("Shorten the engagement of %(person)s"),
    "extend": lazy("Extend the engagement of %(person)s"),
    "renew_permit": lazy("Record a renewed permit of %(person)s"),
    "replace": lazy("Replace %(person)s by another person"),
    "edit": lazy("Change the answers for %(person)s"),
}
DOES: Final = {
    "shorten": lazy("Agreed beforehand: the engagement gets a new, earlier last day. No officer decides."),
    "submit": lazy("The rules are checked at once. Admitted, the place is held from then on, and two officers decide."),
    "share_draft": lazy("Officers can then read the draft, and grant an exception on it. It holds no place by that."),
    "resubmit": lazy("The answers are judged again. Admitted, the case goes back to ITC; it kept its place meanwhile."),
    "withdraw": lazy("Takes the case back for good. Its place and its months are free at once."),
    "withdraw_extension": lazy("The engagement keeps its old last day. What the extension held is free at once."),
    "terminate": lazy("The person leaves before the last day. The months not served return to the pool at once."),
    "extend": lazy("Asks for a later last day. Two officers decide. The longer period is held at once."),
    "review": lazy("Officers who had no part in the rejection decide once more. A review can be asked for once."),
    "renew_permit": lazy("Says until when the person may now work in Hong Kong. No place and no month changes."),
    "replace": lazy("One engagement ends and another is submitted in its place: both, or neither."),
    "edit": lazy("Nothing is sent until you say so."),
}
"""What an act does, in one or two sentences before its question."""

SHORT: Final = {
    "edit": lazy("Correct or complete what was entered"),
    "submit": lazy("Send it to ITC as it is now"),
    "resubmit": lazy("Send it back to ITC as it is now"),
    "share_draft": lazy("For an exception that an officer may grant"),
    "withdraw": lazy("Take the case back; its place gets free"),
    "withdraw_extension": lazy("Keep the old last day"),
    "withdraw_draft": lazy("Give the draft up; it holds no place"),
    "review": lazy("Other officers decide once more"),
    "extend": lazy("A later last day; two officers decide"),
    "shorten": lazy("An earlier last day, agreed beforehand"),
    "terminate": lazy("The person has left, or leaves before the last day"),
    "replace": lazy("This one ends, another person takes the place"),
    "renew_permit": lazy("The permit to work has a new last day"),
}
MEASURES: Final = {**METERS, "rth.talent_months": lazy("Months of this person")}


def change_key(action: str, variation_state: str | None) -> str:
    """The key of an act's words: withdrawing is about the extension while one is open."""
    return "withdraw_extension" if action == "withdraw" and variation_state else action


def short_text(action: str, state: str, variation_state: str | None) -> str:
    """What an act is about, in a few words beside its link."""
    draft = action == "withdraw" and state == "draft"
    return word(SHORT, "withdraw_draft" if draft else change_key(action, variation_state))


def change_title(key: str, person: str) -> str:
    return word(TITLES, key) % {"person": person}


def effect_text(effect: Effect) -> str:
    """One quota before and after, as a sentence of a message."""
    unit = effect.unit.value
    figures = {
        "quota": word(MEASURES, effect.code),
        "before": amount_text(effect.before, unit),
        "after": amount_text(effect.after, unit),
    }
    if effect.limit is None:
        return _("%(quota)s: %(before)s → %(after)s.", **figures)
    return _("%(quota)s: %(before)s → %(after)s of %(limit)s.", limit=amount_text(effect.limit, unit), **figures)


def changed_text(done: str, seen: Preview) -> str:
    """What was done, with the quotas before and after it."""
    parts = [done, *(effect_text(effect) for effect in seen.effects if effect.changes)]
    if seen.given_back is not None:
        parts.append(_("The place is free from %(day)s.", day=date_text(seen.given_back.first_day)))
    return " ".join(parts)


def said(action: str, variation_state: str | None, person: str) -> dict[str, Any]:
    """The words of an act's page."""
    key = change_key(action, variation_state)
    return {"title": change_title(key, person), "does": word(DOES, key)}
