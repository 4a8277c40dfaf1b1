"""Every text is there in Traditional and in Simplified Chinese, and fills in what the English one fills in."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from talenttrack.domain.decision import Check, Unit, Verdict
from talenttrack.domain.schemes.catalogue import SENTENCES
from talenttrack.language import LANGUAGES, speaking
from talenttrack.wording import sentence

ROOT = Path(__file__).resolve().parents[2]
CHINESE = ("zh_Hant", "zh_Hans")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z.+/_-]*[A-Za-z0-9]")
FIGURES: dict[str, Any] = {"limit": 3, "used": 2, "after": 5}
DAYS = {"from", "to", "first_day", "last_day", "submitted_on", "permit_until", "terminated_on"}


def _words(text: str) -> list[str]:
    return LATIN_WORD.findall(PLACEHOLDER.sub(" ", text))


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make translations` finds now, by the very options of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    [recipe] = re.findall(r"pybabel (-q extract .*) -o \S+ \.$", makefile, re.MULTILINE)
    found = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [str(Path(sys.executable).with_name("pybabel")), *shlex.split(recipe), "-o", str(found), "."]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    return _read(found)


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


@pytest.fixture(params=CHINESE)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return _read(ROOT / "talenttrack" / "translations" / request.param / "LC_MESSAGES" / "messages.po", request.param)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_the_extraction_finds_texts_of_every_layer(texts: Catalog) -> None:
    for text in (
        "Register a hire",  # a page's title
        "Enter the last day",  # a form's error
        "Your role may not do this.",  # an error of a use case
        "This is none of the possible values. Write one of: %(choices)s.",  # an import's
        "The person may work in Hong Kong.",  # a sentence of a check
        "There is nothing here",  # the API's
        "Go to the start page",  # a template's
        "draft",  # a state within an error
    ):
        assert text in texts, text


def test_no_text_is_missing_and_none_is_left_over(texts: Catalog, catalogue: Catalog) -> None:
    wanted = {_forms(message.id) for message in _messages(texts)}
    there = {_forms(message.id) for message in _messages(catalogue)}
    assert wanted - there == set(), "run make translations, then translate"
    assert there - wanted == set(), "run make translations"
    assert not catalogue.obsolete


def test_a_message_that_an_error_is_given_by_name_is_marked(texts: Catalog) -> None:
    """What an error is given directly is found by the options of the extraction; what is put by first needs a mark."""
    unmarked = [
        (file.name, text.value)
        for file in sorted((ROOT / "talenttrack").rglob("*.py"))
        for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) in {"message", "told", "wrong"}
        for text in ast.walk(statement.value)
        if isinstance(text, ast.Constant)
        and re.match("[A-Z].* .*[.]$", str(text.value))
        and str(text.value) not in texts
    ]
    assert unmarked == []


def test_every_text_is_translated_for_certain(catalogue: Catalog) -> None:
    unsure = [
        message.id
        for message in _messages(catalogue)
        if message.fuzzy or not all(map(str.strip, _forms(message.string)))
    ]
    assert unsure == []


def test_a_translation_fills_in_what_the_english_text_does(catalogue: Catalog) -> None:
    differing = [
        (message.id, message.string)
        for message in _messages(catalogue)
        for told in _forms(message.string)
        if sorted(PLACEHOLDER.findall(told)) != sorted(PLACEHOLDER.findall(_forms(message.id)[-1]))
        or re.search(r"%(?!\(\w+\)[sd])", told)
    ]
    assert differing == []


def test_no_english_is_left_but_names_and_what_is_typed_literally(catalogue: Catalog) -> None:
    """A Latin word of a translation is in the English text too, and no three of them stand in a row."""
    english = [
        (message.id, told)
        for message in _messages(catalogue)
        for told in _forms(message.string)
        if not set(_words(told)) <= {*_words(_forms(message.id)[-1]), "STEM"}
        or re.search(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", PLACEHOLDER.sub(" ", told))
        or not (
            re.search(r"[\u3400-\u9fff]", told) or told == "JSON API" or not re.search(r"\w", PLACEHOLDER.sub("", told))
        )
    ]
    assert english == []


@pytest.mark.parametrize(
    ("locale", "foreign"),
    [
        ("zh_Hant", "个纪录请审据开关应变为与会后术实档储备网页码证"),
        ("zh_Hans", "個紀錄請審據開關應變為與會後術實檔儲備網頁碼證"),
    ],
)
def test_each_catalogue_keeps_to_its_own_characters(locale: str, foreign: str) -> None:
    path = ROOT / "talenttrack" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    written = {character for message in _messages(_read(path, locale)) for character in "".join(_forms(message.string))}
    assert written & set(foreign) == set()


@pytest.mark.parametrize("wording", sorted(SENTENCES))
def test_every_sentence_of_a_check_is_said_in_three_languages(wording: str) -> None:
    names = {name[2:-2] for name in PLACEHOLDER.findall(SENTENCES[wording])} - set(FIGURES)
    values = {name: date(2026, 5, 20) if name in DAYS else "NIAS-1" for name in names}
    check = Check("code", Verdict.PASS, wording, Unit.HEADS, **FIGURES, values=values)
    told = {}
    for language in LANGUAGES:
        with speaking(language):
            told[language.locale] = sentence(check)
    assert len(set(told.values())) == 3, told
    assert not any("%(" in text for text in told.values())
    if names & DAYS:
        assert "20 May 2026" in told["en"]
        assert all("2026年5月20日" in told[locale] for locale in CHINESE)
