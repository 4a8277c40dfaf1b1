"""The checks on one engagement and its two remedies, day by day over a whole portfolio.

A portfolio holds `companies`, `nias_projects`, `engagements`, `policy` and `settings`; dates are ISO strings.
Each day is asked on its own whether it breaks a limit, and remedies try every single day there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from tests.brute.calendar import iso, ordinal, runs
from tests.brute.months import add_months, length, months

Plain = dict[str, Any]

HOLDING = ("submitted", "returned", "recommended", "approved", "terminated")
EVER_APPROVED = ("approved", "completed", "terminated")
STEM_DEGREES = ("bachelor", "master", "doctorate")
KNOWN_INSTITUTIONS = ("local", "joint", "recognised_non_local")
FORBIDDEN_TIES = ("proprietor", "partner", "shareholder", "manager", "relative")
DAYS_TRIED_FOR_A_LATER_START = 1826


CODES = {
    "rth.concurrent",
    "rth.total_months",
    "rth.itf_concurrent",
    "nias.project",
    "nias.window",
    "nias.extra_concurrent",
    "nias.extra_technical",
    "rth.talent_overlap",
    "rth.talent_months",
    "rth.degree",
    "rth.right_to_work",
    "rth.conflict",
    "rth.dates",
    "rth.company",
}
"""Every check of the rules' section 4 that can fail."""


def limit_on(portfolio: Plain, parameter: str, day: int) -> int:
    """The version of the latest `from` that is not after the day; before all of them, the earliest."""
    versions = sorted(portfolio["policy"][parameter], key=lambda version: str(version["from"]))
    chosen = versions[0]
    for version in versions:
        if ordinal(version["from"]) <= day:
            chosen = version
    return int(chosen["value"])


def project_name(reference: str) -> str:
    """Upper case without any space, which is how references of ITF projects are compared."""
    return "".join(letter for letter in reference if not letter.isspace()).upper()


def held(engagement: Plain) -> tuple[int, int] | None:
    """First and last day that an engagement holds, or None where it holds nothing."""
    if engagement["state"] not in HOLDING:
        return None
    first, last = ordinal(engagement["first_day"]), ordinal(engagement["last_day"])
    if engagement["state"] == "approved" and engagement.get("variation_end"):
        last = max(last, ordinal(engagement["variation_end"]))
    if engagement["state"] == "terminated":
        last = ordinal(engagement["terminated_on"])
    return (first, last) if first <= last else None


def heads(portfolio: Plain, wanted: Callable[[Plain], bool]) -> Counter[int]:
    """How many of the wanted engagements hold each day."""
    count: Counter[int] = Counter()
    for engagement in portfolio["engagements"]:
        period = held(engagement)
        if period and wanted(engagement):
            for day in range(period[0], period[1] + 1):
                count[day] += 1
    return count


def total(portfolio: Plain, wanted: Callable[[Plain], bool]) -> Fraction:
    """Months held by the wanted engagements together."""
    found = Fraction(0)
    for engagement in portfolio["engagements"]:
        period = held(engagement)
        if period and wanted(engagement):
            found += months(*period)
    return found


def project_of(portfolio: Plain, engagement: Plain) -> Plain | None:
    """The NIAS project that the engagement names, if it is this company's and was ever approved."""
    for project in portfolio["nias_projects"]:
        same = project["id"] == engagement["nias_project_id"]
        own = project["company_id"] == engagement["company_id"]
        if same and own and project["state"] in EVER_APPROVED and project["approved_on"]:
            return dict(project)
    return None


def outside_window(project: Plain, every_day: bool, first: int, day: int) -> bool:
    """Whether this day of an engagement that starts on `first` breaks the window of its project."""
    if project["terminated_on"] and day > ordinal(project["terminated_on"]):
        return True
    if day != first and not every_day:
        return False
    return not ordinal(project["window_from"]) <= day <= ordinal(project["window_to"])


def same_company(pool: str, engagement: Plain) -> Callable[[Plain], bool]:
    return lambda other: other["pool"] == pool and other["company_id"] == engagement["company_id"]


def same_itf_project(engagement: Plain) -> Callable[[Plain], bool]:
    return lambda other: (
        other["pool"] == "itf" and project_name(other["itf_project"]) == project_name(engagement["itf_project"])
    )


class Scene:
    """A portfolio without the proposal itself, and the proposal, ready to be tried at any dates."""

    def __init__(self, portfolio: Plain, proposal: Plain, submitted_on: str) -> None:
        others = [other for other in portfolio["engagements"] if other["id"] != proposal["id"]]
        self.portfolio = {**portfolio, "engagements": others}
        self.proposal = proposal
        self.submitted = ordinal(submitted_on)
        self.company = next(c for c in portfolio["companies"] if c["id"] == proposal["company_id"])
        self.person = lambda other: other["person_id"] == proposal["person_id"]
        self.daily = dict(self._daily_checks())
        self.sums = dict(self._sums())
        self.dateless = set(self._dateless())

    def _crowded(self, parameter: str, wanted: Callable[[Plain], bool]) -> Callable[[int, int], bool]:
        others = heads(self.portfolio, wanted)
        limit = cache(lambda day: limit_on(self.portfolio, parameter, day))
        return lambda first, day: others[day] + 1 > limit(day)

    def _daily_checks(self) -> Iterator[tuple[str, Callable[[int, int], bool]]]:
        proposal = self.proposal
        if proposal["pool"] == "base":
            yield "rth.concurrent", self._crowded("rth.concurrent", same_company("base", proposal))
        if proposal["pool"] == "itf":
            itf = self._crowded("rth.itf_project_concurrent", same_itf_project(proposal))
            yield "rth.itf_concurrent", itf
        if proposal["pool"] == "nias_extra":
            extra = same_company("nias_extra", proposal)
            yield "nias.extra_concurrent", self._crowded("nias.extra_concurrent", extra)
            if proposal["role"] == "technical":
                yield (
                    "nias.extra_technical",
                    self._crowded(
                        "nias.extra_technical_concurrent",
                        lambda other: extra(other) and other["role"] == "technical",
                    ),
                )
            project = project_of(self.portfolio, proposal)
            if project:
                every = self.portfolio["settings"]["nias.window_applies_to"] == "every_day"
                yield "nias.window", lambda first, day: outside_window(project, every, first, day)
        busy = heads(self.portfolio, self.person)
        yield "rth.talent_overlap", lambda first, day: busy[day] > 0

    def _sums(self) -> Iterator[tuple[str, tuple[Fraction, int]]]:
        if self.proposal["pool"] == "base":
            used = total(self.portfolio, same_company("base", self.proposal))
            yield "rth.total_months", (used, limit_on(self.portfolio, "rth.total_months", self.submitted))
        used = total(self.portfolio, self.person)
        yield "rth.talent_months", (used, limit_on(self.portfolio, "rth.talent_months", self.submitted))

    def _dateless(self) -> Iterator[str]:
        proposal, company = self.proposal, self.company
        needs_project = proposal["pool"] == "nias_extra" or proposal["stream"] == "NIAS"
        if needs_project and project_of(self.portfolio, proposal) is None:
            yield "nias.project"
        if proposal["role"] == "technical" and proposal["pool"] != "nias_extra":
            yield "nias.extra_technical"
        if proposal["role"] == "research":
            good = proposal["stem"] and proposal["degree"] in STEM_DEGREES
            if not good or proposal["institution_kind"] not in KNOWN_INSTITUTIONS:
                yield "rth.degree"
        if any(tie in proposal["conflicts"] for tie in FORBIDDEN_TIES):
            yield "rth.conflict"
        public = company["subvented"] or company["subvented_subsidiary"]
        barred = company["suspended"] or not company["registered"]
        if barred or (public and proposal["pool"] in ("base", "nias_extra")):
            yield "rth.company"

    def _permitted_on(self, first: int) -> bool:
        permit = self.proposal["permit_until"]
        return bool(self.proposal["permanent_resident"] or (permit and ordinal(permit) >= first))

    def _sums_over(self, first: int, last: int) -> set[str]:
        mine = months(first, last)
        return {code for code, (used, limit) in self.sums.items() if used + mine > limit}

    def admitted(self, first: int, last: int) -> bool:
        if last < first or self.dateless or not self._permitted_on(first):
            return False
        if self._sums_over(first, last) - set(self.proposal["exceptions"]):
            return False
        days = range(first, last + 1)
        return not any(breaks(first, day) for breaks in self.daily.values() for day in days)

    def judge(self, first: int, last: int) -> Plain:
        if last < first:
            return {"verdict": "refuse", "fails": {"rth.dates": {"binding": None}}, "warns": set()}
        fails: dict[str, Plain] = {}
        warns: set[str] = set()
        for code, breaks in self.daily.items():
            failing = runs(day for day in range(first, last + 1) if breaks(first, day))
            if failing:
                fails[code] = {"binding": (iso(failing[0][0]), iso(failing[0][1]))}
        for code in self.dateless:
            fails[code] = {"binding": None}
        for code in self._sums_over(first, last):
            if code in self.proposal["exceptions"]:
                warns.add(code)
            else:
                fails[code] = {"binding": None}
        if not self._permitted_on(first):
            fails["rth.right_to_work"] = {"binding": None}
        elif not self.proposal["permanent_resident"] and ordinal(self.proposal["permit_until"]) < last:
            warns.add("rth.right_to_work")
        if first < self.submitted:
            warns.add("rth.backdated")
        return {"verdict": "refuse" if fails else "admit", "fails": fails, "warns": warns}


def _asked(proposal: Plain) -> tuple[int, int]:
    return ordinal(proposal["first_day"]), ordinal(proposal["last_day"])


def judge(portfolio: Plain, proposal: Plain, submitted_on: str) -> Plain:
    """Verdict, warnings, and failing codes with their binding days (None for a check that is not over days)."""
    return Scene(portfolio, proposal, submitted_on).judge(*_asked(proposal))


def remedies(portfolio: Plain, proposal: Plain, submitted_on: str) -> dict[str, str]:
    """`start_on` and `end_on` of a refusal, each found by trying every day; left out where there is none.

    A longer stay breaks whatever the shorter one broke, so ends after the one asked for need no trying.
    """
    scene = Scene(portfolio, proposal, submitted_on)
    first, last = _asked(proposal)
    found: dict[str, str] = {}
    if last < first or scene.admitted(first, last):
        return found
    whole, over, _ = length(first, last)
    for start in range(first + 1, first + DAYS_TRIED_FOR_A_LATER_START + 1):
        if scene.admitted(start, add_months(start, whole) + over - 1):
            found["start_on"] = iso(start)
            break
    for end in range(last - 1, first - 1, -1):
        if scene.admitted(first, end):
            found["end_on"] = iso(end)
            break
    return found
