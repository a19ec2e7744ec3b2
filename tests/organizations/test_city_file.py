import pytest
from django.db import transaction

from portal.accounts.city_file import load_privacy_notices
from portal.accounts.models import PrivacyNotice
from portal.core.cities import CityFileError, Loader, Report
from portal.organizations.city_file import load_organizations, load_units
from portal.organizations.models import Organization, Unit
from tests.factories.accounts import ConsentFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

CITY = {"slug": "municipio-leon", "kind": "city", "name": "Municipio de León"}
CHAMBER = {"slug": "canacintra-leon", "kind": "chamber", "name": "CANACINTRA"}
NOTICE = {"version": "1", "title": "Aviso", "body": "Texto", "effective_from": "today-1d"}


@pytest.fixture
def leon():
    return MunicipalityFactory(leon=True)


def run(section, document, city):
    report = Report()
    loader = Loader(report)
    loader.zone = city.zone  # "today" is the city's
    with transaction.atomic():
        section(document, municipality=city, loader=loader)
    return report


def test_a_city_brings_its_government_its_chambers_and_its_units(leon):
    run(load_organizations, {"organizations": [CITY, CHAMBER]}, leon)
    units = [
        {"slug": "secretaria", "kind": "secretariat", "name": "Secretaría"},
        {"slug": "direccion", "kind": "department", "name": "Dirección", "parent": "secretaria"},
    ]
    run(load_units, {"units": units}, leon)
    assert Organization.objects.get(slug="canacintra-leon").municipality == leon
    assert Unit.objects.get(slug="direccion").parent.organization.slug == "municipio-leon"


def test_loaded_again_nothing_changes_and_what_staff_changed_is_kept(leon):
    run(load_organizations, {"organizations": [CITY, CHAMBER]}, leon)
    Organization.objects.filter(slug="canacintra-leon").update(name="Como la llama el personal")
    report = run(load_organizations, {"organizations": [CITY, CHAMBER | {"name": "Otro nombre"}]}, leon)
    assert (report.unchanged, len(report.kept)) == (1, 1)
    assert Organization.objects.get(slug="canacintra-leon").name == "Como la llama el personal"


@pytest.mark.parametrize(
    ("section", "document", "path"),
    [
        (load_organizations, {"organizations": [CHAMBER]}, "organizations"),
        (load_organizations, {"organizations": [CITY | {"kind": "club"}]}, r"organizations\[1\].kind"),
        (load_organizations, {"organizations": [CITY | {"fax": "1"}]}, r"organizations\[1\].fax"),
        (load_privacy_notices, {"privacy_notices": [NOTICE | {"effective_from": "pronto"}]}, "effective_from"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(leon, section, document, path):
    with pytest.raises(CityFileError, match=path):
        run(section, document, leon)


def test_a_unit_of_a_unit_that_is_not_there_is_told(leon):
    run(load_organizations, {"organizations": [CITY]}, leon)
    unit = {"slug": "direccion", "kind": "department", "name": "Dirección", "parent": "secretaria"}
    with pytest.raises(CityFileError, match=r"units\[1\].parent"):
        run(load_units, {"units": [unit]}, leon)


def test_a_notice_that_somebody_accepted_keeps_its_text(leon):
    run(load_privacy_notices, {"privacy_notices": [NOTICE]}, leon)
    notice = PrivacyNotice.objects.in_force(leon)
    ConsentFactory(notice=notice)
    report = run(load_privacy_notices, {"privacy_notices": [NOTICE | {"body": "Otro texto"}]}, leon)
    notice.refresh_from_db()
    assert notice.body == "Texto"
    assert len(report.kept) == 1


def test_the_notice_in_force_is_the_newest_that_has_begun(leon):
    later = NOTICE | {"version": "2", "effective_from": "today"}
    next_year = NOTICE | {"version": "3", "effective_from": "today+300d"}
    run(load_privacy_notices, {"privacy_notices": [next_year, later, NOTICE]}, leon)
    assert PrivacyNotice.objects.in_force(leon).version == "2"
