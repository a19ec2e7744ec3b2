"""Who sees what: outside of it every page answers 404, and no list grows in queries with its rows."""

import pytest
from django.db.models import Q
from django.urls import reverse

from enterprises import scoping
from enterprises.models import Enterprise
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    JoinRequestFactory,
    ProjectFactory,
    WorkerFactory,
    YearlyFiguresFactory,
)
from tests.factories.organizations import OrganizationFactory, city_member, member_of

pytestmark = pytest.mark.django_db

PAGES = ["detail", "identity", "activity", "contact", "figures", "tax_document", "members", "workers", "project_new"]


def test_members_and_the_home_citys_desk_see_an_enterprise_and_nobody_else(leon, shoes, mariana):
    chamber = OrganizationFactory(municipality=leon)
    elsewhere = EnterpriseFactory().municipality
    seers = [mariana, *(city_member(leon, role) for role in (Role.STAFF, Role.AUDITOR, Role.CITY_ADMIN, Role.FINANCE))]
    strangers = [UserFactory(), city_member(elsewhere, Role.STAFF), member_of(chamber), city_member(leon, Role.OFFICER)]
    strangers.append(UserFactory(superuser=True))  # the installation's administrator sees cities and not their cases
    former = EnterpriseMemberFactory(enterprise=shoes, ended_at="2026-01-01T00:00:00Z").user
    for user in seers:
        assert list(Enterprise.objects.visible_to(user).filter(pk=shoes.pk)) == [shoes]
    for user in [*strangers, former]:
        assert not Enterprise.objects.visible_to(user).filter(pk=shoes.pk).exists()


def test_an_app_above_opens_enterprises_for_its_own_reason(shoes, monkeypatch):
    monkeypatch.setattr(scoping.enterprise_scope, "_providers", list(scoping.enterprise_scope._providers))
    officer = UserFactory()
    scoping.register(lambda user: Q(pk=shoes.pk) if user == officer else Q(pk__in=[]))
    assert list(Enterprise.objects.visible_to(officer)) == [shoes]
    assert not Enterprise.objects.visible_to(UserFactory()).exists()


@pytest.mark.parametrize("page", PAGES)
def test_anothers_enterprise_is_404_and_leaves_one_row_in_the_ledger(client, shoes, page):
    client.force_login(UserFactory())
    for _ in range(2):
        assert client.get(reverse(f"enterprises:{page}", args=[shoes.public_id])).status_code == 404
    assert LedgerEntry.objects.filter(action="outside_scope", object_id=shoes.pk).count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_member_opens_every_page_and_an_outsider_is_asked_to_log_in(client, other_client, shoes, mariana, law, page):
    address = reverse(f"enterprises:{page}", args=[shoes.public_id])
    client.force_login(mariana)
    before = list(Enterprise.objects.values())
    assert client.get(address).status_code == 200
    assert list(Enterprise.objects.values()) == before
    assert reverse("account_login") in other_client.get(address)["Location"]


def test_another_enterprises_project_worker_or_member_is_404_under_ones_own(client, shoes, mariana):
    client.force_login(mariana)
    project, worker, member = ProjectFactory(), WorkerFactory(), EnterpriseMemberFactory()
    assert client.get(reverse("enterprises:project_edit", args=[shoes.public_id, project.public_id])).status_code == 404
    assert client.post(reverse("enterprises:worker_end", args=[shoes.public_id, worker.public_id])).status_code == 404
    ended = client.post(reverse("enterprises:member_end", args=[shoes.public_id, member.user.public_id]))
    assert ended.status_code == 404


def rows(leon, user, count):
    """`count` enterprises of one user, each with everything a page lists; and as much in the first of them."""
    made = [EnterpriseFactory(municipality=leon, owner=user) for _ in range(count)]
    for number in range(count):
        JoinRequestFactory(user=user)
        JoinRequestFactory(enterprise=made[0])
        ProjectFactory(enterprise=made[0])
        WorkerFactory(enterprise=made[0])
        YearlyFiguresFactory(enterprise=made[0], year=2020 + number)
        EnterpriseMemberFactory(enterprise=made[0])
        EnterpriseInvitationFactory(enterprise=made[0], invited_by=user)
    return made[0]


@pytest.mark.parametrize("page", ["list", "detail", "members", "workers"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_two(
    client, leon, law, page, django_assert_max_num_queries
):
    counts = []
    for count in (2, 6):
        user = UserFactory()
        enterprise = rows(leon, user, count)
        client.force_login(user)
        address = reverse(f"enterprises:{page}", args=[] if page == "list" else [enterprise.public_id])
        client.get(address)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
