"""Reads a page as the browser's policy does: inline script, style and handlers are faults."""

import re
from html.parser import HTMLParser

_UNRENDERED = re.compile(r"\{\{|\{%|%\([a-z_]+\)[sd]")
_DATA_TYPES = {"application/json", "application/ld+json"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style":
            self._fault("an inline <style>")
        if tag == "script" and "src" not in given and given.get("type") not in _DATA_TYPES:
            self._fault("an inline <script>")
        for name, value in attrs:
            if name == "style":
                self._fault(f'style="{value}" on <{tag}>')
            elif name.startswith("on"):
                self._fault(f'{name}="{value}" on <{tag}>')
            elif (value or "").strip().lower().startswith("javascript:"):
                self._fault(f"a javascript: address on <{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _fault(self, text: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {text}")


def html_faults(html: str) -> list[str]:
    """What the content security policy would block in `html`, and template tags that were not rendered."""
    reader = _Reader()
    reader.feed(html)
    return reader.faults + [f"not rendered: {match.group()}" for match in _UNRENDERED.finditer(html)]


def assert_clean_html(html: str, where: str = "") -> None:
    faults = html_faults(html)
    assert not faults, f"{where or 'page'}: " + "; ".join(faults)
