import datetime

import pytest
import time_machine
from django.urls import reverse

from enterprises.actions import (
    NotAllowed,
    TooManyTries,
    accept_member_invitation,
    accept_tax_document,
    decide_join_request,
    end_member,
    invite_member,
    prepare_meanwhile,
    request_to_join,
    revoke_member_invitation,
)
from enterprises.enums import JoinRequestState, MemberRole
from enterprises.models import EnterpriseMember, JoinRequest
from enterprises.tasks import route_join_requests
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.documents.models import Document
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseMemberFactory,
    JoinRequestFactory,
    ProjectFactory,
    synthetic_rfc,
)
from tests.factories.organizations import city_member

pytestmark = pytest.mark.django_db


def accepted(enterprise):
    """Give `enterprise` an accepted tax certificate."""
    document = Document.objects.create(
        vault=enterprise.vault,
        kind="tax_certificate",
        original_name="constancia.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        state="clean",
        checked_at=clock.now(),
        stored_name="x",
    )
    enterprise.tax_document = document
    enterprise.tax_document_accepted_at = clock.now()
    enterprise.save()
    return enterprise


def events():
    return sorted(OutboxMessage.objects.values_list("event", "audience", "email"))


# --- Invitations and members -----------------------------------------------------------------------------------------
def test_an_owner_invites_by_mail_and_the_person_accepts_with_the_same_address(client, shoes, mariana):
    client.force_login(mariana)
    answer = client.post(
        reverse("enterprises:members", args=[shoes.public_id]), {"email": "Luis@mail.example", "role": "collaborator"}
    )
    assert answer.status_code == 302
    message = OutboxMessage.objects.get(event="enterprises.member_invited")
    assert message.email == "luis@mail.example"
    assert "/invitacion/" not in str(message.facts)
    link = message.secret.split("portal.example")[1].rstrip('"}')
    luis = UserFactory(email="luis@mail.example")
    client.force_login(luis)
    assert client.get(link).status_code == 200
    assert not shoes.members.filter(user=luis).exists()
    client.post(link)
    assert shoes.members.active().get(user=luis).role == MemberRole.COLLABORATOR


def test_an_invitation_that_was_passed_on_to_another_address_is_refused(shoes, mariana):
    invitation = invite_member(shoes, by=mariana, email="luis@mail.example")
    with pytest.raises(Refused) as refused:
        accept_member_invitation(invitation, by=UserFactory())
    assert refused.value.code == "other_address"


def test_an_invitation_ends_after_seven_days(shoes, mariana):
    invitation = invite_member(shoes, by=mariana, email="luis@mail.example")
    luis = UserFactory(email="luis@mail.example")
    with time_machine.travel(clock.now() + datetime.timedelta(days=7, seconds=1)), pytest.raises(Refused) as refused:
        accept_member_invitation(invitation, by=luis)
    assert refused.value.code == "expired"


def test_a_collaborator_may_not_invite(shoes):
    collaborator = EnterpriseMemberFactory(enterprise=shoes, role=MemberRole.COLLABORATOR).user
    with pytest.raises(NotAllowed):
        invite_member(shoes, by=collaborator, email="luis@mail.example")


def test_the_last_owner_cannot_leave(client, shoes, mariana):
    EnterpriseMemberFactory(enterprise=shoes, role=MemberRole.COLLABORATOR)
    client.force_login(mariana)
    client.post(reverse("enterprises:member_end", args=[shoes.public_id, mariana.public_id]))
    assert shoes.is_owned_by(mariana)
    EnterpriseMemberFactory(enterprise=shoes)
    end_member(shoes.members.get(user=mariana), by=mariana)
    assert not shoes.is_owned_by(mariana)


def test_a_collaborator_ends_no_one_but_themselves(shoes, mariana):
    member = EnterpriseMemberFactory(enterprise=shoes, role=MemberRole.COLLABORATOR)
    with pytest.raises(NotAllowed):
        end_member(shoes.members.get(user=mariana), by=member.user)
    end_member(member, by=member.user)
    assert shoes.members.active().count() == 1


# --- Requests to join ------------------------------------------------------------------------------------------------
def test_asking_gives_the_same_answer_for_a_taken_a_free_and_a_foreign_tax_id(client, leon, shoes):
    asker = UserFactory()
    client.force_login(asker)
    client.get(reverse("enterprises:new") + "?ciudad=leon")
    abroad = EnterpriseFactory()
    pages = []
    for tax_id in (shoes.tax_id, abroad.tax_id, synthetic_rfc(8123)):
        answer = client.post(
            reverse("enterprises:ask_to_join"), {"person_type": "legal", "tax_id": tax_id}, follow=True
        )
        pages.append([str(message) for message in answer.context["messages"]])
        for hidden in (shoes.legal_name, abroad.legal_name, abroad.trade_name):
            assert hidden not in answer.content.decode()
    assert pages[0] == pages[1] == pages[2]
    assert JoinRequest.objects.count() == 2


def test_the_sixth_request_of_a_day_is_refused_and_the_next_day_has_five_again(leon, shoes):
    asker = UserFactory()
    for _ in range(5):
        request_to_join("MX", shoes.tax_id, by=asker, municipality=leon)
    with pytest.raises(TooManyTries):
        request_to_join("MX", shoes.tax_id, by=asker, municipality=leon)
    assert JoinRequest.objects.count() == 1
    with time_machine.travel(clock.now() + datetime.timedelta(days=1)):
        request_to_join("MX", shoes.tax_id, by=asker, municipality=leon)


def test_owners_and_until_the_certificate_is_accepted_the_city_are_told(leon, shoes, mariana, staff):
    request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    event = "enterprises.join_requested"
    assert events() == [(event, "owners", mariana.email), (event, "staff", staff.email)]


def test_with_an_accepted_certificate_the_owner_alone_decides(leon, shoes, mariana, staff):
    accepted(shoes)
    asked = request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    assert events() == [("enterprises.join_requested", "owners", mariana.email)]
    with pytest.raises(NotAllowed):
        decide_join_request(asked, by=staff, accept=True)
    decide_join_request(asked, by=mariana, accept=True)
    assert shoes.members.active().get(user=asked.user).role == MemberRole.COLLABORATOR


def test_the_staff_of_another_city_and_the_asker_may_not_decide(leon, shoes):
    asked = request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    stranger = city_member(EnterpriseFactory().municipality)
    for user in (stranger, asked.user, city_member(leon, Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            decide_join_request(asked, by=user, accept=True)


def test_what_the_asker_prepares_moves_over_when_the_request_is_accepted(leon, shoes, mariana):
    asker = UserFactory()
    asked = request_to_join("MX", shoes.tax_id, by=asker, municipality=leon)
    draft = prepare_meanwhile(asked, by=asker, name="Mi borrador")
    assert prepare_meanwhile(asked, by=asker, name="Otra vez") == draft
    assert draft.is_idea
    assert draft.awaits_join
    project = ProjectFactory(enterprise=draft)
    asked.refresh_from_db()
    decide_join_request(asked, by=mariana, accept=True)
    project.refresh_from_db()
    draft.refresh_from_db()
    assert project.enterprise == shoes
    assert draft.merged_into == shoes
    assert not draft.awaits_join
    assert shoes.is_owned_by(mariana)
    assert not shoes.is_owned_by(asker)


def test_a_refusal_lets_nobody_in_and_names_no_enterprise(leon, shoes, mariana):
    asked = request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    decide_join_request(asked, by=mariana, accept=False)
    asked.refresh_from_db()
    assert asked.state == JoinRequestState.REFUSED
    assert shoes.members.count() == 1
    assert shoes.display_name not in str(OutboxMessage.objects.get(event="enterprises.join_decided").facts)
    with pytest.raises(Refused):
        decide_join_request(asked, by=mariana, accept=True)


def test_a_request_past_its_two_business_days_is_told_once(leon, shoes, staff):
    asked = request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    assert route_join_requests() == 0
    with time_machine.travel(asked.due_at + datetime.timedelta(seconds=1)):
        assert route_join_requests() == 1
        assert route_join_requests() == 0
    assert OutboxMessage.objects.filter(event="enterprises.join_overdue", email=staff.email).count() == 1


def test_a_friday_evening_request_is_due_on_tuesday_night(leon, shoes):
    with time_machine.travel(datetime.datetime(2026, 11, 6, 23, 30, tzinfo=leon.zone)):
        asked = request_to_join("MX", shoes.tax_id, by=UserFactory(), municipality=leon)
    assert asked.due_at == datetime.datetime(2026, 11, 10, 23, 59, 59, tzinfo=leon.zone)


def test_an_owner_answers_on_the_page_and_a_stranger_gets_404(client, other_client, shoes, mariana):
    asked = JoinRequestFactory(enterprise=shoes)
    page = reverse("enterprises:join_request", args=[asked.public_id])
    for user in (UserFactory(), asked.user):
        other_client.force_login(user)
        assert other_client.get(page).status_code == 404
    client.force_login(mariana)
    assert client.get(page).status_code == 200
    client.post(page, {"decision": "accept"})
    assert EnterpriseMember.objects.active().filter(user=asked.user, enterprise=shoes).exists()


def test_a_certificate_is_accepted_by_the_home_city_alone_and_only_when_it_was_checked(shoes, staff, mariana):
    accepted(shoes)
    shoes.tax_document_accepted_at = None
    shoes.save()
    for user in (mariana, city_member(EnterpriseFactory().municipality)):
        with pytest.raises(NotAllowed):
            accept_tax_document(shoes, by=user)
    Document.objects.update(state="quarantine")
    with pytest.raises(Refused) as refused:
        accept_tax_document(shoes, by=staff)
    assert refused.value.code == "not_checked"
    Document.objects.update(state="clean")
    assert accept_tax_document(shoes, by=staff).is_proven


def test_a_day_has_room_for_twenty_invitations_of_a_person_and_three_to_an_address(leon, shoes, mariana):
    for _ in range(3):
        invite_member(EnterpriseFactory(municipality=leon, owner=mariana), by=mariana, email="luis@mail.example")
    with pytest.raises(Refused) as refused:
        invite_member(shoes, by=mariana, email="Luis@mail.example")
    assert refused.value.code == "too_many_today"
    other = EnterpriseFactory(municipality=leon, owner=mariana)
    for number in range(17):
        invitation = invite_member(other, by=mariana, email=f"luis{number}@mail.example")
        revoke_member_invitation(invitation, by=mariana)
    with pytest.raises(Refused) as refused:
        invite_member(shoes, by=mariana, email="ana@mail.example")
    assert refused.value.code == "too_many_today"
    assert OutboxMessage.objects.filter(event="enterprises.member_invited").count() == 20
    with time_machine.travel(clock.now() + datetime.timedelta(days=1)):
        invite_member(shoes, by=mariana, email="luis@mail.example")


def test_the_last_owner_who_can_act_stays_even_beside_a_suspended_one(shoes, mariana):
    suspended = EnterpriseMemberFactory(enterprise=shoes, user=UserFactory(is_active=False))
    with pytest.raises(Refused) as refused:
        end_member(shoes.members.get(user=mariana), by=mariana)
    assert refused.value.code == "last_owner"
    assert end_member(suspended, by=mariana).ended_at is not None
