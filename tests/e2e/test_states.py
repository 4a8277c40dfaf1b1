"""Every page, looked at by machine: a sample of its states in each run, all of them in `make soak`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.e2e.lines import TABLE
from tests.e2e.looking import Sight
from tests.e2e.states import State, every, pages, sample, written
from tests.e2e.world import World

pytestmark = pytest.mark.browser

SAMPLED = 120
SEED = TODAY.toordinal()
PSEUDO = ("company.home", "queue.index", "engagements.show", "findings.index", "check.form", "policy.index")
"""Pages looked at with longer texts in a narrow window."""

HEIGHT = 900


class Looks:
    """A window for each user, opened when first needed and kept."""

    def __init__(self, chromium: Any, full: World, bare: World) -> None:
        self._chromium, self._worlds = chromium, {False: full, True: bare}
        self._windows: dict[tuple[bool, object], Sight] = {}

    def at(self, state: State) -> Sight:
        """The window in which the state has been reached."""
        world = self._worlds[state.line.bare]
        window = self._window(world, state)
        window.page.set_viewport_size({"width": state.width, "height": HEIGHT})
        window.page.emulate_media(color_scheme=state.scheme)
        address = state.address(world)
        status = window.go(world.address + address)
        assert (status, window.page.url) == (state.line.status, world.address + address)
        if state.sent_empty:
            _send_empty(window.page)
        return window

    def close(self) -> None:
        for window in self._windows.values():
            window.page.context.close()

    def _window(self, world: World, state: State) -> Sight:
        key = (state.line.bare, state.role)
        if key not in self._windows:
            kept = world.signed_in(world.users[state.role]) if state.role else None
            self._windows[key] = Sight(self._chromium.new_context(storage_state=kept))
        return self._windows[key]


@pytest.fixture(scope="module")
def looks(chromium: Any, full: World, bare: World) -> Iterator[Looks]:
    opened = Looks(chromium, full, bare)
    yield opened
    opened.close()


def test_every_page_has_a_line_and_every_line_a_page(full: World) -> None:
    assert pages(full.app) - set(TABLE) == set()
    assert set(TABLE) - pages(full.app) == set()


def test_the_sample_has_every_line_and_is_the_same_in_every_run() -> None:
    drawn = sample(SAMPLED, SEED)
    assert drawn == sample(SAMPLED, SEED)
    assert {(one.endpoint, one.line.name, one.sent_empty) for one in drawn} == {
        (one.endpoint, one.line.name, one.sent_empty) for one in written()
    }


def test_every_line_opens_its_page_for_every_role_that_it_names(full: World, bare: World) -> None:
    wrong = []
    for state in written():
        world = bare if state.line.bare else full
        status = world.status(state.role, state.address(world))
        if status != state.line.status:
            wrong.append((str(state), status))
    assert wrong == []


@pytest.mark.parametrize("state", sample(SAMPLED, SEED), ids=str)
def test_nothing_is_wrong_with_it(looks: Looks, state: State) -> None:
    assert looks.at(state).troubles() == []


@pytest.mark.soak
@pytest.mark.parametrize("state", list(every()), ids=str)
def test_nothing_is_wrong_with_any(looks: Looks, state: State) -> None:
    assert looks.at(state).troubles() == []


@pytest.mark.parametrize("endpoint", PSEUDO)
def test_texts_may_be_two_fifths_longer_in_a_narrow_window(looks: Looks, endpoint: str) -> None:
    state = next(one for one in every() if one.endpoint == endpoint and (one.language, one.width) == ("en", 320))
    window = looks.at(state)
    window.lengthen()
    assert window.sticks_out() == []


def test_a_page_with_faults_is_found_out(chromium: Any, full: World) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": HEIGHT})
    window = Sight(context)
    window.go(full.address + "/sign-in")
    window.page.evaluate(
        """() => {
          const body = document.querySelector('main');
          body.innerHTML += '<img src="data:,"><input id="lonely"><svg width="900"></svg><p class="wide">pale</p>';
          document.querySelector('.wide').setAttribute('style', 'color: #ddd');
          console.error('broken');
        }"""
    )
    found = " ".join(window.troubles())
    for fault in ("image-alt", "label", "wider than the window: ", "console: broken", "content policy: style-src"):
        assert fault in found
    context.close()


def _send_empty(page: Any) -> None:
    """Sends the page's form without an answer; it comes back saying what is missing."""
    form = page.locator("#page-form")
    for control in form.locator("input:not([type=hidden]), textarea").all():
        if not control.is_visible() or control.get_attribute("type") in ("radio", "file"):
            continue
        if control.get_attribute("type") == "checkbox":
            control.uncheck()
        else:
            control.fill("")
    with page.expect_navigation() as answered:
        form.locator(".tt-actions .tt-button").first.click()
    assert answered.value.status == 422
    assert page.locator(".govuk-error-summary").is_visible()
