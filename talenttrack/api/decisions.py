"""Receipts: a decision as it was given, and whether it comes out the same again from what was kept with it."""

from __future__ import annotations

from talenttrack.api.decision_shape import DecisionTold, decision_told
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import Told
from talenttrack.services import receipts

N_ = str  # marks a text for translation without translating it here

routes = Routes("decisions")


class ReceiptTold(DecisionTold):
    """A decision with the act that it was made for. `subject_id` is null where a refusal left no record."""

    id: str
    reference: str
    state: str
    version: int
    scheme: str
    action: str
    subject_type: str
    subject_id: int | None
    company_id: int


class ReplayTold(Told):
    same: bool


@routes.get("/decisions/{receipt_id}", N_("Look up a receipt"), ReceiptTold)
def get(call: Call) -> Answer:
    """The decision as it was given, as far as the asker may read it. Receipts never change: version is always 1."""
    view = receipts.get(call.session, call.actor, str(call.ids["receipt_id"]))
    decision = decision_told(view.decision, view.id, view.decided_at)
    told = ReceiptTold(
        receipt_id=decision.receipt_id,
        verdict=decision.verdict,
        decided_at=decision.decided_at,
        checks=decision.checks,
        remedies=decision.remedies,
        id=view.id,
        reference=view.id,
        state="kept",
        version=1,
        scheme=view.scheme,
        action=view.action,
        subject_type=view.subject_type,
        subject_id=view.subject_id,
        company_id=view.company_id,
    )
    return Answer(told, version=1)


@routes.post("/decisions/{receipt_id}/replay", N_("Decide again from what the receipt kept"), ReplayTold)
def replay(call: Call) -> Answer:
    """Recomputed from the stored facts and the versions named; the outcome is only compared, nothing is changed."""
    same = receipts.replay(call.session, call.actor, str(call.ids["receipt_id"]))
    return Answer(ReplayTold(same=same))
