"""Identity numbers: one spelling, and as much trust as a check digit gives, no more."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talenttrack.domain.errors import Invalid
from talenttrack.domain.people import COUNTRIES, Identity, IdType, documents_numbered, identity, may_be_number

PUBLISHED = ["A123456(3)", "E364912(5)", "D288754(2)", "AB987654(3)", "AB123456(9)"]
CHECK_CHARACTERS = "0123456789A"
BODIES = st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True)


def codes(id_type: str, id_number: str, id_country: str | None) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as raised:
        identity(id_type, id_number, id_country)
    return [(error.field, error.code) for error in raised.value.errors]


def passes(number: str) -> bool:
    try:
        identity("hkid", number, None)
    except Invalid:
        return False
    return True


def check_digit(body: str) -> str:
    return next(c for c in CHECK_CHARACTERS if passes(body + c))


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_pass(number: str) -> None:
    assert identity("hkid", number, None).written == number


@given(BODIES)
def test_exactly_one_check_character_is_accepted(body: str) -> None:
    assert sum(passes(body + character) for character in CHECK_CHARACTERS) == 1


@given(BODIES, st.integers(0, 5), st.sampled_from("0123456789"))
def test_every_single_wrong_digit_is_caught(body: str, place: int, digit: str) -> None:
    number = body + check_digit(body)
    at = len(body) - 6 + place
    wrong = number[:at] + digit + number[at + 1 :]
    assert passes(wrong) == (wrong == number)


@given(BODIES, st.integers(0, 4))
def test_every_swap_of_neighbouring_digits_is_caught(body: str, place: int) -> None:
    number = body + check_digit(body)
    at = len(body) - 6 + place
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert passes(swapped) == (swapped == number)


def test_letters_eleven_apart_share_a_check_digit_and_nothing_more_is_promised() -> None:
    assert check_digit("A123456") == check_digit("L123456") == check_digit("W123456") == "3"
    assert "genuine" not in (identity.__doc__ or "")


@pytest.mark.parametrize(
    "spelling",
    ["a123456(3)", "Ａ１２３４５６（３）", " A 123 456 (3) ", "A1234563", "a123456\u00a03", "\u200bA123456[3]"],
)
def test_all_spellings_of_a_number_are_one(spelling: str) -> None:
    assert identity("hkid", spelling, "") == identity("HKID", "A123456(3)", None)


@pytest.mark.parametrize(
    "number", ["", "A12345(3)", "ABC123456(3)", "1234567", "Á123456(3)", "ı123456(3)", "A123456(B)"]
)
def test_what_is_no_hkid_says_how_to_write_one(number: str) -> None:
    assert codes("hkid", number, None) == [("id_number", "format" if number else "required")]


def test_a_wrong_check_digit_is_told_apart_from_a_wrong_form() -> None:
    assert codes("hkid", "A123456(4)", None) == [("id_number", "check_digit")]


def test_a_hkid_has_no_foreign_country() -> None:
    assert identity("hkid", "A123456(3)", "hkg").country == ""
    assert codes("hkid", "A123456(3)", "GBR") == [("id_country", "unexpected")]


def test_a_passport_needs_its_number_and_its_country() -> None:
    assert codes("passport", " ", None) == [("id_number", "required"), ("id_country", "required")]
    assert codes("passport", "K1234567", "GB") == [("id_country", "unknown")]
    assert codes("passport", "K1234567", "XXX") == [("id_country", "unknown")]
    assert codes("passport", "K123-4567", "GBR") == [("id_number", "format")]
    assert identity("passport", "k 1234567", "gbr") == identity("Passport", "K1234567", "GBR")


def test_an_unknown_type_is_refused() -> None:
    assert codes("driving_licence", "A123456(3)", None) == [("id_type", "unknown")]


def test_documents_of_two_countries_with_one_number_are_two() -> None:
    first, second = identity("passport", "K1234567", "GBR"), identity("passport", "K1234567", "SGP")
    assert first.lookup_text != second.lookup_text


def test_numbers_are_shown_masked_even_by_accident() -> None:
    hkid, passport = identity("hkid", "A123456(3)", None), identity("passport", "K1234567", "GBR")
    assert (hkid.masked, passport.masked) == ("A12****(*)", "K1******")
    shown = f"{hkid} {hkid!r} {passport} {passport!r}"
    assert "123456" not in shown
    assert "1234567" not in shown


def test_the_list_of_countries_is_that_of_the_standard() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 3 and set(code) <= set(string.ascii_uppercase) for code in COUNTRIES)
    assert {"CHN", "GBR", "HKG", "IND", "MAC", "PHL", "SGP", "TWN", "USA"} <= COUNTRIES


def test_an_identity_is_a_value() -> None:
    assert isinstance(hash(identity("hkid", "A123456(3)", None)), int)
    assert isinstance(identity("hkid", "A123456(3)", None), Identity)


@pytest.mark.parametrize(
    "text",
    [
        "A123456(3)",
        "a 123456 3",
        "Ａ１２３４５６（３）",
        "A123456",
        "A12345(3)",
        "A-123456-3",
        "HKID A123456(3)",
        "K1234567",
        "C01X00T47",
        "passport K1234567",
        "12 34 56 78",
        "99900010",
    ],
)
def test_what_may_be_a_number_is_known_even_mistyped(text: str) -> None:
    assert may_be_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CHAN Tai Man",
        "陳大文",
        "文",
        "Tower 3000 Limited",
        "RTH-26-7K3M9Q2P",
        "DEMO-001",
        "NIAS/9",
        "%_",
        "O'Brien",
    ],
)
def test_names_and_references_are_no_numbers(text: str) -> None:
    assert not may_be_number(text)


def test_a_number_is_that_of_a_card_or_of_a_passport_of_any_country() -> None:
    found = documents_numbered("a123456(3)")
    assert identity("hkid", "A123456(3)", None) in found
    assert identity("passport", "A1234563", "GBR") in found
    assert all(document.type is IdType.PASSPORT for document in documents_numbered("A1234564"))
    assert documents_numbered("CHAN Tai Man") == documents_numbered("陳") == ()
