"""`make screenshots`: the pictures of README and guide, of the demo on a frozen day, written to docs/pictures/.

A picture is a line of the table below. Nothing in them moves from run to run: the day, the ids and the references
are the same each time.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from talenttrack.domain.lifecycle import Role
from talenttrack.services import records
from talenttrack.services.policy import load_seed
from talenttrack.storage import schema
from talenttrack.storage.engine import make_engine, write_session
from tests.conftest import SEEDED_AT, browser
from tests.e2e.lines import CORRECTION_WAITS, KITE, LANTERN, RECOMMENDED, YESTERDAY
from tests.e2e.world import World, demo_world

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE, NARROW = 1366, 360
TALL = 1000
FIRST_DAY = date(2026, 12, 20)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a role sees it, from the top down to `height`; `act` does something on it first."""

    name: str
    role: Role
    path: Callable[[World], str]
    language: str = "en"
    width: int = WIDE
    height: int = TALL
    scheme: str = "light"
    act: Callable[[Any], None] = lambda _page: None


def at(path: str) -> Callable[[World], str]:
    return lambda _world: path


def hire(page: str) -> Callable[[World], str]:
    return lambda world: f"/hires/{world.hire(LANTERN, 0)}{page}"


def case(reference: str) -> Callable[[World], str]:
    return lambda world: f"/engagements/{world.engagement(reference)}"


def ask_whether(page: Any) -> None:
    """Fills in the page Can I hire? and asks."""
    page.locator("[name=pool][value=base]").check()
    page.locator("[name=stream][value=TC]").check()
    page.locator("[name=degree]").select_option("master")
    for part in ("day", "month", "year"):
        page.locator(f"[name=start-{part}]").fill(str(getattr(FIRST_DAY, part)))
    page.locator("[name=months]").fill("18")
    page.locator("#page-form .tt-button:not(.tt-button--secondary)").first.click()


PICTURES = (
    Picture("home", Role.COMPANY_USER, at("/home")),
    Picture("home-narrow", Role.COMPANY_USER, at("/home"), width=NARROW),
    Picture("check", Role.COMPANY_USER, at("/check"), act=ask_whether),
    Picture("register", Role.COMPANY_USER, hire("/days")),
    Picture("register-check", Role.COMPANY_USER, hire("/check"), height=1300),
    Picture("timeline", Role.COMPANY_USER, at("/timeline")),
    Picture("engagement", Role.COMPANY_USER, case(CORRECTION_WAITS)),
    Picture("queue", Role.CASE_OFFICER, at("/queue/")),
    Picture("queue-zh-hant", Role.CASE_OFFICER, at("/queue/"), language="zh-Hant"),
    Picture("decision", Role.APPROVING_OFFICER, case(RECOMMENDED), height=1100),
    Picture("decision-dark", Role.APPROVING_OFFICER, case(RECOMMENDED), scheme="dark", height=1100),
    Picture("findings", Role.CASE_OFFICER, at("/findings/")),
    Picture("report", Role.AUDITOR, at(f"/findings/reports/{YESTERDAY}")),
    Picture("company", Role.CASE_OFFICER, lambda world: f"/companies/{world.company(KITE)}"),
)


def main(wanted: list[str]) -> None:
    """Takes all pictures, or those named."""
    setattr(records, "secrets", random.Random("pictures"))  # noqa: B010 - references are then the same each time
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="talenttrack-pictures-") as folder,
        demo_world(_database(Path(folder)), Path(folder)) as world,
        browser() as chromium,
    ):
        for picture in PICTURES:
            if not wanted or picture.name in wanted:
                take(chromium, world, picture)
                print(f"docs/pictures/{picture.name}.png")


def take(chromium: Any, world: World, picture: Picture) -> None:
    context = chromium.new_context(
        viewport={"width": picture.width, "height": TALL},
        storage_state=world.signed_in(world.users[picture.role]),
        color_scheme=picture.scheme,
        base_url=world.address,
    )
    page = context.new_page()
    path = picture.path(world)
    answer = page.goto(f"{path}{'&' if '?' in path else '?'}lang={picture.language}")
    assert answer.status == 200, path
    picture.act(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": picture.width, "height": min(whole, picture.height)})
    page.screenshot(path=FOLDER / f"{picture.name}.png", animations="disabled", caret="hide")
    context.close()


def _database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'pictures.sqlite3'}"
    engine = make_engine(url)
    schema.upgrade(engine)
    with write_session(engine) as session:
        load_seed(session, SEEDED_AT)
    engine.dispose()
    return url


if __name__ == "__main__":
    main(sys.argv[1:])
