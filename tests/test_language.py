"""Languages, and how each writes days, money and months."""

from datetime import date

import pytest

from talenttrack.language import (
    SIMPLIFIED,
    TRADITIONAL,
    accepted,
    amount_text,
    by_code,
    date_text,
    instant_text,
    lazy,
    money_text,
    speaking,
)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("zh-HK,zh;q=0.9", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("fr, zh-CN;q=0.5, en;q=0.1", "zh-Hans"),
        ("en;q=0.2, zh-HK;q=0.8", "zh-Hant"),
        ("zh-HK;q=0", "en"),
        ("de", "en"),
        (";;q=x,,", "en"),
        (None, "en"),
    ],
)
def test_the_browser_s_language_is_understood(header: str | None, code: str) -> None:
    assert accepted(header).code == code


def test_locales_and_codes_name_the_same_languages() -> None:
    assert by_code("zh_Hant_HK") is TRADITIONAL
    assert by_code("zh_Hans_CN") is SIMPLIFIED
    assert by_code("tlh") is None


def test_days_money_and_months_are_written_as_the_language_does() -> None:
    day = date(2025, 5, 20)
    assert date_text(day) == "20 May 2025"
    assert instant_text("2025-05-20T16:05:00+00:00") == "21 May 2025, 00:05"
    assert money_text(123_456_700) == "HK$1,234,567.00"
    assert money_text(-5) == "-HK$0.05"
    assert amount_text(377_580 + 1_888, "month_units") == "1.01"
    with speaking("zh-HK"):
        assert date_text(day) == "2025年5月20日"
        assert instant_text("2025-05-20T16:05:00+00:00") == "2025年5月21日 00:05"


def test_speaking_ends_with_its_block_and_lazy_texts_follow() -> None:
    text = lazy("Nothing of this is translated")
    with speaking("zh-Hans") as choice:
        assert choice is SIMPLIFIED
        assert str(text) == "Nothing of this is translated"
    assert date_text(date(2025, 1, 2)) == "2 January 2025"
