import time

import pytest
from stdnum.co import nit
from stdnum.mx import rfc

from enterprises.demo import make_enterprises
from enterprises.demo_places import LEON, VALLEDUPAR
from enterprises.enums import EnterpriseSize
from enterprises.facts import UNKNOWN, FactContext
from enterprises.facts import get as fact
from enterprises.models import Enterprise, Project
from portal.accounts.models import User
from portal.core import cities, clock
from portal.core.demo import MARK
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.models import Organization
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import StrategicLineFactory
from tests.factories.organizations import member_of


@pytest.mark.django_db(transaction=True)
def test_the_demo_makes_marked_enterprises_of_all_sizes_over_the_past_months(leon):
    from django.db import transaction

    from enterprises.reference import load_reference

    with transaction.atomic():
        load_reference("MX")
    UserFactory(email=LEON.owner)
    StrategicLineFactory(municipality=leon)
    begun = time.process_time()
    make_enterprises()
    assert time.process_time() - begun < 20
    enterprises = list(Enterprise.objects.order_by("registered_at", "pk"))
    assert len(enterprises) == LEON.how_many
    assert all(MARK in enterprise.trade_name and enterprise.is_test for enterprise in enterprises)
    with_id = [enterprise for enterprise in enterprises if not enterprise.is_idea]
    assert len(with_id) == LEON.how_many - LEON.ideas
    assert all(rfc.is_valid(enterprise.tax_id, validate_check_digits=True) for enterprise in with_id)
    assert not any(enterprise.tax_id_warning for enterprise in with_id)
    sizes = {enterprise.size for enterprise in with_id}
    assert sizes == {EnterpriseSize.MICRO, EnterpriseSize.SMALL, EnterpriseSize.MEDIUM}
    assert (clock.now() - enterprises[0].registered_at).days > 250
    assert enterprises[0].is_owned_by(User.objects.get(email=LEON.owner))
    assert Project.objects.count() > LEON.how_many // 2


@pytest.mark.django_db(transaction=True)
def test_valledupars_enterprises_have_a_nit_and_a_matricula_that_the_chamber_answered():
    cities.load(next(path for path in cities.shipped() if path.stem == "valledupar"))
    UserFactory(email=VALLEDUPAR.owner)
    member_of(Organization.objects.get(slug="camara-valledupar"), Role.OFFICER, email=VALLEDUPAR.registrar)
    make_enterprises()
    city = Municipality.objects.get()
    enterprises = list(Enterprise.objects.order_by("registered_at", "pk"))
    assert len(enterprises) == VALLEDUPAR.how_many
    with_id = [enterprise for enterprise in enterprises if not enterprise.is_idea]
    assert all(nit.is_valid(enterprise.tax_id) and enterprise.country == "CO" for enterprise in with_id)
    assert {enterprise.size for enterprise in with_id} >= {EnterpriseSize.MICRO, EnterpriseSize.SMALL}
    context = FactContext(city, clock.today(city.zone))
    constituted = [fact("legally_constituted").value(enterprise, context) for enterprise in with_id]
    assert constituted == [True] * (len(with_id) - 2) + [UNKNOWN, False]
    assert enterprises[0].is_owned_by(User.objects.get(email=VALLEDUPAR.owner))
