import time

import pytest
from stdnum.mx import rfc

from enterprises.demo import HOW_MANY, IDEAS, OWNER_WITH_ACCOUNT, make_enterprises
from enterprises.enums import EnterpriseSize
from enterprises.models import Enterprise, Project
from portal.accounts.models import User
from portal.core import clock
from portal.core.demo import MARK
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import StrategicLineFactory


@pytest.mark.django_db(transaction=True)
def test_the_demo_makes_marked_enterprises_of_all_sizes_over_the_past_months(leon):
    from django.db import transaction

    from enterprises.reference import load_reference

    with transaction.atomic():
        load_reference("MX")
    UserFactory(email=OWNER_WITH_ACCOUNT)
    StrategicLineFactory(municipality=leon)
    begun = time.monotonic()
    make_enterprises()
    assert time.monotonic() - begun < 20
    enterprises = list(Enterprise.objects.order_by("registered_at", "pk"))
    assert len(enterprises) == HOW_MANY
    assert all(MARK in enterprise.trade_name and enterprise.is_test for enterprise in enterprises)
    with_id = [enterprise for enterprise in enterprises if not enterprise.is_idea]
    assert len(with_id) == HOW_MANY - IDEAS
    assert all(rfc.is_valid(enterprise.tax_id, validate_check_digits=True) for enterprise in with_id)
    assert not any(enterprise.tax_id_warning for enterprise in with_id)
    sizes = {enterprise.size for enterprise in with_id}
    assert sizes == {EnterpriseSize.MICRO, EnterpriseSize.SMALL, EnterpriseSize.MEDIUM}
    assert (clock.now() - enterprises[0].registered_at).days > 250
    assert enterprises[0].is_owned_by(User.objects.get(email=OWNER_WITH_ACCOUNT))
    assert Project.objects.count() > HOW_MANY // 2
