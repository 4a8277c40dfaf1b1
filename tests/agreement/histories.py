"""One random history in a database: what the product says of it and the second reading does not, or None."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from talenttrack.domain.calendar import hong_kong_instant
from talenttrack.domain.decision import Decision
from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.services import compliance, receipts
from talenttrack.services.night import closing, look
from talenttrack.services.schemes.nights import NIGHTS
from talenttrack.services.schemes.rth import change, quota, register, review
from talenttrack.services.schemes.rth.case import Outcome
from talenttrack.services.schemes.rth.request import validate
from talenttrack.storage.audit import ReceiptRow
from talenttrack.storage.findings import FindingRow
from talenttrack.storage.people import find_person
from talenttrack.wiring import Wiring
from tests.agreement import counted
from tests.agreement.conftest import Fresh
from tests.agreement.world import World
from tests.agreement.written import change_everything, write
from tests.brute import findings, portfolios, rth
from tests.brute.adapter import must, plain_verdict
from tests.brute.calendar import iso, ordinal

Plain = dict[str, Any]
Difference = str | None


KINDS = frozenset(
    {
        "rth.concurrent",
        "rth.total_months",
        "rth.itf_concurrent",
        "rth.right_to_work",
        "rth.talent_overlap",
        "rth.talent_months",
        "rth.engagement_ending",
        "rth.permit_ending",
        "nias.window",
        "nias.window_ending",
        "nias.extra_concurrent",
        "nias.extra_technical",
    }
)
"""What the second reading counts: duties and links have worked cases of their own."""


class Undo(Exception):
    """Rolls a transaction back."""


def noon(text: str) -> datetime:
    return hong_kong_instant(must(text), time(12))


def first_difference(fresh: Fresh, seeds: Iterable[int]) -> Difference:
    return next((difference for seed in seeds if (difference := history_differs(fresh, seed))), None)


def history_differs(fresh: Fresh, seed: int) -> Difference:
    """Odd seeds propose what another day may mend, even ones anything."""
    drawn = portfolios.draw_portfolio(seed)
    draw = portfolios.draw_soluble if seed % 2 else portfolios.draw_proposal
    proposal, submitted_on = draw(drawn, seed)
    extension = portfolios.draw_extension(drawn, seed)
    business_date = portfolios.draw_business_date(drawn, seed)
    with fresh() as wiring:
        with wiring.write_session() as session:
            world = write(session, drawn, business_date, closing(must(business_date)), seed)
        asked = [night_differs(wiring, world, business_date), quota_differs(wiring, world, seed)]
        with wiring.write_session() as session:
            if extension:
                asked.append(extension_differs(session, world, *extension))
            asked.append(proposal_differs(session, world, proposal, submitted_on))
        asked.append(quota_differs(wiring, world, seed + 1))
        with wiring.read_session() as session:
            asked.append(receipts_differ(session, world))
    told = [difference for difference in asked if difference]
    return f"history {seed}, business date {business_date}\n" + "\n".join(told) if told else None


def differ(what: str, expected: Any, found: Any) -> Difference:
    return None if expected == found else f"  {what}\n    expected {expected}\n    found    {found}"


def night_differs(wiring: Wiring, world: World, business_date: str) -> Difference:
    """The final run's report and register, and the same bytes from a database where everything changed since."""
    expected = findings.night(world.portfolio, business_date)
    on = must(business_date)
    run = compliance.run(wiring, SYSTEM_ACTOR, on, closing(on) + timedelta(hours=6))
    with wiring.read_session() as session:
        content = compliance.latest_report(session, world.officers["case"], on).content
        registered = session.execute(select(func.count()).select_from(FindingRow)).scalar_one()
    reported = json.loads(content)["findings"]
    found = sorted((plain_finding(one) for one in reported if one["kind"] in KINDS), key=_order)
    missing = [finding for finding in expected if finding not in found]
    surplus = [finding for finding in found if finding not in expected]
    if missing or surplus or len(expected) != len(found):
        return differ("night", missing, surplus) or f"  night: {len(found)} findings, {len(expected)} expected"
    if not run.final or registered != len(reported):
        return f"  the register has {registered} findings of {len(reported)}, final: {run.final}"
    again = b""
    with suppress(Undo), wiring.write_session() as session:
        change_everything(session, closing(on))
        again = look(session, NIGHTS, on, final=True).report
        raise Undo
    return differ("night looked at again after changes", _without_inputs(content), _without_inputs(again))


def _without_inputs(report: bytes) -> Plain:
    return {name: value for name, value in json.loads(report).items() if name != "inputs"}


def _order(finding: Plain) -> tuple[str, str]:
    return finding["kind"], str(finding["subject"]["id"])


def plain_finding(told: Plain) -> Plain:
    """A finding of a report in the shape of tests.brute.findings.night()."""
    subject = told["subject"]
    if subject["type"] != "itf_project":
        subject = {"type": subject["type"], "id": int(subject["id"])}
    threshold = {} if told["threshold"] is None else {"threshold": told["threshold"]}
    return {
        "kind": told["kind"],
        "subject": subject,
        "severity": told["severity"],
        "periods": told["periods"],
        "members": [int(member["id"]) for member in told["members"]],
        **threshold,
    }


def quota_differs(wiring: Wiring, world: World, seed: int) -> Difference:
    """Meters on days at the edges of something, and the timeline over the portfolio's years."""
    rng = random.Random(seed * 31 + 7)
    portfolio = world.portfolio
    edges = [e[name] for e in portfolio["engagements"] for name in ("first_day", "last_day")]
    days = [iso(ordinal(rng.choice(edges)) + rng.choice((-1, 0, 1))) for _ in range(4)]
    first, last = f"{portfolio['year'] - 1}-01-01", f"{portfolio['year'] + 4}-12-31"
    with wiring.read_session() as session:
        for company_id, actor in world.companies.items():
            for on in days:
                told = [counted.plain_meter(m) for m in quota.meters(session, actor, company_id, must(on))]
                difference = differ(f"meters of {company_id} on {on}", counted.meters(portfolio, company_id, on), told)
                if difference:
                    return difference
            steps = quota.timeline(session, actor, company_id, must(first), must(last))
            expected = findings.timeline(portfolio, company_id, first, last)
            difference = differ(f"timeline of {company_id}", expected, [counted.plain_step(step) for step in steps])
            if difference:
                return difference
    return None


def told_alike(what: str, portfolio: Plain, proposal: Plain, submitted_on: str, decision: Decision) -> Difference:
    """Verdict, failing codes, binding days, warnings and remedies."""
    expected = rth.judge(portfolio, proposal, submitted_on)
    expected["remedies"] = rth.remedies(portfolio, proposal, submitted_on) if expected["fails"] else {}
    found = plain_verdict(decision)
    found["remedies"] = {remedy.action: remedy.value.isoformat() for remedy in decision.remedies}
    return differ(f"{what} {proposal} on {submitted_on}", expected, found)


def seen_by_officer(session: Session, world: World, outcome: Outcome) -> Decision:
    assert outcome.receipt_id is not None
    return receipts.get(session, world.officers["case"], outcome.receipt_id).decision


def extension_differs(session: Session, world: World, drawn: Plain, submitted_on: str) -> Difference:
    asked = world.renumbered(drawn)
    outcome = change.extend(
        session,
        world.companies[asked["company_id"]],
        asked["id"],
        noon(submitted_on),
        end=must(asked["last_day"]),
        reason="the project goes on",
        expected_version=None,
    )
    decision = seen_by_officer(session, world, outcome)
    difference = told_alike("extension", world.portfolio, asked, submitted_on, decision)
    if outcome.admitted:
        held = next(e for e in world.portfolio["engagements"] if e["id"] == asked["id"])
        held |= {"variation_end": asked["last_day"], "variation_submitted_on": submitted_on}
    return difference


def proposal_differs(session: Session, world: World, drawn: Plain, submitted_on: str) -> Difference:
    """The mere check, then the submission, then the check of the same once more, as the company is told."""
    proposal, officer, now = world.renumbered(drawn), world.officers["case"], noon(submitted_on)
    excepted, plain = proposal["exceptions"], {**proposal, "exceptions": []}
    request = world.request(proposal)
    company = world.companies[proposal["company_id"]]
    checked = register.check(session, officer, request, now)
    difference = told_alike("check", world.portfolio, plain, submitted_on, checked)
    if difference:
        return difference
    if excepted:
        outcome = _submit_with_exception(session, world, proposal, now)
    else:
        outcome = register.submit_new(session, officer, request, now, reference=None)
    decision = seen_by_officer(session, world, outcome)
    difference = told_alike("submission", world.portfolio, proposal, submitted_on, decision)
    if difference:
        return difference
    if outcome.admitted:
        submitted = {"id": outcome.engagement_id, "state": "submitted", "submitted_on": submitted_on}
        if proposal["person_id"] < 0:
            known = find_person(session, validate(request))
            submitted["person_id"] = plain["person_id"] = known
        world.portfolio["engagements"].append({**proposal, **submitted})
    told = register.check(session, company, request, now)
    expected = rth.judge(world.portfolio, plain, submitted_on)
    alike = differ("check by the company", (expected["verdict"], {*expected["fails"]}), _codes(told))
    return alike


def _codes(decision: Decision) -> tuple[str, set[str]]:
    return decision.verdict, {check.code for check in decision.failing}


def _submit_with_exception(session: Session, world: World, proposal: Plain, now: datetime) -> Outcome:
    company = world.companies[proposal["company_id"]]
    draft = register.save_draft(session, company, world.request(proposal), now)
    assert draft.engagement_id is not None
    register.share_draft(session, company, draft.engagement_id, now, expected_version=None)
    for code in proposal["exceptions"]:
        review.grant_exception(
            session,
            world.officers["second_approver"],
            draft.engagement_id,
            now,
            code=code,
            reason="36 months in general",
            expected_version=None,
        )
    return register.submit(session, company, draft.engagement_id, now, expected_version=None)


def receipts_differ(session: Session, world: World) -> Difference:
    ids = session.scalars(select(ReceiptRow.id)).all()
    lost = [receipt_id for receipt_id in ids if not receipts.replay(session, world.officers["case"], receipt_id)]
    return f"  receipts that do not replay: {lost}" if lost else None
