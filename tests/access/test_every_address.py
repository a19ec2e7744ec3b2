"""Every address of the portal, as every role, by GET and POST, with one's own city's objects and another's."""

import pytest
from django.contrib import admin
from django.utils import translation

from tests.access.addresses import Address, addresses
from tests.access.crawler import Crawler, Visit
from tests.access.matrix import BY_LINK, BY_NAME, DESK, NOBODY, PAGES, Unclassified, expected, may_meet
from tests.access.world import ROLES, canary

pytestmark = pytest.mark.django_db

Visits = dict[str, list[Visit]]

ALL = sorted(addresses(), key=lambda address: address.name)
PUBLIC_PAGES = {address.name for address in ALL if address.name.startswith("public:")} - {"public:mine"}
# Open to everybody and the same for everybody: nothing of the person is in them.
OPEN_TO_ALL = PUBLIC_PAGES | {"mailbox:list", "mailbox:detail", "mailbox:html", "account_inactive"}
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A mail program posts there by itself (RFC 8058); the signed address is the right.
WITHOUT_TOKEN = {"notices:leave"}


def searches() -> list[str]:
    """Return the addresses by which somebody would look for what is not theirs."""
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    return [
        *(f"{url}?{query}" for url in lists for query in ("q=ZZ-CANARY", "o=-1", "all=")),
        *(f"/admin/autocomplete/?app_label=organizations&model_name=unit&field_name={field}&term="
          for field in ("organization", "parent")),
        "/admin/programs/enrollment/?enterprise__legal_name__startswith=ZZ",
        "/admin/enterprises/enterprise/?tax_id_index__startswith=a",
        "/revision/?vista=all&buscar=zz-canary",
        "/revision/?vista=all&asignado=nobody",
        "/mi/solicitudes/?page=1",
        "/correo/?q=zz-canary",
    ]  # fmt: skip


def combinations(role: str) -> list[tuple[Address, str, str]]:
    return [
        (address, city, method)
        for address in ALL
        for city in ("A", "B")
        if city == "A" or _depends_on_the_city(address, role)
        for method in ("GET", "POST")
    ]


def _depends_on_the_city(address: Address, role: str) -> bool:
    """Leave out what cannot differ: no object, an object that nobody looks up, or a stop before it is looked up."""
    if not address.parameters or address.name.startswith("=") or role in NOBODY:
        return False
    return role in DESK or not address.name.startswith("admin:")


@pytest.fixture(scope="module")
def visits(crawler: Crawler) -> Visits:
    """Filled role by role, since each of the tests below asks for all answers of one."""
    return {}


def visits_of(role: str, crawler: Crawler, visits: Visits) -> list[Visit]:
    if role not in visits:
        visits[role] = [crawler.visit(role, address, city, method) for address, city, method in combinations(role)]
    return visits[role]


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


def test_the_crawl_is_as_large_as_it_says() -> None:
    made = sum(len(combinations(role)) for role in ROLES)
    assert made > 9_000, f"{made} combinations of address, role, method and object"


@pytest.mark.parametrize("role", ROLES)
def test_each_answer_is_the_one_of_the_matrix(role: str, crawler: Crawler, visits: Visits) -> None:
    made = visits_of(role, crawler, visits)
    wrong = [
        f"{visit.method} {visit.name} of {visit.city}: {visit.outcome}, not {' or '.join(sorted(right))}"
        for visit in made
        if visit.outcome not in (right := expected(visit.name, visit.role, visit.city, visit.method))
    ]
    assert not wrong, f"{len(wrong)} of {len(made)} combinations:\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_meets_what_is_not_theirs(role: str, crawler: Crawler, visits: Visits) -> None:
    allowed = {canary(city, kind) for city, kind in may_meet(role)}
    seen = [visit for visit in visits_of(role, crawler, visits) if visit.name not in BY_LINK]
    seen += [crawler.go(role, url, "A", "GET", url) for url in searches()]
    leaks = {f"{visit.method} {visit.name} of {visit.city}: {', '.join(found)}" for visit in seen
             if (found := sorted(visit.canaries - allowed))}  # fmt: skip
    assert not leaks, "\n".join(sorted(leaks))
    # The crawl is worth something only where who may meet some does meet them.
    assert any(visit.canaries for visit in seen) == bool(allowed)


@pytest.mark.parametrize("role", ROLES)
def test_a_get_writes_nothing_of_the_domain(role: str, crawler: Crawler, visits: Visits) -> None:
    written = {
        f"{visit.name}: {', '.join(sorted(visit.written))}"
        for visit in visits_of(role, crawler, visits)
        if visit.method == "GET" and visit.written
    }
    assert not written


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_has_its_headers(role: str, crawler: Crawler, visits: Visits) -> None:
    faults = {
        f"{visit.method} {visit.name}: {fault}"
        for visit in visits_of(role, crawler, visits)
        for fault in header_faults(visit)
    }
    assert not faults, "\n".join(sorted(faults))


def header_faults(visit: Visit) -> list[str]:
    """Return what is wrong with the headers of an answer."""
    headers, cached = visit.headers, visit.headers.get("Cache-Control", "")
    faults = [name for name, value in SAFE_HEADERS.items() if headers.get(name) != value]
    if "default-src 'none'" not in headers.get("Content-Security-Policy", ""):
        faults.append("no policy of its own")
    if visit.method == "GET" and visit.status == 200 and visit.name in PUBLIC_PAGES:
        if "public" not in cached or "Cookie" in headers.get("Vary", ""):
            faults.append(f"no cache may keep it: {cached}, Vary: {headers.get('Vary')}")
    elif (
        visit.status == 200 and visit.role not in NOBODY and visit.name not in OPEN_TO_ALL and "no-store" not in cached
    ):
        faults.append(f"a cache may keep it: {cached}")
    return faults


def test_what_is_posted_without_the_token_is_refused_everywhere(crawler: Crawler) -> None:
    crawler.browser.handler.enforce_csrf_checks = True
    try:
        made = [crawler.visit(role, address, "A", "POST") for role in ("owner", "officer", "staff") for address in ALL]
    finally:
        crawler.browser.handler.enforce_csrf_checks = False
    assert {visit.name for visit in made if visit.status != 403 or visit.written} == WITHOUT_TOKEN
