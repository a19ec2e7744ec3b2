"""That every address of the portal is known to the matrix; what each role gets there is in test_*_addresses.py."""

import pytest
from django.utils import translation

from tests.access import test_desk_addresses, test_visitor_addresses
from tests.access.addresses import addresses
from tests.access.crawler import Crawler
from tests.access.each_role import ALL, combinations
from tests.access.matrix import BY_NAME, PAGES, Unclassified, expected
from tests.access.world import ROLES

pytestmark = pytest.mark.django_db

# A mail program posts there by itself (RFC 8058); the signed address is the right.
WITHOUT_TOKEN = {"notices:leave"}


def test_every_address_is_classified() -> None:
    missing = []
    for address in ALL:
        try:
            expected(address.name, "citizen", "A", "GET")
        except Unclassified:
            missing.append(address.name)
    assert not missing, f"Say in tests/access/matrix.py who may go to: {missing}"


def test_no_address_is_classified_twice() -> None:
    names = " ".join(PAGES.values()).split()
    assert len(names) == len(BY_NAME)


def test_english_mirrors_spanish() -> None:
    with translation.override("en"):
        english = [address.pattern.removeprefix("en/") for address in addresses()]
    assert english == [address.pattern for address in addresses()]


def test_the_crawl_goes_round_as_every_role() -> None:
    assert sorted(test_desk_addresses.TestTheDesk.roles + test_visitor_addresses.TestVisitors.roles) == sorted(ROLES)


def test_the_crawl_is_as_large_as_it_says() -> None:
    made = sum(len(combinations(role)) for role in ROLES)
    assert made > 9_000, f"{made} combinations of address, role, method and object"


def test_what_is_posted_without_the_token_is_refused_everywhere(crawler: Crawler) -> None:
    crawler.browser.handler.enforce_csrf_checks = True
    try:
        made = [crawler.visit(role, address, "A", "POST") for role in ("owner", "officer", "staff") for address in ALL]
    finally:
        crawler.browser.handler.enforce_csrf_checks = False
    assert {visit.name for visit in made if visit.status != 403 or visit.written} == WITHOUT_TOKEN
