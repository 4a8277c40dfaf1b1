"""What tests of the engagement pages share: a company, its officers, and the form filled in as a browser does."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from talenttrack.domain.lifecycle import Role
from talenttrack.domain.people import hkid_check_digit
from talenttrack.services.schemes.rth.so_far import PARTS
from tests.web.browsing import add_company, signed_in, soup

_numbers = itertools.count(1)


def document() -> str:
    """The number of an identity card that nobody in the test has yet."""
    body = f"Y{next(_numbers):06d}"
    return f"{body}({hkid_check_digit(body)})"


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def answers(start: date, end: date, **changed: str) -> dict[str, str]:
    """All questions about a hire answered, for somebody new unless `id_number` says otherwise."""
    return {
        "pool": "base",
        "stream": "TC",
        "role": "research",
        **day("start", start),
        **day("end", end),
        "monthly_salary": "25,000",
        "name_en": "CHAN Tai Man",
        "name_zh": "陳大文",
        "id_type": "hkid",
        "id_number": document(),
        "degree": "master",
        "stem": "yes",
        "institution_kind": "local",
        "permanent_resident": "yes",
        "act": "submit",
        **changed,
    }


def hidden(page: Any) -> dict[str, str]:
    """What a browser sends along of a page's main form without anybody typing it."""
    return {control["name"]: control["value"] for control in page.select("#page-form input[type=hidden]")}


def fill(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    """The page's form, opened, filled in and sent."""
    opened = client.get(address)
    assert opened.status_code == 200, opened.text
    return client.post(address, data={**hidden(soup(opened)), **typed})


def begin(client: FlaskClient, address: str = "/hires/new") -> str:
    """The address of a hire in preparation that was just begun on the start page."""
    form = soup(client.get(address)).select_one("#page-form")
    begun = client.post(form["action"], data={one["name"]: one["value"] for one in form.select("input")})
    assert begun.status_code == 303, begun.text
    return str(begun.location)


def asked(client: FlaskClient, hire: str, part: str, typed: dict[str, str]) -> dict[str, str]:
    """Of all answers those that a part's page has controls for, with what a browser sends along."""
    page = soup(client.get(f"{hire}/{part}"))
    names = {control["name"] for control in page.select("#page-form [name]")}
    return {**hidden(page), **{name: text for name, text in typed.items() if name in names and name != "act"}}


def prepare(client: FlaskClient, hire: str, start: date, end: date, **changed: str) -> TestResponse:
    """Every part answered, page by page: the last answer, or the first that leads no further."""
    first = hidden(soup(client.get(f"{hire}/{PARTS[0]}")))
    typed = {**first, **answers(start, end), "until": "day", "conflicts": "none", "act": "next", **changed}
    for part in PARTS:
        answer = client.post(f"{hire}/{part}", data=typed)
        if answer.status_code != 303:
            break
    return answer


def hire(client: FlaskClient, start: date, end: date, address: str = "/hires/new", **changed: str) -> TestResponse:
    """The whole journey, from the start page to the button `act` of the last one."""
    act = changed.pop("act", "submit")
    begun = begin(client, address)
    prepared = prepare(client, begun, start, end, **changed)
    if prepared.status_code != 303:
        return prepared
    return fill(client, f"{begun}/check", declared="y", act=act)


def hired_id(response: TestResponse) -> int:
    """The engagement that a submission has led to."""
    assert response.status_code == 303, soup(response).select_one("main").text
    return int(response.location.split("/engagements/")[1].split("/")[0])


@dataclass(frozen=True)
class Office:
    """Browsers of one company's user and of three officers, signed in."""

    company_id: int
    company: FlaskClient
    case_officer: FlaskClient
    approver: FlaskClient


def office(app: Flask) -> Office:
    company_id = add_company(app, "Kite Robotics Limited")
    return Office(
        company_id,
        signed_in(app, Role.COMPANY_USER, company_id),
        signed_in(app, Role.CASE_OFFICER),
        signed_in(app, Role.APPROVING_OFFICER),
    )


def send_part(client: FlaskClient, begun: str, part: str, act: str = "next", **typed: str) -> Any:
    """A part's page with nothing filled in but this."""
    return client.post(f"{begun}/{part}", data={**hidden(soup(client.get(f"{begun}/{part}"))), "act": act, **typed})


def part_states(client: FlaskClient, begun: str) -> dict[str, str]:
    rows = soup(client.get(begun)).select(".tt-tasks__item")
    return {row.select_one("a, span").text: row.select_one(".tt-tag").text for row in rows}


def errors_told(page: Any) -> list[str]:
    return [one.text for one in page.select(".govuk-error-summary li")]


RIGHT_PARTS: dict[str, dict[str, str]] = {
    "place": {"pool": "base", "stream": "TC"},
    "days": {
        **day("start", date(2027, 1, 1)),
        "until": "months",
        "months": "12",
        "role": "research",
        "monthly_salary": "25,000",
    },
    "person": {"name_en": "CHAN Tai Man", "id_type": "hkid", "id_number": "A123456(3)"},
    "qualification": {"degree": "master", "stem": "yes", "institution_kind": "local"},
    "right_to_work": {"permanent_resident": "no", **day("permit_until", date(2027, 12, 31))},
    "ties": {"conflicts": "none"},
}
"""What each part of a hire is answered with, from January to December 2027."""
