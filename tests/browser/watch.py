"""What every page of every journey must hold, asked once per page and state: axe at two widths, no overflow.

axe reads the page by `evaluate`, which the content policy does not hinder; policy and page stay as they are.
"""

import re
from pathlib import Path
from typing import Any
from zlib import crc32

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST, PHONE, DESK = 320, 360, 1280
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b|nueva/[^/]+/$")
RUN_AXE = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found => found.violations.map(
  rule => rule.id + ": " + rule.nodes.map(node => node.target.join(" ") + " " + node.failureSummary).join("; ")))"""
# Elements that reach beyond the page's edge, unless they lie in a region that scrolls by itself.
OVERFLOW = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 5).map(element => element.outerHTML.slice(0, 120))"""


class Watch:
    """Remembers which pages were looked at, and where their pictures go (`BROWSER_SHOTS`, nowhere by default)."""

    def __init__(self, shots: Path | None) -> None:
        self.shots = shots
        self.seen: set[str] = set()

    def look(self, page: Page) -> list[str]:
        """Say where the page that is open falls short of the above; pages of the same kind and state only once."""
        kind = self._kind(page)
        if kind in self.seen:
            return []
        self.seen.add(kind)
        size, faults = page.viewport_size, []
        page.evaluate(AXE)
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            self._keep_picture(page, f"{kind}-{width}")
            faults += [f"{page.url} at {width} px: {fault}" for fault in page.evaluate(RUN_AXE, TAGS)]
        page.set_viewport_size({"width": NARROWEST, "height": 800})
        faults += [f"{page.url} is wider than {NARROWEST} px: {element}" for element in page.evaluate(OVERFLOW)]
        page.set_viewport_size(size)
        return faults

    def _kind(self, page: Page) -> str:
        path = VARIABLE.sub("x", re.sub(r"^\w+://[^/]+", "", page.url).partition("?")[0])
        words = [page.locator(words).first.text_content() for words in ("h1", ".tag") if page.locator(words).count()]
        state = " ".join(re.sub(r"[\d-]+", "", " ".join(words)).split())
        errors = page.locator(".field--error, .error-summary").count()
        return f"{path}{'!' if errors else ''}#{crc32(state.encode()) if self._is_own(path) else ''}"

    @staticmethod
    def _is_own(path: str) -> bool:
        return path.startswith(("/mi/solicitudes/", "/mi/capacitaciones/", "/revision/"))

    def _keep_picture(self, page: Page, name: str) -> None:
        if self.shots is not None:
            self.shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.shots / f"{re.sub(r'[^a-z0-9!-]+', '_', name)}.png", full_page=True)


def tab_walk(page: Page, steps: int) -> list[dict[str, Any]]:
    """Press Tab `steps` times; for each stop say what has the focus, and whether one sees that it has."""
    stops = []
    for _step in range(steps):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => {
                  const element = document.activeElement, box = element.getBoundingClientRect();
                  const style = getComputedStyle(element), x = box.left + box.width / 2, y = box.top + box.height / 2;
                  const there = document.elementFromPoint(x, y);
                  return {
                    text: element.textContent.trim().slice(0, 60) || element.name, tag: element.tagName,
                    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
                    hidden: !there || !(element.contains(there) || there.contains(element)),
                  };
                }"""
            )
        )
    return stops
