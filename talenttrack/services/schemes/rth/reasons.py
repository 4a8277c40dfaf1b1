"""The reasons of a decision as they are kept: codes from the list of the act, and words where the list has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talenttrack.domain.errors import FieldError, Invalid
from talenttrack.domain.schemes.rth.reasons import REASONS

N_ = str  # marks a text for translation without translating it here


def coded(action: str, reason: str, codes: Sequence[str], *, needed: bool) -> dict[str, Any]:
    """The details of the audit entry that keep the codes, in the order of the list and each once.

    Raises Invalid for a code that is not the act's, and where a reason is needed and neither is given.
    """
    known = REASONS[action]
    if not set(codes) <= set(known):
        values: dict[str, object] = {"choices": ", ".join(known)}
        raise Invalid(FieldError("reason_codes", "choice", N_("Choose from: %(choices)s."), values))
    if needed and not codes and not reason.strip():
        raise Invalid(FieldError("reason", "required", N_("Tick a reason, or give one in your own words.")))
    kept = [code for code in known if code in codes]
    return {"reason_codes": kept} if kept else {}
