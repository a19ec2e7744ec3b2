"""The same journey on the embedded default, as `make run` serves it: SQLite, a broker of files, processes, /correo/."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.demo import PASSWORD as DEMO_PASSWORD
from tests.browser import journey
from tests.browser.processes import Installation, until
from tests.browser.visitor import Visitor
from tests.browser.watch import DESK

OFFICER = "camara@leon.example"
FOLIO = re.compile(r"LEO-\d{4}-\d{5}-\d")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.embedded", "PORTAL_VAR": str(tmp_path / "var")}
    installed = Installation(environment, tmp_path)
    installed.runs("-m", "tests.browser.embedded_city")
    yield installed
    installed.stops()


class Postbox:
    """What somebody reads at /correo/, in a browser of their own."""

    def __init__(self, reader: Visitor) -> None:
        self.reader = reader

    def __call__(self, address: str, *, about: str = "") -> str:
        """The newest mail to `address`, once there is one whose subject says `about`."""
        until(lambda: self._newest(address, about) is not None, f"a mail to {address} about {about}")
        self.reader.opens(self._newest(address, about))
        return self.reader.page.locator("main").inner_text()

    def _newest(self, address: str, about: str) -> str | None:
        self.reader.opens(f"/correo/?q={address}")
        found = self.reader.page.locator("main table a", has_text=about)
        return found.first.get_attribute("href") if found.count() else None


def test_the_journey_on_sqlite_with_a_worker_that_is_killed_before_the_application_is_sent(
    installation, people, tmp_path
):
    installation.starts_web()
    worker = installation.starts_worker()
    reads = Postbox(people(installation.site, looks=False))

    ximena = people(installation.site, looks=False)
    ximena.opens(f"/leon/convocatorias/{journey.CALL}/")
    ximena.follows("Start my application")
    journey.signs_up(ximena, reads)
    ximena.follows("Register my enterprise")
    journey.registers_the_enterprise(ximena)
    journey.applies(ximena, tmp_path)

    # Nobody is there to send the receipt; it goes out when a worker is there again.
    installation.kills(worker)
    ximena.fills(declaration=True)
    ximena.presses("Send the application")
    folio = FOLIO.search(ximena.page.locator("main").inner_text()).group()
    installation.starts_worker()
    assert folio in reads(journey.EMAIL, about=folio)
    assert folio in reads(OFFICER, about=folio)

    oscar = people(installation.site, width=DESK, looks=False)
    oscar.logs_in(OFFICER, DEMO_PASSWORD, to="/revision/")
    oscar.follows(folio)
    oscar.presses("Take this file")
    for name in journey.DOCUMENT_NAMES:
        oscar.presses("Accept", of=name)
    oscar.follows("Approve")
    oscar.presses("Approve")
    oscar.sees("Approved. The applicant is told by mail.")
    ximena.opens("/mi/")
    ximena.sees("Approved")
