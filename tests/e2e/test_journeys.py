"""What people come for, from the first page to the last: with script, without script, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask

from talenttrack import clock
from talenttrack.app import create_app
from talenttrack.domain.lifecycle import SYSTEM_ACTOR, Role
from talenttrack.services import compliance
from tests.conftest import TODAY
from tests.e2e.desks import CompanyDesk, Desk, OfficerDesk
from tests.e2e.hands import Keyboard, Mouse
from tests.e2e.world import served, settings
from tests.web.browsing import PASSWORD, add_company, add_user, signed_in, wiring
from tests.web.hiring import document, fill, hire, hired_id

pytestmark = pytest.mark.browser

Sitting = TypeVar("Sitting", bound=Desk)


@dataclass(frozen=True, slots=True)
class Way:
    """How pages are used: with which hands, with script or without, in how wide a window."""

    hands: Callable[[Any], Mouse]
    script: bool
    width: int


WAYS = {
    "script": Way(Mouse, True, 1366),
    "no-script-narrow": Way(Mouse, False, 360),
    "keyboard": Way(Keyboard, True, 1366),
}


@dataclass(frozen=True, slots=True)
class Office:
    """A company, whose hires may be entered quickly, and people who sit down at their own desks."""

    app: Flask
    chromium: Any
    address: str
    way: Way
    company_id: int

    def company(self) -> CompanyDesk:
        return self._sit(CompanyDesk, add_user(self.app, Role.COMPANY_USER, company_id=self.company_id))

    def officer(self, role: Role) -> OfficerDesk:
        return self._sit(OfficerDesk, add_user(self.app, role))

    def hired(self, start: date, end: date) -> int:
        """The id of an engagement that was submitted."""
        return hired_id(hire(signed_in(self.app, Role.COMPANY_USER, self.company_id), start, end))

    def approved(self, start: date, end: date) -> int:
        engagement_id = self.hired(start, end)
        for role, action in ((Role.CASE_OFFICER, "recommend"), (Role.APPROVING_OFFICER, "approve")):
            answer = fill(signed_in(self.app, role), f"/engagements/{engagement_id}/{action}")
            assert answer.status_code == 303, answer.text
        return engagement_id

    def _sit(self, desk: type[Sitting], email: str) -> Sitting:
        context = self.chromium.new_context(
            viewport={"width": self.way.width, "height": 900},
            java_script_enabled=self.way.script,
            base_url=self.address,
            locale="en-HK",
        )
        context.set_default_timeout(10_000)
        seated = desk(self.way.hands(context.new_page()))
        seated.sign_in(email, PASSWORD)
        return seated


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=WAYS)
def office(request: pytest.FixtureRequest, url: str, chromium: Any, tmp_path: Path) -> Iterator[Office]:
    app = create_app(settings(url, tmp_path / "instance"))
    with served(app) as address:
        yield Office(app, chromium, address, WAYS[request.param], add_company(app, "Kite Robotics Limited"))
        for context in chromium.contexts:
            context.close()


def test_a_hire_is_registered(office: Office) -> None:
    company = office.company()
    company.begin_hire()
    company.answer_hire(date(2027, 6, 1), 12, document())
    company.reads("1 June 2027 to 31 May 2028 (12.00 months)")
    company.submit_hire()
    company.reads("What happens next")
    assert company.reference()


def test_a_refused_hire_is_tried_again_on_the_day_that_fits(office: Office) -> None:
    for _ in range(4):
        office.hired(date(2027, 1, 1), date(2027, 12, 31))
    company = office.company()
    company.begin_hire()
    company.answer_hire(date(2027, 6, 1), 12, document())
    company.submit_hire()
    company.reads("Nothing was submitted.")
    company.hands.press("button", "The same length, starting on 1 January 2028")
    company.reads("1 January 2028 to 31 December 2028 (12.00 months)")
    company.reads("李小明")
    company.submit_hire()
    company.reads("What happens next")


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_two_officers_decide_a_case_from_the_queue(office: Office) -> None:
    if "postgresql" in office.app.config["DATABASE_URL"] and office.way is not WAYS["script"]:
        pytest.skip("one way is enough here")
    engagement_id = office.hired(date(2027, 1, 1), date(2027, 12, 31))
    _decide(office, _reference(office, engagement_id))


def test_an_engagement_is_extended(office: Office) -> None:
    engagement_id = office.approved(date(2026, 6, 1), date(2027, 5, 31))
    company = office.company()
    company.extend(engagement_id, date(2027, 11, 30))
    company.reads("30 November 2027")
    _decide(office, _reference(office, engagement_id))
    company.page.goto(f"/engagements/{engagement_id}")
    company.reads("1 June 2026 to 30 November 2027")


def test_what_the_night_finds_is_acknowledged(office: Office) -> None:
    office.approved(TODAY - timedelta(days=300), TODAY + timedelta(days=5))
    made = wiring(office.app)
    tomorrow = TODAY + timedelta(days=1)
    compliance.run(made, SYSTEM_ACTOR, TODAY, clock.now({"TODAY": tomorrow}))
    officer = office.officer(Role.CASE_OFFICER)
    officer.acknowledge("An engagement is ending")
    officer.reads("Acknowledged")
    officer.reads("The company was called.")


def _decide(office: Office, reference: str) -> None:
    for role, act in ((Role.CASE_OFFICER, "Recommend"), (Role.APPROVING_OFFICER, "Approve")):
        officer = office.officer(role)
        officer.take(reference)
        officer.decide(act)
    assert "Approved" in officer.page.locator("body").inner_text()


def _reference(office: Office, engagement_id: int) -> str:
    company = signed_in(office.app, Role.COMPANY_USER, office.company_id)
    page = company.get(f"/engagements/{engagement_id}").text
    return page.split("<title>")[1].split(":")[0]
