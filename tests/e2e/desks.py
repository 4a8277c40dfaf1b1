"""The steps that people take on the pages, each in one place: a company's desk and an officer's."""

from __future__ import annotations

from datetime import date

from tests.e2e.hands import Mouse


class Desk:
    """Somebody signed in, with hands on a page."""

    def __init__(self, hands: Mouse) -> None:
        self.hands = hands
        self.page = hands.page

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto("/sign-in")
        self.hands.type("E-mail address", email)
        self.hands.type("Password", password)
        self.hands.press("button", "Sign in")
        self.hands.fits()

    def reads(self, words: str) -> None:
        assert words in self.page.locator("main").inner_text()


class CompanyDesk(Desk):
    def begin_hire(self) -> None:
        self.page.goto("/hires/new")
        self.hands.press("button", "Start now")
        self.hands.press("link", "Begin")

    def answer_hire(self, start: date, months: int, number: str) -> None:
        """Every part of a hire by the base quota, to the check of all answers."""
        hands = self.hands
        hands.choose("Base quota")
        hands.choose("Technology company")
        self._go_on()
        hands.type_day("First day", start)
        hands.type("Months", str(months))
        hands.choose("Research")
        hands.type("Monthly salary", "25,000")
        self._go_on()
        hands.type("Name in English", "LEE Siu Ming")
        hands.type("Name in Chinese", "李小明")
        hands.choose("Hong Kong identity card")
        hands.type("Number of the document", number)
        self._go_on()
        hands.pick("Highest degree", "Master")
        hands.choose("Yes", "Is it in science")
        hands.pick("Degree from", "A local university")
        self._go_on()
        hands.choose("Yes", "Is the person a permanent resident")
        self._go_on()
        hands.choose("None of these")
        self._go_on()

    def submit_hire(self) -> None:
        self.hands.choose("I have checked these answers, and as far as I know they are true and complete")
        self.hands.press("button", "Submit")
        self.hands.fits()

    def reference(self) -> str:
        """Of what was just submitted."""
        return str(self.page.locator(".tt-panel__reference b").inner_text())

    def extend(self, engagement_id: int, last_day: date) -> None:
        self.page.goto(f"/engagements/{engagement_id}")
        self.hands.press("link", "Extend")
        self.hands.type_day("New last day", last_day)
        self.hands.press("button", "Extend")
        self.hands.fits()

    def _go_on(self) -> None:
        self.hands.fits()
        self.hands.press("button", "Save and continue")


class OfficerDesk(Desk):
    def take(self, reference: str) -> None:
        """A case out of the queue."""
        self.page.goto("/queue/")
        self.hands.press("link", reference)
        self.hands.fits()

    def decide(self, act: str) -> None:
        """`Recommend` or `Approve`, without more words."""
        self.hands.press("link", act)
        self.hands.press("button", act)
        self.hands.fits()

    def acknowledge(self, finding: str) -> None:
        self.page.goto("/findings/")
        self.hands.press("link", finding)
        self.hands.press("link", "Acknowledge")
        self.hands.type("Remarks", "The company was called.")
        self.hands.press("button", "Acknowledge")
        self.hands.fits()
