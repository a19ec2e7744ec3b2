"""Agreements: in force once signed, renewed with what hangs on them, ended by time or by the city."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.core.workflow import TransitionNotAllowed
from portal.documents.models import Document
from portal.organizations.actions import (
    activate_agreement,
    attach_agreement_document,
    renew_agreement,
    terminate_agreement,
)
from portal.organizations.enums import AgreementState as A
from portal.organizations.models import Agreement
from portal.organizations.tasks import end_agreements
from tests.documents.corpus import pdf
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.trainings import AgreementFactory, CourseFactory

DAY = timedelta(days=1)


@pytest.fixture
def juarez(db: object) -> Municipality:
    return MunicipalityFactory(slug="juarez", name="Juárez", timezone="America/Ciudad_Juarez")


@pytest.fixture
def staff(juarez: Municipality) -> User:
    return city_member(juarez, Role.STAFF)


@pytest.fixture
def agreement(juarez: Municipality) -> Agreement:
    return AgreementFactory(municipality=juarez)


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.code


def test_an_agreement_is_in_force_once_it_is_signed_by_two_parties(juarez: Municipality, staff: User) -> None:
    draft = AgreementFactory(municipality=juarez, draft=True)
    today = clock.today(juarez.zone)
    for day, code in ((None, "not_signed"), (today + DAY, "signed_later")):
        with pytest.raises(Refused) as refusal:
            activate_agreement(draft, by=staff, signed_on=day)
        assert code_of(refusal) == code
    draft.parties.order_by("pk").last().delete()
    with pytest.raises(Refused) as refusal:
        activate_agreement(draft, by=staff, signed_on=today)
    assert code_of(refusal) == "no_parties"
    draft.parties.create(organization=OrganizationFactory(municipality=juarez), role="trains")
    assert activate_agreement(draft, by=staff, signed_on=today).state == A.IN_FORCE


def test_renewing_makes_the_next_one_with_its_parties_and_carries_the_courses_over(
    agreement: Agreement, staff: User
) -> None:
    course = CourseFactory(municipality=agreement.municipality, agreement=agreement)
    bystander = CourseFactory(municipality=agreement.municipality)
    starts_on, ends_on = agreement.ends_on + DAY, agreement.ends_on + 365 * DAY
    signed_on = clock.today(agreement.municipality.zone)
    values = {"by": staff, "slug": "convenio-siguiente", "signed_on": signed_on}
    with pytest.raises(Refused) as refusal:
        renew_agreement(agreement, **values, starts_on=starts_on, ends_on=agreement.ends_on)
    assert code_of(refusal) == "dates"
    following = renew_agreement(agreement, **values, starts_on=starts_on, ends_on=ends_on)
    agreement.refresh_from_db()
    course.refresh_from_db()
    bystander.refresh_from_db()
    assert (agreement.state, following.state, following.renews) == (A.RENEWED, A.IN_FORCE, agreement)
    assert course.agreement == following != bystander.agreement
    assert set(following.parties.values_list("organization", "role")) == set(
        agreement.parties.values_list("organization", "role")
    )
    carried = LedgerEntry.objects.of_object(following).get(action="organizations.agreement.carry_over")
    assert carried.data == {"from": agreement.pk, "courses": 1}
    with pytest.raises(TransitionNotAllowed):
        renew_agreement(agreement, **values | {"slug": "otro"}, starts_on=starts_on, ends_on=ends_on)


def test_an_agreement_renewed_before_its_end_stands_until_then(agreement: Agreement, staff: User) -> None:
    last = agreement.ends_on
    following = renew_agreement(
        agreement,
        by=staff,
        slug="siguiente",
        starts_on=last + 5 * DAY,
        ends_on=last + 365 * DAY,
        signed_on=clock.today(agreement.municipality.zone),
    )
    days = (agreement.starts_on - DAY, agreement.starts_on, last, last + DAY, last + 5 * DAY, last + 366 * DAY)
    assert [following.covers(day) for day in days] == [False, True, True, False, True, False]
    Agreement.objects.filter(pk=agreement.pk).update(state=A.ENDED)
    assert not Agreement.objects.get(pk=following.pk).covers(last)


def test_the_citys_staff_decide_and_nobody_else(agreement: Agreement, staff: User) -> None:
    lead = member_of(agreement.led_by, Role.OFFICER)
    for user in (lead, city_member(MunicipalityFactory(), Role.STAFF)):
        with pytest.raises(TransitionNotAllowed):
            terminate_agreement(agreement, by=user, note="Ya no.")
    with pytest.raises(TransitionNotAllowed):
        terminate_agreement(agreement, by=staff, note="")
    assert terminate_agreement(agreement, by=staff, note="De común acuerdo.").state == A.TERMINATED


def test_an_agreement_ends_after_its_last_day_in_the_city(agreement: Agreement) -> None:
    zone = agreement.municipality.zone
    last = clock.now().astimezone(zone).replace(hour=23, minute=30)
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=last.date())
    with clock.moved_to(last):
        assert end_agreements() == 0
    with clock.moved_to(last + timedelta(hours=1)):
        assert end_agreements() == 1
        assert end_agreements() == 0
    agreement.refresh_from_db()
    assert agreement.state == A.ENDED


def test_the_parties_and_the_citys_desk_read_an_agreement_and_another_chamber_does_not(
    agreement: Agreement, staff: User, juarez: Municipality
) -> None:
    party = agreement.parties.order_by("pk").last().organization
    for user in (staff, member_of(agreement.led_by, Role.OFFICER), member_of(party, Role.TRAINER)):
        assert list(Agreement.objects.visible_to(user)) == [agreement]
    for user in (member_of(OrganizationFactory(municipality=juarez)), city_member(MunicipalityFactory(), Role.STAFF)):
        assert not Agreement.objects.visible_to(user).exists()


def test_the_signed_document_is_kept_and_read_by_who_reads_the_agreement(agreement: Agreement, staff: User) -> None:
    upload = SimpleUploadedFile("convenio.pdf", pdf())
    with pytest.raises(Refused) as refusal:
        attach_agreement_document(agreement, by=member_of(agreement.led_by, Role.OFFICER), upload=upload)
    assert code_of(refusal) == "not_allowed"
    document = attach_agreement_document(agreement, by=staff, upload=upload).document
    party = agreement.parties.order_by("pk").last().organization
    assert list(Document.objects.visible_to(member_of(party, Role.TRAINER))) == [document]
    assert not Document.objects.visible_to(member_of(OrganizationFactory())).exists()
