from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from portal.core.models import LedgerEntry, Municipality
from portal.core.scoping import Scope, city_scope, get_visible_or_404, ledger_scope


@pytest.fixture
def stranger(officer):
    return type(officer)(pk=officer.pk + 1)


def test_who_may_see_it_gets_it_and_leaves_no_row(permit, officer):
    from tests.core.permits.models import Permit

    for source in (Permit, Permit.objects, Permit.objects.select_related("quota", "municipality")):
        assert get_visible_or_404(source, officer, public_id=permit.public_id) == permit
    assert not LedgerEntry.objects.exists()


def test_what_is_outside_the_scope_is_404_with_one_row_an_hour(permit, stranger, time_machine):
    related = type(permit).objects.select_related("quota")
    for instant, rows in (("16:05", 1), ("16:55", 1), ("17:05", 2)):
        time_machine.move_to(f"2026-11-28 {instant}", tick=False)
        with pytest.raises(Http404):
            get_visible_or_404(related, stranger, public_id=permit.public_id)
        assert LedgerEntry.objects.filter(action="outside_scope").count() == rows
    entry = LedgerEntry.objects.last()
    assert (entry.by_id, entry.object_id, entry.chain) == (stranger.pk, permit.pk, permit.municipality_id)


@pytest.mark.parametrize("unknown", [uuid4(), "not-an-id"])
def test_what_does_not_exist_is_404_without_a_row(permit, stranger, unknown):
    with pytest.raises(Http404):
        get_visible_or_404(type(permit), stranger, public_id=unknown)
    assert not LedgerEntry.objects.exists()


def test_a_visitor_gets_404_without_a_row(permit):
    with pytest.raises(Http404):
        get_visible_or_404(type(permit), AnonymousUser(), public_id=permit.public_id)
    assert not LedgerEntry.objects.exists()


def test_cities_and_ledger_show_what_providers_grant(leon, officer, stranger, monkeypatch):
    for scope, q in ((city_scope, Q(pk=leon.pk)), (ledger_scope, Q(chain=leon.pk))):
        monkeypatch.setattr(scope, "_providers", [])
        scope.register(lambda user, q=q: q if user.pk == officer.pk else Q(pk__in=()))
    assert Municipality.objects.visible_to(officer).get() == leon
    assert not Municipality.objects.visible_to(stranger).exists()
    assert not Municipality.objects.visible_to(AnonymousUser()).exists()
    LedgerEntry(chain=leon.pk, action="core.test", mac="0").save()
    LedgerEntry(chain=leon.pk + 1, action="core.test", mac="0").save()
    assert LedgerEntry.objects.visible_to(officer).get().chain == leon.pk
    stranger.is_superuser = True
    assert LedgerEntry.objects.visible_to(stranger).count() == 2


def test_an_empty_scope_shows_nothing(leon, officer):
    assert not Municipality.objects.filter(Scope().q(officer)).exists()
