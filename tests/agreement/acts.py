"""The acts of a random life: each through its use case, and what the rules make of it in the plain model."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_instant
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.services import companies, receipts
from talenttrack.services.schemes.rth import change, register, review
from talenttrack.services.schemes.rth.act import act
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.wiring import Wiring
from tests.agreement import drawn_lives
from tests.agreement.world import LAPSE_DAYS, World, found_world
from tests.brute import rth
from tests.brute.adapter import must, plain_verdict
from tests.brute.calendar import iso, ordinal
from tests.office import hired

Plain = dict[str, Any]
CLOSED = {"variation_end": None, "variation_submitted_on": None, "variation_state": None}

PERSON_RULES = {"rth.talent_overlap", "rth.talent_months"}


class Disagreement(AssertionError):
    """The product and the model say different things."""


class Acts:
    """The model, the day, and whoever acts. An act raises Disagreement where the product decides otherwise."""

    def __init__(self, wiring: Wiring, seed: int) -> None:
        self.wiring, self.seed = wiring, seed
        self.rng = random.Random(seed * 2_750_159 + 41)
        drawn = drawn_lives.draw_world(self.rng)
        with wiring.write_session() as session:
            self.world: World = found_world(session, drawn)
            self.officers = {
                name: hired(session, role)
                for name, role in (
                    ("case", Role.CASE_OFFICER),
                    ("second_case", Role.CASE_OFFICER),
                    ("third_case", Role.CASE_OFFICER),
                    ("approver", Role.APPROVING_OFFICER),
                    ("second_approver", Role.APPROVING_OFFICER),
                    ("third_approver", Role.APPROVING_OFFICER),
                )
            }
        self.portfolio = self.world.portfolio
        self.today = ordinal(drawn["first_day"])
        self.moment = 0
        self.log: list[str] = []

    @property
    def now(self) -> datetime:
        return hong_kong_instant(must(iso(self.today)), time(12)) + timedelta(seconds=self.moment)

    def fail(self, what: str, expected: Any, found: Any) -> Disagreement:
        acts = "\n    ".join(self.log[-12:])
        return Disagreement(
            f"life {self.seed}, act {len(self.log)}: {what}\n  expected {expected}\n  found    {found}\n    {acts}"
        )

    # The acts. Each tells the model what the rules make of it, and asks whether the product did the same.

    def _submit_new(self, session: Session, _: Plain | None) -> None:
        proposal = self._proposal()
        by = self.rng.choice((self.officers["case"], self._company(proposal)))
        outcome = register.submit_new(session, by, self.world.request(proposal), self.now, reference=None)
        if self._judged(session, outcome, self.portfolio, proposal, iso(self.today)):
            self._add(proposal, outcome, state="submitted", submitted_on=iso(self.today))

    def _save_draft(self, session: Session, _: Plain | None) -> None:
        excepted = self.rng.random() < 0.5
        proposal = self._proposal(pool="itf") if excepted else self._proposal()
        if excepted:  # long enough for the exception to matter
            proposal["last_day"] = iso(ordinal(proposal["last_day"]) + self.rng.randint(300, 1500))
        company = self._company(proposal)
        outcome = register.save_draft(session, company, self.world.request(proposal), self.now)
        drafted = self._add(proposal, outcome, state="draft", submitted_on=iso(self.today))
        if excepted:
            register.share_draft(session, company, drafted["id"], self.now, expected_version=None)
            review.grant_exception(
                session,
                self.officers["second_approver"],
                drafted["id"],
                self.now,
                code="rth.talent_months",
                reason="36 months in general",
                expected_version=None,
            )
            drafted["exceptions"] = ["rth.talent_months"]

    def _submit(self, session: Session, engagement: Plain) -> None:
        outcome = self._act(session, engagement, "submit", self._company(engagement))
        if self._judged(session, outcome, self.portfolio, engagement, iso(self.today)):
            engagement |= {"state": "submitted", "submitted_on": iso(self.today)}

    def _edit(self, session: Session, engagement: Plain) -> None:
        other = self._proposal(engagement["company_id"], engagement["pool"])
        wanted = {name: engagement[name] for name in ("first_day", "last_day", "person_id")}
        if self.rng.random() < 0.5:
            wanted |= {name: other[name] for name in ("first_day", "last_day")}
        elif self.rng.random() < 0.5:
            wanted["last_day"] = iso(ordinal(engagement["last_day"]) + self.rng.choice((-1, 1, 30)))
            wanted["last_day"] = max(wanted["first_day"], wanted["last_day"])
        if self.rng.random() < 0.3:
            wanted["person_id"] = other["person_id"]
        changes = {
            "start": must(wanted["first_day"]),
            "end": must(wanted["last_day"]),
            "talent": {"id_number": self.world.passports[wanted["person_id"]]},
        }
        by = self._company(engagement)
        register.edit(session, by, engagement["id"], changes, self.now, expected_version=None)
        if engagement["state"] == "returned":
            engagement["edit"] = wanted
        else:
            self._take_over(engagement, wanted)

    def _resubmit(self, session: Session, engagement: Plain) -> None:
        edited = {**engagement}
        self._take_over(edited, edited.pop("edit", None) or {})
        outcome = self._act(session, engagement, "resubmit", self._company(engagement))
        if self._judged(session, outcome, self.portfolio, edited, engagement["submitted_on"]):
            engagement.pop("edit", None)
            engagement |= {**edited, "state": "submitted", "returned_on": None}

    def _recommend(self, session: Session, engagement: Plain) -> None:
        self._act(session, engagement, "recommend", self._officer(engagement, "second_case"))
        engagement["variation_state" if engagement["variation_end"] else "state"] = "recommended"

    def _approve(self, session: Session, engagement: Plain) -> None:
        outcome = self._act(session, engagement, "approve", self._officer(engagement, "approver"))
        if not engagement["variation_end"]:
            if self._judged(session, outcome, self.portfolio, engagement, engagement["submitted_on"]):
                engagement["state"] = "approved"
            return
        extended = {**engagement, "last_day": engagement["variation_end"]}
        submitted_on = engagement["variation_submitted_on"]
        if self._judged(session, outcome, self.portfolio, extended, submitted_on):
            engagement |= {"last_day": engagement["variation_end"], "submitted_on": submitted_on, **CLOSED}

    def _return(self, session: Session, engagement: Plain) -> None:
        self._act(session, engagement, "return", self._officer(engagement, "case"))
        engagement |= {"state": "returned", "returned_on": iso(self.today)}

    def _reject(self, session: Session, engagement: Plain) -> None:
        self._act(session, engagement, "reject", self._officer(engagement, "second_approver"))
        engagement |= CLOSED if engagement["variation_end"] else {"state": "rejected"}

    def _withdraw(self, session: Session, engagement: Plain) -> None:
        self._act(session, engagement, "withdraw", self._company(engagement))
        engagement |= CLOSED if engagement["variation_end"] else {"state": "withdrawn"}

    def _review(self, session: Session, engagement: Plain) -> None:
        outcome = self._act(session, engagement, "review", self._company(engagement))
        if self._judged(session, outcome, self.portfolio, engagement, engagement["submitted_on"]):
            engagement |= {"state": "submitted", "reviewed": True}

    def _extend(self, session: Session, engagement: Plain) -> None:
        end = iso(ordinal(engagement["last_day"]) + self.rng.choice((1, 15, 31, 92, 184, 365)))
        outcome = self._act(session, engagement, "extend", self._company(engagement), end=must(end))
        if self._judged(session, outcome, self.portfolio, {**engagement, "last_day": end}, iso(self.today)):
            engagement |= {"variation_end": end, "variation_submitted_on": iso(self.today)}
            engagement["variation_state"] = "submitted"

    def _shorten(self, session: Session, engagement: Plain) -> None:
        end = iso(self.rng.randint(ordinal(engagement["first_day"]), ordinal(engagement["last_day"]) - 1))
        self._act(session, engagement, "shorten", self._company(engagement), end=must(end))
        engagement |= {"last_day": end, **CLOSED}

    def _terminate(self, session: Session, engagement: Plain) -> None:
        on = self._last_day_of(engagement)
        self._act(session, engagement, "terminate", self._company(engagement), on=must(on))
        engagement |= {"state": "terminated", "terminated_on": on, **CLOSED}

    def _replace(self, session: Session, engagement: Plain) -> None:
        on = self._last_day_of(engagement)
        proposal = self._proposal(engagement["company_id"], engagement["pool"])
        if self.rng.random() < 0.7:
            first = ordinal(on) + self.rng.choice((0, 1, 1, 1, 14))
            last = max(first, ordinal(proposal["last_day"]) + first - ordinal(proposal["first_day"]))
            proposal |= {"first_day": iso(first), "last_day": iso(last)}
        end_given = self.rng.random() < 0.5
        outcome = change.replace(
            session,
            self._company(engagement),
            engagement["id"],
            self.now,
            on=must(on),
            request=self.world.request(proposal),
            end_given=end_given,
            expected_version=None,
        )
        after = deepcopy(self.portfolio)
        ended = next(e for e in after["engagements"] if e["id"] == engagement["id"])
        ended |= {"state": "terminated", "terminated_on": on, **CLOSED}
        if not end_given:
            proposal["last_day"] = max(proposal["first_day"], engagement["last_day"])
            proposal["last_day"] = self._fitting_end(after, proposal) or proposal["last_day"]
        if self._judged(session, outcome, after, proposal, iso(self.today)):
            engagement |= {"state": "terminated", "terminated_on": on, **CLOSED}
            self._add(proposal, outcome, state="submitted", submitted_on=iso(self.today))

    def _renew_permit(self, session: Session, engagement: Plain) -> None:
        until = iso(ordinal(engagement["permit_until"]) + self.rng.choice((1, 30, 400)))
        self._act(session, engagement, "renew_permit", self._company(engagement), until=must(until))
        engagement["permit_until"] = until

    def _suspend(self, session: Session, _: Plain | None) -> None:
        company = self.rng.choice(self.portfolio["companies"])
        action = "reinstate" if company["suspended"] else "suspend"
        approver = self.officers["approver"]
        companies.transition(session, approver, company["id"], action, "as the office was told", self.now)
        company["suspended"] = not company["suspended"]

    def _lapse(self, session: Session, _: Plain | None) -> None:
        """The night of yesterday."""
        review.lapse_due(session, must(iso(self.today - 1)), self.now)
        lapse_on(self.portfolio, self.today - 1)

    # What the acts share.

    def _act(self, session: Session, engagement: Plain, action: str, by: Actor, **arguments: Any) -> Outcome:
        given = {"reason": "as told on the telephone", **arguments}
        return act(session, by, engagement["id"], action, given, self.now, expected_version=None)

    def _company(self, engagement: Plain) -> Actor:
        return self.world.companies[engagement["company_id"]]

    def _officer(self, engagement: Plain, name: str) -> Actor:
        """Reviews are for officers who were not involved before."""
        if engagement.get("reviewed") and engagement["state"] != "approved":
            name = "third_case" if name.endswith("case") else "third_approver"
        return self.officers[name]

    def _proposal(self, company_id: int | None = None, pool: str | None = None) -> Plain:
        return drawn_lives.draw_proposal(self.rng, self.portfolio, self.today, company_id, pool)

    def _last_day_of(self, engagement: Plain) -> str:
        first, last = ordinal(engagement["first_day"]), ordinal(engagement["last_day"])
        near = min(max(self.today, first - 1), last)
        return iso(self.rng.choice((near, last, first - 1, first, self.rng.randint(first - 1, last))))

    def _fitting_end(self, portfolio: Plain, proposal: Plain) -> str | None:
        """The latest end that fits; none where it would tell a company what the person does with another one."""
        today = iso(self.today)
        known = [
            {**e, "person_id": e["person_id"] if e["company_id"] == proposal["company_id"] else 0}
            for e in portfolio["engagements"]
        ]
        told = {**portfolio, "engagements": known}
        failing, failing_alone = (set(rth.judge(one, proposal, today)["fails"]) for one in (portfolio, told))
        if PERSON_RULES & (failing - failing_alone):
            return None
        end = rth.remedies(portfolio, proposal, today).get("end_on")
        return end if end == rth.remedies(told, proposal, today).get("end_on") else None

    def _take_over(self, engagement: Plain, wanted: Plain) -> None:
        """An exception was granted for a person and a period: it falls with either."""
        if any(engagement[name] != wanted[name] for name in wanted):
            engagement["exceptions"] = []
        engagement |= wanted

    def _add(self, proposal: Plain, outcome: Outcome, **columns: Any) -> Plain:
        added = {**proposal, **columns, "id": outcome.engagement_id}
        self.portfolio["engagements"].append(added)
        return added

    def _judged(self, session: Session, outcome: Outcome, portfolio: Plain, proposal: Plain, submitted_on: str) -> bool:
        """Whether the rules admit it; the receipt says the same, to the binding day."""
        expected = rth.judge(portfolio, proposal, submitted_on)
        assert outcome.receipt_id is not None
        told = receipts.get(session, self.officers["case"], outcome.receipt_id).decision
        if plain_verdict(told) != expected:
            raise self.fail(f"verdict on {proposal} submitted on {submitted_on}", expected, plain_verdict(told))
        return bool(expected["verdict"] == "admit")


def lapse_on(portfolio: Plain, business_date: int) -> None:
    for engagement in portfolio["engagements"]:
        if engagement["state"] == "returned" and ordinal(engagement["returned_on"]) + LAPSE_DAYS <= business_date:
            engagement["state"] = "lapsed"
