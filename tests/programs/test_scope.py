"""Who sees which application, case and document; and what moves when two enterprises become one."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from enterprises.actions import merge
from enterprises.models import Enterprise
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.documents.models import Document
from programs.actions import approve, attach_document, submit, take_case
from programs.demo_content import pdf_of
from programs.models import Call, Case, Enrollment
from programs.refusals import OwnEnterprise
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, EnterpriseMemberFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory, RequiredDocumentFactory
from tests.programs.conftest import S, in_state, owner_of, send

pytestmark = pytest.mark.usefixtures("english")

ROLES_OF_THE_CITY = (Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR, Role.FINANCE)


def sees(user: Any, enrollment: Enrollment) -> bool:
    return Enrollment.objects.visible_to(user).filter(pk=enrollment.pk).exists()


def test_a_draft_is_seen_by_its_enterprise_alone(call: Call, officer: Any, staff: Any) -> None:
    draft = EnrollmentFactory(call=call)
    assert sees(owner_of(draft), draft)
    assert not any(sees(user, draft) for user in (officer, staff, UserFactory(), AnonymousUser()))


def test_a_sent_application_is_seen_by_its_reviewers_and_its_city_and_no_other(call: Call, officer: Any) -> None:
    sent = in_state(call, S.SUBMITTED)
    inside = [owner_of(sent), officer, *(city_member(call.municipality, role) for role in ROLES_OF_THE_CITY)]
    other_city = CallFactory()
    outside = [
        UserFactory(),
        AnonymousUser(),
        owner_of(in_state(call, S.SUBMITTED)),
        member_of(OrganizationFactory(municipality=call.municipality), Role.OFFICER),
        member_of(other_city.reviewer, Role.OFFICER),
        city_member(other_city.municipality, Role.STAFF),
        member_of(call.reviewer, Role.EVALUATOR),
    ]
    assert [sees(user, sent) for user in inside] == [True] * len(inside)
    assert [sees(user, sent) for user in outside] == [False] * len(outside)
    cases = [Case.objects.visible_to(user).filter(enrollment=sent).exists() for user in (*inside, *outside)]
    assert cases == [False, *[True] * (len(inside) - 1), *[False] * len(outside)]


def test_a_former_member_no_longer_sees_it(call: Call) -> None:
    sent = in_state(call, S.SUBMITTED)
    former = EnterpriseMemberFactory(enterprise=sent.enterprise)
    assert sees(former.user, sent)
    former.ended_at = former.since
    former.save()
    assert not sees(former.user, sent)


def test_the_officer_sees_the_enterprise_and_the_documents_of_the_case_and_no_more(call: Call, officer: Any) -> None:
    RequiredDocumentFactory(version=call.current_version, code="constancia")
    draft = EnrollmentFactory(call=call)
    owner = owner_of(draft)
    item = attach_document(draft, by=owner, requirement="constancia", upload=pdf_of("Constancia", "Empresa"))
    assert not Enterprise.objects.visible_to(officer).exists()
    assert not Document.objects.visible_to(officer).exists()
    assert Document.objects.visible_to(owner).get() == item.document
    send(draft, owner)
    other = EnrollmentFactory(call=CallFactory(schema=call.current_version.form_schema), enterprise=draft.enterprise)
    assert other
    assert list(Enterprise.objects.visible_to(officer)) == [draft.enterprise]
    assert list(Document.objects.visible_to(officer)) == [item.document]


def test_an_officer_who_belongs_to_the_enterprise_does_not_decide(call: Call, officer: Any) -> None:
    enrollment = in_state(call, S.IN_REVIEW)
    EnterpriseMemberFactory(enterprise=enrollment.enterprise, user=officer)
    assert enrollment.roles_of(officer) == {Role.ENTREPRENEUR}
    with pytest.raises(OwnEnterprise):
        approve(enrollment, by=officer)
    with pytest.raises(OwnEnterprise):
        take_case(enrollment.case, by=officer)


def test_staff_and_officers_of_others_cannot_decide(call: Call, staff: Any) -> None:
    enrollment = in_state(call, S.IN_REVIEW)
    others = [
        staff,
        UserFactory(),
        owner_of(enrollment),
        member_of(CallFactory().reviewer),
        city_member(call.municipality, Role.OFFICER),
    ]
    for user in others:
        with pytest.raises(Refused):
            approve(enrollment, by=user)
    with pytest.raises(Refused):
        submit(EnrollmentFactory(call=call), by=staff, declaration="x")


def test_a_merge_moves_the_applications_and_refuses_two_in_one_call(call: Call, staff: Any) -> None:
    source, target = (EnterpriseFactory(municipality=call.municipality) for _ in range(2))
    moved = in_state(call, S.SUBMITTED, enterprise=source)
    merge(source, target, by=staff)
    moved.refresh_from_db()
    assert moved.enterprise == target
    assert Case.objects.search(target.trade_name).get().enrollment == moved
    third = EnterpriseFactory(municipality=call.municipality)
    in_state(call, S.SUBMITTED, enterprise=third)
    with pytest.raises(Refused, match="same call"):
        merge(third, target, by=staff)
