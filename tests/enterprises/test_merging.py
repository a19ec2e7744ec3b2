import pytest

from enterprises import merging
from enterprises.actions import NotAllowed, accept_member_invitation, decide_join_request, merge
from enterprises.models import Enterprise
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from tests.enterprises.test_people import accepted
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    JoinRequestFactory,
    ProjectFactory,
    WorkerFactory,
    YearlyFiguresFactory,
)
from tests.factories.organizations import city_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def movers(monkeypatch):
    """The registry, given back as it was after the test."""
    monkeypatch.setattr(merging, "_movers", [])
    return merging.register


def test_everything_of_one_moves_to_the_other(leon, shoes, staff, movers):
    double = EnterpriseFactory(municipality=leon, owner=UserFactory())
    project, worker = ProjectFactory(enterprise=double), WorkerFactory(enterprise=double)
    YearlyFiguresFactory(enterprise=double, year=2024, workers=7)
    YearlyFiguresFactory(enterprise=double, year=2025, workers=8)
    YearlyFiguresFactory(enterprise=shoes, year=2025, workers=9)
    accepted(shoes)
    movers(lambda source, target, *, by: {"enrollments": 3})
    tax_id = double.tax_id
    merge(double, shoes, by=staff)
    double.refresh_from_db()
    assert (double.merged_into, double.tax_id, double.is_idea) == (shoes, "", True)
    assert not Enterprise.objects.with_tax_id("MX", tax_id).exists()
    assert [project.__class__.objects.get().enterprise, worker.__class__.objects.get().enterprise] == [shoes, shoes]
    assert list(shoes.figures.order_by("year").values_list("year", "workers")) == [(2024, 7), (2025, 9)]
    assert shoes.members.active().count() == 2
    assert shoes.members.owners().count() == 1
    assert not double.members.active().exists()
    moved = LedgerEntry.objects.get(action="enterprises.enterprise.merge").data["moved"]
    assert (moved["enrollments"], moved["projects"], moved["figures"]) == (3, 1, 1)
    assert tax_id not in str(LedgerEntry.objects.values_list("data", flat=True))


def test_what_an_app_above_refuses_leaves_both_as_they_were(leon, shoes, staff, movers):
    double = EnterpriseFactory(municipality=leon)
    project = ProjectFactory(enterprise=double)

    @movers
    def refuse(source, target, *, by):
        raise Refused("two_applications", "Both applied to one call.")

    with pytest.raises(Refused):
        merge(double, shoes, by=staff)
    project.refresh_from_db()
    double.refresh_from_db()
    assert project.enterprise == double
    assert double.merged_into is None


@pytest.mark.parametrize("case", ["same", "merged", "country", "identity_proven"])
def test_two_that_cannot_be_one_are_refused(leon, shoes, staff, case):
    double = EnterpriseFactory(municipality=leon)
    if case == "same":
        double = shoes
    elif case == "merged":
        double.merged_into = EnterpriseFactory(municipality=leon)
        double.save()
    elif case == "country":
        Enterprise.objects.filter(pk=double.pk).update(country="CO")
    else:
        accepted(double)
    with pytest.raises(Refused) as refused:
        merge(double, shoes, by=staff)
    assert refused.value.code == case


def test_only_the_staff_of_both_homes_may_merge(leon, shoes, mariana, staff):
    double = EnterpriseFactory(municipality=leon, owner=mariana)
    abroad = EnterpriseFactory(municipality=MunicipalityFactory())
    for user in (mariana, city_member(abroad.municipality)):
        with pytest.raises(NotAllowed):
            merge(double, shoes, by=user)
    with pytest.raises(NotAllowed):
        merge(abroad, shoes, by=staff)


def test_who_waits_at_the_one_that_goes_waits_at_the_other_and_its_invitations_end(leon, shoes, mariana, staff):
    double = EnterpriseFactory(municipality=leon, owner=UserFactory())
    asked = JoinRequestFactory(enterprise=double)
    twice = JoinRequestFactory(enterprise=double, user=JoinRequestFactory(enterprise=shoes).user)
    inside = JoinRequestFactory(enterprise=double, user=mariana)
    luis = UserFactory()
    invitation = EnterpriseInvitationFactory(enterprise=double, email=luis.email)
    merge(double, shoes, by=staff)
    for row in (asked, twice, inside):
        row.refresh_from_db()
    assert (asked.enterprise, asked.state) == (shoes, "pending")
    assert (twice.state, inside.state) == ("refused", "accepted")
    with pytest.raises(Refused) as refused:
        accept_member_invitation(invitation, by=luis)
    assert refused.value.code == "expired"
    decide_join_request(asked, by=mariana, accept=True)
    assert shoes.members.active().filter(user=asked.user).exists()
    assert not double.members.active().exists()


def test_nobody_is_let_into_one_that_was_merged_away(leon, shoes, staff):
    double = EnterpriseFactory(municipality=leon, merged_into=shoes)
    luis = UserFactory()
    with pytest.raises(Refused) as refused:
        accept_member_invitation(EnterpriseInvitationFactory(enterprise=double, email=luis.email), by=luis)
    assert refused.value.code == "expired"
    with pytest.raises(Refused) as refused:
        decide_join_request(JoinRequestFactory(enterprise=double), by=staff, accept=True)
    assert refused.value.code == "merged"
