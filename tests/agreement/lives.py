"""A random life of some companies through the real use cases, beside a plain model of what holds.

The clock moves between the acts. After each of them the model and the database hold the same, and no limit is
exceeded; every night gone by is looked at again at the end and must find what the model knew on that day.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from talenttrack.domain.findings import to_json
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Actor
from talenttrack.services import compliance, receipts
from talenttrack.services.night import closing, look
from talenttrack.services.schemes.nights import NIGHTS
from talenttrack.services.schemes.rth import quota
from talenttrack.storage.audit import ReceiptRow
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.wiring import Wiring
from tests.agreement import counted, drawn_lives
from tests.agreement.acts import Acts, Plain, lapse_on
from tests.agreement.histories import KINDS, plain_finding
from tests.brute import findings, rth
from tests.brute.adapter import must
from tests.brute.calendar import iso, ordinal

NOTICES = {"rth.engagement_ending", "rth.permit_ending", "nias.window_ending", "rth.right_to_work"}
"""What may be found although nothing was ever admitted over a limit: ends come near, and permits run out."""


class Life(Acts):
    """Acts one after the other, and the comparison after each."""

    def __init__(self, wiring: Wiring, seed: int) -> None:
        super().__init__(wiring, seed)
        self.nights: dict[str, Plain] = {}
        self.acted: dict[str, int] = {}

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self._let_time_pass()
            self.moment += 1
            name, engagement = self._choose()
            self.acted[name] = self.acted.get(name, 0) + 1
            self.log.append(f"{iso(self.today)} {name} {engagement and engagement['id']}")
            with self.wiring.write_session() as session:
                getattr(self, f"_{name}")(session, engagement)
            self._compare()
        self.nights[iso(self.today)] = deepcopy(self.portfolio)
        self._look_back()

    def _let_time_pass(self) -> None:
        days = self.rng.choice((0, 0, 0, 1, 2, 5, 12, 31))
        if days:
            self.nights[iso(self.today)] = deepcopy(self.portfolio)
            self.today += days
            self.moment = 0

    def _choose(self) -> tuple[str, Plain | None]:
        """An act that the state of some engagement allows."""
        while True:
            name = self.rng.choice(drawn_lives.ACTS)
            if name not in ALLOWED:
                return name, None
            able = [e for e in self.portfolio["engagements"] if ALLOWED[name](e)]
            if able:
                return name, self.rng.choice(able)

    def _compare(self) -> None:
        """Rows, meters, and now and then the timeline; and nothing was let over a limit."""
        row = Engagement.__table__.c
        query = select(row.id, row.state, row.exceptions, row.held_from, row.held_until).order_by(row.id)
        expected = [
            (e["id"], e["state"], e["exceptions"], *(rth.held(e) or (None, None)))
            for e in self.portfolio["engagements"]
        ]
        on = iso(self.today + self.rng.choice((0, 1, 30, 200, 400)))
        with self.wiring.read_session() as session:
            found = [(*r[:3], *(held and held.toordinal() for held in r[3:])) for r in session.execute(query)]
            if found != expected:
                raise self.fail("what holds", expected, found)
            for company_id, actor in self.world.companies.items():
                told = [counted.plain_meter(m) for m in quota.meters(session, actor, company_id, must(on))]
                if told != counted.meters(self.portfolio, company_id, on):
                    raise self.fail(f"meters on {on}", counted.meters(self.portfolio, company_id, on), told)
                if len(self.log) % 10 == 0:
                    self._compare_timeline(session, actor, company_id)
        broken = [f for f in findings.night(self.portfolio, iso(self.today)) if f["kind"] not in NOTICES]
        if broken:
            raise self.fail("limits of what was admitted", [], broken)

    def _compare_timeline(self, session: Session, actor: Actor, company_id: int) -> None:
        first, last = iso(self.today - 400), iso(self.today + 1200)
        told = [counted.plain_step(s) for s in quota.timeline(session, actor, company_id, must(first), must(last))]
        expected = findings.timeline(self.portfolio, company_id, first, last)
        if told != expected:
            raise self.fail(f"timeline of {company_id}", expected, told)

    def _look_back(self) -> None:
        """Every night gone by, from what was recorded before it closed; and every receipt once more."""
        last = max(self.nights)
        with self.wiring.read_session() as session:
            for business_date, portfolio in self.nights.items():
                lapse_on(portfolio, ordinal(business_date))
                night = look(session, NIGHTS, must(business_date), final=True)
                told = [plain_finding(to_json(finding)) for finding in night.findings if finding.kind in KINDS]
                found = sorted(told, key=lambda f: (f["kind"], str(f["subject"]["id"])))
                expected = findings.night(portfolio, business_date)
                if found != expected:
                    raise self.fail(f"the night of {business_date}", expected, found)
                if any(finding["kind"] not in NOTICES for finding in found):
                    raise self.fail(f"breaches in the night of {business_date}", [], found)
            for receipt_id in session.scalars(select(ReceiptRow.id)):
                if not receipts.replay(session, self.officers["case"], receipt_id):
                    raise self.fail("replay", receipt_id, None)
        done = compliance.run(self.wiring, SYSTEM_ACTOR, must(last), closing(must(last)) + timedelta(hours=1))
        kinds = {*done.counts["by_kind"]} & KINDS
        if kinds - NOTICES:
            raise self.fail("breaches in the last run", set(), kinds)


def _in(*states: str) -> Callable[[Plain], bool]:
    return lambda e: e["state"] in states and not e["variation_end"]


def _open_variation(*states: str) -> Callable[[Plain], bool]:
    return lambda e: e["state"] == "approved" and e["variation_end"] and e["variation_state"] in states


def _either(*conditions: Callable[[Plain], bool]) -> Callable[[Plain], bool]:
    return lambda e: any(condition(e) for condition in conditions)


def _approved(e: Plain) -> bool:
    return bool(e["state"] == "approved")


ALLOWED: dict[str, Callable[[Plain], bool]] = {
    "submit": _in("draft"),
    "edit": _in("draft", "returned"),
    "resubmit": _in("returned"),
    "recommend": _either(_in("submitted"), _open_variation("submitted")),
    "approve": _either(_in("recommended"), _open_variation("recommended")),
    "return": _in("submitted", "recommended"),
    "reject": _either(_in("submitted", "recommended"), _open_variation("submitted", "recommended")),
    "withdraw": _either(
        _in("draft", "submitted", "returned", "recommended"), _open_variation("submitted", "recommended")
    ),
    "review": lambda e: e["state"] == "rejected" and not e.get("reviewed"),
    "extend": _in("approved"),
    "shorten": lambda e: _approved(e) and e["first_day"] < e["last_day"],
    "terminate": _approved,
    "replace": _approved,
    "renew_permit": lambda e: _approved(e) and not e["permanent_resident"],
}
"""From which state each act is possible; the others need no engagement."""
