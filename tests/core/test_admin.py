import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from portal.core import brand, clock, ledger
from portal.core.models import LedgerEntry, Municipality
from portal.core.scoping import city_scope
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A superuser's browser."""
    user = get_user_model()(email="admin@portal.example", is_active=True, is_staff=True, is_superuser=True)
    user.set_password("irrelevant here")
    user.save()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def model_admin():
    return admin.site.get_model_admin(Municipality)


def form_values(city, **changes):
    names = "name official_name brand_color brand_dark brand_soft phone email address office_hours whatsapp legend"
    values = {name: getattr(city, name) for name in names.split()} | {
        "is_published": "on",
        "settings": "{}",
        "initial-settings": "{}",
    }
    return values | changes


def is_saved(response):
    return response.headers.get("Location") == reverse("admin:core_municipality_changelist")


def test_a_change_goes_to_the_ledger_with_names_and_no_values(desk, leon):
    url = reverse("admin:core_municipality_change", args=[leon.pk])
    response = desk.post(url, form_values(leon, phone="+524771112233"))
    assert is_saved(response), response.content.decode()
    entry = LedgerEntry.objects.get(action="admin.changed")
    assert (entry.by_id, entry.chain, entry.object_id) == (desk.user.pk, leon.pk, leon.pk)
    assert entry.data == {"fields": ["phone"]}
    assert not LogEntry.objects.exists()


def test_the_history_page_reads_the_ledger(desk, leon):
    with clock.moved_to(datetime(2026, 11, 28, 16, 12, tzinfo=UTC)):
        ledger.append("core.city.load", by=None, obj=leon, data={"fields": ["name"]})
    ledger.append("core.something_else", by=None)
    page = desk.get(reverse("admin:core_municipality_history", args=[leon.pk])).content.decode()
    assert "core.city.load · name" in page
    assert "10:12" in page, "the hour is not the city's"
    assert "something_else" not in page


@pytest.mark.parametrize(
    ("color", "accepted"), [("#7a1f2b", True), ("#ffbf47", False), ("red", False), ("#7a1f2b; x", False)]
)
def test_a_brand_colour_must_carry_white_text(desk, leon, color, accepted):
    url = reverse("admin:core_municipality_change", args=[leon.pk])
    response = desk.post(url, form_values(leon, brand_color=color))
    assert is_saved(response) is accepted


def test_a_colour_that_nobody_could_read_is_refused_with_its_ratio_and_the_nearest_tone(desk, leon):
    url = reverse("admin:core_municipality_change", args=[leon.pk])
    said = "".join(desk.post(url, form_values(leon, brand_color="#ff6666")).context["errors"][0])
    assert "2.8" in said
    [tone] = re.findall(r"#[0-9a-f]{6}", said)
    assert 4.5 <= brand.contrast(tone, brand.WHITE) < 4.7, "the nearest, not any"
    assert is_saved(desk.post(url, form_values(leon, brand_color=tone, brand_soft="#ffffff")))
    assert not is_saved(desk.post(url, form_values(leon, brand_soft="#888888")))


@pytest.mark.parametrize("text", ["[]", '{"days": 5}', '{"days": {"note": "five"}}', "{", ""])
def test_thresholds_keep_their_form(desk, leon, text):
    url = reverse("admin:core_municipality_change", args=[leon.pk])
    accepted = is_saved(desk.post(url, form_values(leon, settings=text)))
    assert accepted is (text in ("", "[]"))  # nothing, written in two ways
    leon.refresh_from_db()
    assert leon.settings == {}


def test_staff_see_the_cities_that_their_memberships_give(rf, model_admin, leon, officer, monkeypatch):
    MunicipalityFactory()
    monkeypatch.setattr(city_scope, "_providers", [lambda user: Q(pk=leon.pk)])
    request = rf.get("/")
    request.user = officer
    assert model_admin.get_queryset(request).get() == leon


def test_the_ledger_is_shown_and_not_changed(desk, leon):
    with clock.moved_to(datetime(2026, 11, 28, 16, 12, tzinfo=UTC)):
        entry = ledger.append("core.test", by=desk.user, municipality=leon)
    ledger.append("core.of_no_city", by=None)
    page = desk.get(reverse("admin:core_ledgerentry_changelist"), {"city": leon.pk}).content.decode()
    assert "2026-11-28 10:12:00 CST" in page
    assert desk.user.get_username() in page
    assert "core.of_no_city" not in page
    detail = reverse("admin:core_ledgerentry_change", args=[entry.pk])
    assert desk.get(detail).status_code == 200
    assert desk.post(detail, {"action": "x"}).status_code == 403
    assert desk.post(reverse("admin:core_ledgerentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    assert desk.get(reverse("admin:core_ledgerentry_add")).status_code == 403
