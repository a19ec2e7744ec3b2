"""The figures: what is asked of the portal, what is asked of the bare Django view, and the ratio to reach."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from tests.benchmarks import load
from tests.benchmarks.load import Request

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table; `least` is the ratio of the rates to reach."""

    name: str
    portal: load.Round
    bare: load.Round
    least: float

    @property
    def ratio(self) -> float:
        return self.portal.rate / self.bare.rate

    @property
    def is_reached(self) -> bool:
        return self.ratio >= self.least


@dataclass(frozen=True)
class Seconds:
    """Work that has a time to be done in; without one (`most` is None) it is told beside the others."""

    name: str
    rows: int
    took: float
    most: float | None

    @property
    def is_reached(self) -> bool:
        return self.most is None or self.took <= self.most


def _in_turns(portal: Callable[[int], load.Round], bare: Callable[[int], load.Round]) -> tuple[load.Round, load.Round]:
    """Run both in turns, one uncounted round of each first: the machine's drift then meets both."""
    portal(0), bare(0)
    pairs = [(portal(number), bare(number)) for number in range(1, ROUNDS + 1)]
    return load.median([one for one, _other in pairs]), load.median([other for _one, other in pairs])


def public_page(name: str, portal_port: int, bare_port: int, path: str, requests: int = 400) -> Figure:
    """A public page, without a cache before it."""
    ours = [Request("GET", path)] * requests
    limit = [Request("GET", "/page/")] * requests
    portal, bare = _in_turns(lambda number: load.run(portal_port, ours), lambda number: load.run(bare_port, limit))
    return Figure(name, portal, bare, 0.5)


def submission(portal_port: int, bare_port: int, drafts: Iterator[tuple[str, str, str]], each: int) -> Figure:
    """A filled draft is sent: session, CSRF, rules, folio, case, ledger and outbox; the answer leads to the receipt.

    Args:
        drafts: address of the page that sends, session key and CSRF token of each draft, `each` for every round.
    """

    def ours(number: int) -> load.Round:
        return load.run(portal_port, [_sending(*draft) for draft in islice(drafts, each)])

    portal, bare = _in_turns(ours, lambda number: load.run(bare_port, [Request("POST", "/register/")] * each))
    return Figure("Application sent", portal, bare, 1 / 10)


def _sending(path: str, session: str, token: str) -> Request:
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Cookie", f"sessionid={session}; csrftoken={token}"),
    )
    body = urlencode({"declaration": "on", "csrfmiddlewaretoken": token})
    return Request(
        "POST", path, body, headers, right=lambda status, location: status == 302 and location.endswith("/enviada/")
    )
