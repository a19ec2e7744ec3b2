"""What anybody reads: the cities, their calls, one call, the check; light, cacheable, and of published cities alone."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.core.models import Municipality
from programs.models import Call, ProgramPartner, Target
from tests.factories.accounts import PrivacyNoticeFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import StrategicLineFactory
from tests.factories.organizations import OrganizationFactory
from tests.factories.programs import CallFactory, ProgramFactory, RequiredDocumentFactory, RuleFactory

pytestmark = pytest.mark.django_db

FIRST_VIEW = 40 * 1024  # bytes, compressed, with the style sheet and the script


@pytest.fixture
def call() -> Call:
    return CallFactory(title="Academia empresarial", places=150)


@pytest.fixture
def city(call: Call) -> Municipality:
    return call.municipality


def url(page: str, city: Municipality, *more: str) -> str:
    return reverse(f"public:{page}", args=[city.slug, *more])


def everything(city: Municipality) -> list[str]:
    call = Call.objects.public().for_municipality(city).order_by("pk").first()
    pages = [url(name, city) for name in ("city", "privacy", "eligibility", "call_list", "course_list", "brand_css")]
    return [reverse("public:home"), reverse("public:site_map"), url("call_detail", city, call.slug), *pages]


def test_the_call_says_for_whom_until_when_and_what_to_bring(client: Client, call: Call, city: Municipality) -> None:
    RuleFactory(version=call.current_version, message="La empresa tiene dos años.")
    RequiredDocumentFactory(version=call.current_version, name="Constancia de Situación Fiscal")
    partner = OrganizationFactory(municipality=city, name="CANACINTRA León")
    ProgramPartner.objects.create(program=call.program, organization=partner, role="ally")
    page = client.get(url("call_detail", city, call.slug)).content.decode()
    for text in ("Academia empresarial", "La empresa tiene dos años.", "Constancia de Situación Fiscal", partner.name):
        assert text in page
    assert reverse("programs:start", args=[call.public_id]) in page
    assert f"{url('eligibility', city)}?convocatoria={call.slug}" in page


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)], ids=["closed", "not yet open"])
def test_a_call_that_is_not_open_offers_no_beginning(client: Client, days: tuple[int, int]) -> None:
    opens, closes = (clock.now() + timedelta(days=day) for day in days)
    call = CallFactory(opens_at=opens, closes_at=closes)
    page = client.get(url("call_detail", call.municipality, call.slug)).content.decode()
    assert reverse("programs:start", args=[call.public_id]) not in page


def test_the_list_tells_open_coming_and_closed_apart(client: Client, call: Call, city: Municipality) -> None:
    now, day = clock.now(), timedelta(days=1)
    program = call.program
    coming = CallFactory(program=program, opens_at=now + day, closes_at=now + 9 * day)
    over = CallFactory(program=program, closes_at=now - day)
    closed = CallFactory(program=program, state="closed")
    shown = {
        status: [each.pk for each in client.get(url("call_list", city), {"estado": status}).context["calls"]]
        for status in ("", "open", "upcoming", "closed", "' OR 1=1")
    }
    assert shown[""] == shown["open"] == shown["' OR 1=1"] == [call.pk]
    assert shown["upcoming"] == [coming.pk]
    assert set(shown["closed"]) == {over.pk, closed.pk}


def test_what_is_not_published_is_nowhere(client: Client, call: Call, city: Municipality) -> None:
    hidden = [
        CallFactory(program=call.program, draft=True, title="Reservada uno"),
        CallFactory(program=call.program, state="cancelled", title="Reservada dos"),
        CallFactory(
            program=ProgramFactory(municipality=city, is_published=False, name="Reservado tres"),
            title="Reservada cuatro",
        ),
    ]
    Target.objects.create(
        municipality=city, program=hidden[2].program, slug="m", name="Reservada cinco", unit="enterprise", number=1
    )
    for each in hidden:
        assert client.get(url("call_detail", city, each.slug)).status_code == 404
    for page in everything(city):
        assert "Reservad" not in client.get(page).content.decode()


def test_an_unpublished_city_has_no_pages(client: Client, call: Call, city: Municipality) -> None:
    pages = everything(city)
    Municipality.objects.filter(pk=city.pk).update(is_published=False)
    assert [client.get(page).status_code for page in pages] == [200, 200, *[404] * (len(pages) - 2)]
    for page in pages[:2]:
        assert city.slug not in client.get(page).content.decode()


def test_a_call_of_another_city_is_not_found_under_this_one(client: Client, call: Call) -> None:
    assert client.get(url("call_detail", MunicipalityFactory(), call.slug)).status_code == 404


def test_the_notice_in_force_is_shown_and_an_earlier_one_by_its_version(client: Client, city: Municipality) -> None:
    PrivacyNoticeFactory(municipality=city, version="1", body="Texto de antes.")
    PrivacyNoticeFactory(municipality=city, version="2", body="Texto de hoy.")
    PrivacyNoticeFactory(
        municipality=city, version="3", body="Texto futuro.", effective_from=clock.now().date() + timedelta(days=30)
    )
    assert "Texto de hoy." in client.get(url("privacy", city)).content.decode()
    assert "Texto de antes." in client.get(url("privacy", city), {"version": "1"}).content.decode()
    assert client.get(url("privacy", city), {"version": "9"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["convocatoria=%00", "version=%00", "estado=%00", "page=%00", "size=%00", "no_se=%00"]
)
def test_no_query_fails_a_page(client: Client, call: Call, city: Municipality, query: str) -> None:
    RuleFactory(version=call.current_version, fact="size", operator="in", value=["micro"])
    for page in everything(city):
        assert client.get(f"{page}?{query}").status_code in (200, 404)


def test_the_first_view_of_a_page_weighs_less_than_forty_kilobytes(
    client: Client, call: Call, city: Municipality
) -> None:
    PrivacyNoticeFactory(municipality=city)
    for number in range(12):
        RuleFactory(version=call.current_version)
        StrategicLineFactory(municipality=city, number=number + 1)
        CallFactory(program=call.program)
    weights = {page: first_view(client, page) for page in everything(city) if not page.endswith(".css")}
    assert {page: weight for page, weight in weights.items() if weight > FIRST_VIEW} == {}


def first_view(client: Client, page: str) -> int:
    """Return the bytes of a page with its style sheets, scripts and pictures, each compressed."""
    html = client.get(page).content
    files = set(re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg|png|jpg|webp|woff2))[#"]', html.decode()))
    return sum(len(gzip.compress(body, 6)) for body in [html, *(body_of(client, file) for file in files)])


def body_of(client: Client, file: str) -> bytes:
    static = f"/{settings.STATIC_URL.strip('/')}/"
    if not file.startswith(static):
        return client.get(file).content
    return (Path(settings.BASE_DIR) / "static" / file.removeprefix(static)).read_bytes()


def test_public_pages_take_no_more_queries_for_more_rows(client: Client, call: Call, city: Municipality) -> None:
    def add(rows: int) -> None:
        for _ in range(rows):
            program = ProgramFactory(municipality=city)
            new = CallFactory(program=program, slug=f"a-{program.pk}")
            CallFactory(program=program, opens_at=clock.now() + timedelta(days=1))
            CallFactory(program=ProgramFactory())  # another city
            for version in (call.current_version, new.current_version):
                RuleFactory(version=version)
                RequiredDocumentFactory(version=version)
            ProgramPartner.objects.create(
                program=call.program, organization=OrganizationFactory(municipality=city), role="ally"
            )
            Target.objects.create(municipality=city, slug=f"m{program.pk}", name="Meta", unit="enterprise", number=1)

    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(page).status_code == 200
        return len(made)

    add(1)
    # The check reads the rules of at most twenty calls, one query each: it is bounded, and not tested here.
    pages = [page for page in everything(city) if "elegibilidad" not in page]
    few = {page: queries(page) for page in pages}
    add(4)
    assert {page: queries(page) for page in pages} == few
