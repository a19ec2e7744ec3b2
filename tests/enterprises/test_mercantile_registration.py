"""The matrícula mercantil: declared by the enterprise, answered by its chamber, and what the rules make of it."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from enterprises import facts
from enterprises.actions import (
    NotAllowed,
    confirm_registration,
    declare_registration,
    merge,
    refuse_registration,
)
from enterprises.facts import UNKNOWN, FactContext
from enterprises.models import Enterprise, MercantileRegistration
from enterprises.models.registrations import year_owed
from portal.core import clock
from portal.core.actions import Refused
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render
from programs.eligibility import shown
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseMemberFactory,
    MercantileRegistrationFactory,
)
from tests.factories.organizations import OrganizationFactory, city_member, member_of

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 21, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_november():
    with clock.moved_to(NOVEMBER):
        yield


@pytest.fixture
def valledupar(db):
    return MunicipalityFactory(colombia=True, slug="valledupar", name="Valledupar")


@pytest.fixture
def chamber(valledupar):
    return OrganizationFactory(municipality=valledupar, name="Cámara de Comercio de Valledupar")


@pytest.fixture
def officer(chamber):
    return member_of(chamber, Role.OFFICER, full_name="Liliana Prueba")


@pytest.fixture
def andres(db):
    return UserFactory(email="andres@mail.example")


@pytest.fixture
def crafts(valledupar, andres):
    return EnterpriseFactory(municipality=valledupar, owner=andres, trade_name="Artesanías Prueba")


@pytest.fixture
def declared(crafts, chamber, andres, officer):
    return declare_registration(crafts, by=andres, chamber=chamber, number="123.456", renewed_year=2026)


@contextmanager
def refused(code):
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def fact(enterprise, code="legally_constituted", on=date(2026, 11, 21)):
    return facts.get(code).value(enterprise, FactContext(enterprise.municipality, on))


def confirm(registration, officer, **changes):
    values = {"number": registration.number, "renewed_year": registration.renewed_year, "renewed_on": date(2026, 3, 20)}
    return confirm_registration(registration, by=officer, **values | changes)


def test_what_is_only_declared_is_not_known_until_the_chamber_confirms_it(crafts, declared, officer):
    assert (fact(crafts), fact(crafts, "registration_renewed_year")) == (UNKNOWN, UNKNOWN)
    confirmed = confirm(declared, officer, number="123457")
    assert fact(crafts) is True
    assert fact(crafts, "registration_renewed_year") == 2026
    assert (confirmed.number, confirmed.decided_by, confirmed.decided_at) == ("123457", officer, NOVEMBER)


def test_a_year_is_shown_without_the_marks_of_a_number(crafts):
    year = facts.get("registration_renewed_year")
    assert shown(year, 2026, FactContext(crafts.municipality, date(2026, 11, 21))) == "2026"


def test_an_enterprise_that_says_nothing_is_unknown_and_a_refused_one_is_not_constituted(crafts, declared, officer):
    assert fact(EnterpriseFactory(municipality=crafts.municipality)) is UNKNOWN
    refuse_registration(declared, by=officer, note="La matrícula está cancelada.")
    assert fact(crafts) is False


def test_the_facts_of_many_are_those_of_one(crafts, chamber, valledupar):
    MercantileRegistrationFactory(enterprise=crafts, chamber=chamber, confirmed=True)
    bare = EnterpriseFactory(municipality=valledupar)
    context = FactContext(valledupar, date(2026, 11, 21))
    codes = ["legally_constituted", "registration_renewed_year"]
    rows = facts.annotate(Enterprise.objects.filter(pk__in=[crafts.pk, bare.pk]), codes, context)
    many = {row.pk: facts.values_of(row, codes) for row in rows}
    assert many == {each.pk: facts.values_for(each, codes, context) for each in (crafts, bare)}


@pytest.mark.parametrize(
    ("on", "owed"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        # 31 March 2024 was Easter Sunday: the term ran until Monday.
        (date(2024, 4, 1), 2023),
        (date(2024, 4, 2), 2024),
        # Holy Week of 2029 has Holy Thursday and Good Friday on 29 and 30 March, and the 31st is a Saturday.
        (date(2029, 4, 2), 2028),
        (date(2029, 4, 3), 2029),
    ],
)
def test_the_renewal_of_the_year_is_owed_from_april_on(valledupar, on, owed):
    assert year_owed(on, BusinessCalendar.of(valledupar)) == owed


def test_last_years_renewal_is_enough_until_march_and_no_more_in_april(crafts, chamber):
    MercantileRegistrationFactory(enterprise=crafts, chamber=chamber, confirmed=True, renewed_year=2026)
    assert fact(crafts, on=date(2027, 3, 31)) is True
    assert fact(crafts, on=date(2027, 4, 1)) is False
    declare = MercantileRegistrationFactory(enterprise=crafts, chamber=chamber, renewed_year=2027)
    assert fact(crafts, on=date(2027, 4, 1)) is UNKNOWN
    assert declare.is_open


def test_declaring_again_corrects_what_waits_and_follows_what_was_answered(crafts, declared, chamber, andres, officer):
    again = declare_registration(crafts, by=andres, chamber=chamber, number="S 0099887", renewed_year=2025)
    assert (again.pk, again.number) == (declared.pk, "S0099887")
    refuse_registration(again, by=officer, note="El año no coincide.")
    third = declare_registration(crafts, by=andres, chamber=chamber, number="123456", renewed_year=2026)
    assert third.pk != declared.pk
    confirm(third, officer)
    with refused("already_confirmed"):
        declare_registration(crafts, by=andres, chamber=chamber, number="123456", renewed_year=2026)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"renewed_year": 2027}, "renewed_year"),
        ({"renewed_year": 1900}, "renewed_year"),
        ({"registered_on": date(2026, 12, 1)}, "registered_on"),
        ({"registered_on": date(2026, 2, 1), "renewed_year": 2025}, "registered_on"),
    ],
)
def test_a_year_that_cannot_be_is_refused(crafts, chamber, andres, changes, code):
    with refused(code):
        declare_registration(
            crafts, by=andres, **({"chamber": chamber, "number": "123456", "renewed_year": 2026} | changes)
        )
    assert not MercantileRegistration.objects.exists()


@pytest.mark.parametrize("number", ["", "ABC", "12345678901", "123-45-X", "<b>1</b>"])
def test_a_number_that_is_none_is_refused(crafts, chamber, andres, number):
    with pytest.raises(ValidationError):
        declare_registration(crafts, by=andres, chamber=chamber, number=number, renewed_year=2026)


def test_only_an_enterprise_of_colombia_with_a_tax_id_declares_to_a_chamber_of_its_city(leon, valledupar, andres):
    elsewhere = OrganizationFactory(municipality=leon)
    values = {"by": andres, "chamber": elsewhere, "number": "1", "renewed_year": 2026}
    mexican = EnterpriseFactory(municipality=leon, owner=andres)
    idea = EnterpriseFactory(municipality=valledupar, owner=andres, tax_id="")
    crafts = EnterpriseFactory(municipality=valledupar, owner=andres)
    codes = []
    for enterprise in (mexican, idea, crafts):
        with pytest.raises(Refused) as caught:
            declare_registration(enterprise, **values)
        codes.append(caught.value.code)
    assert codes == ["country", "idea", "chamber"]


def test_nobody_but_an_officer_of_the_chamber_answers(declared, valledupar, andres):
    another = member_of(OrganizationFactory(municipality=valledupar), Role.OFFICER)
    for user in (andres, another, city_member(valledupar, Role.STAFF), UserFactory(superuser=True)):
        with pytest.raises(NotAllowed):
            confirm(declared, user)
        with pytest.raises(NotAllowed):
            refuse_registration(declared, by=user, note="No.")
    assert LedgerEntry.objects.filter(action="enterprises.registration.confirm.refused").count() == 4


def test_an_officer_does_not_answer_for_an_enterprise_of_their_own(declared, crafts, officer):
    EnterpriseMemberFactory(enterprise=crafts, user=officer)
    with refused("own_enterprise"):
        confirm(declared, officer)


def test_a_confirmation_names_a_renewal_that_can_be(declared, officer):
    for day in (date(2026, 11, 22), date(2025, 12, 31)):
        with refused("renewed_on"):
            confirm(declared, officer, renewed_on=day)


def test_a_number_belongs_to_one_enterprise_also_in_the_database(declared, chamber, officer):
    other = MercantileRegistrationFactory(chamber=chamber, confirmed=True, number="123456")
    with refused("number_taken"):
        confirm(declared, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        MercantileRegistrationFactory(chamber=chamber, confirmed=True, number="123456", renewed_year=other.renewed_year)


def test_an_answer_is_given_once_and_a_confirmation_can_be_taken_back_with_a_reason(declared, crafts, officer):
    confirm(declared, officer)
    with refused("answered"):
        confirm(declared, officer)
    with refused("note_required"):
        refuse_registration(declared, by=officer, note=" ")
    refuse_registration(declared, by=officer, note="La matrícula fue cancelada el 3 de noviembre.")
    assert fact(crafts) is False
    with refused("answered"):
        refuse_registration(declared, by=officer, note="Otra vez.")


def test_the_ledger_says_who_confirmed_which_number_and_when(declared, crafts, officer):
    confirm(declared, officer)
    entry = LedgerEntry.objects.get(action="enterprises.registration.confirm")
    assert (entry.object_id, entry.data["number"], entry.data["renewed_on"]) == (crafts.pk, "123456", "2026-03-20")
    assert entry.data["registration"] == str(declared.public_id)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_chamber_is_asked_and_the_enterprise_told_by_mail(declared, andres, officer, language):
    for user in (andres, officer):
        user.language = language
        user.save()
    refuse_registration(declared, by=officer, note="La matrícula es de otra persona.")
    messages = {message.audience: message for message in OutboxMessage.objects.order_by("pk")}
    assert {(m.event, m.email) for m in messages.values()} == {
        ("enterprises.registration_declared", officer.email),
        ("enterprises.registration_decided", andres.email),
    }
    for message in messages.values():
        mail = render(message)
        assert "123456" in mail.subject
        assert mail.body.count("https://portal.example/") == 1
    assert "La matrícula es de otra persona." in render(messages["members"]).body


def test_merging_brings_the_registrations_along(crafts, chamber, valledupar):
    source = EnterpriseFactory(municipality=valledupar)
    for enterprise in (source, crafts):
        MercantileRegistrationFactory(enterprise=enterprise, chamber=chamber)
    MercantileRegistrationFactory(enterprise=source, chamber=chamber, confirmed=True)
    merge(source, crafts, by=city_member(valledupar, Role.STAFF))
    assert crafts.mercantile_registrations.count() == 2
    assert fact(crafts) is True


# --- The pages --------------------------------------------------------------------------------------------------------
def test_the_entrepreneur_declares_on_a_page_and_finds_the_answer_there(client, crafts, chamber, andres, officer):
    client.force_login(andres)
    address = reverse("enterprises:registration", args=[crafts.public_id])
    assert reverse("enterprises:registration", args=[crafts.public_id]) in (
        client.get(reverse("enterprises:detail", args=[crafts.public_id])).content.decode()
    )
    wrong = client.post(address, {"number": "veinte", "renewed_year": "2026"})
    assert wrong.status_code == 200
    assert "veinte" in wrong.content.decode()
    sent = client.post(address, {"number": "123 456", "renewed_year": "2026", "registered_on_day": "4",
                                 "registered_on_month": "3", "registered_on_year": "2019"})  # fmt: skip
    assert sent["Location"] == reverse("enterprises:detail", args=[crafts.public_id])
    registration = MercantileRegistration.objects.get()
    assert (registration.number, registration.registered_on) == ("123456", date(2019, 3, 4))
    refuse_registration(registration, by=officer, note="El número es de otra empresa.")
    assert "El número es de otra empresa." in client.get(address).content.decode()


def test_a_mexican_enterprise_has_no_such_page(client, leon, andres):
    client.force_login(andres)
    enterprise = EnterpriseFactory(municipality=leon, owner=andres)
    assert client.get(reverse("enterprises:registration", args=[enterprise.public_id])).status_code == 404
    assert "matricula/" not in client.get(reverse("enterprises:detail", args=[enterprise.public_id])).content.decode()


def test_the_officer_confirms_from_the_list_of_the_chamber(client, declared, officer):
    client.force_login(officer)
    listed = client.get(reverse("registrations:queue"))
    address = reverse("registrations:decide", args=[declared.public_id])
    assert address in listed.content.decode()
    assert client.post(address, {"answer": "confirm", "number": "", "renewed_year": "2026"}).status_code == 200
    answer = {"answer": "confirm", "number": "123456", "renewed_year": "2026", "renewed_on_day": "20",
              "renewed_on_month": "3", "renewed_on_year": "2026"}  # fmt: skip
    assert client.post(address, answer)["Location"] == reverse("registrations:queue")
    declared.refresh_from_db()
    assert declared.is_confirmed
    assert client.get(address).status_code == 200


def test_the_officer_of_another_chamber_and_the_citys_desk_get_404(client, declared, valledupar, andres, officer):
    address = reverse("registrations:decide", args=[declared.public_id])
    another = member_of(OrganizationFactory(municipality=valledupar), Role.OFFICER)
    for user in (andres, another, city_member(valledupar, Role.STAFF), city_member(valledupar, Role.OFFICER)):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "refuse", "note": "No."}).status_code == 404
    declared.refresh_from_db()
    assert declared.is_open
    client.force_login(andres)
    assert client.get(reverse("registrations:queue")).status_code == 404


def test_the_list_asks_the_database_as_often_for_many_rows_as_for_two(
    client, chamber, officer, django_assert_max_num_queries
):
    client.force_login(officer)
    counts = []
    for many in (2, 6):
        for _ in range(many):
            MercantileRegistrationFactory(chamber=chamber)
            MercantileRegistrationFactory(chamber=chamber, confirmed=True)
        client.get(reverse("registrations:queue"))
        with django_assert_max_num_queries(25) as captured:
            client.get(reverse("registrations:queue"))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_the_citys_desk_reads_the_registrations_of_its_enterprises_alone(client, declared, valledupar, leon):
    address = reverse("admin:enterprises_mercantileregistration_changelist")
    client.force_login(city_member(valledupar, Role.STAFF))
    assert "123456" in client.get(address).content.decode()
    client.force_login(city_member(leon, Role.STAFF))
    assert "123456" not in client.get(address).content.decode()
