import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from enterprises.actions import TaxIdTaken, TooManyTries, is_tax_id_taken, register_enterprise, update_enterprise
from enterprises.enums import EnterpriseSize, MemberRole
from enterprises.models import Enterprise, EnterpriseMember, TaxIdTry
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, synthetic_rfc

pytestmark = pytest.mark.django_db

NEW = {"person_type": "legal", "tax_id": "zzt-200115-aa8", "legal_name": "Calzado Nuevo, S.A. de C.V."}


@pytest.fixture
def page(client, mariana, leon):
    client.force_login(mariana)
    return reverse("enterprises:new") + "?ciudad=leon"


def test_an_entrepreneur_registers_page_by_page_and_sees_the_size_with_its_arithmetic(client, page, law, mariana):
    answer = client.post(page, NEW, follow=True)
    enterprise = Enterprise.objects.get()
    assert (enterprise.tax_id, enterprise.tax_id_warning) == ("ZZT200115AA8", False)
    assert enterprise.members.get().user == mariana
    step = answer.redirect_chain[-1][0]
    assert step == reverse("enterprises:activity", args=[enterprise.public_id]) + "?paso=2"
    activity = {
        "sector_code": "31-33",
        "activity": "Calzado",
        "founded_on_0": "4",
        "founded_on_1": "3",
        "founded_on_2": "2019",
    }
    step = client.post(step, activity)["Location"]
    contact = {
        "street": "Ejemplo 12",
        "neighbourhood": "Centro",
        "postal_code": "37000",
        "phone": "477 712 3456",
        "is_women_led": "true",
    }
    step = client.post(step, contact)["Location"]
    year = client.get(step).context["form"].initial["year"]
    figures = {"year": year, "workers": "10", "workers_women": "4", "sales": "4,000,000.00"}
    page = client.post(step, figures, follow=True)
    enterprise.refresh_from_db()
    assert enterprise.size == EnterpriseSize.MICRO
    assert enterprise.phone == "+524777123456"
    assert "10 × 10 % + 4 × 90 % = 4.6" in page.content.decode()


def test_the_tax_id_is_encrypted_and_masked_wherever_it_is_shown(client, page, mariana):
    client.post(page, NEW)
    enterprise = Enterprise.objects.get()
    stored = Enterprise.objects.values_list("tax_id", flat=True).get()
    assert "ZZT" not in str(getattr(stored, "text", stored))
    shown = client.get(reverse("enterprises:detail", args=[enterprise.public_id])).content.decode()
    assert "ZZT200115AA8" not in shown
    assert "AA8" in shown
    assert "ZZT200115AA8" not in str(list(LedgerEntry.objects.values_list("data", flat=True)))


def test_an_idea_is_registered_without_a_tax_id_and_gets_it_later(client, page, mariana):
    client.post(page, {"person_type": "natural", "is_idea": "on", "legal_name": "Mariana Prueba"})
    idea = Enterprise.objects.get()
    assert idea.is_idea
    update_enterprise(idea, by=mariana, tax_id="XEXA850315AA9")
    idea.refresh_from_db()
    assert not idea.is_idea


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"tax_id": "XAXX010101000", "person_type": "natural"}, "tax_id", "gen"),
        ({"tax_id": "XEXA850315AA9"}, "tax_id", "13"),
        ({"tax_id": "ZZT20011"}, "tax_id", "12"),
        ({"tax_id": ""}, "tax_id", ""),
        ({"is_idea": "on"}, "is_idea", ""),
        ({"legal_name": ""}, "legal_name", ""),
        ({"person_type": "cooperative"}, "person_type", ""),
    ],
)
def test_a_wrong_first_page_says_how_to_mend_it_and_keeps_what_was_typed(client, page, changes, field, words):
    answer = client.post(page, NEW | changes)
    form = answer.context["form"]
    assert words in str(form.errors[field])
    assert form["legal_name"].value() == (NEW | changes)["legal_name"]
    assert not Enterprise.objects.exists()


def test_a_wrong_check_digit_is_warned_on_the_next_page_and_registered(client, page, law):
    answer = client.post(page, NEW | {"tax_id": "ZZT200115AA7"}, follow=True)
    assert Enterprise.objects.get().tax_id_warning
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_the_title_of_a_page_with_errors_says_so_once(client, page):
    title = client.post(page, NEW | {"tax_id": "X"}).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.count("Error:") == 1


@pytest.mark.parametrize(
    ("parts", "line"),
    [(("Uno 5", "", "37000"), "Uno 5, 37000"), (("", "", ""), ""), (("Uno 5", "Centro", ""), "Uno 5, Centro")],
)
def test_an_address_has_no_gap_where_a_part_is_not_known(parts, line):
    assert Enterprise(**dict(zip(("street", "neighbourhood", "postal_code"), parts, strict=True))).address_line == line


def neutral(html: str) -> str:
    """The page without what the asker typed and without the token of the form."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'name="tax_id" value="[^"]+"', "", html)


def test_every_taken_tax_id_gets_the_same_page_which_names_nothing(client, page, leon):
    shoes = EnterpriseFactory(
        municipality=leon, legal_name="Secretos del Bajío", owner=UserFactory(full_name="Dueña Recóndita")
    )
    abroad = EnterpriseFactory(municipality__name="Ciudad Remota", legal_name="Otra Razón Social")
    pages = [client.post(page, NEW | {"tax_id": taken.tax_id, "legal_name": "X"}) for taken in (shoes, abroad)]
    first, second = (answer.content.decode() for answer in pages)
    assert neutral(first) == neutral(second)
    for hidden in ("Secretos", "Recóndita", "Remota", "Otra Razón", str(shoes.public_id)):
        assert hidden not in first + second
    assert Enterprise.objects.count() == 2


def test_the_sixth_taken_tax_id_of_a_day_is_refused_before_it_is_looked_up(client, page, leon, mariana):
    taken = [EnterpriseFactory(municipality=leon).tax_id for _ in range(6)]
    for tax_id in taken[:5]:
        assert "form" in client.post(page, NEW | {"tax_id": tax_id}).context
    assert TaxIdTry.objects.count() == 5
    sixth = client.post(page, NEW | {"tax_id": taken[5]})
    free = client.post(page, NEW | {"tax_id": synthetic_rfc(8000)})
    assert sixth.context["form"].errors["tax_id"] == free.context["form"].errors["tax_id"]
    assert TaxIdTry.objects.count() == 5
    assert Enterprise.objects.count() == 6


def test_ones_own_taken_tax_id_leads_to_ones_own_enterprise(client, page, shoes):
    answer = client.post(page, NEW | {"tax_id": shoes.tax_id})
    assert answer["Location"] == reverse("enterprises:detail", args=[shoes.public_id])
    assert not TaxIdTry.objects.filter(kind="join").exists()


def test_the_same_tax_id_in_another_city_of_the_country_is_taken_too(leon, mariana, shoes):
    other = EnterpriseFactory().municipality
    with pytest.raises(TaxIdTaken):
        register_enterprise(other, by=mariana, person_type="legal", legal_name="X", tax_id=shoes.tax_id)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_a_tax_id_at_once_one_gets_it(leon):
    users = [UserFactory() for _ in range(6)]

    def register(user):
        try:
            register_enterprise(leon, by=user, person_type="legal", legal_name="X", tax_id="ZZT200115AA8")
        except TaxIdTaken:
            return "taken"
        finally:
            connections.close_all()
        return "registered"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(register, users))
    assert sorted(answers) == ["registered", *["taken"] * 5]
    assert Enterprise.objects.count() == 1


def test_after_the_certificate_is_accepted_the_identity_stands(shoes, mariana):
    from tests.enterprises.test_people import accepted

    accepted(shoes)
    with pytest.raises(Refused) as refused:
        update_enterprise(shoes, by=mariana, legal_name="Otro nombre")
    assert refused.value.code == "identity_proven"
    update_enterprise(shoes, by=mariana, trade_name="Zapatos")


def test_a_stranger_may_not_change_an_enterprise(shoes):
    with pytest.raises(Refused) as refused:
        update_enterprise(shoes, by=UserFactory(), trade_name="Mía")
    assert refused.value.code == "not_allowed"
    assert LedgerEntry.objects.filter(action="enterprises.enterprise.update.refused").exists()


def test_a_sector_that_no_enterprise_can_have_is_refused(shoes, mariana, law):
    for code in ("93", "ZZ", "C"):
        with pytest.raises(Refused) as refused:
            update_enterprise(shoes, by=mariana, sector_code=code)
        assert refused.value.code == "sector_unknown"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("zapatos guitarra", None),
        ("zapatos calzado", "31-33"),
        ("calzado", "31-33"),
        ("Panadería", "31-33"),
        ("tiendas", "46"),
        ("72", "72"),
    ],
)
def test_a_sector_is_found_by_everyday_words(client, shoes, mariana, law, words, code):
    client.force_login(mariana)
    answer = client.get(reverse("enterprises:activity", args=[shoes.public_id]), {"buscar": words})
    found = [sector.code for sector in answer.context["form"].found]
    assert found == ([code] if code else [])


def test_collaborators_and_owners_are_one_row_each(leon, mariana):
    enterprise = register_enterprise(leon, by=mariana, person_type="legal", legal_name="X", tax_id="ZZT200115AA8")
    member = EnterpriseMember.objects.get(enterprise=enterprise)
    assert member.role == MemberRole.OWNER


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_after_the_other(leon):
    user = UserFactory()
    taken = [EnterpriseFactory(municipality=leon).tax_id for _ in range(12)]

    def look(tax_id):
        try:
            return is_tax_id_taken(leon, by=user, tax_id=tax_id)
        except TooManyTries:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(look, taken))
    assert answers.count(True) == 5
    assert answers.count("refused") == 7
