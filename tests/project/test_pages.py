"""What holds for every page: who may cache it, what the browser may run, that health is told without TLS or log-in."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_public_page_reads_no_session_and_may_be_kept_by_any_cache(client: Client) -> None:
    response = client.get(reverse("public:home"))
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response["Vary"]
    assert not response.cookies


def test_the_policy_of_the_page_allows_nothing_inline(client: Client) -> None:
    policy = client.get(reverse("public:home"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_is_not_public_asks_for_a_log_in(client: Client) -> None:
    response = client.get("/mi/")
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/mi/"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_anyone(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_english_is_under_its_own_address(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "en"})["Content-Language"] == "es"
    assert client.get("/en/", headers={"accept-language": "es"})["Content-Language"] == "en"
