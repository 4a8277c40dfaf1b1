"""A page in a browser, looked at by machine: axe, sideways overflow, console, and reports of the content policy.

What axe does not find, a machine does not find; that is all that is claimed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_RUN = """async (options) => (await axe.run(document, options)).violations.map(
  (found) => `${found.id}: ${found.help} ${found.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`
)"""
_LISTEN = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
_LENGTHEN = r"""() => {
  const longer = (text) => {
    const said = text.replace(/\d{1,2} [A-Z][a-z]+ \d{4}/g, '').trim();
    const words = said.split(/\s+/).filter((word) => /[A-Za-z]{3}/.test(word));
    let more = '';
    const wanted = words.length && said.length * 0.4;
    for (let n = 0; more.length < wanted; n += 1) more += ` ${words[n % words.length]}`;
    return text.trimEnd() + more;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (node.data.trim() && !['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) node.data = longer(node.data);
  }
}"""
_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


class Sight:
    """One window, kept for many pages; `troubles` says everything that is wrong with the page in it."""

    def __init__(self, context: Any) -> None:
        context.add_init_script(_LISTEN)
        self.page = context.new_page()
        self._said: list[str] = []
        self.page.on("console", self._note)
        self.page.on("response", self._note_answer)
        self.page.on("pageerror", lambda error: self._said.append(f"script: {error}"))

    def go(self, address: str) -> int:
        """Opens the address; the status of the page."""
        self._said.clear()
        answer = self.page.goto(address)
        assert answer is not None
        return int(answer.status)

    def troubles(self) -> list[str]:
        return [*self.axe(), *self.sticks_out(), *self._said, *self._refused()]

    def axe(self) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(_RUN, OPTIONS)
        return found

    def sticks_out(self) -> list[str]:
        """What makes the page wider than its window; nothing where it fits."""
        wide: list[str] = self.page.evaluate(_STICKS_OUT)
        return [f"wider than the window: {', '.join(wide)}"] if wide else []

    def lengthen(self) -> None:
        """Makes every text of the page two fifths longer, as other languages would; days stay as long as they are."""
        self.page.evaluate(_LENGTHEN)

    def _refused(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.__refused")
        return [f"content policy: {one}" for one in found]

    def _note_answer(self, answer: Any) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self._said.append(f"not loaded: {answer.status} {answer.url}")

    def _note(self, message: Any) -> None:
        # Said of every page that answers 404 or 422, too; what else fails to load is noted by its answer.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._said.append(f"console: {message.text}")
