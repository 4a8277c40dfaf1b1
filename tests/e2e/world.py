"""What the pages are looked at with: the whole demo, or an office in which nothing has happened yet; served once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from talenttrack.app import create_app
from talenttrack.cli.demo import load, password_of
from talenttrack.domain.lifecycle import COMPANY, Role
from talenttrack.services.demo import FIRST_BRN
from talenttrack.storage.accounts import UserAccount
from talenttrack.storage.companies import Company
from talenttrack.storage.findings import FindingRow
from talenttrack.storage.people import IdentityDocument, PersonMerge
from talenttrack.storage.schemes.nias import NiasProjectRow
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.schemes.rth_preparing import HirePreparation
from talenttrack.wiring import Wiring
from tests.conftest import TODAY
from tests.files_sent import an_engagement_row
from tests.web.browsing import PASSWORD, add_company, add_user, sign_in
from tests.web.uploading import judged

ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
DEMO_USERS: Mapping[Role, str] = {
    Role.COMPANY_USER: "company@demo.example",
    Role.COMPANY_ADMIN: "company.admin@demo.example",
    Role.CASE_OFFICER: "case.officer@demo.example",
    Role.APPROVING_OFFICER: "approving.officer@demo.example",
    Role.AUDITOR: "auditor@demo.example",
    Role.ADMIN: "admin@demo.example",
    Role.SERVICE: "service@demo.example",
}


class World:
    """A served application, its users signed in once, and the ids of what the table of states names."""

    def __init__(self, app: Flask, address: str, passwords: Mapping[str, str], users: Mapping[Role, str]) -> None:
        self.app = app
        self.address = address
        self._passwords = passwords
        self.users = users

    @cache  # noqa: B019 (as long as the world)
    def signed_in(self, email: str) -> dict[str, Any]:
        """The state of a browser in which the user has signed in, for Playwright's `storage_state`."""
        client = self.app.test_client()
        answer = sign_in(client, email, self._passwords[email])
        assert answer.status_code == 303, answer.text
        kept = [client.get_cookie(name) for name in ("tt_session", "tt_visit")]
        host = self.address.split("/")[2].split(":")[0]
        cookies = [
            {"name": cookie.key, "value": cookie.value, "domain": host, "path": "/", "expires": -1,
             "httpOnly": True, "secure": False, "sameSite": "Lax"}
            for cookie in kept if cookie is not None
        ]  # fmt: skip
        return {"cookies": cookies, "origins": []}

    def status(self, role: Role | None, address: str) -> int:
        """Of the page, asked for without a browser."""
        client = self.app.test_client()
        for cookie in self.signed_in(self.users[role])["cookies"] if role else ():
            client.set_cookie(cookie["name"], cookie["value"])
        return client.get(address).status_code

    def engagement(self, reference: str) -> int:
        return self._one(select(Engagement.id).where(Engagement.reference == reference))

    def hire(self, brn: str, nth: int) -> int:
        """A hire in preparation of a company, by its place in the order of time."""
        own = HirePreparation.company_id == self.company(brn)
        return self._one(select(HirePreparation.id).where(own).order_by(HirePreparation.id).offset(nth).limit(1))

    @cache  # noqa: B019 (as long as the world)
    def upload(self) -> int:
        """A file of hires that the demo's first company sent: one that fits, and one that is wrong."""
        client = self.app.test_client()
        email = self.users[Role.COMPANY_USER]
        sign_in(client, email, self._passwords[email])
        fits = an_engagement_row("UP-1", FIRST_BRN, pool="itf", stream="ITF", itf_project="ITF/DEMO/011")
        address = judged(client, [fits, {**fits, "reference": "UP-2", "degree": "unknown"}])
        return int(address.split("/files/")[1].split("?")[0])

    def company(self, brn: str = FIRST_BRN) -> int:
        return self._one(select(Company.id).where(Company.brn == brn))

    def person(self, reference: str) -> int:
        """The person of an engagement."""
        return self._one(select(Engagement.person_id).where(Engagement.reference == reference))

    def document(self, reference: str) -> int:
        of_the_person = IdentityDocument.person_id == self.person(reference)
        return self._one(select(IdentityDocument.id).where(of_the_person).order_by(IdentityDocument.id).limit(1))

    def project(self, reference: str) -> int:
        return self._one(select(NiasProjectRow.id).where(NiasProjectRow.reference == reference))

    def merge(self) -> dict[str, int]:
        """The merge that waits for another officer, as its page is addressed."""
        row = self._row(select(PersonMerge.id, PersonMerge.kept_id).where(PersonMerge.state == "proposed").limit(1))
        return {"merge_id": row.id, "person_id": row.kept_id}

    def finding(self, kind: str, state: str = "open") -> int:
        wanted = (FindingRow.kind == kind, FindingRow.state == state)
        return self._one(select(FindingRow.id).where(*wanted).order_by(FindingRow.id).limit(1))

    def user(self, email: str) -> int:
        return self._one(select(UserAccount.id).where(UserAccount.email == email))

    def _one(self, query: Any) -> int:
        return int(self._row(query)[0])

    def _row(self, query: Any) -> Any:
        wiring: Wiring = self.app.extensions["talenttrack"]
        with wiring.read_session() as session:
            return session.execute(query).one()


@contextmanager
def demo_world(database_url: str, folder: Path) -> Iterator[World]:
    """The demo on the tests' day."""
    app = create_app({**settings(database_url, folder), "DEMO": True})
    wiring: Wiring = app.extensions["talenttrack"]
    load(wiring)
    with served(app) as address:
        passwords = {email: password_of(wiring, email) for email in DEMO_USERS.values()}
        yield World(app, address, passwords, DEMO_USERS)


@contextmanager
def bare_world(database_url: str, folder: Path) -> Iterator[World]:
    """One company and a user of each role; nothing else has happened."""
    app = create_app(settings(database_url, folder))
    company_id = add_company(app, "Blank Page Limited")
    users: dict[Role, str] = {
        role: add_user(app, role, company_id=company_id if role in COMPANY else None) for role in ROLES
    }
    with served(app) as address:
        yield World(app, address, dict.fromkeys(users.values(), PASSWORD), users)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of `app`, served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["talenttrack"].engine.dispose()


def settings(database_url: str, folder: Path) -> dict[str, Any]:
    return {
        "TESTING": True,
        "ENV": "testing",
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder),
        "TODAY": TODAY,
        "CHEAP_PASSWORDS": True,
    }
