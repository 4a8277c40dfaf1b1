"""What the page and the document show was really asked and answered, and is asked again here, on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openapi_schema_validator import OAS31Validator

from talenttrack import audience
from talenttrack.api import OPERATIONS
from talenttrack.api.examples import EXAMPLES, answers, shown
from tests.api.replaying import Replay

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_operation_has_an_example_and_every_example_an_operation() -> None:
    assert set(shown()) == {operation.endpoint.removeprefix("api.") for operation in OPERATIONS}
    names = [example.name for example in EXAMPLES]
    assert len(set(names)) == len(names)
    assert set(answers()) == set(names), "run make examples"


def test_every_operation_has_an_example_that_succeeds() -> None:
    succeeding = {name for name, found in shown().items() if any(one.answer.status < 300 for one in found)}
    assert set(shown()) == succeeding


def test_an_example_is_asked_by_a_role_that_may() -> None:
    for example in EXAMPLES:
        assert example.by in audience.AUDIENCES[f"api.{example.operation}"], example.name


def test_asked_again_every_example_is_answered_as_it_is_shown(app: Flask) -> None:
    told = Replay(app).answers
    for example in EXAMPLES:
        now, kept = told[example.name], answers()[example.name]
        assert (now.status, now.headers) == (kept.status, kept.headers), f"{example.name}: run make examples"
        assert now.body == kept.body, f"{example.name}: run make examples"


@ON_SQLITE
def test_a_changed_answer_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: one word of one answer."""
    from talenttrack.api import problems

    monkeypatch.setattr(problems, "REFUSED_TITLE", "Refused")
    told = Replay(app).answers["hire-refused"]
    assert told.status == answers()["hire-refused"].status
    assert told.body != answers()["hire-refused"].body


@ON_SQLITE
def test_the_document_has_the_examples_and_they_keep_to_its_schemas(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    seen: set[str] = set()
    for methods in document["paths"].values():
        for told in methods.values():
            contents = [part for answer in told["responses"].values() for part in answer["content"].values()]
            for content in [*contents, *told.get("requestBody", {"content": {}})["content"].values()]:
                schema = {**content["schema"], "components": document["components"]}
                for name, example in content.get("examples", {}).items():
                    seen.add(name)
                    wrong_on_purpose = name == "company-invalid" and "brn" in example["value"]
                    faults = [fault.message for fault in OAS31Validator(schema).iter_errors(example["value"])]
                    assert bool(faults) == wrong_on_purpose, (name, faults)
    assert seen == {example.name for example in EXAMPLES}


def test_no_example_tells_a_whole_identity_number_but_the_one_that_unmasks() -> None:
    sent = {"A123456(3)", "E364912(5)", "K12345678", "H21000317"}
    telling = {name for name, one in answers().items() if any(n in json.dumps(one.body) for n in sent)}
    assert telling == {"unmasked"}


@pytest.fixture
def page(app: Flask) -> Any:
    return BeautifulSoup(app.test_client().get("/api/v1/docs").data, "html.parser")


@ON_SQLITE
def test_the_page_shows_each_operation_with_who_fields_answers_and_examples(page: Any) -> None:
    for operation in OPERATIONS:
        name = operation.endpoint.removeprefix("api.")
        section = page.select_one(f"section[aria-labelledby={name}]")
        assert f"/api/v1{operation.path}" in section.select_one(".tt-api__address").text
        assert "Who may call it:" in section.text
        assert section.select_one(f"a.tt-anchor[href='#{name}']"), name
        assert len(section.select(".tt-api__example")) == len(shown()[name])
        tables = [table.caption.text for table in section.select("table")]
        assert "Answers" in tables
        if operation.body is not None:
            assert any(caption.startswith("Fields of") for caption in tables), name
    assert page.select_one("#example-hire-refused")


@ON_SQLITE
def test_the_contents_lead_to_every_part_of_the_page(page: Any) -> None:
    ids = {element["id"] for element in page.select("[id]")}
    links = {link["href"].removeprefix("#") for link in page.select(".tt-api__nav a")}
    assert links <= ids
    assert {"token", "first-call", "errors", "once", "versions", "lists", "languages", "schemas"} <= links
    assert {operation.endpoint.removeprefix("api.") for operation in OPERATIONS} <= links


@ON_SQLITE
def test_code_scrolls_by_itself_and_by_the_keyboard(page: Any) -> None:
    blocks = page.select("pre")
    assert len(blocks) > 2 * len(EXAMPLES)
    assert all(block["tabindex"] == "0" and block["role"] == "region" and block["aria-label"] for block in blocks)


@ON_SQLITE
@pytest.mark.parametrize(("code", "tag"), [("zh-Hant", "zh-Hant-HK"), ("zh-Hans", "zh-Hans")])
def test_the_page_and_the_document_speak_the_language_asked_for(app: Flask, code: str, tag: str) -> None:
    client = app.test_client()
    page: Any = BeautifulSoup(client.get(f"/api/v1/docs?lang={code}").data, "html.parser")
    assert page.html["lang"] == tag
    english = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).get_json()
    chinese = client.get("/api/v1/openapi.json", headers={"Accept-Language": code}).get_json()
    path = "/companies"
    assert english["paths"][path]["post"]["summary"] == "Register a company"
    assert chinese["paths"][path]["post"]["summary"] in page.text
    assert chinese["paths"][path]["post"]["summary"] != english["paths"][path]["post"]["summary"]
    assert chinese["paths"].keys() == english["paths"].keys()
    assert chinese["components"]["schemas"].keys() == english["components"]["schemas"].keys()


@ON_SQLITE
def test_every_field_and_parameter_says_what_it_means(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    silent = [
        (name, field)
        for name, schema in document["components"]["schemas"].items()
        for field, shape in schema.get("properties", {}).items()
        if not shape.get("description")
    ]
    silent += [
        (path, parameter["name"])
        for path, methods in document["paths"].items()
        for told in methods.values()
        for parameter in told["parameters"]
        if not parameter.get("description")
    ]
    assert silent == []
