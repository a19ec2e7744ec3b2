"""Fixtures of the browser journeys: León as it ships, published by its staff, a mailbox, and people at browsers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.accounts.models import User
from portal.core import cities
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.actions import deliver_due
from portal.notifications.models import DemoMail
from programs.actions import publish_call
from programs.models import Call
from tests.browser.chromium import launched
from tests.browser.visitor import Visitor
from tests.browser.watch import PHONE, Watch
from tests.factories.accounts import PASSWORD
from tests.factories.organizations import city_member, member_of

LEON = Path(__file__).parents[2] / "portal" / "cities" / "leon.toml"
Visit = Callable[..., Visitor]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Say of each browser where it was when a test failed, and what its page said."""
    report = yield
    if report.failed and report.when == "call":
        for number, visitor in enumerate(getattr(item, "visitors", ()), 1):
            text = visitor.page.locator("body").inner_text()
            report.sections.append(
                (f"browser {number}: {visitor.page.url}", "\n".join([*visitor.complaints, text[:3000]]))
            )
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each person has a context of their own in it."""
    # Playwright keeps an event loop in this thread, at which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launched() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def watch() -> Watch:
    shots = os.environ.get("BROWSER_SHOTS", "")
    return Watch(Path(shots) if shots else None)


@pytest.fixture
def people(request: pytest.FixtureRequest, chromium: Browser, watch: Watch) -> Iterator[Visit]:
    """Makes visitors of a site; at the end no browser may have complained about anything."""
    visitors: list[Visitor] = []
    request.node.visitors = visitors

    def visit(site: str, *, width: int = PHONE, scripts: bool = True, looks: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, locale="es-MX", java_script_enabled=scripts
        )
        visitors.append(Visitor(context, site, watch if scripts and looks else None))
        return visitors[-1]

    yield visit
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visit(people: Visit, live_server, settings) -> Visit:
    """Makes visitors of this process's portal: `visit(width=DESK)`, `visit(scripts=False)`."""
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "portal.notifications.mailbox.MailboxBackend"
    return lambda **how: people(live_server.url, **how)


@pytest.fixture
def leon(transactional_db: None) -> Municipality:
    """León as its file says, with all its calls published."""
    cities.load(LEON)
    city = Municipality.objects.get(slug="leon")
    staff = city_member(city, Role.STAFF)
    for call in Call.objects.order_by("pk"):
        publish_call(call.versions.get(), by=staff)
    return city


@pytest.fixture
def officer(leon: Municipality) -> User:
    """Somebody of the chamber that reviews León's calls; the password is PASSWORD."""
    return member_of(Call.objects.order_by("pk").first().reviewer, Role.OFFICER, full_name="Óscar Prueba Villegas")


@pytest.fixture
def newest_mail() -> Callable[[str], str]:
    """Sends what waits in the outbox and gives subject and text of the newest mail to an address."""

    def read(address: str) -> str:
        deliver_due()
        mail = DemoMail.objects.to_address(address).order_by("-pk").first()
        return f"{mail.subject}\n\n{mail.text}"

    return read


__all__ = ["PASSWORD"]
