"""How somebody uses a page: with a mouse, or with the keyboard alone. Page objects tell either what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

TABS_MAX = 150
_REACHED = "(wanted) => document.activeElement === wanted"
_SHOWN = """(one) => {
  const box = one.getBoundingClientRect();
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const marks = [getComputedStyle(one)];
  for (const label of one.labels || []) marks.push(getComputedStyle(label, '::before'));
  const marked = marks.some((s) => s.boxShadow !== 'none' || (s.outlineStyle !== 'none' && s.outlineWidth !== '0px'));
  const on_top = over && (one.contains(over) || over.contains(one) || [...(one.labels || [])].includes(over));
  return { marked, seen: Boolean(on_top) };
}"""


class Mouse:
    """Points and clicks; needs no script in the page."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, kind: str, name: str) -> None:
        """A `link` or `button` whose name begins so, the first there is outside of the header."""
        self._use(self.page.locator("main").get_by_role(kind, name=name).first)

    def choose(self, label: str, group: str = "") -> None:
        """A radio button or check box."""
        self._mark(self._within(group).get_by_label(label, exact=True))

    def type(self, label: str, text: str, group: str = "") -> None:
        self._fill(self._within(group).get_by_label(label, exact=True), text)

    def type_day(self, legend: str, day: date) -> None:
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.type(label, str(value), legend)

    def pick(self, label: str, option: str) -> None:
        """An option of a list by what it says."""
        self._pick(self.page.locator("main").get_by_label(label, exact=True), option)

    def fits(self) -> None:
        """Nothing sticks out to the side; read from outside, since a page may run no script."""
        self.page.wait_for_load_state()  # without its style sheet every page is too wide
        client = self.page.context.new_cdp_session(self.page)
        metrics = client.send("Page.getLayoutMetrics")
        assert metrics["cssContentSize"]["width"] <= self.page.viewport_size["width"]

    def _within(self, group: str) -> Any:
        main = self.page.locator("main")
        return main.get_by_role("group", name=group).first if group else main

    def _use(self, target: Any) -> None:
        target.click()

    def _mark(self, target: Any) -> None:
        target.check()

    def _fill(self, target: Any, text: str) -> None:
        target.fill(text)

    def _pick(self, target: Any, option: str) -> None:
        target.select_option(label=option)


class Keyboard(Mouse):
    """Tab, Enter, Space, letters, and the arrows by which a browser moves inside a set of radio buttons or a list.

    Wherever the focus is sent it must be seen: marked, in the window, and under nothing else.
    """

    def _use(self, target: Any) -> None:
        self._reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _mark(self, target: Any) -> None:
        wanted = target.element_handle()
        if target.get_attribute("type") == "radio":
            name = target.get_attribute("name")
            self._tab_until(f"(_one) => document.activeElement.name === {name!r}", wanted)
            for _ in range(20):
                if self.page.evaluate(_REACHED, wanted):
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            self._reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        self._assert_seen(wanted)
        assert target.is_checked()

    def _fill(self, target: Any, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def _pick(self, target: Any, option: str) -> None:
        self._reach(target)
        self.page.keyboard.type(option)
        assert target.locator("option:checked").inner_text().strip() == option

    def _reach(self, target: Any) -> None:
        wanted = target.element_handle()
        self._tab_until(_REACHED, wanted)
        self._assert_seen(wanted)

    def _tab_until(self, reached: str, wanted: Any) -> None:
        for _ in range(TABS_MAX):
            if self.page.evaluate(reached, wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the keyboard does not lead there")

    def _assert_seen(self, wanted: Any) -> None:
        shown = self.page.evaluate(_SHOWN, wanted)
        assert shown == {"marked": True, "seen": True}, wanted.evaluate("(one) => one.outerHTML")
