import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, ConsentFactory, PersonFactory, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

OPEN = [
    "/cuenta/entrar/",
    "/cuenta/registro/",
    "/cuenta/suspendida/",
    "/cuenta/contrasena/olvidada/",
    "/cuenta/contrasena/olvidada/lista/",
]
OWN = [
    "/cuenta/",
    "/cuenta/datos/",
    "/cuenta/correo/",
    "/cuenta/contrasena/",
    "/cuenta/salir/",
    "/cuenta/confirmar/",
    "/cuenta/seguridad/",
    "/cuenta/seguridad/aplicacion/",
]


@pytest.fixture
def leon():
    city = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=city)
    return city


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", OPEN)
def test_pages_without_an_account_open_and_speak_for_the_city(client, leon, path, language):
    answer = client.get(f"{language}{path}?ciudad=leon")
    assert answer.status_code == 200
    assert answer.context["city"] == leon


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", OWN)
def test_pages_of_an_account_open_after_logging_in_and_not_before(client, leon, path, language):
    user = UserFactory()
    ConsentFactory(person=PersonFactory(user=user), notice=leon.privacy_notices.get())
    assert client.get(language + path).status_code == 302

    client.post("/cuenta/entrar/", {"login": user.email, "password": PASSWORD})
    client.post("/cuenta/confirmar/", {"password": PASSWORD})
    answer = client.get(language + path)
    assert answer.status_code == 200
    assert answer.context["city"] == leon


def test_the_address_of_another_citys_page_does_not_change_the_data(client, leon):
    """GET changes no row: the city that was named is remembered in the session alone."""
    client.get("/cuenta/registro/?ciudad=leon")
    assert client.session["ciudad"] == "leon"


@pytest.mark.parametrize("ciudad", ["\x00", "león", "%00", "a" * 5000, "' OR 1=1 --"])
def test_a_city_that_nobody_can_mean_is_passed_over(client, leon, ciudad):
    assert client.get(reverse("account_login"), {"ciudad": ciudad}).status_code == 200
