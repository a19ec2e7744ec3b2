"""What holds for each role at every address. Two modules take the roles between them, for two processes."""

from django.contrib import admin

from tests.access.addresses import Address, addresses
from tests.access.crawler import Crawler, Visit
from tests.access.matrix import BY_LINK, DESK, NOBODY, expected, may_meet
from tests.access.world import canary

Visits = dict[str, list[Visit]]

ALL = sorted(addresses(), key=lambda address: address.name)
OWN_PAGES = {"public:mine", "public:dashboard", "public:figure_csv"}
PUBLIC_PAGES = {address.name for address in ALL if address.name.startswith("public:")} - OWN_PAGES
# Open to everybody and the same for everybody: nothing of the person is in them.
OPEN_TO_ALL = PUBLIC_PAGES | {"mailbox:list", "mailbox:detail", "mailbox:html", "account_inactive"}
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


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


def visits_of(role: str, crawler: Crawler, visits: Visits) -> list[Visit]:
    if role not in visits:
        visits[role] = [crawler.visit(role, address, city, method) for address, city, method in combinations(role)]
    return visits[role]


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


class EachRole:
    """Subclasses name the `roles` that they go round as: tests/access/conftest.py makes one test of each."""

    roles: tuple[str, ...]

    def test_each_answer_is_the_one_of_the_matrix(self, role: str, crawler: Crawler, visits: Visits) -> None:
        made = visits_of(role, crawler, visits)
        wrong = [
            f"{visit.method} {visit.name} of {visit.city}: {visit.outcome}, not {' or '.join(sorted(right))}"
            for visit in made
            if visit.outcome not in (right := expected(visit.name, visit.role, visit.city, visit.method))
        ]
        assert not wrong, f"{len(wrong)} of {len(made)} combinations:\n" + "\n".join(wrong)

    def test_nobody_meets_what_is_not_theirs(self, role: str, crawler: Crawler, visits: Visits) -> None:
        allowed = {canary(city, kind) for city, kind in may_meet(role)}
        seen = [visit for visit in visits_of(role, crawler, visits) if visit.name not in BY_LINK]
        seen += [crawler.go(role, url, "A", "GET", url) for url in searches()]
        leaks = {f"{visit.method} {visit.name} of {visit.city}: {', '.join(found)}" for visit in seen
                 if (found := sorted(visit.canaries - allowed))}  # fmt: skip
        assert not leaks, "\n".join(sorted(leaks))
        # The crawl is worth something only where who may meet some does meet them.
        assert any(visit.canaries for visit in seen) == bool(allowed)

    def test_a_get_writes_nothing_of_the_domain(self, role: str, crawler: Crawler, visits: Visits) -> None:
        written = {
            f"{visit.name}: {', '.join(sorted(visit.written))}"
            for visit in visits_of(role, crawler, visits)
            if visit.method == "GET" and visit.written
        }
        assert not written

    def test_every_answer_has_its_headers(self, role: str, crawler: Crawler, visits: Visits) -> None:
        faults = {
            f"{visit.method} {visit.name}: {fault}"
            for visit in visits_of(role, crawler, visits)
            for fault in header_faults(visit)
        }
        assert not faults, "\n".join(sorted(faults))
