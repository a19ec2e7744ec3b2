import pytest

from enterprises.actions import (
    AwaitsJoin,
    accept_member_invitation,
    add_worker,
    decide_join_request,
    invite_member,
    merge,
    prepare_meanwhile,
    update_enterprise,
)
from enterprises.enums import MemberRole
from portal.core.actions import Refused
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    JoinRequestFactory,
    synthetic_rfc,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(shoes):
    return JoinRequestFactory(enterprise=shoes)


@pytest.fixture
def draft(asked):
    return prepare_meanwhile(asked, by=asked.user, name="Mi borrador")


def test_with_the_draft_the_asker_alone_enters(shoes, mariana, asked, draft):
    stranger = EnterpriseMemberFactory(enterprise=draft).user
    asked.refresh_from_db()
    decide_join_request(asked, by=mariana, accept=True)
    assert shoes.members.active().filter(user=asked.user, role=MemberRole.COLLABORATOR).exists()
    assert not shoes.members.filter(user=stranger).exists()
    assert not draft.members.active().exists()


def test_where_no_owner_is_left_the_others_of_the_draft_do_not_own_it_either(leon, staff):
    asked = JoinRequestFactory(enterprise=EnterpriseFactory(municipality=leon))
    draft = prepare_meanwhile(asked, by=asked.user, name="Mi borrador")
    EnterpriseMemberFactory(enterprise=draft)
    asked.refresh_from_db()
    decide_join_request(asked, by=staff, accept=True)
    assert [member.user for member in asked.enterprise.members.owners()] == [asked.user]
    assert asked.enterprise.members.active().count() == 1


def test_a_draft_that_awaits_a_join_gathers_nobody_and_takes_no_tax_id(leon, shoes, staff, asked, draft):
    for attempt in (
        lambda: invite_member(draft, by=asked.user, email="luis@mail.example"),
        lambda: update_enterprise(draft, by=asked.user, tax_id=synthetic_rfc(4711, "natural")),
        lambda: add_worker(draft, by=asked.user, full_name="Luis Prueba"),
        lambda: merge(draft, shoes, by=staff),
        lambda: merge(EnterpriseFactory(municipality=leon), draft, by=staff),
    ):
        with pytest.raises(AwaitsJoin):
            attempt()
    luis = UserFactory()
    with pytest.raises(Refused) as refused:
        accept_member_invitation(EnterpriseInvitationFactory(enterprise=draft, email=luis.email), by=luis)
    assert refused.value.code == "expired"


def test_after_a_refusal_the_draft_is_an_idea_like_any_other(mariana, asked, draft):
    asked.refresh_from_db()
    decide_join_request(asked, by=mariana, accept=False)
    assert invite_member(draft, by=asked.user, email="luis@mail.example").enterprise == draft
