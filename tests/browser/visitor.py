"""A person at a browser: opens pages, writes into fields, presses buttons, by the words that they see."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.browser.watch import Watch

Answer = str | bool | list[str] | Path


def es(text: str, **values: Any) -> str:
    """What a page in Spanish says for a text of the code; a text of a city file stays as it is."""
    with translation.override("es"):
        return gettext(text) % values if values else gettext(text)


class Visitor:
    """One browser with its own cookies. Anything that the browser complains about fails the test at its end.

    Args:
        context: the browser's context: its width, and whether it runs scripts.
        site: the address of the portal, without a slash at the end.
        watch: looks at each page that is opened; None where scripts are off or the pages were looked at before.
    """

    def __init__(self, context: BrowserContext, site: str, watch: Watch | None) -> None:
        self.context, self.site, self.watch = context, site, watch
        self.complaints: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab of the same browser."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._response)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type} at {message.location.get('url')}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
        elif not response.url.startswith(self.site):
            self.complaints.append(f"third party: {response.url}")

    # --- Going about -------------------------------------------------------------------------------------------------
    def opens(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.site}{path}")
        self._look()

    def follows(self, text: str, *, of: str = "") -> None:
        """Click the link of the page's main part that says `text` (its beginning is enough).

        Where several say it, `of` is what the item of the list or the section that is meant says.
        """
        self._click(self._named("link", text, of))

    def presses(self, text: str, *, of: str = "") -> None:
        """Press the button that says `text`, found as `follows` finds a link."""
        self._click(self._named("button", text, of))

    def presses_twice(self, text: str) -> None:
        """A double click, as impatient people do."""
        with self.page.expect_navigation():
            self._named("button", text).dblclick()
        self._look()

    def _named(self, role: Any, text: str, of: str = "") -> Locator:
        name = re.compile(rf"^\s*{re.escape(es(text))}")
        found = self.page.locator("main").get_by_role(role, name=name)
        if not of:
            return found.first
        items = (
            self.page.locator("main")
            .locator("li, tr, section", has_text=of)
            .filter(has=self.page.get_by_role(role, name=name))
        )
        return items.last.get_by_role(role, name=name).first

    def _click(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()
        self._look()

    def _look(self) -> None:
        if self.watch is not None:
            self.complaints += self.watch.look(self.page)

    # --- Forms -------------------------------------------------------------------------------------------------------
    def fills(self, answers: Mapping[str, Answer] | None = None, **fields: Answer) -> None:
        """Answer fields by their names: text, the value of a choice, several values, a mark (True), or a file."""
        for name, answer in {**(answers or {}), **fields}.items():
            self._fill(self.page.locator(f'main [name="{name}"]'), answer)

    def _fill(self, field: Locator, answer: Answer) -> None:
        kind = field.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind == "select":
            field.select_option(answer)
        elif kind in ("radio", "checkbox"):
            for value in answer if isinstance(answer, list) else [answer]:
                box = field if value is True else field.and_(self.page.locator(f'[value="{value}"]'))
                self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
                expect(box).to_be_checked()
        elif kind == "file":
            field.set_input_files(answer)
        else:
            field.fill(answer)

    # --- Seeing ------------------------------------------------------------------------------------------------------
    def sees(self, text: str, **values: Any) -> None:
        expect(self.page.locator("main")).to_contain_text(es(text, **values))

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(es(text))

    def value_of(self, name: str) -> str:
        return self.page.locator(f'main [name="{name}"]').input_value()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def fetches(self, text: str) -> bytes:
        """The bytes behind the link that says `text`, as the browser would save them."""
        address = self._named("link", text).get_attribute("href")
        answer = self.context.request.get(f"{self.site}{address}")
        assert answer.ok, f"{address} answers {answer.status}"
        return answer.body()

    # --- Accounts ----------------------------------------------------------------------------------------------------
    def logs_in(self, email: str, password: str, *, to: str = "/mi/") -> None:
        self.opens(f"/cuenta/entrar/?next={to}")
        self.fills(login=email, password=password)
        self.presses("Log in")
        assert self.path == to
