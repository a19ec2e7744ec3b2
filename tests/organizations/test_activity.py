"""Ending a role and suspending an organization: what people lose, keep, and are told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render_in_portal
from portal.organizations.actions import end_membership, resume_organization, suspend_organization
from portal.organizations.models import Membership, Organization
from portal.organizations.roles import has_role
from programs.actions import take_case
from programs.enums import EnrollmentState as S
from programs.models import Call, Case
from tests.factories.organizations import OrganizationFactory, city_member, city_organization, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return CallFactory(places=5)


@pytest.fixture
def officer(call: Call) -> User:
    return member_of(call.reviewer, Role.OFFICER, language="en")


@pytest.fixture
def staff(call: Call) -> User:
    return city_member(call.municipality, Role.STAFF)


def taken(call: Call, by: User) -> Case:
    return take_case(EnrollmentFactory(call=call, state=S.SUBMITTED).case, by=by)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def told(user: User) -> str:
    message = OutboxMessage.objects.inbox_of(user).first()
    shown = render_in_portal(message)
    return f"{shown['subject']} {shown['text']}"


def test_who_loses_a_role_gives_back_the_files_and_is_told(call: Call, officer: User) -> None:
    mine, theirs = taken(call, officer), taken(call, other := member_of(call.reviewer, Role.OFFICER))
    decided = taken(call, officer)
    Case.objects.filter(pk=decided.pk).update(state=S.APPROVED, locked_by=None, locked_until=None)
    end_membership(Membership.objects.get(user=officer), by=None)
    for case in (mine, theirs, decided):
        case.refresh_from_db()
    assert (mine.assignee, mine.locked_by, mine.locked_until) == (None, None, None)
    assert (theirs.assignee, theirs.locked_by) == (other, other)
    assert decided.assignee == officer  # who decided stays written
    release = LedgerEntry.objects.get(action="programs.case.release")
    assert (release.object_id, release.data["why"]) == (mine.pk, "role_ended")
    text = told(officer)
    assert call.reviewer.name in text
    assert "The file that you had in hand went back to the queue." in text


def test_another_role_of_the_same_person_keeps_the_files(call: Call, officer: User) -> None:
    case = taken(call, officer)
    Membership.objects.create(
        user=officer, organization=call.reviewer, role=Role.TRAINER, granted_at=officer.date_joined
    )
    end_membership(Membership.objects.get(user=officer, role=Role.TRAINER), by=None)
    case.refresh_from_db()
    assert case.assignee == officer
    assert "went back to the queue" not in told(officer)


def test_a_refused_end_gives_nothing_back_and_tells_nobody(call: Call, officer: User, staff: User) -> None:
    case = taken(call, officer)
    with pytest.raises(Refused, match=r"."):
        end_membership(Membership.objects.get(user=officer), by=staff)
    case.refresh_from_db()
    assert case.assignee == officer
    assert not OutboxMessage.objects.inbox_of(officer).exists()


def test_a_suspended_organization_rests_until_it_is_resumed(call: Call, officer: User, staff: User) -> None:
    case = taken(call, officer)
    suspend_organization(call.reviewer, by=staff)
    case.refresh_from_db()
    assert case.assignee is None
    assert not has_role(again(officer), Role.OFFICER)
    assert "suspended the access" in told(officer)
    resume_organization(call.reviewer, by=staff)
    assert has_role(again(officer), Role.OFFICER)
    assert "resumed the access" in told(officer)
    rows = LedgerEntry.objects.filter(object_id=call.reviewer.pk, action__startswith="organizations.organization.")
    assert [row.action.rpartition(".")[2] for row in rows.order_by("pk")] == ["suspend", "resume"]


@pytest.mark.parametrize(
    ("who", "which", "code"),
    [
        (lambda call: city_member(call.municipality, Role.FINANCE), lambda call: call.reviewer, "not_allowed"),
        (lambda call: member_of(call.reviewer), lambda call: call.reviewer, "not_allowed"),
        (lambda call: city_member(CallFactory().municipality), lambda call: call.reviewer, "not_allowed"),
        (
            lambda call: city_member(call.municipality),
            lambda call: OrganizationFactory(municipality=None),
            "not_allowed",
        ),
        (
            lambda call: city_member(call.municipality),
            lambda call: city_organization(call.municipality),
            "own_city",
        ),
    ],
)
def test_only_the_staff_of_the_city_suspends_and_never_the_city_itself(
    call: Call, who: Callable[[Call], User], which: Callable[[Call], Organization], code: str
) -> None:
    organization = which(call)
    with pytest.raises(Refused) as refused:
        suspend_organization(organization, by=who(call))
    organization.refresh_from_db()
    assert (refused.value.code, organization.is_active) == (code, True)


def test_the_page_says_what_follows_before_it_is_done(
    call: Call, officer: User, staff: User, client: Client, in_english: None
) -> None:
    taken(call, officer)
    client.force_login(staff)
    url = reverse("admin:organizations_organization_activity", args=[call.reviewer.pk])
    text = client.get(url).content.decode()
    assert "1 person loses the pages" in text
    assert "1 file waits for its answer" in text
    assert "1 call that it reviews stays published" in text
    assert Organization.objects.get(pk=call.reviewer.pk).is_active
    client.post(url, {"verb": "suspend"})
    assert not Organization.objects.get(pk=call.reviewer.pk).is_active
    assert "gets the pages of this organization back" in client.get(url).content.decode()
    client.post(url, {"verb": "suspend"})  # pressed twice
    assert LedgerEntry.objects.filter(action="organizations.organization.suspend").count() == 1


def test_the_plain_form_does_not_suspend(call: Call, staff: User, client: Client) -> None:
    client.force_login(staff)
    organization = call.reviewer
    url = reverse("admin:organizations_organization_change", args=[organization.pk])
    client.post(url, {"name": "Otro nombre", "short_name": "", "email": "", "phone": "", "website": ""})
    organization.refresh_from_db()
    assert (organization.name, organization.is_active) == ("Otro nombre", True)
