"""What would mend each kind of finding: said with the finding's own figures, and in every kind that there is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from talenttrack.domain.mending import Days, Problem
from talenttrack.domain.months import UNITS_PER_MONTH
from talenttrack.domain.schemes.catalogue import MENDING
from talenttrack.domain.schemes.rth.mending import PARAMETER_OF, mend
from talenttrack.language import LANGUAGES, speaking
from talenttrack.web.words.findings import FINDINGS
from talenttrack.wording import mend_text

SEEN = date(2026, 11, 24)
FIRST, LAST = date(2026, 6, 25), date(2027, 8, 24)


def problem(kind: str, severity: str = "breach", /, **changed: Any) -> Problem:
    values: dict[str, Any] = {"days": (), "due_on": None, "seen_on": SEEN, **changed}
    return Problem(kind, severity, **values)


def days(severity: str = "breach", peak: int | None = None, limit: int | None = None) -> Days:
    return Days(FIRST, LAST, severity, peak, limit)


def said(found: Problem) -> str:
    told = mend(found)
    return mend_text(told) if told else ""


def test_too_many_at_once_says_how_many_of_how_many_must_go_and_when() -> None:
    text = said(problem("rth.concurrent", days=(days("past", 6, 4), days("breach", 5, 4))))
    assert text.startswith("End, move or shorten 1 of 5 engagements between 25 June 2026 and 24 August 2027")
    assert "at most 4" in text


def test_what_is_over_cannot_be_moved() -> None:
    assert said(problem("rth.concurrent", "past", days=(days("past", 5, 4),))).startswith("These days are over")


def test_too_many_months_says_by_how_many_where_it_may_be_told() -> None:
    months = {"used_units": 192 * UNITS_PER_MONTH, "limit_units": 144 * UNITS_PER_MONTH}
    assert "by 48.00 months in all: 192.00 are used, 144.00 may be" in said(problem("rth.total_months", **months))
    for kind in ("rth.total_months", "rth.talent_months"):
        unsaid = said(problem(kind))
        assert unsaid
        assert not any(character.isdigit() for character in unsaid)


@pytest.mark.parametrize(
    ("changed", "start"),
    [
        ({"days": (days(),)}, "The project covers no day from 25 June 2026"),
        ({"days": (days(),), "first_day": FIRST}, "The engagement starts on 25 June 2026, outside the window"),
    ],
)
def test_days_outside_a_window_are_cut_off_unless_they_are_all(changed: dict[str, Any], start: str) -> None:
    assert said(problem("nias.window", **changed)).startswith(start)


def test_a_permit_that_never_was_is_another_matter_than_one_that_ended() -> None:
    assert "end the engagement on the day before" in said(problem("rth.right_to_work", days=(days(),)))
    assert "No permit covers the first day" in said(problem("rth.right_to_work", days=(days(),), first_day=FIRST))
    ahead = problem("rth.permit_ending", "notice", due_on=date(2026, 12, 9))
    assert said(ahead) == "Record the renewed permit by 9 December 2026, or shorten the engagement to end that day."
    gone = problem("rth.permit_ending", "notice", due_on=date(2026, 11, 9))
    assert said(gone).startswith("The permit ended on 9 November 2026")


def test_technical_talent_astray_and_an_overlap_elsewhere_have_words_of_their_own() -> None:
    assert said(problem("nias.extra_technical", days=(days(peak=2, limit=1),))).startswith(
        "End or move 1 of 2 technical"
    )
    assert said(problem("nias.extra_technical", days=(days(peak=1, limit=3),))).startswith("Technical talent may be")
    assert said(problem("rth.talent_overlap", days=(days(peak=2, limit=1),))).startswith(
        "Move, shorten or end one of 2"
    )
    assert "ask the office" in said(problem("rth.talent_overlap"))


@pytest.mark.parametrize("kind", sorted(FINDINGS))
def test_every_kind_is_mended_in_three_languages(kind: str) -> None:
    found = problem(kind, due_on=date(2026, 12, 31), days=(days(peak=5, limit=4),))
    texts = set()
    for language in LANGUAGES:
        with speaking(language):
            texts.add(said(found))
    assert len(texts) == 3
    assert not any("%(" in text or "None" in text for text in texts)


def test_an_unknown_kind_has_no_advice_and_no_sentence_is_left_over() -> None:
    assert mend(problem("moon.phase")) is None
    assert {key for key in MENDING if key not in FINDINGS} <= {"past"} | {
        f"{kind}.{how}" for kind in FINDINGS for how in ("astray", "elsewhere", "unsaid", "start", "over")
    }
    assert set(PARAMETER_OF) <= set(FINDINGS)
