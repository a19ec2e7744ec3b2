"""A leaving officer's files go to a colleague or back to the queue, before the role ends."""

import pytest
from django.urls import reverse

from enterprises.models import EnterpriseMember
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.models import OutboxMessage
from portal.organizations.actions.handover import hand_over
from portal.organizations.models import Membership
from programs.enums import EnrollmentState as S
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def city():
    return MunicipalityFactory()


@pytest.fixture
def chamber(city):
    return OrganizationFactory(municipality=city)


@pytest.fixture
def leaving(chamber):
    return member_of(chamber, Role.OFFICER)


@pytest.fixture
def colleague(chamber):
    return member_of(chamber, Role.OFFICER)


@pytest.fixture
def administrator(city):
    return city_member(city, Role.CITY_ADMIN)


@pytest.fixture
def cases(city, chamber, leaving):
    call = CallFactory(program=ProgramFactory(municipality=city), reviewer=chamber)
    made = [EnrollmentFactory(call=call, state=state).case for state in (S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED)]
    for case in made:
        case.assignee = leaving
        case.save(update_fields=["assignee"])
    made[0].locked_by, made[0].locked_until = leaving, clock.now()
    made[0].save(update_fields=["locked_by", "locked_until"])
    return made


def role_of(user) -> Membership:
    return Membership.objects.get(user=user)


def holders(cases) -> list:
    for case in cases:
        case.refresh_from_db()
    return [case.assignee for case in cases]


def test_the_undecided_files_go_to_the_colleague_who_is_told(cases, leaving, colleague, administrator):
    done = hand_over(role_of(leaving), by=administrator, to=colleague)
    assert (done.given, done.returned) == (2, 0)
    assert holders(cases) == [colleague, colleague, leaving], "what was decided keeps its name"
    assert cases[0].locked_by is None
    told = OutboxMessage.objects.get(event="organizations.work_handed_over")
    assert (told.user, told.facts["count"]) == (colleague, 2)
    assert LedgerEntry.objects.get(action="organizations.membership.hand_over").data["count"] == 2


def test_the_file_of_the_colleagues_own_enterprise_goes_back_to_the_queue(cases, leaving, colleague, administrator):
    EnterpriseMember.objects.create(
        enterprise=cases[0].enterprise, user=colleague, role="collaborator", since=clock.now()
    )
    done = hand_over(role_of(leaving), by=administrator, to=colleague)
    assert (done.given, done.returned) == (1, 1)
    assert holders(cases)[:2] == [None, colleague]


def test_only_a_colleague_gets_files_and_only_the_citys_administrator_gives_them(
    cases, city, leaving, colleague, administrator
):
    stranger = member_of(OrganizationFactory(municipality=city), Role.OFFICER)
    with pytest.raises(Refused, match="same role"):
        hand_over(role_of(leaving), by=administrator, to=stranger)
    for other in (
        city_member(city, Role.STAFF), colleague, city_member(MunicipalityFactory(), Role.CITY_ADMIN)
    ):  # fmt: skip
        with pytest.raises(Refused, match="administrator"):
            hand_over(role_of(leaving), by=other, to=colleague)
    assert holders(cases) == [leaving] * 3


def test_ending_the_role_asks_first_who_gets_the_files(cases, leaving, colleague, administrator, client):
    client.force_login(administrator)
    membership = role_of(leaving)
    asked = {"action": "end", "_selected_action": [membership.pk]}
    answer = client.post(reverse("admin:organizations_membership_changelist"), asked)
    url = reverse("admin:organizations_membership_handover", args=[membership.pk])
    assert answer.url == url
    page = client.get(url).content.decode()
    assert cases[0].folio in page
    assert cases[2].folio not in page
    client.post(url, {"to": colleague.pk, "ends": "on"})
    membership.refresh_from_db()
    assert membership.ended_at is not None
    assert holders(cases)[:2] == [colleague, colleague]
    many = {"action": "end", "_selected_action": [role_of(colleague).pk, role_of(administrator).pk]}
    changelist = reverse("admin:organizations_membership_changelist")
    page = client.post(changelist, many).content.decode()
    assert reverse("admin:organizations_membership_handover", args=[role_of(colleague).pk]) in page
    page = client.post(changelist, many | {"confirmed": "yes"}, follow=True).content.decode()
    assert "hand it over first" in page
    assert role_of(colleague).ended_at is None


def test_the_staff_may_not_hand_over(cases, city, leaving, client):
    client.force_login(city_member(city, Role.STAFF))
    url = reverse("admin:organizations_membership_handover", args=[role_of(leaving).pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"ends": "on"}).status_code == 403
